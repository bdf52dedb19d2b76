"""The tests' own server of OpenAI's chat API: real HTTP and server-sent events on loopback, scripted, with faults.

    def test_...(openai_server):
        openai_server.plays(Words("Dana Okafor."), Status(429, {"Retry-After": "1"}), Words("I began on nights."))
        ... openai_server.base_url ...
        assert openai_server.requests[0].body["model"] == "m"

A script is played one request after the other. A request that it has no answer for, and an answer that nobody came for,
fail the test.
"""

import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import pytest

from evals.loopback import Served

MODEL = "test-model-2026-11-01"
"""How the server names its model, whatever it was asked for."""


@dataclass(frozen=True)
class Words:
    """A reply, streamed word by word."""

    text: str
    seconds_between: float = 0.0
    finish: str | None = "stop"
    usage: bool = True
    opening: str = ""
    """Sent before the words as one piece: thoughts, a name in front."""


@dataclass(frozen=True)
class Status:
    """A refusal by HTTP."""

    code: int
    headers: dict[str, str] = field(default_factory=dict)
    message: str = "no"


@dataclass(frozen=True)
class Silence:
    """Words, or none, and then nothing for as long as anybody listens."""

    after: str = ""
    murmur: bool = False
    """Whether comments keep the line open meanwhile."""
    picks_up: bool = True
    """Whether the answer is begun at all."""


@dataclass(frozen=True)
class Paused:
    """A reply in whose middle the test takes its time: the rest is said once it lets it `go_on`."""

    before: str
    after: str
    go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def text(self) -> str:
        """All of it."""
        return self.before + self.after


@dataclass(frozen=True)
class Cut:
    """A stream that breaks off after some words: in mid-air, or ended in good order but for the reason why."""

    after: str
    in_good_order: bool = False


@dataclass(frozen=True)
class Raw:
    """Words, and then an event of these very characters."""

    data: str
    after: str = ""


@dataclass(frozen=True)
class Refusal:
    """A refusal in the field that the API has for it."""

    text: str


@dataclass(frozen=True)
class Whole:
    """A reply in one piece, as to a question by a JSON schema, with an account of tokens or without."""

    text: str
    finish: str = "stop"
    tokens: tuple[int, int] | None = (1000, 50)
    """Those of the prompt and those of the reply."""
    cached: int | None = None
    """How many of the prompt's the server had in its cache."""

    @classmethod
    def json(cls, value: object, **more: Any) -> Self:
        """A reply that is JSON."""
        return cls(json.dumps(value), **more)


Answer = Words | Whole | Status | Silence | Paused | Cut | Raw | Refusal


