"""A command with somebody at the terminal: what is shown is read as it comes, and answered."""

import codecs
import os
import pty
import select
import signal
import time
from pathlib import Path

from tests.forks import FORKS
from tests.shell import run_on

PATIENCE_SECONDS = 100


class Terminal:
    """One command whose three streams are a terminal, with no model unless the environment given says so."""

    def __init__(self, *arguments: str | Path, **environment: str) -> None:
        plain = {"SIMULATOR_MODEL": "", "OPENAI_BASE_URL": "", "OPENAI_API_KEY": "", "VISUAL": "", "EDITOR": "false"}
        self._ours, self._theirs = pty.openpty()
        command = [str(argument) for argument in arguments]
        given = {**os.environ, **plain, "TERM": "dumb", **environment}
        self._process = FORKS.Process(target=_run, args=(command, given, Path(os.ttyname(self._theirs))))
        self._process.start()
        self._unread = ""
        # what is shown comes in pieces, which may end within a letter or a line's end
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()
        self._let_go()
        os.close(self._ours)

    def until(self, words: str) -> str:
        """All that is shown up to these words, and they."""
        until = time.monotonic() + PATIENCE_SECONDS
        while words not in self._unread:
            more = self._more(until)
            assert more, f"ended without {words!r}: {self._unread}"
            self._show(more)
        shown, _, self._unread = self._unread.partition(words)
        return shown + words

    def type(self, keys: str) -> None:
        """Type, as if by hand; "\\x03" is Ctrl+C, "\\x04" Ctrl+D."""
        os.write(self._ours, keys.encode())

    def end(self) -> tuple[int | None, str]:
        """The exit status, and all that is shown to the end."""
        until = time.monotonic() + PATIENCE_SECONDS
        while more := self._more(until):
            self._show(more)
        self._process.join(PATIENCE_SECONDS)
        return self._process.exitcode, self._unread

    def _show(self, more: bytes) -> None:
        self._unread = (self._unread + self._decoder.decode(more)).replace("\r\n", "\n")

    def _more(self, until: float) -> bytes:
        ready, _, _ = select.select([self._ours], [], [], max(0.0, until - time.monotonic()))
        assert ready, f"nothing more is shown after: {self._unread}"
        try:
            more = os.read(self._ours, 65536)
        except OSError:
            # Linux's way to say that nobody is at the other end any more
            return b""
        # whoever speaks has the other end open by now; with ours, its end would never be heard
        self._let_go()
        return more

    def _let_go(self) -> None:
        if self._theirs >= 0:
            os.close(self._theirs)
            self._theirs = -1


def _run(command: list[str], environment: dict[str, str], terminal: Path) -> None:
    # of a session of its own, so that the terminal becomes the one that Ctrl+C comes from
    os.setsid()
    # whoever runs the tests in the background has them ignore it, and what they start with them
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run_on(command, environment, [terminal] * 3)
