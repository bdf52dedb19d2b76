"""A server of OpenAI's chat API that fails in the ways that servers fail: real HTTP on loopback, played from a script.

    with Loopback([Fault("words", "Dana Okafor."), Fault("status", code=429), Fault("cut", "I began on")]) as server:
        ... server.base_url ...

Each request takes the next of the script, and the last one again when it runs out.
"""

import json
import socket
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self

How = Literal["words", "status", "cut", "silence", "raw", "refusal", "empty", "endless", "whole"]
MODEL = "loopback"


@dataclass(frozen=True)
class Fault:
    """One answer, good or bad."""

    how: How
    text: str = ""
    """What is said, in full or until it fails; of `raw`, the characters of one event; of `whole`, the answer."""
    code: int = 500
    finish: str | None = "stop"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no error here: going away is what clients are tested for."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Served:
    """A server on loopback, in a thread of its own for as long as it is used as a context manager."""

    def __init__(self, http: ThreadingHTTPServer) -> None:
        self.stopping = threading.Event()
        """Set when it is to end: no answer goes on for longer."""
        self._http = http
        self._thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def base_url(self) -> str:
        """For `OPENAI_BASE_URL`."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


class Loopback(Served):
    """One with a script."""

    def __init__(self, script: Sequence[Fault]) -> None:
        super().__init__(_Server(("127.0.0.1", 0), _handler(self)))
        self.requests = 0
        self._script, self._lock = list(script), threading.Lock()

    def next(self) -> Fault:
        """The answer to the next request."""
        with self._lock:
            fault = self._script[min(self.requests, len(self._script) - 1)]
            self.requests += 1
            return fault


def _handler(server: Loopback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_: object) -> None:
            """Keep the output clean."""

        def do_POST(self) -> None:
            streams = json.loads(self.rfile.read(int(self.headers["Content-Length"]))).get("stream")
            fault = server.next()
            try:
                if fault.how == "status":
                    error = {"message": fault.text or "no", "type": "test", "code": None}
                    self._json(fault.code, {"error": error})
                elif streams:
                    self._stream(fault)
                else:
                    self._at_once(fault)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _at_once(self, fault: Fault) -> None:
            match fault.how:
                case "cut":
                    self.connection.shutdown(socket.SHUT_RDWR)
                    self.close_connection = True
                case "silence":
                    server.stopping.wait(5)
                    self.close_connection = True
                case "raw":
                    self._send_text(200, fault.text)
                case _:
                    refuses = fault.how == "refusal"
                    message = {
                        "role": "assistant", "content": None if refuses else fault.text,
                        "refusal": fault.text if refuses else None,
                    }  # fmt: skip
                    choice = {"index": 0, "message": message, "finish_reason": fault.finish}
                    usage = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
                    whole = {"id": "c", "object": "chat.completion", "created": 1, "model": MODEL}
                    self._json(200, {**whole, "choices": [choice], "usage": usage})

        def _stream(self, fault: Fault) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self._delta({"role": "assistant", "content": ""})
            if fault.how == "refusal":
                self._delta({"refusal": fault.text})
                self._delta({}, "stop")
            elif fault.how == "raw":
                self._chunk(f"data: {fault.text}\n\n")
            else:
                for word in fault.text.split():
                    self._delta({"content": f"{word} "})
            match fault.how:
                case "cut":
                    self.connection.shutdown(socket.SHUT_RDWR)
                    self.close_connection = True
                    return
                case "silence":
                    server.stopping.wait(5)
                    self.close_connection = True
                    return
                case "endless":
                    while not server.stopping.is_set():
                        self._delta({"content": "and on "})
                case "words" | "empty":
                    self._delta({}, fault.finish)
                    self._chunk("data: [DONE]\n\n")
            self.wfile.write(b"0\r\n\r\n")

        def _delta(self, delta: dict[str, Any], finish: str | None = None) -> None:
            choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
            chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": choices}
            self._chunk(f"data: {json.dumps(chunk)}\n\n")

        def _chunk(self, text: str) -> None:
            data = text.encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

        def _json(self, code: int, value: object) -> None:
            self._send_text(code, json.dumps(value))

        def _send_text(self, code: int, text: str) -> None:
            data = text.encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Handler
