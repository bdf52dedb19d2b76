"""The last screen: every call, how each part of it changes, what to practise next, and what is kept."""

import asyncio

import gradio as gr

from simulator.errors import SimulatorError, UnknownCall
from simulator.web import pieces
from simulator.web.desk import Desk
from simulator.web.shell import Changes, Shell, html, script, sentence

AT_ONCE = 12
"""Calls in the list before the rest is folded away."""


def build(shell: Shell) -> None:
    """Draw the screen and tie its events."""
    with gr.Column(elem_id="sim-progress", elem_classes="sim-screen"):
        waiting = pieces.piece("grading", words=shell.t("shell.loading"))
        screen = html(waiting, elem_id="sim-calls", js=script("numbers") + script("progress"))
    progress = _Progress(shell, screen)
    shell.loads(progress.opened, [screen])
    outputs = [screen, shell.notice, shell.go]
    screen.deleted(progress.deleted, None, outputs, trigger_mode="once", **shell.quiet)
    screen.drilled(progress.drilled, None, outputs, trigger_mode="once", **shell.quiet)


class _Progress:
    """What the screen shows, and what can be done with it."""

    def __init__(self, shell: Shell, screen: gr.HTML) -> None:
        self._shell, self._screen = shell, screen

    async def opened(self, request: gr.Request) -> Changes:
        """All calls of the learner whose browser this is."""
        return {self._screen: await asyncio.to_thread(self._drawn, self._shell.place(request).owner)}

    async def deleted(self, event: gr.EventData, request: gr.Request) -> Changes:
        """Delete one call, or all of them, for good."""
        t, owner = self._shell.t, self._shell.place(request).owner
        learner, which = self._shell.desk.learner(owner), str(getattr(event, "id", ""))
        calls = await asyncio.to_thread(lambda: self._shell.desk.calls)
        try:
            if which == "all":
                said = t.n("progress.deleted_all", await calls.delete_all(learner))
            else:
                await calls.delete(which, learner)
                said = t("progress.deleted")
        except UnknownCall:
            # somebody else, or another tab, was faster: gone is gone
            said = t("progress.deleted")
        except SimulatorError as error:
            said = sentence(error)
        return {self._screen: await asyncio.to_thread(self._drawn, owner, said)}

    async def drilled(self, event: gr.EventData, request: gr.Request) -> Changes:
        """Start a drill with somebody: straight to the call."""
        owner = self._shell.place(request).owner
        persona = self._shell.desk.people(owner).everybody.get(str(getattr(event, "persona", "")))
        try:
            if persona is None:
                raise UnknownCall(self._shell.t("shell.gone.person"))
            calls = await asyncio.to_thread(lambda: self._shell.desk.calls)
            learner = self._shell.desk.learner(owner)
            call = calls.open(persona, drill=str(getattr(event, "drill", "")), owner=learner)
        except SimulatorError as error:
            gr.Warning(sentence(error))
            return {self._screen: gr.skip()}
        return self._shell.to("call", call=call.id)

    def _drawn(self, owner: str, said: str = "") -> str:
        from simulator.drills import drills

        t, desk = self._shell.t, self._shell.desk
        everybody = desk.people(owner).everybody
        people = sorted(everybody.values(), key=lambda each: each.name)
        return pieces.piece(
            "progress",
            t=t,
            said=said,
            calls=(),
            at_once=AT_ONCE,
            practice=None,
            drills=drills(),
            people=people,
            chosen=people[0].id,
            trends=(),
            home=self._shell.address("choose"),
        )


def bundle(desk: Desk, owner: str) -> bytes:
    """Everything that is kept of a learner's calls, as a zip. Raises `SimulatorError`."""
    raise UnknownCall(f"there is nothing to export yet for {desk.learner(owner) or 'this machine'}")
