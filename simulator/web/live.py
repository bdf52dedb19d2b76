"""The third screen: the call.

It is drawn once; what changes is told piece by piece, so that nothing jumps and little is sent.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from simulator.clock import speech_seconds
from simulator.errors import InputError, SimulatorError, UnknownCall
from simulator.web import people, pieces
from simulator.web.portrait import portrait
from simulator.web.shell import Changes, Shell, html, script, sentence, tell, unseen

if TYPE_CHECKING:
    from simulator.call import Call, Moment

Slots = dict[str, str]


@dataclass(frozen=True)
class Live:
    """The screen's parts. Events of `line`: say, follow, look, resume, rewind, hang_up, coach, compare, choose."""

    line: gr.HTML
    heard: gr.HTML


def build() -> Live:
    """Draw the screen, empty: the call comes when it opens."""
    with gr.Column(elem_id="sim-call", elem_classes="sim-screen"):
        line = html(elem_id="sim-line", js=script("call"))
        heard = unseen("sim-heard", script("heard"))
    return Live(line, heard)


class Calling:
    """What happens on the screen."""

    def __init__(self, shell: Shell, parts: Live) -> None:
        self.shell, self.parts, self.t = shell, parts, shell.t

    async def opened(self, request: gr.Request) -> Changes:
        """The call as it stands. If somebody is speaking, or ought to be, the page goes on to `follow`."""
        call = await self._call(request)
        if call is None:
            return self.shell.gone()
        await call.tick()
        await call.resume()
        slots = {**await self._whole(call), "research": people.dossier(call.state.persona, self.t, beside=True)}
        line = pieces.piece("line", t=self.t)
        return {self.parts.line: line, self.parts.heard: self._told(call, slots, follow=call.moment.speaking)}

    async def follow(self, request: gr.Request) -> AsyncIterator[Changes]:
        """Every sentence of the reply that is under way."""
        call = await self._call(request)
        if call is None:
            yield self.shell.gone()
            return
        async for changes in self._follow(call):
            yield changes

    async def say(self, request: gr.Request, event: gr.EventData) -> AsyncIterator[Changes]:
        """The learner's turn, and the reply as it is spoken. What can't be sent stays in the box."""
        call = await self._call(request)
        if call is None:
            yield self.shell.gone()
            return
        try:
            await call.say(getattr(event, "words", ""), seen=_text(event, "seen"))
        except SimulatorError as error:
            gr.Warning(sentence(error))
            yield {self.parts.heard: self._told(call, await self._whole(call), took=False)}
            return
        yield {self.parts.heard: self._told(call, self._moving(call.moment) | self._log(call), took=True)}
        async for changes in self._follow(call):
            yield changes

    async def resume(self, request: gr.Request) -> AsyncIterator[Changes]:
        """Ask again for a reply that did not come."""
        call = await self._call(request)
        if call is None:
            yield self.shell.gone()
            return
        await call.resume()
        async for changes in self._follow(call):
            yield changes

    async def look(self, request: gr.Request) -> Changes:
        """How things stand, for a page that was away for a while."""
        call = await self._call(request)
        if call is None:
            return self.shell.gone()
        await call.tick()
        await call.resume()
        return {self.parts.heard: self._told(call, await self._whole(call), follow=call.moment.speaking)}

    async def rewind(self, request: gr.Request, event: gr.EventData) -> Changes:
        """Back to before a turn; its words are put into the box, to be said another way."""
        call, turn = await self._call(request), _number(event, "turn")
        if call is None:
            return self.shell.gone()
        try:
            words = call.state.turns[turn].text if 0 <= turn < len(call.state.turns) else ""
            await call.rewind(turn)
        except SimulatorError as error:
            gr.Warning(sentence(error))
            return {self.parts.heard: self._told(call, await self._whole(call))}
        slots = await self._whole(call)
        slots["notice"] = pieces.piece("told", lines=[self.t("call.rewound", turn=turn)], bad=False)
        return {self.parts.heard: self._told(call, slots, words=words)}

    async def choose(self, request: gr.Request, event: gr.EventData) -> Changes:
        """Go on with another attempt."""
        call = await self._call(request)
        if call is None:
            return self.shell.gone()
        try:
            await call.choose(_number(event, "branch"))
        except SimulatorError as error:
            gr.Warning(sentence(error))
        return {self.parts.heard: self._told(call, await self._whole(call))}

    async def compare(self, request: gr.Request, event: gr.EventData) -> Changes:
        """Two attempts, side by side: the one that counts and the one it came from, or those that were asked for."""
        call = await self._call(request)
        if call is None:
            return self.shell.gone()
        numbers = [branch.number for branch in call.branches]
        counts = call.state.branch
        sides = getattr(event, "sides", None)
        if not (isinstance(sides, list) and len(sides) == 2 and all(side in numbers for side in sides)):
            parent = call.branches[counts].parent
            other = parent if parent is not None else next((n for n in reversed(numbers) if n != counts), counts)
            sides = sorted((other, counts))
        try:
            comparison = call.compare(*sides)
        except InputError as error:
            gr.Warning(sentence(error))
            return {}
        rows = comparison.rows[comparison.shared :]
        slot = pieces.piece(
            "comparison",
            t=self.t,
            name=call.state.persona.first_name,
            numbers=numbers,
            first=sides[0],
            second=sides[1],
            shared=comparison.shared,
            counts=counts,
            coached=call.state.coached,
            sides=[(sides[0], [row.first for row in rows]), (sides[1], [row.second for row in rows])],
        )
        return {self.parts.heard: self._told(call, {"comparison": slot}, compared=True)}

    async def coach(self, request: gr.Request, event: gr.EventData) -> Changes:
        """The coach comes or goes."""
        call = await self._call(request)
        if call is None:
            return self.shell.gone()
        try:
            call.coach(bool(getattr(event, "on", False)))
        except SimulatorError as error:
            gr.Warning(sentence(error))
        return {self.parts.heard: self._told(call, await self._whole(call))}

    async def hang_up(self, request: gr.Request) -> Changes:
        """The learner ends the call. Again: just go on."""
        call = await self._call(request)
        if call is None:
            return self.shell.gone()
        try:
            await call.hang_up()
        except SimulatorError as error:
            gr.Warning(sentence(error))
            return {}
        return self.shell.to("debrief" if call.state.opened.drill else "thank", call=call.id)

    async def _call(self, request: gr.Request) -> "Call | None":
        try:
            return await self.shell.call(request)
        except UnknownCall:
            return None

    async def _follow(self, call: "Call") -> AsyncIterator[Changes]:
        async for moment in call.follow():
            slots = self._moving(moment) if moment.speaking else self._standing(call)
            yield {self.parts.heard: self._told(call, slots, spoken=_spoken(moment))}
        # what takes a moment to work out comes once the words stand there
        yield {self.parts.heard: self._told(call, await self._beside(call))}

    def _told(self, call: "Call", slots: Slots, **more: Any) -> str:
        """What the page is told: the parts that changed, and how the call stands."""
        state = call.state
        return tell(
            slots=slots,
            place=state.place,
            over=state.over,
            speaking=call.moment.speaking,
            stuck=not call.moment.speaking and not state.answered and not state.over,
            coached=state.coached,
            timing=state.opened.timing,
            elapsed=call.elapsed(),
            agreed=state.clock.agreed,
            **more,
        )

    async def _whole(self, call: "Call") -> Slots:
        """Every part that can change."""
        return {**self._standing(call), **await self._beside(call)}

    def _standing(self, call: "Call") -> Slots:
        """What stands there while nobody speaks."""
        moment, state = call.moment, call.state
        return {
            **self._moving(moment),
            **self._log(call),
            "head": self._head(moment),
            "notice": pieces.piece("told", lines=[moment.notice], bad=False) if moment.notice else "",
            "bar": pieces.piece("bar", t=self.t, number=state.branch + 1, all=len(call.branches)),
            "over": self._over(call),
        }

    async def _beside(self, call: "Call") -> Slots:
        """One's own list, ticked off, and the coach's hint."""
        coached = call.state.coached and not call.moment.speaking
        hint = await asyncio.to_thread(lambda: call.hint) if coached else None
        return {
            "notes": await asyncio.to_thread(self._notes, call),
            "hint": pieces.piece("hint", t=self.t, hint=hint.text if hint else None),
        }

    def _over(self, call: "Call") -> str:
        state, t = call.state, self.t
        name = {"name": state.persona.first_name} if state.ended_by == "professional" else {}
        return pieces.piece(
            "over",
            t=t,
            over=state.over,
            ended=t(f"call.ended.{state.ended_by}", **name) if state.ended_by else "",
            thank=None if state.opened.drill else self.shell.address("thank", call=call.id),
            debrief=self.shell.address("debrief", call=call.id),
        )

    def _moving(self, moment: "Moment") -> Slots:
        """What moves while somebody speaks."""
        state = moment.state
        now = pieces.piece(
            "now",
            t=self.t,
            speaking=moment.speaking and not state.answered,
            name=state.persona.first_name,
            turns=len(state.turns),
            words=" ".join(moment.sentences),
        )
        return {"now": now, "clock": self._clock(moment)}

    def _log(self, call: "Call") -> Slots:
        state = call.state
        return {
            "log": pieces.piece(
                "log",
                t=self.t,
                turns=list(enumerate(state.turns)),
                name=state.persona.first_name,
                may_rewind=not call.moment.speaking,
            )
        }

    def _clock(self, moment: "Moment") -> str:
        from simulator.report.marks import minutes_and_seconds  # with the report come its charts: not at the start

        state = moment.state
        elapsed, agreed = state.elapsed, state.clock.agreed
        if state.opened.timing == "speech":
            elapsed += (
                speech_seconds(" ".join(moment.sentences), state.persona.voice.words_per_minute) * moment.speaking
            )
        left = max(0.0, agreed - elapsed)
        return pieces.piece(
            "clock",
            t=self.t,
            now=minutes_and_seconds(elapsed),
            agreed=minutes_and_seconds(agreed),
            left=left,
            left_said=minutes_and_seconds(left),
            share=round(min(100.0, 100 * elapsed / agreed), 1),
            timing=state.opened.timing,
            next=state.persona.schedule.next,
        )

    def _head(self, moment: "Moment") -> str:
        state, t = moment.state, self.t
        model = state.opened.model
        played = [t("call.played_offline") if model == "offline" else t("call.played_model", model=model)]
        played += [t("call.stood_in")] if state.failures else []
        invented = f"{t('call.invented')} " if state.persona.invented else ""
        numbers = zip((t("call.coach.patience"), t("call.coach.rapport")), state.numbers or (), strict=False)
        manner = f"{state.persona.first_name} {t(f'call.manner.{state.mood.manner}')}"
        return pieces.piece(
            "caller",
            t=t,
            p=state.persona,
            portrait=portrait(state.persona, 168),
            manner=t("call.over") if state.over else manner,
            played=f"{invented}{'; '.join(played)}",
            numbers=[(word, round(value)) for word, value in numbers],
        )

    def _notes(self, call: "Call") -> str:
        preparation = call.state.opened.preparation
        ticked: Sequence[Any] = call.ticked
        return pieces.piece(
            "notes",
            t=self.t,
            goal=preparation.goal if preparation else None,
            ticked=ticked,
            asked=sum(one.turn is not None for one in ticked),
            notes=preparation.notes if preparation else None,
        )


def _spoken(moment: "Moment") -> str:
    """What a screen reader says: each sentence once, as it comes, and a reply that came whole."""
    if moment.speaking and moment.sentences:
        return moment.sentences[-1]
    turns = moment.state.turns
    last = turns[-1].text if turns and turns[-1].speaker == "professional" else ""
    return f"{moment.state.persona.first_name}: {moment.sentences[-1] if moment.sentences else last}"


def _text(event: gr.EventData, name: str) -> str | None:
    value = getattr(event, name, None)
    return value if isinstance(value, str) else None


def _number(event: gr.EventData, name: str) -> int:
    value = getattr(event, name, None)
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
