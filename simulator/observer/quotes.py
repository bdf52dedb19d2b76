"""A quote that a model gave -> where it stands in the turn, or nowhere.

    locate("I'm free on Mondays", "Well,  I’m free\\non Mondays.")   ->  (7, 26)
    locate("hire me", "Who hired you?")                             ->  None

A model was shown a neutralised turn, and types its own apostrophes and spaces. Those two differences are bridged and no
other: letters, case, punctuation and order have to be the turn's. The quote is then the turn's own text at that place.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from simulator.prompts import neutralised

_ENCODED = re.compile(r"&[#\w]+;?|\\[ux]\w{2,4}")
"""All that `neutralised` may read as a sign written in several characters, and more."""
_ALIKE = {
    **dict.fromkeys("‘’‚‛′`´ʼ＇", "'"),
    **dict.fromkeys("“”„‟″＂", '"'),
    # a marker like [INST] is shown in round brackets
    "[": "(",
    "]": ")",
}


@dataclass(frozen=True, slots=True)
class _Sign:
    """A character as it is compared, and the stretch of the turn's text that it stands for."""

    shown: str
    start: int
    end: int


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Offsets of the quote in `text`, in characters; where it stands several times, first as whole words."""
    wanted = "".join(sign.shown for sign in _folded(quote)).strip()
    if not any(character.isalnum() for character in wanted):
        return None
    signs = list(_folded(text))
    folded = "".join(sign.shown for sign in signs)
    found = [
        (first, last) for first, last in _occurrences(wanted, folded) if _cuts(signs, first) and _cuts(signs, last)
    ]
    if not found:
        return None
    first, last = next((place for place in found if _whole_words(folded, *place)), found[0])
    return signs[first].start, signs[last - 1].end


def _occurrences(wanted: str, folded: str) -> Iterator[tuple[int, int]]:
    first = folded.find(wanted)
    while first >= 0:
        yield first, first + len(wanted)
        first = folded.find(wanted, first + 1)


def _cuts(signs: list[_Sign], place: int) -> bool:
    """Whether the text can be cut there: not between a letter and its accent."""
    if place in (0, len(signs)):
        return True
    return signs[place].start >= signs[place - 1].end and not unicodedata.combining(signs[place].shown)


def _whole_words(folded: str, first: int, last: int) -> bool:
    return not any(
        folded[edge - 1].isalnum() and folded[edge].isalnum() for edge in (first, last) if 0 < edge < len(folded)
    )


def _folded(text: str) -> Iterator[_Sign]:
    """The text as a model sees it, letters and their accents apart, every stretch of white space one space."""
    space: _Sign | None = None
    for sign in _decoded(text):
        if sign.shown.isspace():
            space = _Sign(" ", space.start if space else sign.start, sign.end)
            continue
        if space:
            yield space
            space = None
        for part in unicodedata.normalize("NFD", _ALIKE.get(sign.shown, sign.shown)):
            yield _Sign(part, sign.start, sign.end)
    if space:
        yield space


def _decoded(text: str) -> Iterator[_Sign]:
    signs = list(_visible(text))
    visible = "".join(sign.shown for sign in signs)
    done = 0
    for encoded in _ENCODED.finditer(visible):
        meant = neutralised(encoded.group())
        if meant == encoded.group():
            continue
        yield from signs[done : encoded.start()]
        whole = signs[encoded.start() : encoded.end()]
        yield from (_Sign(character, whole[0].start, whole[-1].end) for character in meant)
        done = encoded.end()
    yield from signs[done:]


def _visible(text: Iterable[str]) -> Iterator[_Sign]:
    for place, character in enumerate(text):
        shown = _shown(character)
        if shown:
            yield _Sign(shown, place, place + 1)


_shown = cache(neutralised)
