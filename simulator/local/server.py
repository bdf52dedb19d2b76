"""A model file -> the address of a server that speaks for it, on this machine only.

    served = serving(Wanted(file, alias="tiny.gguf (135M parameters, Q4_1)", context_tokens=8192))
    served.ready().address    ->  "http://127.0.0.1:41235"; started if it isn't there, or isn't any more
    served.key                what it must be shown; without it, it talks to nobody

One process a model, shared by all calls of this program. It loads while nobody waits but who asked, ends with this
program, however that ends, and when it dies the next request starts another.
"""

import atexit
import contextlib
import http.client
import json
import os
import queue
import re
import secrets
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic
from typing import IO, cast
from urllib.parse import urlsplit

from simulator.errors import ModelUnavailable

CHILD = Path(__file__).with_name("child.py")
HEALTH_SECONDS = 5.0
"""A server on this machine that has not said in so long that it is well is taken for dead."""
STOP_SECONDS = 3.0
REST_SECONDS = 30.0
"""For so long after a start that failed, nobody is made to wait for another that fails alike."""


@dataclass(frozen=True)
class Wanted:
    """What is to be served, and how."""

    file: str
    alias: str
    """What the server calls the model in its answers."""
    context_tokens: int
    reply_tokens: int
    """The most that it says at a time."""
    threads: int | None = None
    """None: as many as llama.cpp thinks right."""
    template: str | None = None
    """`chatml`, which llama.cpp knows by name, or the text of a Jinja template; None: the file's own."""
    start_seconds: float = 120.0


@dataclass(frozen=True)
class Running:
    """A process, and where it listens."""

    process: subprocess.Popen[str]
    owner: int
    """The process that started it: one that was forked from that must not stop it."""
    address: str = ""

    def well(self) -> bool:
        """Whether it says so."""
        if self.process.poll() is not None:
            return False
        parts = urlsplit(self.address)
        line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=HEALTH_SECONDS)
        try:
            line.request("GET", "/health")
            return line.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    def epitaph(self) -> str | None:
        """How it ended, if it did."""
        try:
            # a connection breaks a moment before the process that held it is gone
            return f"the local model's process ended ({_manner(self.process.wait(timeout=1.0))})"
        except subprocess.TimeoutExpired:
            return None

    def end(self, *, at_once: bool = True) -> int:
        """Let go of it, and see that it ends. Its exit status."""
        if self.owner != os.getpid():
            return 0
        if self.process.stdin and not self.process.stdin.closed:
            with contextlib.suppress(OSError):  # it may be dead, with something unread
                self.process.stdin.close()
        if at_once:
            self.process.kill()
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


@dataclass(frozen=True)
class _Failure:
    at: float
    """Seconds, of a clock that only goes forward."""
    reason: str