@dataclass
class Request:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float
    """Seconds, of a clock that only goes forward."""
    connection: int = 0
    """The client's port: the same for two requests on one connection."""
    hung_up: threading.Event = field(default_factory=threading.Event)
    """Set when the client went away before the answer was over."""

    @property
    def texts(self) -> list[tuple[str, str]]:
        """The messages, as role and text."""
        return [(message["role"], message["content"]) for message in self.body["messages"]]


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # many turns at once; the default of 5 would refuse some of them
    daemon_threads = False

    def __init__(self, *where: Any) -> None:
        super().__init__(*where)
        self._open: set[Any] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        """A client keeps its connection for the next request, which may never come."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """One less to wait for."""
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        """No further request is waited for."""
        for request in list(self._open):
            with contextlib.suppress(OSError):
                request.shutdown(socket.SHUT_RD)
        super().server_close()


class OpenAIServer(Served):
    """A server with a script. Use as a context manager."""

    def __init__(self) -> None:
        super().__init__(_Server(("127.0.0.1", 0), _handler_for(self)))
        self.requests: list[Request] = []
        self.unexpected: list[str] = []
        self._script: list[Answer] = []
        self._lock = threading.Lock()
        self.asked = threading.Event()
        """Set when the first request has come."""

    @property
    def left(self) -> tuple[Answer, ...]:
        """What nobody has come for yet."""
        return tuple(self._script)

    def plays(self, *answers: Answer) -> Self:
        """Add to the script."""
        with self._lock:
            self._script += answers
        return self

    def next_for(self, request: Request) -> Answer:
        """The answer to a request; a refusal that no client repeats, and a failed test, if there is none."""
        with self._lock:
            self.requests.append(request)
            self.asked.set()
            if not self._script:
                self.unexpected.append(request.path)
                return Status(418, message="the script is exhausted")
            return self._script.pop(0)

    def check(self) -> None:
        """Fail unless the script was played, the whole of it and no more."""
        assert not self.unexpected, f"requests that the script has no answer for: {self.unexpected}"
        assert not self._script, f"answers that nobody came for: {self._script}"


def _handler_for(server: OpenAIServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

        def do_GET(self) -> None:
            if self.path == "/v1/models":
                self._json(200, {"object": "list", "data": [{"id": MODEL, "object": "model"}]})
            else:
                self._json(404, {"error": {"message": f"no such page: {self.path}"}})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            request = Request(self.path, {**self.headers}, body, time.monotonic(), self.client_address[1])
            if self.path != "/v1/chat/completions":
                server.unexpected.append(self.path)
                self._json(404, {"error": {"message": f"no such page: {self.path}"}})
                return
            answer = server.next_for(request)
            try:
                if isinstance(answer, Status):
                    error = {"message": answer.message, "type": "test", "code": None}
                    self._json(answer.code, {"error": error}, answer.headers)
                elif isinstance(answer, Silence) and not answer.picks_up:
                    self._wait()
                elif body.get("stream"):
                    self._stream(answer, body)
                else:
                    self._whole(answer)
            except (BrokenPipeError, ConnectionResetError):
                request.hung_up.set()
                self.close_connection = True

        def _json(self, code: int, value: object, headers: dict[str, str] | None = None) -> None:
            data = json.dumps(value).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            for name, content in (headers or {}).items():
                self.send_header(name, content)
            self.end_headers()
            self.wfile.write(data)

        def _whole(self, answer: Answer) -> None:
            usage: dict[str, Any] | None = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
            match answer:
                case Whole(text=text, finish=finish):
                    message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": None}
                    usage = _usage(answer)
                case Words(text=text, finish=finish):
                    message = {"role": "assistant", "content": answer.opening + text, "refusal": None}
                case Refusal(text=text):
                    message, finish = {"role": "assistant", "content": None, "refusal": text}, "stop"
                case Silence():
                    self._wait()
                    return
                case _:
                    raise AssertionError(f"{answer} is for streams")
            choice = {"index": 0, "message": message, "finish_reason": finish}
            whole = {"id": "c", "object": "chat.completion", "created": 1, "model": MODEL}
            self._json(200, {**whole, "choices": [choice], "usage": usage})

        def _stream(self, answer: Answer, body: dict[str, Any]) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self._delta({"role": "assistant", "content": ""})
            match answer:
                case Words():
                    if answer.opening:
                        self._delta({"content": answer.opening})
                    self._words(answer.text, answer.seconds_between)
                    self._delta({}, answer.finish)
                    if answer.usage and body.get("stream_options", {}).get("include_usage"):
                        usage = {"prompt_tokens": 100, "completion_tokens": 9, "total_tokens": 109}
                        self._event(_chunk([], usage))
                    self._send("data: [DONE]\n\n")
                case Silence():
                    self._words(answer.after)
                    self._wait(murmur=answer.murmur)
                    return
                case Paused():
                    self._words(answer.before)
                    while not answer.go_on.wait(0.02):
                        if server.stopping.is_set():
                            return
                    self._words(answer.after)
                    self._delta({}, "stop")
                    self._send("data: [DONE]\n\n")
                case Cut():
                    self._words(answer.after)
                    if not answer.in_good_order:
                        self.connection.shutdown(socket.SHUT_RDWR)
                        self.close_connection = True
                        return
                case Raw():
                    self._words(answer.after)
                    self._send(f"data: {answer.data}\n\n")
                case Refusal():
                    self._delta({"refusal": answer.text})
                    self._delta({}, "stop")
                    self._send("data: [DONE]\n\n")
                case Status() | Whole():
                    raise AssertionError(f"{answer} is no stream")
            self.wfile.write(b"0\r\n\r\n")

        def _words(self, text: str, seconds_between: float = 0.0) -> None:
            for word in re.findall(r"\s*\S+", text):
                if seconds_between and server.stopping.wait(seconds_between):
                    return
                self._delta({"content": word})

        def _delta(self, delta: dict[str, Any], finish: str | None = None) -> None:
            self._event(_chunk([{"index": 0, "delta": delta, "finish_reason": finish}]))

        def _event(self, value: object) -> None:
            self._send(f"data: {json.dumps(value)}\n\n")

        def _send(self, text: str) -> None:
            data = text.encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

        def _wait(self, *, murmur: bool = False) -> None:
            """Until the client goes away or the test is over."""
            self.connection.settimeout(0.02)
            while not server.stopping.is_set():
                if murmur:
                    self._send(": still here\n\n")
                    time.sleep(0.02)
                    continue
                try:
                    if not self.connection.recv(1):
                        raise ConnectionResetError
                except TimeoutError:
                    continue
            self.close_connection = True

    return Handler


def _usage(answer: Whole) -> dict[str, Any] | None:
    if answer.tokens is None:
        return None
    went, came = answer.tokens
    usage: dict[str, Any] = {"prompt_tokens": went, "completion_tokens": came, "total_tokens": went + came}
    return usage if answer.cached is None else {**usage, "prompt_tokens_details": {"cached_tokens": answer.cached}}


def _chunk(choices: list[dict[str, Any]], usage: dict[str, int] | None = None) -> dict[str, Any]:
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": MODEL}
    return {**chunk, "choices": choices, "usage": usage}


@pytest.fixture
def openai_server() -> Iterator[OpenAIServer]:
    """A server for one test. Fails the test unless its script was played, the whole of it and no more."""
    with OpenAIServer() as server:
        yield server
    server.check()
