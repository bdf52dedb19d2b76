"""The last screen: every call, how each part of it changes, what to practise next, and what is kept."""

import asyncio
from typing import TYPE_CHECKING, Any

import gradio as gr

from simulator.errors import SimulatorError, UnknownCall
from simulator.texts import FIRST
from simulator.web import pieces, sharing
from simulator.web.desk import Desk
from simulator.web.finished import finished
from simulator.web.shell import Changes, Shell, html, problem, script, sentence, tell

if TYPE_CHECKING:
    from simulator.progress import Practised

AT_ONCE = 12
"""Calls in the list before the rest is folded away."""


def build(shell: Shell) -> None:
    """Draw the screen and tie its events."""
    with gr.Column(elem_id="sim-progress", elem_classes="sim-screen"):
        screen = html(elem_id="sim-calls", js=script("numbers") + script("unsent") + script("progress"))
        told = shell.told()
    progress = _Progress(shell, screen, told)
    shell.loads(progress.opened)
    screen.deleted(progress.deleted, None, [screen], trigger_mode="once", **shell.quick)
    screen.drilled(progress.drilled, None, [told, shell.go], trigger_mode="once", **shell.quick)


class _Progress:
    """What the screen shows, and what can be done with it."""

    def __init__(self, shell: Shell, screen: gr.HTML, told: gr.HTML) -> None:
        self._shell, self._screen, self._told = shell, screen, told

    async def opened(self, request: gr.Request) -> Changes:
        """All calls of the learner whose browser this is."""
        return {self._screen: await asyncio.to_thread(self._drawn, request)}

    async def deleted(self, event: gr.EventData, request: gr.Request) -> Changes:
        """Delete one call, or all of them, for good."""
        t, owner = self._shell.t, self._shell.place(request).owner
        learner, which = self._shell.desk.learner(owner), str(getattr(event, "id", ""))
        calls = await asyncio.to_thread(lambda: self._shell.desk.calls)
        try:
            if which == "all":
                await calls.delete_all(learner)
                said = pieces.Said(t("progress.deleted_all"), own=False)
            else:
                await calls.delete(which, learner)
                said = pieces.Said(t("progress.deleted"), own=False)
            await asyncio.to_thread(self._shell.desk.forget_erased)
        except UnknownCall:
            # somebody else, or another tab, was faster: gone is gone
            said = pieces.Said(t("progress.deleted"), own=False)
        except SimulatorError as error:
            said = pieces.Said(sentence(error))
        return {self._screen: await asyncio.to_thread(self._drawn, request, said)}

    async def drilled(self, event: gr.EventData, request: gr.Request) -> Changes:
        """Start a drill with somebody: straight to the call."""
        owner, drill = self._shell.place(request).owner, str(getattr(event, "drill", ""))
        persona = self._shell.desk.people(owner).everybody.get(str(getattr(event, "persona", "")))
        if persona is None:
            gone = pieces.Said(self._shell.t("shell.gone.person_words"), own=False)
            return {self._told: tell(drill=drill, undone=pieces.piece("problem", said=[gone]))}
        try:
            calls = await asyncio.to_thread(lambda: self._shell.desk.calls)
            learner = self._shell.desk.learner(owner)
            call = calls.open(persona, drill=drill, owner=learner)
        except SimulatorError as error:
            return {self._told: tell(drill=drill, undone=problem(error))}
        return self._shell.to("call", call=call.id)

    def _drawn(self, request: gr.Request, said: pieces.Said | None = None) -> str:
        from simulator.drills import drills
        from simulator.progress import next_practice
        from simulator.report.trends import trends

        t, desk, owner = self._shell.t, self._shell.desk, self._shell.place(request).owner
        calls = desk.calls.kept(desk.learner(owner))
        everybody = desk.people(owner).everybody
        last = calls[-1].persona_id if calls else ""
        people = sorted(everybody.values(), key=lambda each: each.name)
        return pieces.piece(
            "progress",
            t=t,
            said=said,
            calls=[self._row(call) for call in reversed(calls)],
            at_once=AT_ONCE,
            practice=next_practice(calls),
            drills=drills(),
            people=people,
            chosen=last if last in everybody else people[0].id,
            trends=trends(calls, t),
            sharing=sharing.of_all(desk, request, calls, t),
            home=self._shell.address("choose"),
        )

    def _row(self, call: "Practised") -> dict[str, Any]:
        # of a drill no whole is formed: what it practised stands for it
        counted = [(name, mark) for name in call.grades or () if call.drill and (mark := call.mark(name))]
        screen = "debrief" if call.over else "call"
        return {
            "call": call,
            "overall": call.mark("overall"),
            "counted": counted,
            "address": self._shell.address(screen, call=call.id),
        }


def bundle(desk: Desk, owner: str, *, language: str = FIRST, numbers: bool = True) -> bytes:
    """Everything that is kept of a learner's calls, as a zip, each scorecard as it can be taken away alone."""
    from simulator.export import Item
    from simulator.export import bundle as zipped

    items = []
    for kept in desk.calls.kept(desk.learner(owner)):
        call = desk.calls.get(kept.id, desk.learner(owner))
        log = call.log.read(call.id)
        if call.state.over:
            graded = finished(desk, call)
            items.append(Item(call.id, call.state, log, graded.card, graded.beyond))
        else:
            items.append(Item(call.id, call.state, log))
    return zipped(items, language=language, numbers=numbers)
