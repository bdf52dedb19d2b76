"""The steps of a career and of an education, read off a page by where they stand.

2018–present  Audio Director, Nine Wattle Games        a line each, as in a CV
VP of Supply Chain / Northwind Foods · Full-time / Jan 2019 - Present · 7 yrs        three lines, as on a network
She holds an MSc in Development Finance from the University of Ghana.                a sentence
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.bring.lines import CAPITALS, CUT, SPAN, YEAR, Line
from simulator.bring.wordlists import degrees, firms, posts

LONGEST_STEP = 140
"""Characters; what is longer is prose."""
LONGEST_LABEL = 90
ABOVE = 3
"""How many lines may stand over the years that belong to them."""

_EMPLOYMENT = re.compile(
    r"\s*[·|,(-]?\s*\b(?:full[- ]time|part[- ]time|contract|internship|freelance|self[- ]employed|permanent|seasonal|"
    r"apprenticeship|temporary|remote|hybrid|on-site)\b\)?",
    re.IGNORECASE,
)
_LASTED = re.compile(
    r"\s*[·|,(]?\s*\b\d+\s*(?:yrs?|years?|mos?|months?)\b(?:\s*\d+\s*(?:mos?|months?)\b)?\)?", re.IGNORECASE
)
_AT = re.compile(r"(?P<what>.+?)\s+(?:at|@)\s+(?P<where>[A-Z].+)")
_STUDIED = re.compile(
    r"\b(?:holds?|has|earned|received|completed|took)\s+(?:an?\s+|her\s+|his\s+|their\s+)?(?P<degree>[^.;]{2,90}?)\s+"
    rf"(?:from|at)\s+(?:the\s+)?(?P<school>{CAPITALS})"
)
_SIGNS = " \t,;:|·•-–—()"


@dataclass(frozen=True)
class Step:
    """One line of a career or an education. Years as they are written, `now` where it goes on."""

    what: str
    where: str
    since: str = ""
    until: str = ""

    def __str__(self) -> str:
        """As a persona file has it: "2019-now VP of Supply Chain, Northwind Foods"."""
        years = f"{self.since}-{self.until}" if self.since and self.until else self.since
        said = ", ".join(part for part in (self.what, self.where) if part)
        return f"{years} {said}".strip()


def career(page: Sequence[Line]) -> Iterator[Step]:
    """The steps of a career, in the order of the page."""
    group = ""
    for number, line in enumerate(page):
        if line.section not in {"head", "career", "about"}:
            continue
        listed = line.section == "career"
        # "Prairie Cold Storage" over "Full-time · 5 yrs": the posts that follow are all there
        if listed and number + 1 < len(page) and _is_length(page[number + 1].text):
            group = line.text
        span = line.span
        if span is None or (span["onward"] and not listed):
            continue
        rest = _bare(f"{line.text[: span.start()]} {line.text[span.end() :]}")
        if len(rest) > LONGEST_STEP or (not listed and line.text.endswith(".")):
            continue
        what, where = apart(rest) if any(map(str.isalpha, rest)) else _above(page, number, group)
        if what or where:
            yield Step(what, where, span["since"] or span["onward"], span["until"] or "now")


def education(page: Sequence[Line]) -> Iterator[Step]:
    """The schools, in the order of the page."""
    block: list[str] = []
    for line in [*page, Line("", "other", starts=True)]:
        if block and (line.section != "education" or line.starts):
            yield _school(block)
            block = []
        if line.section == "education":
            block.append(line.text)
            if line.span or YEAR.search(line.text[-6:]):
                yield _school(block)
                block = []
        elif line.section in {"head", "about"}:
            for studied in _STUDIED.finditer(line.text):
                if degrees().search(studied["degree"]):
                    yield Step(studied["degree"], studied["school"])
            if (
                degrees().search(line.text)
                and len(line.text) <= LONGEST_STEP
                and "," in line.text
                and line.text[-1] != "."
            ):
                yield Step(_bare(line.text), "")


def apart(text: str) -> tuple[str, str]:
    """What somebody did, and where."""
    if at := _AT.fullmatch(text):
        return at["what"], at["where"]
    parts = [part.strip() for part in CUT.split(text) if part.strip()]
    if len(parts) == 1:
        what, comma, where = text.rpartition(",")
        parts = [what.strip(), where.strip()] if comma else [text]
    if len(parts) == 1:
        return (text, "") if posts().search(text) or not firms().search(text) else ("", text)
    what, where = parts[0], ", ".join(parts[1:])
    # "Northwind Foods - VP": on some pages the post comes second
    return (where, what) if posts().search(where) and not posts().search(what) else (what, where)


def _bare(text: str) -> str:
    """A line of a career without how long it lasted and what kind of post it was."""
    return " ".join(_EMPLOYMENT.sub("", _LASTED.sub("", text)).replace("()", "").split()).strip(_SIGNS)


def _is_length(text: str) -> bool:
    return not _bare(text) and bool(_LASTED.search(text))


def _above(page: Sequence[Line], number: int, group: str) -> tuple[str, str]:
    """The post and the place that stand over a line that is nothing but years."""
    above: list[str] = []
    for line in reversed(page[max(0, number - ABOVE) : number]):
        if line.section != page[number].section or line.span or len(line.text) > LONGEST_LABEL or line.text[-1] == ".":
            break
        if not _is_length(line.text):
            above.append(line.text)
        if line.starts:
            break
    if not above:
        return "", ""
    if len(above) > 1 and above[1] == group:
        return _bare(above[0]), group
    employed = _EMPLOYMENT.search(above[0]) or " · " in above[0]
    nearest, over = _bare(above[0].split(" · ")[0]), _bare(above[1]) if len(above) > 1 else ""
    if over and (employed or (posts().search(over) and not posts().search(nearest))):
        return over, nearest
    if posts().search(nearest):
        return nearest, group or over
    return (over, nearest) if over else (nearest, group)


def _school(block: Sequence[str]) -> Step:
    """A school's lines as one: the degree, the school, the year that it ended in."""
    year, parts = "", []
    for text in block:
        kept = text
        if span := SPAN.search(text):
            year = span["until"] or span["since"] or span["onward"]
            kept = f"{text[: span.start()]} {text[span.end() :]}"
        elif YEAR.fullmatch(text):
            year, kept = text, ""
        if bare := kept.strip(_SIGNS):
            parts.append(bare)
    # networks put the school over the degree
    if len(parts) >= 2 and degrees().search(parts[1]) and not degrees().search(parts[0]):
        parts[:2] = parts[1], parts[0]
    return Step(", ".join(parts[:2]), year)
