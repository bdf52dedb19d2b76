"""The fourth screen: the thank-you note, its answer, and the news some weeks later."""

import asyncio
import re
import time
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr

from simulator.errors import SimulatorError, UnknownCall
from simulator.grading.follow_through import LONGEST_WORDS, SHORTEST_WORDS
from simulator.report.after import HOURS_A_WEEK, later
from simulator.web import pieces
from simulator.web.finished import Finished, finished
from simulator.web.shell import Changes, Shell, html, script, sentence

if TYPE_CHECKING:
    from simulator.appointment import Chance
    from simulator.call import Call


def build(shell: Shell) -> None:
    """Draw the screen and tie its events."""
    with gr.Column(elem_id="sim-thank", elem_classes="sim-screen"):
        screen = html(_waiting(shell), elem_id="sim-thanks", js=script("unsent") + script("thank") + script("late"))
    thank = _Thank(shell, screen)
    shell.loads(thank.opened)
    outputs = [screen, shell.notice, shell.go]
    screen.late(thank.late, None, outputs, trigger_mode="multiple", **shell.quick)
    screen.sent(thank.sent, None, outputs, trigger_mode="once", **shell.quick)


class _Thank:
    """What the screen shows, and what its form does."""

    def __init__(self, shell: Shell, screen: gr.HTML) -> None:
        self._shell, self._screen = shell, screen

    async def opened(self, request: gr.Request) -> Changes:
        """The note of the call whose address this is. If a model grades it, the page says so, and asks again."""
        return await self._shell.graded(request, self._looked_at, self._gone, wait=False)

    async def late(self, event: gr.EventData, request: gr.Request) -> Changes:
        """The same, when the grading is done: the page asks until it is. What was sent just now is told back by it."""
        new = str(getattr(event, "late", ""))
        return await self._shell.graded(request, partial(self._looked_at, new=new), self._gone, wait=True)

    def _looked_at(self, call: "Call", new: str = "") -> Changes:
        graded = finished(self._shell.desk, call)
        if graded.card.overall is None or graded.transcript.drill:
            # there is nothing to give thanks for, or nothing that practises it
            return self._shell.to("debrief", call=call.id)
        return {self._screen: self._drawn(graded, new=new)}

    async def sent(self, event: gr.EventData, request: gr.Request) -> Changes:
        """Keep a note or an update, and show what came of it. What can't be kept stays in its field, with why."""
        try:
            call = await self._shell.call(request)
        except UnknownCall:
            return self._gone()
        what, text = str(getattr(event, "what", "")), getattr(event, "text", "")
        hours, resume = _hours(getattr(event, "hours", None)), bool(getattr(event, "resume", False))
        tried: dict[str, Any] = {}
        try:
            if what == "update":
                call.update(text, weeks_after=hours / HOURS_A_WEEK)
            else:
                call.note(text, hours_after=hours, resume_attached=resume)
        except SimulatorError as error:
            tried[what] = {"text": text, "hours": str(hours), "resume": resume, "wrong": sentence(error)}
        if not self._shell.desk.graded_at_once(call):
            return {self._screen: _waiting(self._shell, what)}
        graded = await asyncio.to_thread(finished, self._shell.desk, call)
        return {self._screen: self._drawn(graded, tried, new="" if tried else what, answers=time.time_ns())}

    def _gone(self) -> Changes:
        t = self._shell.t
        return {self._screen: "", **self._shell.nowhere(t("shell.gone.call"), t("shell.gone.call_words"))}

    def _drawn(
        self,
        graded: Finished,
        tried: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        new: str = "",
        answers: int = 0,
    ) -> str:
        """The whole screen. `tried` is what could not be kept, by its form; `new` is what was sent just now.

        Each answer has a number of its own in `answers`: the page hears of nothing that is as it was.
        """
        from simulator.appointment import chances_to_thank, chances_to_update
        from simulator.report import View

        t, state = self._shell.t, graded.call.state
        view = View.of(graded.transcript, graded.persona, graded.card, graded.beyond, t)
        start = state.opened.arrangement.appointment if state.opened.arrangement else None
        begun = start or state.opened.at
        return pieces.piece(
            "thank",
            t=t,
            view=view,
            grade=next((grade for grade in view.grades if grade.name == "follow_through"), None),
            note_times=self._times(chances_to_thank(begun)),
            update_times=self._times(chances_to_update(begun)),
            shortest=SHORTEST_WORDS,
            longest=LONGEST_WORDS,
            tried=tried or {},
            new=new,
            answers=answers,
            call=graded.call.id,
            debrief=self._shell.address("debrief", call=graded.call.id),
        )

    def _times(self, chances: "tuple[Chance, ...]") -> list[tuple[float, str, str, str]]:
        """Of each moment the hours, how long after the call that is, the same without figures, and its day."""
        t, times = self._shell.t, []
        for chance in chances:
            said = later(chance.hours, t)
            in_words = re.sub(r"\d+", lambda number: t(f"thank.number.{number[0]}"), said)
            times.append((chance.hours, said, in_words, f"{chance.at:%Y-%m-%dT%H:%M}"))
        return times


def _waiting(shell: Shell, new: str = "") -> str:
    """What stands there while a model grades; the page asks for what comes of it."""
    return pieces.piece("grading", t=shell.t, what=new)


def _hours(value: object) -> float:
    """Hours after the call, as the form sent them."""
    try:
        return max(0.0, float(str(value)))
    except ValueError:
        return 0.0
