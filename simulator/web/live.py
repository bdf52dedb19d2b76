"""The third screen: the call.

It is drawn here, once. All that happens on it goes by routes of its own (`line.py`), past Gradio's queue: those need no
session, so that any server can go on with any call, and a sentence costs little to send.
"""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import gradio as gr

from simulator.errors import UnknownCall
from simulator.web import people, pieces
from simulator.web.shell import Changes, Shell, html, script, unseen
from simulator.web.told import Telling

if TYPE_CHECKING:
    from simulator.call import Call


@dataclass(frozen=True)
class Live:
    """The screen's parts."""

    line: gr.HTML
    heard: gr.HTML


def build() -> Live:
    """Draw the screen, empty: the call comes when it opens."""
    with gr.Column(elem_id="sim-call", elem_classes="sim-screen"):
        line = html(elem_id="sim-line", js=script("call"))
        heard = unseen("sim-heard", script("heard"))
    return Live(line, heard)


class Calling:
    """What happens when the screen opens."""

    def __init__(self, shell: Shell, parts: Live) -> None:
        self.shell, self.parts = shell, parts
        self._telling = Telling(shell.t)

    async def opened(self, request: gr.Request) -> Changes:
        """The call as it stands. If somebody is speaking, or ought to be, the page goes on to listen."""
        call = await self._call(request)
        if call is None:
            return self.shell.gone()
        await call.tick()
        await call.resume()
        told = await self._telling.whole(call)
        told["slots"]["research"] = people.dossier(call.state.persona, self.shell.t, beside=True)
        line = pieces.piece("line", t=self.shell.t)
        return {self.parts.line: line, self.parts.heard: json.dumps(told)}

    async def _call(self, request: gr.Request) -> "Call | None":
        try:
            return await self.shell.call(request)
        except UnknownCall:
            return None
