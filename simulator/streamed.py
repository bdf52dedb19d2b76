"""What a model's server streams, token by token -> the same in fewer pieces, mostly one a sentence.

    {"choices": [{"delta": {"content": "It"}}]}, {... " begins"}, {... " at"}, {... " four."}, {... " Nights"}
        ->   {"choices": [{"delta": {"content": "It begins at four. Nights"}}]}

To read a piece costs far more than to put two together, and nobody here hears less than a sentence; that it has ended
shows in the next word, so that comes along. Nothing of a stream is lost or changes places: an event that brings more
than words goes as it came, after the words before it.
"""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

_LONGEST = 160
"""Characters that are put together at most: a long sentence. Who listens for a reply that runs over has to hear it."""
_LONGEST_SECONDS = 1
"""After the last piece; then words go as they come: somebody waits for them."""
_WHOLE = re.compile(r"(?:[.!?…]\S*\s|[\n。！？])\s*\S")


class Sentences:
    """The events of one stream, as it comes in."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: dict[str, Any] | None = None
        self._words = ""
        self._since = clock()

    @property
    def waiting(self) -> bool:
        """Whether words are held."""
        return self._held is not None

    def add(self, event: Any) -> Iterator[Any]:
        """What may go on, now that this has come."""
        words = _only_words(event)
        if words is None:
            yield from self.rest()
            yield _with_deltas(event)
            return
        self._held = self._held or event
        self._words += words
        now = self._clock()
        if len(self._words) > _LONGEST or now - self._since > _LONGEST_SECONDS or _WHOLE.search(self._words):
            self._since = now
            yield from self.rest()

    def rest(self) -> Iterator[Any]:
        """What is still held."""
        held, words, self._held, self._words = self._held, self._words, None, ""
        if held is not None:
            held["choices"][0]["delta"]["content"] = words
            yield held


def _only_words(event: Any) -> str | None:
    """The words of an event that brings nothing else; some servers say with each of them who speaks."""
    match event:
        case {"choices": [{"delta": {"content": str() as words, **more}, **rest}], **whole}:
            bare = not any(value for name, value in more.items() if (name, value) != ("role", "assistant"))
            return words if bare and not rest.get("finish_reason") and not whole.get("usage") else None
    return None


def _with_deltas(event: Any) -> Any:
    """The event, with nothing in place of what a choice should have brought and did not."""
    match event:
        case {"choices": [dict() as choice, *_]}:
            choice.setdefault("delta", None)
    return event
