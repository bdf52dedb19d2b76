"""What every screen stands in: an address of its own, the language, the way to the next screen, and an error's place.

Each screen is a page of its own (`/prepare?with=dana-okafor`, `/call?call=ID`; Spanish under `/es/`), so that it loads
its own few parts and nobody else's, and the browser's reload, back button, links and tabs do what they always do.
"""

import asyncio
import inspect
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import gradio as gr

from simulator.errors import SimulatorError, StoreError, UnknownCall
from simulator.texts import Texts
from simulator.web import pieces
from simulator.web.desk import Desk
from simulator.web.first import FirstLooks

if TYPE_CHECKING:
    from simulator.call import Call

Changes = dict[Any, Any]

SCREENS = ("choose", "bring", "prepare", "call", "thank", "debrief", "progress")
OWNER_COOKIE = "sim-owner"
LATE_SECONDS = 20
"""How long a page waits for one answer while a model grades: well below what a proxy between them allows."""
_SCRIPTS = Path(__file__).parent / "scripts"


@dataclass(frozen=True)
class Place:
    """Where a browser is, and whose it is."""

    query: Mapping[str, str]
    owner: str
    """The key of the learner's own professionals and calls; empty on one's own machine."""


def script(name: str) -> str:
    """The code of a component, from `scripts/`."""
    return (_SCRIPTS / f"{name}.js").read_text(encoding="utf-8")


_FROM_THE_START = """const heed = watch;
{
const watch = (name, then) => { heed(name, then); if (props.value) then(); };
%s
}
"""
"""Gradio tells of a value that changes, and not of the one that is there when the page opens."""


def html(value: str = "", *, elem_id: str, js: str | None = None, **more: Any) -> gr.HTML:
    """A part of a screen, drawn by a template; none of Gradio's own looks. Its code is told of the first value too."""
    heeding = _FROM_THE_START % js if js else None
    return gr.HTML(value, elem_id=elem_id, padding=False, apply_default_css=False, js_on_load=heeding, **more)


def unseen(elem_id: str, js: str) -> gr.HTML:
    """What a script listens to: its value is JSON, and never drawn."""
    return html(elem_id=elem_id, js=js, html_template="", elem_classes="sim-none")


def tell(**what: object) -> str:
    """The value of an unseen part. Said twice, it is heard twice."""
    return json.dumps({**what, "at": time.time_ns()})


def which_look(event: gr.EventData) -> dict[str, int]:
    """The number of a look at what is being written, as the page counts them: of several only the newest counts."""
    look = getattr(event, "look", None)
    return {"look": look} if isinstance(look, int) else {}


def address(screen: str, **query: str) -> str:
    """The address of a screen, relative to the language's root: `prepare?with=dana-okafor`."""
    path = "./" if screen == "choose" else screen
    return f"{path}?{urlencode(query)}" if query else path


def title(t: Texts, name: str) -> str:
    """What the window of a screen, or of another document, is called."""
    return f"{name} · {t('shell.title')}"


def problem(error: SimulatorError) -> str:
    """What stands beside a button whose press was refused."""
    return pieces.piece("problem", said=[pieces.Said(sentence(error))])


def sentence(error: SimulatorError) -> str:
    """An error as a sentence for the learner."""
    text = str(error)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


class Shell:
    """One screen's frame. Made inside the screen's page, before what is in it."""

    def __init__(self, desk: Desk, t: Texts, screen: str, first: FirstLooks) -> None:
        self.desk, self.t, self.screen = desk, t, screen
        self.language = t.language
        self._first = first
        self.notice = html(elem_id="sim-notice")
        """Where it is said that what was looked for is not there."""
        self.go = unseen("sim-go", script("go"))
        """An output of every event that may end on another screen."""

    @property
    def quick(self) -> dict[str, Any]:
        """How every event is set: it shows no progress of Gradio's, is no API, and does not queue.

        The queue answers by a stream, and what becomes of a page whose stream breaks is Gradio's to say, in English.
        """
        return {"show_progress": "hidden", "api_visibility": "private", "queue": False}

    def loads(self, fn: Callable[[gr.Request], Any]) -> None:
        """How the page looks when it opens: `fn(request)` gives its parts' values, or the way to another screen."""

        async def opened(request: gr.Request) -> Changes:
            try:
                if inspect.iscoroutinefunction(fn):
                    return dict(await fn(request))
                return dict(await asyncio.to_thread(fn, request))
            except StoreError:
                # nobody has anything to lose on a page that is not there yet: it is answered whole, by `away.py`
                raise
            except SimulatorError as error:
                return self.failed(error)

        window = title(self.t, self.t(f"shell.screen.{self.screen}"))
        self._first.add(self.language, self.screen, opened, self.go, window)

    async def graded(
        self, request: gr.Request, drawn: Callable[["Call"], Changes], gone: Callable[[], Changes], *, wait: bool
    ) -> Changes:
        """What a screen shows of the request's call once that is over and graded: `drawn(call)`, in a thread.

        Of a call whose grading takes a model nothing yet, unless it is to `wait`; and nothing new if that takes longer
        than a page waits for one answer, which then asks again. `gone()` of one that is not there.
        """
        try:
            call = await self.call(request)
            if not call.state.over:
                return self.to("call", call=call.id)
            if not self.desk.graded_at_once(call):
                if not wait:
                    return {}
                if not await self.desk.grades(call, LATE_SECONDS):
                    return {self.go: gr.skip()}
            return await asyncio.to_thread(drawn, call)
        except UnknownCall:
            return gone()
        except SimulatorError as error:
            if isinstance(error, StoreError) and not wait:
                raise  # the page is only being opened
            return self.failed(error)

    def failed(self, error: SimulatorError) -> Changes:
        """What is shown instead of a screen that can't be drawn."""
        return self._nowhere(self.t("shell.failed"), pieces.Said(sentence(error)))

    def place(self, request: gr.Request) -> Place:
        """Where the browser is that sent a request."""
        return Place(dict(request.query_params), self.desk.owner(request.cookies.get(OWNER_COOKIE, "")))

    def address(self, screen: str, **query: str) -> str:
        """The address of a screen, for a link."""
        return address(screen, **query)

    def to(self, screen: str, **query: str) -> Changes:
        """Go to another screen. `go` must be among the event's outputs."""
        return {self.go: tell(to=address(screen, **query))}

    def told(self) -> gr.HTML:
        """Where a handler tells the screen what to change beside the fields, by `tell(slots={name: html})`."""
        return unseen("sim-told", script("told"))

    async def call(self, request: gr.Request) -> "Call":
        """The call of the page's address. Raises `UnknownCall`, for another learner's too."""
        place = self.place(request)
        calls = await asyncio.to_thread(lambda: self.desk.calls)
        return calls.get(place.query.get("call", ""), self.desk.learner(place.owner))

    def gone(self) -> Changes:
        """What a page shows whose call is not there."""
        return self.nowhere(self.t("shell.gone.call"), self.t("shell.gone.call_words"))

    def nowhere(self, title: str, words: str) -> Changes:
        """Say that what was looked for is not here, and where to go instead."""
        return self._nowhere(title, pieces.Said(words, own=False))

    def _nowhere(self, title: str, said: pieces.Said) -> Changes:
        ways = [
            (address("choose"), self.t("shell.to_people")),
            (address("progress"), self.t("shell.screen.progress")),
        ]
        return {self.notice: pieces.piece("nowhere", title=title, said=[said], ways=ways)}
