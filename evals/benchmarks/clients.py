"""Learners for the benchmark of load: what a page sends and hears, over plain HTTP, with a clock in hand.

turn = await OnOurs(port, call).say("What does a day look like?")
turn.first, turn.last      seconds until the first words of the reply, and until all of it
"""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator
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


class OnBare:
    """Somebody on the bare Gradio chat, with the requests of its page."""

    def __init__(self, port: int, number: int) -> None:
        self._asks, self._hears = Line(port), Line(port)
        self._number, self._history, self._session = number, list[Any](), ""
        self.over = False

    @staticmethod
    async def number(port: int) -> int:
        """By which number the page calls its one event."""
        async for config in Line(port).ask("GET", "/config"):
            return next(int(one["id"]) for one in config["dependencies"] if one["api_name"] == "say")
        raise BrokenOffError("no config")

    async def say(self, words: str) -> Turn:
        """One turn."""
        began, first = time.perf_counter(), None
        session = secrets.token_hex(5)
        body = {"data": [words, self._history], "fn_index": self._number, "session_hash": session, "event_data": None}
        async for _ in self._asks.ask("POST", "/gradio_api/queue/join?", body):
            pass
        async for told in self._hears.ask("GET", f"/gradio_api/queue/data?session_hash={session}"):
            if told["msg"] == "process_generating" and first is None:
                first = time.perf_counter() - began
            elif told["msg"] == "process_completed":
                self._hears.close()  # as the page does with its source of events when nothing is under way
                if not told["success"]:
                    raise BrokenOffError(str(told["output"]))
                break
        last = time.perf_counter() - began
        self._history = [*self._history[-38:], _part("user", words), _part("assistant", "x" * 270)]
        return Turn(first if first is not None else last, last)


def _part(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "content": [{"type": "text", "text": text}]}
