"""A text with words put otherwise, and for every character of it where that came from.

rewritten("I wrks here", [(2, 6, "works")]).span(2, 7)   ->   (2, 6), the characters of "wrks"
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rewritten:
    """The new text; `starts` and `ends` are, for each of its characters, offsets into the text as it was."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the new text -> the stretch of the old one that it stands for. Empty stretches stay empty."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The other way: where in the new text a stretch of the old one stands now."""
        touched = [at for at in range(len(self.text)) if self.starts[at] < end and start < self.ends[at]]
        return (touched[0], touched[-1] + 1) if touched else (0, 0)


def rewritten(text: str, changes: Iterable[tuple[int, int, str]]) -> Rewritten:
    """The text with each `(start, end, words)` put in place of its characters. Changes come in order, apart."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for start, end, put in changes:
        parts += (text[at:start], put)
        starts += (*range(at, start), *[start] * len(put))
        ends += (*range(at + 1, start + 1), *[end] * len(put))
        at = end
    parts.append(text[at:])
    starts += range(at, len(text))
    ends += range(at + 1, len(text) + 1)
    return Rewritten("".join(parts), tuple(starts), tuple(ends))
