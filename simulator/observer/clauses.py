"""A turn -> its sentences, with offsets; robust to texting, to no punctuation at all, and to quotations.

"ok. i saw Dr. Lee's talk - what next"   ->   "ok." | "i saw Dr. Lee's talk - what next"
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from simulator.observer.words import fold

_LONGEST = 360
"""Characters after which a sentence is cut where it next can be: nobody says more in one breath, and matching stays
quick."""

_END = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|[!?]+|\n+|;\s|\s-\s")
_ABBREVIATIONS = re.compile(r"\b(?:mr|mrs|ms|dr|prof|st|sr|jr|vs|e\.g|i\.e|etc|no|approx|dept|inc|co|ltd|[a-z])\.$")
_BREAK = re.compile(r"[,\s]\s*(?:and|but|so|because|cause|cuz|then)\s|,\s|\s")
_QUOTED = re.compile(r"\"[^\"\n]{2,300}\"|(?<![\w'])'[^'\n]{2,120}'(?!\w)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the turn. `folded` is `text` in lower case and plain, of the same length."""

    text: str
    folded: str
    start: int
    end: int
    number: int
    asks: bool
    """Ends in a question mark."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets into the sentence -> offsets into the turn."""
        return self.start + start, self.start + end


def _ends(folded: str) -> list[int]:
    ends = []
    for match in _END.finditer(folded):
        if match[0].startswith(".") and _ABBREVIATIONS.search(folded, max(0, match.start() - 8), match.start() + 1):
            # "I." at the end of a sentence is rare, "Dr." is not
            continue
        ends.append(match.end())
    if not ends or ends[-1] < len(folded):
        ends.append(len(folded))
    return ends


@lru_cache(maxsize=2048)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a turn, in order. Blank ones are left out."""
    folded = fold(text)
    found: list[Sentence] = []
    start = 0
    for stop in _ends(folded):
        while start < stop:
            end = stop
            if end - start > _LONGEST:
                breaks = list(_BREAK.finditer(folded, start + _LONGEST // 2, start + _LONGEST))
                end = breaks[-1].start() + 1 if breaks else start + _LONGEST
            left, right = start, end
            while left < right and folded[left].isspace():
                left += 1
            while right > left and folded[right - 1].isspace():
                right -= 1
            if left < right and any(character.isalnum() for character in folded[left:right]):
                piece = folded[left:right]
                found.append(Sentence(text[left:right], piece, left, right, len(found), "?" in piece[-4:]))
            start = end
    return tuple(found)


def without_quotes(folded: str) -> str:
    """The same length, with what stands between quotation marks blanked: somebody else's words."""
    return _QUOTED.sub(lambda match: " " * len(match[0]), folded) if '"' in folded or "'" in folded else folded
