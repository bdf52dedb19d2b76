"""Years, numbers and spans of time in a sentence, held against those of a fact: do they agree, differ, or not meet?

"You joined in 2019"           against  "2018-now Manager, Marlowe Beck"       differ
"seven years as a matron"      against  "2009-2016 Matron, Ward 12"            agree
"nine weeks early"             against  "finished in 2024, five weeks early"   differ
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from simulator.observer.clauses import Sentence
from simulator.observer.dossier import Dossier, Fact
from simulator.observer.words import Number, is_function, numbers, short_years, stem, words

_NOW = 2026
"""The year up to which "now" in a career line is counted."""
_YEARS = stem("years")
_LEARNERS = re.compile(
    r"\b(?:i'm|im|i am|i've got|i have|i was|i've been|i did|i do|i keep|i had|i spent|my|we have|we've|"
    r"i finish|i graduate|i start|i make)\b"
)
_CLOCK = frozenset(
    map(
        stem,
        ("minutes", "minute", "mins", "seconds", "o'clock", "past", "half", "question", "questions", "thing", "things"),
    )
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a sentence states, and the stems that tell what it counts."""

    value: float
    start: int
    end: int
    year: bool
    units: frozenset[str]


@lru_cache(maxsize=512)
def _figures(text: str, folded: str) -> tuple[Figure, ...]:
    spoken = words(text)
    short = short_years(text)
    found = [Figure(number.value, number.start, number.end, True, frozenset()) for number in short]
    for number in numbers(text):
        if any(number.start < year.end and year.start < number.end for year in short):
            continue
        if _LEARNERS.search(folded[max(0, number.start - 40) : number.start]):
            continue
        year = number.is_year and number.end - number.start == 4
        after = [word.stem for word in spoken if word.start >= number.end and not is_function(word.stem)][:2]
        units = frozenset(after)
        if units & _CLOCK or (number.is_plain and not units):
            continue
        found.append(Figure(number.value, number.start, number.end, year, units))
    return tuple(found)


def figures(sentence: Sentence) -> Sequence[Figure]:
    """What a sentence states in numbers, leaving out what the learner says of themselves, and the clock."""
    return _figures(sentence.text, sentence.folded)


def agrees(figure: Figure, fact: Fact) -> bool:
    """Whether the fact holds this figure."""
    if figure.year:
        return int(figure.value) in fact.years
    if _YEARS in figure.units and fact.until:
        return abs(_lasted(fact.until) - figure.value) <= 1
    return any(_same(value, figure.value) for value in fact.counts) and not Number(figure.value, 0, 1).is_plain


def differs(figure: Figure, fact: Fact, known: Dossier) -> bool:
    """Whether the fact has another figure for the same thing."""
    if agrees(figure, fact):
        return False
    if figure.year:
        if fact.until and fact.until[0] < figure.value < min(fact.until[1], _NOW):
            return False
        return bool(fact.years)
    if _YEARS in figure.units and fact.until:
        return abs(_lasted(fact.until) - figure.value) > 1
    for value, near in fact.counts.items():
        if (figure.units & near) - known.organisation and value > 2 and not _same(value, figure.value):
            return True
    return False


def _lasted(until: tuple[int, int]) -> int:
    return min(until[1], _NOW) - until[0]


def _same(left: float, right: float) -> bool:
    return left == right or (left > 20 and abs(left - right) <= 0.03 * left)
