"""Years, numbers and spans of time in a sentence, held against those of a fact: do they agree, differ, or not meet?

"You joined in 2019"           against  "2018-now Manager, Marlowe Beck"       differ
"seven years as a matron"      against  "2009-2016 Matron, Ward 12"            agree
"nine weeks early"             against  "finished in 2024, five weeks early"   differ
"a good two thirds"            against  "found 70 percent of the faults"       agree
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from simulator.observer.clauses import Sentence
from simulator.observer.dossier import Dossier, Fact
from simulator.observer.measures import Measure, measures
from simulator.observer.words import numbers, short_years, stem

_NOW = 2026
"""The year up to which "now" in a career line is counted, and from which "two years ago" is counted back."""
_YEAR = 365.0
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
_ELAPSED = re.compile(r"\b(?:you'd|you had|you have|you've) been\b|\b(?:after|since|within|for another|in)\s$")
"""Before a length of time: it is how long it had lasted by then, not how long it took."""
_LARGE = 1000.0
SURE, LIKELY = 0.75, 0.6
"""How sure it is that two figures of one noun, or two of a kind only, contradict each other."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a sentence states: a calendar year, or what it measures."""

    value: float
    start: int
    end: int
    measure: Measure | None = None
    leeway: int = 0
    """Of a year: by how many it may be off ("two years ago")."""

    @property
    def year(self) -> bool:
        """Whether it is a calendar year."""
        return self.measure is None


@lru_cache(maxsize=512)
def _figures(text: str, folded: str) -> tuple[Figure, ...]:
    found = [year for year in _years(text) if not _of_the_learner(folded, year.start)]
    for measure in measures(text):
        if any(measure.start < year.end and year.start < measure.end for year in found):
            continue
        if _of_the_learner(folded, measure.start):
            continue
        if measure.ago:
            found.append(Figure(_NOW - round(measure.value / _YEAR), measure.start, measure.end, leeway=1))
        elif measure.sort == "days" and _ELAPSED.search(folded[max(0, measure.start - 40) : measure.start]):
            continue
        elif not (set(measure.after) & _CLOCK) and not (measure.whole and not measure.noun):
            found.append(Figure(measure.value, measure.start, measure.end, measure))
    return tuple(found)


def _years(text: str) -> Iterator[Figure]:
    shares = [(one.start, one.end) for one in measures(text) if one.sort == "share"]
    for year in short_years(text):
        if not any(year.start < end and start < year.end for start, end in shares):
            yield Figure(year.value, year.start, year.end)
    for number in numbers(text):
        if number.is_year and number.end - number.start == 4:
            yield Figure(number.value, number.start, number.end)


def _of_the_learner(folded: str, start: int) -> bool:
    return _LEARNERS.search(folded[max(0, start - 40) : start]) is not None


def figures(sentence: Sentence) -> Sequence[Figure]:
    """What a sentence states in numbers, leaving out what the learner says of themselves, and the clock."""
    return _figures(sentence.text, sentence.folded)


def agrees(figure: Figure, fact: Fact) -> bool:
    """Whether the fact holds this figure."""
    if figure.measure is None:
        return any(abs(figure.value - year) <= figure.leeway for year in fact.years)
    if figure.measure.sort == "days" and fact.until and figure.value >= _YEAR:
        return abs(_lasted(fact.until) - figure.value / _YEAR) <= 1
    return not figure.measure.whole and any(figure.measure.same(other) for other in fact.measures)


def within(figure: Figure, fact: Fact) -> bool:
    """Whether it is a year of the time that a career line tells of."""
    return figure.year and fact.until is not None and fact.until[0] <= figure.value <= min(fact.until[1], _NOW)


def near(figure: Figure, fact: Fact) -> bool:
    """Whether the fact counts the same thing, or a thing that goes by one of the words beside it."""
    after = frozenset(figure.measure.after) if figure.measure else frozenset[str]()
    return bool(after & fact.counted)


def differs(figure: Figure, fact: Fact, known: Dossier) -> float:
    """How sure it is that the fact has another figure for the same thing, 0 to 1."""
    if agrees(figure, fact):
        return 0.0
    measure = figure.measure
    if measure is None:
        far = all(abs(figure.value - year) > 2 * figure.leeway for year in fact.years)
        return LIKELY if fact.years and far and not within(figure, fact) else 0.0
    if measure.whole:
        return 0.0
    if measure.sort == "days" and fact.until:
        off = abs(_lasted(fact.until) - figure.value / _YEAR) > 1
        return LIKELY if off and figure.value >= _YEAR and not measure.relative else 0.0
    rivals = [other for other in fact.measures if other.sort == measure.sort and other.relative == measure.relative]
    if measure.noun and any(measure.noun in other.after for other in rivals):
        return LIKELY if measure.rough else SURE
    if measure.sort != "count":
        return LIKELY if rivals else 0.0
    for value, beside in fact.counts.items():
        if (frozenset(measure.after) & beside) - known.organisation and value > 2:
            return LIKELY
    large = [other for other in rivals if other.value >= _LARGE]
    return LIKELY if len(large) == 1 and figure.value >= _LARGE else 0.0


def _lasted(until: tuple[int, int]) -> int:
    return min(until[1], _NOW) - until[0]
