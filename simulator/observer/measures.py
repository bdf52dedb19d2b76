"""What a sentence measures: how many of what, which share, how long; said exactly or roughly.

measures("about two thirds of 380 looms, in two weeks")  ->  66.7 per cent, roughly; 380 of "loom"; 14 days
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from simulator.observer.words import Number, Word, fold, is_function, numbers, stem, words

Sort = Literal["count", "share", "days"]

_DAYS = {
    "day": 1.0, "night": 1.0, "week": 7.0, "fortnight": 14.0, "month": 30.4, "year": 365.0, "yr": 365.0,
    "decade": 3650.0,
}  # fmt: skip
_LONG = "|".join(_DAYS)
_PLAIN = 2
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_PART = re.compile(r"[\s-](?:(?:of|out of)\s)?(?P<part>thirds?|quarters?|fifths?|tenths?)\b")
_A_PART = re.compile(
    r"\b(?:an?|one)[\s-](?:good\s|full\s)?(?P<part>third|quarter|fifth|tenth)\b(?=\s(?:of|or)\b|[,.;]|$)"
)
_PERCENT = re.compile(r"\s?(?:%|per\s?cent\b|pct\b)")
_IN_ALL = re.compile(r"\s(?:\w+\s)?(?:in|out of)\s(?:every\s)?$")
_WHOLES = {3.0, 4.0, 5.0, 10.0, 20.0, 100.0}
"""Of how many a share is said: "three in five", "nine out of ten". "Three out of 64" are two counts."""
_TIME = re.compile(rf"[\s-](?:(?:odd|some|full|whole|long|straight|or so)\s)?(?P<unit>{_LONG})s?\b")
_BESIDE = re.compile(r"\s?(?:ago|back|before|after|later|earlier|old|into|from|since|early)\b")
_AGO = re.compile(r"\s(?:ago|back)\b")
_ROUGHLY = re.compile(
    r"\b(?:about|around|roughly|nearly|almost|some|over|under|more than|less than|close to|approximately|"
    r"as good as|the best part of|an? good|maybe|like|something like|getting on for)\s(?:an?\s)?$"
)
_OR_SO = re.compile(
    r"(?:[\s-](?:odd|some|something|ish|plus)\b|\+|"
    r",?\s(?:\w+\s){0,2}?(?:or so|or thereabouts|or something|about|give or take)\b)"
)
_OF_THEM = re.compile(r"\s(?:\w+\s)?(?:out\s)?of\s(?:its|the|their|your|our|his|her|those|these|them)\b")
"""After a number: it counts a part of what is named, not all of it."""
_RANGE = re.compile(r"\s?(?:to|and|or|-)\s?")
_NUMBERED = re.compile(r"\b(?:episode|page|level|number|chapter|no\.?|year|class|grade|bus|step)\s$")
_PAUSE = re.compile(r"[,.;:?!()]\s|\s-\s|[?!.]$")
_KIN = {
    stem(word): stem(name)
    for name, kin in {
        "people": "person persons folk folks employees employee staff workers worker men women colleagues",
        "children": "kids kid child",
        "euros": "euro eur",
        "pounds": "quid pound",
    }.items()
    for word in kin.split()
}
_VAGUE = frozenset(
    map(stem, ("things", "one", "ones", "time", "times", "thing", "more", "less", "lot", "different", "other"))
)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with what it measures. `value` is a count, per cent, or days, as `sort` says."""

    value: float
    start: int
    end: int
    sort: Sort
    rough: bool
    after: tuple[str, ...] = ()
    """Stems of the first words after it that carry meaning, up to the next pause, two at most."""
    relative: bool = False
    """Of days: how long before or after something else, not how long it took."""
    ago: bool = False
    """Of days: how long before now."""
    whole: bool = False
    """Whether it stands bare as one or two, which are mostly no counts at all ("the one that", "one of them")."""

    @property
    def noun(self) -> str:
        """The stem of what is counted; empty, where nothing is named."""
        return self.after[0] if self.after and self.after[0] not in _VAGUE else ""

    def same(self, other: "Measure") -> bool:
        """Whether the two agree, as nearly as they are said: "six million" for 6.2, "a third" for 30 per cent."""
        if self.value == other.value:
            return self.sort == other.sort or self.value > _PLAIN
        apart, most = abs(self.value - other.value), max(self.value, other.value)
        if self.sort != other.sort:
            return False
        if self.sort == "share":
            return apart <= (5 if self.rough or other.rough else 2)
        if self.rough or other.rough or self.sort == "days":
            return apart <= (0.15 if self.rough or other.rough else 0.1) * most
        return (self.value > 20 and apart <= 0.03 * self.value) or (
            apart <= 0.12 * most and f"{other.value:.1g}" == f"{self.value:g}"
        )


