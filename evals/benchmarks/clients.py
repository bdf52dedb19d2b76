"""Learners for the benchmark of load: what a page sends and hears, over plain HTTP, with a clock in hand.

turn = await OnOurs(port, call).say("What does a day look like?")
turn.first, turn.last      seconds until the first words of the reply, and until all of it
"""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Turn:
    """How long a learner waited. Seconds."""

    first: float
    last: float


class BrokenOffError(Exception):
    """The server answered what a page could do nothing with."""


class Line:
    """One connection, kept, as a browser keeps it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: object = None) -> AsyncIterator[Any]:
        """Every event of the answer if it is a stream of them, else its JSON."""
        for again in (True, False):
            try:
                reader, kind, length = await self._begin(method, path, body)
                break
            except (asyncio.IncompleteReadError, ConnectionError):
                # a kept connection may have been closed meanwhile; browsers try once more too
                self.close()
                if not again:
                    raise
        if length is not None:
            data = await reader.readexactly(length)
            if "event-stream" not in kind:
                yield json.loads(data) if "json" in kind else data
                return
            for line in data.split(b"\n"):
                if line.startswith(b"data:"):
                    yield json.loads(line[5:])
            return
        rest = b""
        while size := int(await reader.readline(), 16):
            rest += (await reader.readexactly(size + 2))[:-2]
            *lines, rest = rest.split(b"\n")
            for line in lines:
                if line.startswith(b"data:"):
                    yield json.loads(line[5:])
        await reader.readline()

    async def _begin(self, method: str, path: str, body: object) -> tuple[asyncio.StreamReader, str, int | None]:
        if self._ends is None:
            self._ends = await asyncio.open_connection("127.0.0.1", self._port, limit=2**22)
        reader, writer = self._ends
        data = b"" if body is None else json.dumps(body).encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(data)}\r\nSec-Fetch-Site: same-origin\r\n\r\n"
        )
        writer.write(head.encode() + data)
        status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if " 200 " not in f"{status} ":
            raise BrokenOffError(status)
        length = headers.get("content-length")
        return reader, headers.get("content-type", ""), int(length) if length is not None else None

    def close(self) -> None:
        """Hang up on the server."""
        if self._ends:
            self._ends[1].close()
            self._ends = None


class Learner(Protocol):
    """Somebody with a page open."""

    over: bool

    async def say(self, words: str) -> Turn:
        """Say something and hear the reply out."""
        ...


class OnOurs:
    """Somebody on one of our calls, who says and hears what `scripts/call.js` does."""

    def __init__(self, port: int, call: str) -> None:
        self._line, self._call = Line(port), call
        self._place = ""
        self.over = False

    async def join(self) -> None:
        """Let the phone be answered."""
        await self._hear("GET", "stream", None)

    async def say(self, words: str) -> Turn:
        """One turn."""
        return await self._hear("POST", "say", {"words": words, "seen": self._place})

    async def _hear(self, method: str, act: str, body: object) -> Turn:
        began, first = time.perf_counter(), None
        async for told in self._line.ask(method, f"/line/{self._call}/{act}", body):
            if told.get("refused"):
                raise BrokenOffError(told["refused"])
            if first is None and told.get("spoken") and not told["on_hold"]:
                first = time.perf_counter() - began
            self._place, self.over = told["place"], told["over"]
        last = time.perf_counter() - began
        return Turn(first if first is not None else last, last)


@dataclass(frozen=True)
class Event:
    """One of those that a press of Enter on a Gradio page sets off, one after the other."""

    number: int
    inputs: tuple[str, ...]
    """The kinds of component whose values it is sent."""
    queued: bool


class OnBare:
    """Somebody on a bare Gradio chat, with the requests of its page."""

    def __init__(self, port: int, events: Sequence[Event]) -> None:
        self._asks, self._hears = Line(port), Line(port)
        self._events, self._history, self._session = events, list[Any](), secrets.token_hex(5)
        self.over = False

    @staticmethod
    async def events(port: int) -> list[Event]:
        """What the page does when something is sent, in its order."""
        async for config in Line(port).ask("GET", "/config"):
            kinds = {one["id"]: one["type"] for one in config["components"]}
            every = config["dependencies"]
            order = [next(one for one in every if any(name == "submit" for _, name in one["targets"]))]
            for done in order:  # grows as it goes: what follows on what follows
                order += [one for one in every if one["trigger_after"] == done["id"]]
            return [Event(one["id"], tuple(kinds[part] for part in one["inputs"]), one["queue"]) for one in order]
        raise BrokenOffError("no config")

    async def say(self, words: str) -> Turn:
        """One turn."""
        began, first, last = time.perf_counter(), None, None
        for event in self._events:
            values = {"textbox": words, "chatbot": self._history}
            body = {
                "data": [values.get(kind) for kind in event.inputs],  # what the server keeps itself goes as nothing
                "fn_index": event.number,
                "session_hash": self._session,
                "event_data": None,
            }
            if not event.queued:
                async for _ in self._asks.ask("POST", "/gradio_api/run/predict", body):
                    pass
                continue
            async for _ in self._asks.ask("POST", "/gradio_api/queue/join?", body):
                pass
            async for told in self._hears.ask("GET", f"/gradio_api/queue/data?session_hash={self._session}"):
                if told["msg"] == "process_generating" and first is None:
                    first = time.perf_counter() - began
                elif told["msg"] == "process_completed":
                    self._hears.close()  # as the page does with its source of events when nothing is under way
                    if not told["success"]:
                        raise BrokenOffError(str(told["output"]))
                    break
            if last is None:
                last = time.perf_counter() - began
                self._history = [*self._history[-38:], _part("user", words), _part("assistant", "x" * 270)]
        assert last is not None, "a chat in which nothing is queued streams nothing"
        return Turn(first if first is not None else last, last)


def _part(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "content": [{"type": "text", "text": text}]}
