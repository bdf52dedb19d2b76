"""The line itself: the routes by which a page speaks and listens, beside Gradio and past its queue.

    POST /line/CALL/say     {"words": "...", "seen": "0.2.on"}   ->  what becomes of it, then the reply as it is spoken
    GET  /line/CALL/stream                                       ->  how the call stands, then what is being said
    POST /line/CALL/rewind  {"turn": 3, "seen": "0.8.on"}        ->  how the call stands then

All answer with events (`text/event-stream`), the last of which says that it is the last; a stream that ends without it
broke off, and the page asks `/stream` how things stand. Nothing is kept between two requests but the call's log, so the
next one may go to another server. The same words said again from the same place are taken once. That a page of this
server asks, and no more than a page would, has been made sure of before (`guards.py`).
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from simulator.errors import CallBusy, SimulatorError, UnknownCall
from simulator.texts import Texts
from simulator.web import pieces
from simulator.web.desk import Desk
from simulator.web.shell import address, sentence
from simulator.web.told import Aloud, Telling, Told

if TYPE_CHECKING:
    from simulator.call import Call, Calls, Moment

_HEADERS = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # what comes sentence by sentence must not wait in a proxy
}
_ENGLISH = {**_HEADERS, "Content-Language": "en"}
"""Of an answer in the engine's own words."""

Whose = Callable[[Request], str]
"""Which learner asks, as `Desk.learner` names them."""


def routes(desk: Desk, t: Texts, root: str, whose: Whose) -> list[Route]:
    """The line's routes in one language. `root` is what its addresses begin with: "" or "/es"."""
    line = Line(desk, t, whose)
    acts: dict[str, Act] = {
        "say": line.say,
        "resume": line.stream,
        "rewind": line.rewind,
        "choose": line.choose,
        "compare": line.compare,
        "coach": line.coach,
        "hang_up": line.hang_up,
    }
    path = f"{root}/line/{{call}}"
    return [
        Route(f"{path}/stream", partial(line.answer, line.stream), methods=["GET"]),
        *(Route(f"{path}/{name}", partial(line.answer, act), methods=["POST"]) for name, act in acts.items()),
    ]


