"""The fifth screen: what mattered, the grades, the pictures, the call marked, and what happened next."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import gradio as gr
from markupsafe import Markup

from simulator.errors import SimulatorError, UnknownCall
from simulator.web import pieces, sharing
from simulator.web.finished import Finished, finished
from simulator.web.shell import Changes, Shell, html, problem, script, tell

if TYPE_CHECKING:
    from simulator.call import Call
    from simulator.report import View

FORMS = ("scorecard.html", "scorecard.md", "scorecard.json", "transcript.json")
"""In which a call can be taken away."""


def build(shell: Shell) -> None:
    """Draw the screen and tie its events."""
    with gr.Column(elem_id="sim-debrief", elem_classes="sim-screen"):
        waiting = pieces.piece("grading", t=shell.t, what="")
        card = html(waiting, elem_id="sim-scorecard", js=script("numbers") + script("unsent") + script("late"))
        marked = html(elem_id="sim-marked", js=script("unsent") + script("marked"))
        after = html(elem_id="sim-after")
        told = shell.told()
    debrief = _Debrief(shell, card, marked, after, told)
    shell.loads(debrief.opened)
    card.late(debrief.late, None, [card, marked, after, shell.notice, shell.go], trigger_mode="multiple", **shell.quick)
    # of a call that is not there any more, nothing stays on the page
    outputs = [card, marked, after, told, shell.notice, shell.go]
    # one who judges fast judges the next remark while the last is unanswered: "once" would drop it
    marked.judged(debrief.judged, None, outputs, trigger_mode="multiple", **shell.quick)
    marked.rewound(debrief.rewound, None, outputs, trigger_mode="once", **shell.quick)


class _Debrief:
    """What the screen shows, and what can be done with it."""

    def __init__(self, shell: Shell, card: gr.HTML, marked: gr.HTML, after: gr.HTML, told: gr.HTML) -> None:
        self._shell, self._card, self._marked, self._after, self._told = shell, card, marked, after, told

    async def opened(self, request: gr.Request) -> Changes:
        """The call whose address this is, graded. If that takes a model, the page says so, and asks for it then."""
        return await self._shell.graded(request, partial(self._drawn, request=request), self._gone, wait=False)

    async def late(self, request: gr.Request) -> Changes:
        """The same, when the grading is done: the page asks until it is."""
        return await self._shell.graded(request, partial(self._drawn, request=request), self._gone, wait=True)

    async def judged(self, event: gr.EventData, request: gr.Request) -> Changes:
        """Keep what the learner makes of one observation, and count again without what is disputed."""
        number = getattr(event, "number", None)
        try:
            call = await self._shell.call(request)
            graded = await asyncio.to_thread(finished, self._shell.desk, call)
            if not isinstance(number, int) or not 0 <= number < len(graded.card.observations):
                # graded anew since the page was drawn
                said = pieces.Said(self._shell.t("debrief.no_remark"), own=False)
                return {self._told: tell(number=number, undone=pieces.piece("problem", said=[said]))}
            agrees = getattr(event, "verdict", "") == "agree"
            call.judge(graded.card.observations[number], agrees=agrees, why=getattr(event, "why", ""))
            return await asyncio.to_thread(
                lambda: self._transcript(self._view(finished(self._shell.desk, call)), judged=number)
            )
        except UnknownCall:
            return self._gone()
        except SimulatorError as error:
            return {self._told: tell(number=number, undone=problem(error))}

    async def rewound(self, event: gr.EventData, request: gr.Request) -> Changes:
        """Back to before one of the learner's turns, to try it another way."""
        turn = getattr(event, "turn", None)
        try:
            call = await self._shell.call(request)
            await call.rewind(turn if isinstance(turn, int) else -1)
        except UnknownCall:
            return self._gone()
        except SimulatorError as error:
            return {self._told: tell(turn=turn, undone=problem(error))}
        return self._shell.to("call", call=call.id)

    def _gone(self) -> Changes:
        t = self._shell.t
        empty = dict.fromkeys((self._card, self._marked, self._after), "")
        return {**empty, **self._shell.nowhere(t("shell.gone.call"), t("shell.gone.call_words"))}

    def _drawn(self, call: "Call", request: gr.Request) -> Changes:
        from simulator.report import part

        t, graded = self._shell.t, finished(self._shell.desk, call)
        view = self._view(graded)
        top = [part(name, view, t) for name in ("scorecard", "pictures", "branches")]
        return {
            self._card: pieces.piece("debrief_top", t=t, view=view, parts=top),
            **self._transcript(view),
            self._after: self._came_after(graded, view, sharing.of_call(self._shell.desk, request, call, t)),
        }

    def _transcript(self, view: "View", *, judged: int | None = None) -> Changes:
        """The marked transcript; `judged` is the remark about which something was kept just now."""
        from simulator.report import part

        t = self._shell.t
        parts = [part("second", view, t), part("transcript", view, t, judging=True)]
        return {self._marked: pieces.piece("debrief_marked", t=t, parts=parts, judged=judged)}

    def _came_after(self, graded: Finished, view: "View", sharing: Markup) -> str:
        from simulator.report import part

        t, address = self._shell.t, self._shell.address
        return pieces.piece(
            "debrief_after",
            t=t,
            view=view,
            came=part("after", view, t),
            sharing=sharing,
            account=part("account", view, t),
            id=graded.call.id,
            forms=FORMS,
            thank=address("thank", call=graded.call.id),
            again=address("prepare", **{"with": graded.persona.id}),
            somebody=address("choose"),
            progress=address("progress"),
        )

    def _view(self, graded: Finished) -> "View":
        from simulator.report import View

        return View.of(graded.transcript, graded.persona, graded.card, graded.beyond, self._shell.t)
