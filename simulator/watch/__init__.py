"""How the engine is watched: one narrow seam, and nothing is told through it that a learner said.

    Calls(log, settings, watch=Several(Metrics(), Logbook()))

Whoever watches is told that an event was kept and how long a step took. The events hold words, names and keys; a watch
takes numbers and kinds from them, and of a call's id only `hashed`.
"""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import Literal, Protocol

from simulator.happened import Event

Step = Literal["request", "observe", "reply"]
"""A request by HTTP; the learner's words observed and directed; a reply, from the question to the last word kept."""


class Watch(Protocol):
    """Somebody who counts. May not raise, and may not take long: the learner waits meanwhile."""

    def kept(self, call: str, event: Event, /) -> None:
        """An event has just gone into a call's log."""
        ...

    def failed(self, kind: str, /) -> None:
        """Something failed: the name of the error's class."""
        ...

    def span(self, step: Step, call: str = "", /) -> AbstractContextManager[None]:
        """A step, for as long as it takes."""
        ...


class _Unwatched:
    def kept(self, _call: str, _event: Event, /) -> None:
        pass

    def failed(self, _kind: str, /) -> None:
        pass

    def span(self, _step: Step, _call: str = "", /) -> AbstractContextManager[None]:
        return nullcontext()


UNWATCHED: Watch = _Unwatched()
"""Nobody is watching, as in rehearsals and evals."""


class Several:
    """Several who watch the same."""

    def __init__(self, *watches: Watch) -> None:
        self._watches = watches

    def kept(self, call: str, event: Event, /) -> None:
        """An event has been kept."""
        for watch in self._watches:
            watch.kept(call, event)

    def failed(self, kind: str, /) -> None:
        """Something failed."""
        for watch in self._watches:
            watch.failed(kind)

    def close(self) -> None:
        """Let those who have something to send send it."""
        for watch in self._watches:
            if callable(close := getattr(watch, "close", None)):
                close()

    @contextmanager
    def span(self, step: Step, call: str = "", /) -> Iterator[None]:
        """A step."""
        with ExitStack() as stack:
            for watch in self._watches:
                stack.enter_context(watch.span(step, call))
            yield


def hashed(call: str) -> str:
    """A call's id as a log may have it: who reads it can tell calls apart, and can open none."""
    return hashlib.sha256(call.encode("utf-8", "replace")).hexdigest()[:12] if call else ""
