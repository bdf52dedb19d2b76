"""A pasted text, cleaned and indexed: where each of its words and numbers stands.

    source = indexed("Dana Okafor\nVP of Supply Chain\nNorthwind Foods\n2019 - Present")
    source.runs(("northwind", "food"))   ->  [6], the places where these stems are said in a row
    source.figures[2019.0]               ->  [(8, 9)], from its first word to past its last

Words are those of `simulator.observer.words`, so that a learner's words and a pasted text are read alike.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from simulator.errors import InputError
from simulator.observer.words import Word, fold, is_function, numbers, words

MOST_CHARACTERS = 60_000
"""Of a pasted text: a profile and several long articles."""
_TURNED = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xFFFC}
"""Direction overrides and the marks of what was an object on a page."""
_SPACES = re.compile(r"[^\S\n]+")
_SENTENCE_END = re.compile(r"[.!?;](?:\s|$)")
_EMPTY_LINES = re.compile(r"\n{3,}")


def cleaned(text: str) -> str:
    """A text without what can't be seen, with one kind of space and of line break; no line is lost."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
    kept = (
        character
        for character in text
        if character in "\n\t"
        or (unicodedata.category(character) not in {"Cc", "Cs", "Co"} and ord(character) not in _TURNED)
    )
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(kept).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def pasted(text: str) -> str:
    """A text as it is kept, cleaned. Raises `InputError`, one line, for one that is too long or empty."""
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"that is {len(text):,} characters, and {MOST_CHARACTERS:,} fit: "
            "leave out what is not about this person or where they work"
        )
    if not any(character.isalnum() for character in text):
        raise InputError("there is no text in it yet: paste a profile, an article or a job page")
    return cleaned(text)


@dataclass(frozen=True)
class Source:
    """A text and its index. Places count words from 0."""

    text: str
    folded: str
    """In lower case, without accents, the words a single space apart."""
    words: Sequence[Word]
    places: Mapping[str, Sequence[int]]
    """Where each stem stands."""
    figures: Mapping[float, Sequence[tuple[int, int]]]
    """Where each number stands, in digits or in words: its first word, and past its last."""
    figured: frozenset[int]
    """The words that numbers are made of."""

    def runs(self, stems: Sequence[str], slack: int = 3) -> list[int]:
        """Where these stems follow each other, with at most `slack` small words or signs in between all of them."""
        if not stems:
            return []
        first, *rest = stems
        found = []
        for start in self.places.get(first, ()):
            at, skipped = start, 0
            for stem in rest:
                following = self._next(stem, at + 1)
                if following is None or not self._is_small(at + 1, following):
                    break
                skipped += following - at - 1
                at = following
            else:
                if skipped <= slack:
                    found.append(start)
        return found

    def near(self, place: int, reach: int) -> set[str]:
        """The stems that stand within so many words of a place."""
        return {word.stem for word in self.words[max(0, place - reach) : place + reach + 1]}

    def counted(self, figure: tuple[int, int], reach: int) -> set[str]:
        """The stems of what a number counts: what comes after it up to the next number or the end of the sentence, or,
        where nothing does, what goes before."""
        first, end = figure
        after = self._told(range(end, min(len(self.words), end + reach)))
        return after or self._told(range(first - 1, max(-1, first - 1 - reach), -1))

    def _told(self, places: range) -> set[str]:
        found = set()
        for place in places:
            left, right = sorted((place, place - places.step))
            between = self.text[self.words[left].end : self.words[right].start] if left >= 0 else ""
            if place in self.figured or _SENTENCE_END.search(between):
                break
            if not is_function(self.words[place].stem):
                found.add(self.words[place].stem)
        return found

    def _next(self, stem: str, at: int) -> int | None:
        places = self.places.get(stem, ())
        number = bisect_left(places, at)
        return places[number] if number < len(places) else None

    def _is_small(self, start: int, end: int) -> bool:
        return all(is_function(word.stem) for word in self.words[start:end])


def index(text: str) -> Source:
    """The index of a text."""
    # past the cache of `words`, which is for turns of a call, not for sixty thousand characters
    found = words.__wrapped__(text)
    places: dict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(found):
        places[word.stem].append(number)
    starts = [word.start for word in found]
    figures: dict[float, list[tuple[int, int]]] = defaultdict(list)
    for figure in numbers(text):
        figures[figure.value].append((bisect_left(starts, figure.start), bisect_left(starts, figure.end)))
    figured = frozenset(place for spans in figures.values() for span in spans for place in range(*span))
    return Source(text, plain(text), found, places, figures, figured)


indexed = lru_cache(maxsize=16)(index)
"""The same, of the last few texts: a form is checked again after each field."""


def plain(text: str) -> str:
    """A text in lower case, without accents, its words a single space apart."""
    return " ".join(fold(text).split())