@lru_cache(maxsize=2048)
def measures(text: str) -> tuple[Measure, ...]:
    """Every number of a text that is not written as a year, and every share that is said in words."""
    folded, spoken = fold(text), words(text)
    found = list(_measures(folded, numbers(text), spoken))
    for match in _A_PART.finditer(folded):
        before = folded[max(0, match.start() - 24) : match.start()]
        rough = bool("good" in match[0] or _ROUGHLY.search(before) or _OR_SO.match(folded, match.end()))
        share = 100 / _PARTS[match["part"]]
        found.append(Measure(share, match.start(), match.end(), "share", rough, _after(folded, match.end(), spoken)))
    return tuple(sorted(found, key=lambda one: one.start))


def _measures(folded: str, said: list[Number], spoken: tuple[Word, ...]) -> Iterator[Measure]:
    taken = -1
    for place, number in enumerate(said):
        start, end = number.start, number.end
        if start < taken or (number.is_year and end - start == 4 and folded[start].isdigit()) or _clock(folded, number):
            continue
        rough = bool(_ROUGHLY.search(folded[max(0, start - 24) : start]) or _OR_SO.match(folded, end))
        following = said[place + 1] if place + 1 < len(said) else None
        ranged = False
        if following and _RANGE.fullmatch(folded[end : following.start]):
            ranged, end = True, following.end  # "from 38 to 21 per cent": what the second measures, the first does
        if match := _PERCENT.match(folded, end):
            last = number.end if ranged else match.end()
            yield Measure(number.value, start, last, "share", rough, _after(folded, match.end(), spoken))
        elif match := _PART.match(folded, end):
            share = 100 * number.value / _PARTS[match["part"].removesuffix("s")]
            if share < 100:
                yield Measure(share, start, match.end(), "share", True, _after(folded, match.end(), spoken))
        elif following and _is_whole(folded, number, following):
            taken = following.end
            share = 100 * number.value / following.value
            yield Measure(share, start, taken, "share", rough, _after(folded, taken, spoken))
        elif match := _TIME.match(folded, end):
            end = match.end()
            days = number.value * _DAYS[match["unit"]]
            ago, relative = bool(_AGO.match(folded, end)), bool(_BESIDE.match(folded, end))
            last = number.end if ranged else end
            yield Measure(days, start, last, "days", rough, _after(folded, end, spoken), relative, ago)
        else:
            after = () if _OF_THEM.match(folded, end) else _after(folded, end, spoken)
            yield Measure(number.value, start, number.end, "count", rough, after, whole=number.is_plain)


def _clock(folded: str, number: Number) -> bool:
    """Whether it is a time of day, or the number by which something goes ("episode 8", "page forty")."""
    before, after = folded[max(0, number.start - 12) : number.start], folded[number.end : number.end + 2]
    return bool(re.search(r"\d:$", before) or re.match(r":\d", after) or _NUMBERED.search(before))


def _is_whole(folded: str, number: Number, whole: Number) -> bool:
    """Whether the two are said as one share: the ten of "four out of ten"."""
    said = _IN_ALL.fullmatch(folded[number.end : whole.start])
    return said is not None and whole.value in _WHOLES and number.value < whole.value


def _after(folded: str, end: int, spoken: tuple[Word, ...]) -> tuple[str, ...]:
    pause = _PAUSE.search(folded, end)
    stop = pause.start() if pause else len(folded)
    counted = [word.stem for word in spoken if end <= word.start < stop and not is_function(word.stem)]
    return tuple(_KIN.get(stemmed, stemmed) for stemmed in counted[:2])
