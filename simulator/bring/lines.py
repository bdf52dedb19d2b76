"""A pasted page -> its lines, each with the section it stands in.

    Experience                          a heading: opens the section `career`
    VP of Supply Chain                  career
    Northwind Foods · Full-time         career
    Jan 2019 - Present · 7 yrs 3 mos    career, with a span of years

What a page says around its text ("Show all 12 posts", "500+ connections") is left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.bring.wordlists import Heading, noise, wordlists

Section = Literal["head"] | Heading

LONGEST_HEADING = 60
WRAPPED, WIDEST_WINDOW, RAGGED = 60, 160, 20
"""Characters: how long a line is at least that was cut to a window's width, how wide windows are, and how far from the
width such a line may end."""
_ABOUT_SOMEBODY = re.compile(r"[Aa]bout (?P<whom>[A-Z][\w&'’. -]{1,60}?)\s*:?")
_BULLET = re.compile(r"^(?:[-–—*•·▪◦‣]|\d{1,2}[.)])\s+")
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATED = rf"(?:{MONTH},?\s+|(?:spring|summer|fall|autumn|winter)\s+|\d{{1,2}}[/.])?"
YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")
SPAN = re.compile(
    rf"[(\[]?\b(?:from\s+)?{_DATED}(?P<since>(?:19|20)\d\d)\s*(?:-|–|—|−|to|until|till)+\s*"
    rf"(?:{_DATED}(?P<until>(?:19|20)\d\d)|(?P<now>now|present|today|current|date|ongoing))\b[)\]]?"
    rf"|\b(?:since|from)\s+{_DATED}(?P<onward>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
"""A span of years: from "2019-now" to "Jan 2019 – Present"."""
CAPITALS = r"(?<!\w)[A-Z][\w&'’-]{0,40}(?:\s(?:(?:of|and|&|for|the)\s)?[A-Z][\w&'’-]{0,40}){0,9}"
"""A name of several words: "University of Illinois"."""
CUT = re.compile(r"\s+[-–—|·]\s+|\s*\|\s*")
"""The dashes and bars that stand between the parts of a line."""


@dataclass(frozen=True)
class Line:
    """One line, without its bullet, and where it stands."""

    text: str
    section: Section
    starts: bool
    """Whether it is the first one after a heading or an empty line."""

    @property
    def span(self) -> re.Match[str] | None:
        """Its first span of years."""
        return SPAN.search(self.text)


def lines(text: str, organisation: str = "") -> list[Line]:
    """The lines of a cleaned text that say something, in order; what stands twice in a row stands once."""
    found: list[Line] = []
    section: Section = "head"
    starts = True
    for raw in _unwrapped(text.split("\n")):
        line = _BULLET.sub("", raw.lstrip("#> ").strip().strip("*_").strip())
        if not line:
            starts = True
        elif (heading := _heading(line, organisation)) is not None:
            section, starts = heading, True
        elif not noise().fullmatch(line) and not (found and found[-1].text == line):
            found.append(Line(line, section, starts))
            starts = False
    return found


def _unwrapped(raw: Sequence[str]) -> Iterator[str]:
    """The lines of a text, those of a paragraph that was cut to the width of a window put together again."""
    widest = max(map(len, raw), default=0)
    cut = widest <= WIDEST_WINDOW and sum(len(line) > widest - RAGGED for line in raw) >= 3
    parts: list[str] = []
    for line in raw:
        before = parts[-1] if parts else ""
        width = len(before)
        goes_on = line[:1].islower() or (cut and width > widest - RAGGED and line[:1].isalnum())
        if parts and not (width >= WRAPPED and before[-1] not in ".!?…:" and goes_on):
            yield " ".join(parts)
            parts = []
        parts.append(line)
    yield " ".join(parts)


def _heading(line: str, organisation: str) -> Heading | None:
    if len(line) > LONGEST_HEADING:
        return None
    if known := wordlists().heading(line):
        return known
    somebody = _ABOUT_SOMEBODY.fullmatch(line)
    if somebody is None:
        return None
    # "About Northwind Foods" is on job pages, "About Dana" on personal ones
    return "organisation" if organisation and somebody["whom"].casefold() in organisation.casefold() else "about"