class UnreadableError(Exception):
    """A request that no page of ours sends."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Events(StreamingResponse):
    """An answer of events. It ends by itself when the reply does, also when nobody listens any more."""

    def __init__(self, told: AsyncIterator[Told]) -> None:
        super().__init__(_written(told), media_type="text/event-stream", headers=_HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  (ASGI's signature)
        """Send them as they come. Nobody waits for the browser to go away: what is sent to it then goes nowhere."""
        await self.stream_response(send)


async def _written(events: AsyncIterator[Told]) -> AsyncIterator[bytes]:
    try:
        async for told in events:
            event = f"id: {told['place']}\ndata: {json.dumps(told, ensure_ascii=False)}\n\n"
            yield event.encode("utf-8", "replace")
    except SimulatorError as error:
        # without its last event, the page takes it for broken off, and asks how things stand
        logging.getLogger("simulator").warning("the line broke off: %s", error)


@dataclass(frozen=True)
class Asked:
    """What a page asks for."""

    call: "Call"
    body: dict[str, Any]

    def text(self, name: str) -> str | None:
        """A text of the body; nothing if it is none."""
        value = self.body.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str) -> int:
        """A number of the body; -1, which nothing has, if it is none."""
        value = self.body.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else -1


Act = Callable[[Asked], AsyncIterator[Told]]
"""Something that is done on the line, and what is told of it."""


class Line:
    """What happens on the line, in one language."""

    def __init__(self, desk: Desk, t: Texts, whose: Whose) -> None:
        self._desk, self._t, self._whose = desk, t, whose
        self._telling = Telling(t)
        self._known: Calls | None = None

    async def answer(self, act: Act, request: Request) -> Response:
        """What is told of an act, as it is told; or why it is not even tried."""
        try:
            body = await _body(request) if request.method == "POST" else {}
            call = (await self._calls()).get(request.path_params["call"], self._whose(request))
        except UnknownCall:
            return PlainTextResponse(self._t("shell.gone.call"), status_code=404, headers=_HEADERS)
        except UnreadableError as refused:
            return PlainTextResponse(str(refused), status_code=refused.status, headers=_ENGLISH)
        except SimulatorError as error:
            return PlainTextResponse(str(error), status_code=503, headers=_ENGLISH)
        return Events(act(Asked(call, body)))

    async def _calls(self) -> "Calls":
        if self._known is None:
            # the engine comes in with it, which takes a moment the first time
            self._known = await asyncio.to_thread(lambda: self._desk.calls)
        return self._known

    async def stream(self, asked: Asked) -> AsyncIterator[Told]:
        """How things stand, and what is being said: for a page that was away, or whose line or reply broke off."""
        call = asked.call
        await call.tick()
        await call.resume()
        whole = await self._telling.whole(call)
        reply = self._reply(call, whole["speaking"], len(call.state.turns))
        yield whole
        async for told in reply:
            yield told

    async def say(self, asked: Asked) -> AsyncIterator[Told]:
        """The learner's turn, and the reply as it is spoken. What can't be sent stays in the box."""
        call, words, seen = asked.call, asked.body.get("words", ""), asked.text("seen")
        try:
            try:
                await call.say(words, seen=seen)
            except CallBusy:
                # another server may have gone on with the call since it was looked at
                call = self._again(call)
                await call.say(words, seen=seen)
        except SimulatorError as error:
            yield await self._refused(call, error, seen, took=False)
            return
        if not call.moment.speaking:
            # said once before, and answered meanwhile
            yield await self._telling.whole(call, took=True, last=True)
            return
        said = _turns_before(seen, call)
        first = self._telling.told(
            call, self._telling.moving(call.moment), turns=self._telling.turns(call, said), took=True
        )
        reply = self._reply(call, first["speaking"], len(call.state.turns))
        yield first
        async for told in reply:
            yield told

    async def _reply(self, call: "Call", began: bool, known: int) -> AsyncIterator[Told]:
        """What is said from now on, until nobody speaks.

        The page was told whether somebody was speaking, and has so many turns: both as they were when that was written,
        for while it was on its way to a slow page the reply may have ended.
        """
        telling, aloud = self._telling, Aloud(call.state.persona.first_name)
        if began:
            async for moment in call.follow():
                if moment.speaking:
                    yield telling.told(call, telling.moving(moment), **self._said(moment, aloud))
        fresh = self._again(call)
        if fresh is not call:
            # another server answered first, or the call was deleted: what is in the log counts
            yield await telling.whole(fresh, last=True)
            return
        if began:
            turns = telling.turns(call, min(known, len(call.state.turns)))
            said = call.state.turns[-1] if call.state.turns else None
            rest = aloud.rest(said.text) if said and said.speaker == "professional" else ""
            spoken = {"spoken": rest} if rest else {}
            yield telling.told(call, telling.standing(call), turns=turns, **spoken)
        # what takes a moment to work out comes once the words stand there
        yield telling.told(call, await telling.beside(call), last=True)

    async def rewind(self, asked: Asked) -> AsyncIterator[Told]:
        """Back to before a turn; its words are put into the box, to be said another way."""
        call, turn, seen = asked.call, asked.number("turn"), asked.text("seen")
        words = call.state.turns[turn].text if 0 <= turn < len(call.state.turns) else ""
        try:
            if seen not in (None, call.state.place):
                raise CallBusy("this call has gone on in another window")
            await call.rewind(turn)
        except SimulatorError as error:
            yield await self._refused(call, error, seen)
            return
        told = await self._telling.whole(call, words=words, last=True)
        told["slots"]["notice"] = pieces.piece(
            "told", said=[pieces.Said(self._t("call.rewound", turn=turn), own=False)], bad=False
        )
        yield told

    async def choose(self, asked: Asked) -> AsyncIterator[Told]:
        """Go on with another attempt."""
        try:
            await asked.call.choose(asked.number("branch"))
        except SimulatorError as error:
            yield await self._refused(asked.call, error)
            return
        yield await self._telling.whole(asked.call, last=True)

    async def compare(self, asked: Asked) -> AsyncIterator[Told]:
        """Two attempts, side by side: the one that counts and the one it came from, or those that were asked for."""
        call, sides = asked.call, asked.body.get("sides")
        numbers = [branch.number for branch in call.branches]
        if not (isinstance(sides, list) and len(sides) == 2 and all(side in numbers for side in sides)):
            counts = call.state.branch
            parent = call.branches[counts].parent
            other = parent if parent is not None else next((n for n in reversed(numbers) if n != counts), counts)
            sides = sorted((other, counts))
        yield self._telling.told(call, self._telling.comparison(call, sides), compared=True, last=True)

    async def coach(self, asked: Asked) -> AsyncIterator[Told]:
        """The coach comes or goes."""
        try:
            asked.call.coach(asked.body.get("on") is True)
        except SimulatorError as error:
            yield await self._refused(asked.call, error)
            return
        yield await self._telling.whole(asked.call, last=True)

    async def hang_up(self, asked: Asked) -> AsyncIterator[Told]:
        """The learner ends the call. Again: just go on."""
        call = asked.call
        try:
            await call.hang_up()
        except SimulatorError as error:
            yield await self._refused(call, error)
            return
        to = address("debrief" if call.state.opened.drill else "thank", call=call.id)
        yield self._telling.told(call, {}, to=to, last=True)

    async def _refused(self, call: "Call", why: SimulatorError, seen: str | None = None, **more: object) -> Told:
        """Why something can't be done, and how things stand without it. `seen` is where the page was."""
        if not isinstance(why, CallBusy):
            return await self._telling.whole(call, **more, refused=sentence(why), english=True, last=True)
        if seen not in (None, call.state.place):
            said = self._t("call.busy.elsewhere")
        else:
            said = self._t("call.busy.speaking", name=call.state.persona.first_name)
        return await self._telling.whole(call, **more, refused=said, english=False, last=True)

    def _said(self, moment: "Moment", aloud: Aloud) -> dict[str, str]:
        """What a screen reader says now; that somebody is on hold, too. Nothing while there is nothing new."""
        if moment.sentences:
            more = aloud.more(tuple(moment.sentences))
            return {"spoken": more} if more else {}
        return {"spoken": self._t("call.on_hold") if moment.on_hold else ""}

    def _again(self, call: "Call") -> "Call":
        """The call as the log has it now; as it was, if it is not there any more."""
        try:
            return self._desk.calls.get(call.id)
        except SimulatorError:
            return call


async def _body(request: Request) -> dict[str, Any]:
    """The JSON of a request. Raises `UnreadableError`."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise UnreadableError(415, "this takes JSON")  # which no form of another site can send
    try:
        body = json.loads(await request.body())
    except ClientDisconnect:
        raise UnreadableError(400, "the request broke off") from None
    except (ValueError, RecursionError):
        raise UnreadableError(400, "this takes JSON, and that was none") from None
    if not isinstance(body, dict):
        raise UnreadableError(400, "this takes an object of JSON")
    return body


def _turns_before(seen: str | None, call: "Call") -> int:
    """How many turns the page has that spoke from a place of this call."""
    parts = (seen or "").split(".")
    on = len(parts) == 3 and parts[0] == str(call.state.branch) and parts[1].isdecimal() and len(parts[1]) < 9
    return min(int(parts[1]), len(call.state.turns)) if on else 0
