"""The page as a whole: the screens, and every event, wired in one place."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from simulator.errors import CallError, InputError, SimulatorError, UnknownCall
from simulator.web import bring, choose, debrief, live, pieces, prepare
from simulator.web.desk import Desk

if TYPE_CHECKING:
    from simulator.call import Call

TITLE = "Informational interview practice"
STYLE = Path(__file__).parent / "style.css"
REPORT_STYLE = Path(__file__).parent.parent / "report" / "templates" / "report.css"

_TO_THE_TOP = "() => { window.scrollTo(0, 0); }"
_TO_THE_CALL = """() => setTimeout(() => {
  window.scrollTo(0, 0);
  if (matchMedia('(hover: hover)').matches) document.querySelector('#sim-words textarea')?.focus({preventScroll: true});
}, 250)"""
"""With a keyboard at hand the words go straight into the box; on a phone nothing pops up unasked."""

Session = dict[str, Any]
Changes = dict[Any, Any]


def style() -> str:
    """All of the page's style: the report's, and its own."""
    return REPORT_STYLE.read_text(encoding="utf-8") + STYLE.read_text(encoding="utf-8")


def theme() -> gr.themes.Base:
    """Fonts that every machine has: none is fetched."""
    sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif"]
    return gr.themes.Base(
        primary_hue="teal",
        neutral_hue="stone",
        font=sans,
        font_mono=["ui-monospace", "Menlo", "monospace"],
        radius_size="lg",
    ).set(button_primary_background_fill="*primary_700", button_primary_background_fill_hover="*primary_800")


def build(desk: Desk) -> gr.Blocks:
    """The page. Its handlers reach the engine through the desk."""
    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=False) as page:
        # the browser keeps which call it is in; the call itself is in the log. The secret only keeps the value opaque
        session = gr.BrowserState({}, storage_key="interview-simulator", secret="interview-simulator")  # noqa: S106
        # whose own professionals these are, on a shared server; and one that is being written
        owner = gr.BrowserState("", storage_key="interview-simulator-owner", secret="interview-simulator")  # noqa: S106
        draft = gr.BrowserState({}, storage_key="interview-simulator-draft", secret="interview-simulator")  # noqa: S106
        gr.HTML(
            "<header class='sim-top'><h1>Informational interview practice</h1></header>",
            elem_id="sim-top",
            padding=False,
        )
        picking = choose.build(desk.personas)
        bringing = bring.build(desk.settings.model)
        preparing = prepare.build(_models(desk))
        calling = live.build()
        debriefing = debrief.build()
        _Wiring(desk, session, owner, draft, picking, bringing, preparing, calling, debriefing).connect(page)
    return page


def _models(desk: Desk) -> list[tuple[str, str]]:
    offline = ("The built-in professional (no language model)", "offline")
    chosen = desk.settings.model
    return [offline] if chosen == "offline" else [(f"The language model {chosen}", chosen), offline]


class _Wiring:
    """Which event changes what."""

    def __init__(
        self,
        desk: Desk,
        session: gr.BrowserState,
        owner: gr.BrowserState,
        draft: gr.BrowserState,
        picking: choose.Choose,
        bringing: bring.Bring,
        preparing: prepare.Prepare,
        calling: live.Live,
        debriefing: debrief.Debrief,
    ) -> None:
        self.desk, self.session, self.owner = desk, session, owner
        self.choose, self.prepare, self.live, self.debrief = picking, preparing, calling, debriefing
        self.screens = {
            "choose": picking.screen,
            "bring": bringing.screen,
            "prepare": preparing.screen,
            "call": calling.screen,
            "debrief": debriefing.screen,
        }
        self.bring = bring.Bringing(desk, bringing, draft=draft, gallery=picking.own, show=self.screen, meet=self.meet)

    def connect(self, page: gr.Blocks) -> None:
        """Tie the handlers to the page."""
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": None}
        screens = [*self.screens.values(), self.session]
        call = [
            self.live.head,
            self.live.clock,
            self.live.notice,
            self.live.chat,
            self.live.words,
            self.live.send,
            self.live.hang_up,
            self.live.debrief,
            self.live.resume,
            self.live.notes,
        ]
        result = [
            self.debrief.card, self.debrief.downloads, self.debrief.transcript, self.debrief.note, self.debrief.second,
            self.debrief.seen,
        ]  # fmt: skip
        form = [*self.prepare.fields, self.prepare.minutes]
        dossier = [*screens, *form, self.prepare.dossier]

        # a new screen begins at its top; on the call the next thing to do is to talk
        top: dict[str, Any] = {"fn": None, "js": _TO_THE_TOP, "api_visibility": "private", "queue": False}
        page.load(
            self.restore,
            [self.session, self.owner, self.bring.draft],
            [
                *screens, *call, *result, *form, self.prepare.dossier, *self.choose.buttons.values(), self.choose.bring,
                self.owner, *self.bring.outputs,
            ],
            **quiet,
        )  # fmt: skip
        for persona_id, button in self.choose.buttons.items():
            button.click(partial(self.meet, persona_id), [self.session, self.owner], dossier, **quiet)
            button.click(**top)
        self.choose.bring.click(
            self.bring.start, [self.bring.draft, self.owner], [*screens, *self.bring.outputs], **quiet
        ).then(**top)
        self.bring.connect(self.session, self.owner, dossier, quiet, top)
        self.prepare.back.click(self.start_over, None, screens, **quiet).then(**top)
        gr.on(
            [field.blur for field in self.prepare.fields if isinstance(field, gr.Textbox)]
            + [self.prepare.confirmed.change, self.prepare.minutes.release],
            None,
            [self.session, *form],
            [self.session],
            js="(session, ...draft) => [{...session, draft}]",
            **quiet,
        )
        self.prepare.join.click(**{**top, "js": _TO_THE_CALL})
        self.prepare.join.click(
            self.join,
            [self.session, self.owner, self.prepare.model, *form],
            [*screens, *call],
            trigger_mode="once",
            **quiet,
        )
        gr.on(
            [self.live.words.submit, self.live.send.click],
            self.say,
            [self.live.words, self.session],
            [*call, *screens],
            trigger_mode="multiple",
            **quiet,
        )
        self.live.resume.click(self.resume, self.session, [*call, *screens], **quiet)
        self.live.hang_up.click(self.hang_up, self.session, [*screens, *call, *result], **quiet).then(**top)
        self.live.debrief.click(self.to_debrief, self.session, [*screens, *result], **quiet).then(**top)
        self.debrief.send_note.click(
            self.write_note,
            [self.session, self.debrief.note, self.debrief.hours, self.debrief.resume],
            [*screens, *result],
            **quiet,
        )
        self.debrief.judge.click(
            self.judge,
            [self.session, self.debrief.seen, self.debrief.verdict, self.debrief.why],
            [*screens, *result, self.debrief.why],
            **quiet,
        )
        self.debrief.again.click(self.start_over, None, screens, **quiet).then(**top)

    def screen(self, name: str, **session: Any) -> Changes:
        """Show one screen; keep in the browser what a reload needs."""
        shown: Changes = {column: gr.update(visible=key == name) for key, column in self.screens.items()}
        shown[self.session] = session
        return shown

    def start_over(self) -> Changes:
        """To the gallery."""
        return self.screen("choose")

    def meet(self, persona_id: str, session: Session | None, owner: str) -> Changes:
        """To the dossier of one professional. What was written for them before is kept."""
        session = session or {}
        draft = session.get("draft") if session.get("persona") == persona_id else None
        persona = self.desk.people(owner).everybody[persona_id]
        form = [*self.prepare.fields, self.prepare.minutes]
        minutes = min(30, max(10, persona.schedule.minutes))
        values = draft if isinstance(draft, list) and len(draft) == len(form) else ["", "", "", "", "", "no", minutes]
        return {
            **self.screen("prepare", persona=persona_id, draft=values),
            **dict(zip(form, values, strict=True)),
            self.prepare.dossier: pieces.dossier(persona),
        }

    async def restore(self, session: Session | None, owner: str, draft: Any) -> AsyncIterator[Changes]:
        """After a load or reload: back to where the learner was. Only then can anything be chosen."""
        owner = self.desk.owner(owner)
        buttons = [*self.choose.buttons.values(), self.choose.bring]
        can_choose: Changes = {button: gr.update(interactive=True) for button in buttons}
        yield {**can_choose, self.owner: owner, **self.bring.own_people(owner)}
        session = session if isinstance(session, dict) else {}
        if session.get("call"):
            try:
                call = await self._call(session)
            except UnknownCall:
                gr.Warning("That call is not here any more. Choose somebody to talk to.")
                yield self.screen("choose")
                return
            if call.state.over:
                yield await self._debriefed(call)
                return
            await call.resume()
            yield {**self.screen("call", **session), **live.shown(self.live, call.moment, whole=True)}
            async for changes in self._follow(call):
                yield changes
        elif session.get("bring"):
            yield self.bring.restore(draft, owner)
        elif session.get("persona") in self.desk.people(owner).everybody:
            yield self.meet(session["persona"], session, owner)

    async def join(self, session: Session | None, owner: str, model: str, *form: Any) -> AsyncIterator[Changes]:
        """Pick up the phone."""
        session = session or {}
        *fields, minutes = form
        persona = self.desk.people(owner).everybody.get(session.get("persona", ""))
        if persona is None:
            yield self.screen("choose")
            return
        try:
            prepared = prepare.preparation(*fields)
            calls = await asyncio.to_thread(lambda: self.desk.calls)
            call = calls.open(persona, minutes=float(minutes), model=model, preparation=prepared)
        except SimulatorError as error:
            gr.Warning(_sentence(error))
            yield {self.session: session}
            return
        await call.resume()
        yield {**self.screen("call", call=call.id), **live.shown(self.live, call.moment, whole=True)}
        async for changes in self._follow(call):
            yield changes

    async def say(self, words: str, session: Session | None) -> AsyncIterator[Changes]:
        """The learner's turn, and the reply as it is spoken. What can't be sent stays in the box."""
        try:
            call = await self._call(session)
            await call.say(words)
        except UnknownCall:
            gr.Warning("That call is not here any more. Choose somebody to talk to.")
            yield self.screen("choose")
            return
        except SimulatorError as error:
            gr.Warning(_sentence(error))
            yield {self.session: session}
            return
        yield {**live.shown(self.live, call.moment), self.live.words: ""}
        async for changes in self._follow(call):
            yield changes

    async def resume(self, session: Session | None) -> AsyncIterator[Changes]:
        """Ask again for a reply that did not come."""
        try:
            call = await self._call(session)
        except SimulatorError as error:
            gr.Warning(_sentence(error))
            yield self.screen("choose")
            return
        await call.resume()
        async for changes in self._follow(call):
            yield changes

    async def hang_up(self, session: Session | None) -> Changes:
        """End the call and grade it. Again: just show the scorecard."""
        try:
            call = await self._call(session)
            await call.hang_up()
        except CallError as error:
            gr.Warning(_sentence(error))
            return self.screen("choose")
        return {**live.shown(self.live, call.moment), **await self._debriefed(call)}

    async def to_debrief(self, session: Session | None) -> Changes:
        """The scorecard of a call that is over."""
        try:
            return await self._debriefed(await self._call(session))
        except SimulatorError as error:
            gr.Warning(_sentence(error))
            return self.screen("choose")

    async def write_note(self, session: Session | None, note: str, hours: float, resume: bool) -> Changes:
        """Keep the thank-you note and grade again."""
        try:
            call = await self._call(session)
            call.note(note, hours_after=hours, resume_attached=resume)
        except SimulatorError as error:
            gr.Warning(_sentence(error))
            return {self.session: session}
        gr.Info("Your note is sent and graded.")
        return await self._debriefed(call)

    async def judge(self, session: Session | None, number: int | None, verdict: str, why: str) -> Changes:
        """Keep what the learner makes of one observation, and count again without what is disputed."""
        try:
            call = await self._call(session)
            *_, card = await asyncio.to_thread(self.desk.graded, call)
            if number is None or not 0 <= number < len(card.observations):
                raise InputError("choose first what you agree with or dispute")
            call.judge(card.observations[number], agrees=verdict == "agree", why=why)
        except SimulatorError as error:
            gr.Warning(_sentence(error))
            return {self.session: session}
        gr.Info("Your view is kept.")
        return {**await self._debriefed(call), self.debrief.why: ""}

    async def _call(self, session: Session | None) -> "Call":
        call_id = str((session or {}).get("call") or "")
        if not call_id:
            raise UnknownCall("there is no call here")
        calls = await asyncio.to_thread(lambda: self.desk.calls)
        return calls.get(call_id)

    async def _follow(self, call: "Call") -> AsyncIterator[Changes]:
        async for moment in call.follow():
            yield live.shown(self.live, moment)

    async def _debriefed(self, call: "Call") -> Changes:
        transcript, persona, card = await asyncio.to_thread(self.desk.graded, call)
        shown = await asyncio.to_thread(
            debrief.shown, self.debrief, call.id, transcript, persona, card, call.state.judged
        )
        return {**self.screen("debrief", call=call.id), **shown}


def _sentence(error: SimulatorError) -> str:
    text = str(error)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
