"""What a model's server streams, token by token -> the same in fewer pieces, none of them longer than a clause.

    {"choices": [{"delta": {"content": "It"}}]}, {... " begins"}, {... " at"}, {... " four."}
        ->   {"choices": [{"delta": {"content": "It begins at four."}}]}

To read a piece costs far more than to put two together, and nobody here looks at less than a clause. Nothing of a
stream is lost or changes places: an event that brings more than words goes as it came, after the words before it.
"""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

_LONGEST = 60
"""Characters that are put together at most."""
_LONGEST_SECONDS = 1
"""After the last piece; then words go as they come: somebody waits for them."""
_ENDS = re.compile(r"[.!?…:;\n。！？]")


class Clauses:
    """The events of one stream, as it comes in."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: dict[str, Any] | None = None
        self._since, self._ended = clock(), False

    def add(self, event: Any) -> Iterator[Any]:
        """What may go on, now that this has come."""
        words = _only_words(event)
        if words is None:
            yield from self.rest()
            yield _with_deltas(event)
            return
        if self._held is None:
            self._held = event
        else:
            self._held["choices"][0]["delta"]["content"] += words
        gathered, now = self._held["choices"][0]["delta"]["content"], self._clock()
        # whether a full stop ends a sentence shows in the next word: that goes at once, too
        if self._ended or len(gathered) > _LONGEST or _ENDS.search(words) or now - self._since > _LONGEST_SECONDS:
            yield from self.rest()
            self._since, self._ended = now, bool(_ENDS.search(words)) or (self._ended and not words.strip())

    def rest(self) -> Iterator[Any]:
        """What is still held."""
        held, self._held = self._held, None
        if held is not None:
            yield held


def _only_words(event: Any) -> str | None:
    """The words of an event that brings nothing else."""
    match event:
        case {"choices": [{"delta": {"content": str() as words, **more}, **rest}], **whole}:
            plain = not any(more.values()) and not rest.get("finish_reason") and not whole.get("usage")
            return words if plain else None
    return None


def _with_deltas(event: Any) -> Any:
    """The event, with nothing in place of what a choice should have brought and did not."""
    match event:
        case {"choices": [dict() as choice, *_]}:
            choice.setdefault("delta", None)
    return event