class Server:
    """The server of one model file. Safe to use from several threads."""

    def __init__(self, wanted: Wanted, program: Sequence[str] = (sys.executable, "-P", str(CHILD))) -> None:
        self.key = secrets.token_urlsafe(24)
        self._wanted = wanted
        self._program = program
        self._one_at_a_time = threading.Lock()
        self._running: Running | None = None
        self._starting: Running | None = None
        self._failed: _Failure | None = None

    @property
    def alias(self) -> str:
        """What it calls its model."""
        return self._wanted.alias

    @property
    def process_id(self) -> int | None:
        """The running process's, if one runs."""
        running = self._running
        return running.process.pid if running and running.process.poll() is None else None

    def ready(self) -> Running:
        """A server that answers. Blocks while it loads. Raises `ModelUnavailable`, one line."""
        with self._one_at_a_time:
            if self._running is None or not self._running.well():
                self._end()
                self._running = self._start()
            return self._running

    def stop(self) -> None:
        """End it, also while it loads; the next `ready` starts another."""
        if starting := self._starting:
            starting.end()
        with self._one_at_a_time:
            self._end()

    def _end(self) -> None:
        if self._running:
            self._running.end()
            self._running = None

    def _start(self) -> Running:
        if self._failed and monotonic() < self._failed.at + REST_SECONDS:
            raise ModelUnavailable(self._failed.reason)
        try:
            running = self._launch()
        except ModelUnavailable as error:
            self._failed = _Failure(monotonic(), str(error))
            raise
        finally:
            self._starting = None
        self._failed = None
        return running

    def _launch(self) -> Running:
        process = self._process()
        self._starting = starting = Running(process, os.getpid())
        said: queue.SimpleQueue[str] = queue.SimpleQueue()
        complaints: deque[str] = deque(maxlen=40)
        stdin, stdout, stderr = (cast(IO[str], pipe) for pipe in (process.stdin, process.stdout, process.stderr))
        listening = threading.Thread(target=_collect, args=(stderr, complaints.append), daemon=True)
        listening.start()
        threading.Thread(target=_collect, args=(stdout, said.put, ""), daemon=True).start()
        try:
            stdin.write(json.dumps({**asdict(self._wanted), "key": self.key}) + "\n")
            stdin.flush()
            line = said.get(timeout=self._wanted.start_seconds)
        except queue.Empty:
            starting.end()
            seconds = self._wanted.start_seconds
            raise ModelUnavailable(
                f"the local model was not loaded within {seconds:g} s (SIMULATOR_LOCAL_START_SECONDS)"
            ) from None
        except OSError:  # it ended before it read what to do
            line = ""
        if not line:
            manner = _manner(starting.end(at_once=False))
            listening.join(STOP_SECONDS)
            raise ModelUnavailable(f"the local model could not be loaded: {_reason(complaints, manner)}")
        running = Running(process, starting.owner, json.loads(line)["address"])
        if not running.well():
            running.end()
            raise ModelUnavailable("the local model was loaded and does not answer")
        return running

    def _process(self) -> subprocess.Popen[str]:
        try:
            return subprocess.Popen(  # noqa: S603  (this interpreter and a file of ours)
                self._program,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,  # Ctrl+C in a terminal is for this program, which then ends it in good order
            )
        except OSError as error:
            raise ModelUnavailable(f"the local model's process can't be started: {error.strerror or error}") from None


_servers: dict[Wanted, Server] = {}
_lock = threading.Lock()


def serving(wanted: Wanted) -> Server:
    """The one server of this program for what is wanted. Starts nothing yet."""
    with _lock:
        return _servers.setdefault(wanted, Server(wanted))


@atexit.register
def stop_all() -> None:
    """End every model's process."""
    with _lock:
        servers = list(_servers.values())
    for server in servers:
        server.stop()


def _collect(pipe: IO[str], take: Callable[[str], object], last: str | None = None) -> None:
    """Pass every line on, so that nobody waits for a full pipe, and at the end `last`, if there is one."""
    with pipe:
        for line in pipe:
            take(line.rstrip("\n"))
    if last is not None:
        take(last)


def _manner(status: int) -> str:
    if status == -signal.SIGKILL:
        return "killed by the system or somebody, perhaps for want of memory"
    return f"signal {-status}" if status < 0 else f"exit status {status}"


_MEMORY = re.compile(
    r"insufficient memory|out of memory|(?:failed|unable) to allocate|cannot allocate|bad_alloc|MemoryError",
    re.IGNORECASE,
)
_ERROR = re.compile(r"^[\d.]+ E (?:\S+ )*?\w+: (?P<what>.+)")
"""A complaint in llama.cpp's log: the time, E, where in its code, what."""


def _reason(complaints: Sequence[str], manner: str) -> str:
    """What a process said of its own end, in a few words; the first complaint is the cause of the rest."""
    if any(_MEMORY.search(line) for line in complaints):
        return "there is not enough memory for it"
    found = next((error["what"] for line in complaints if (error := _ERROR.match(line))), None)
    said = found or (complaints[-1] if complaints else manner)
    said = " ".join(said.split())
    return said if len(said) <= _LONGEST else said[: _LONGEST - 3] + "..."


_LONGEST = 160
"""Characters."""
