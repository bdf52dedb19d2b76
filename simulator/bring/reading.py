"""A pasted page -> what can be told by where it stands. No model, no guessing: what is not found is left empty.

    Dana Okafor                                 name
    VP of Supply Chain at Northwind Foods       title, organisation
    Chicago, Illinois · Contact info            location
    About ...                                   profile
    Experience ...                              career: "2019-now VP of Supply Chain, Northwind Foods"

It knows pages of professional networks, plain CVs, short biographies, articles with a byline, and job pages.
"""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from simulator.bring.lines import CAPITALS, CUT, SPAN, YEAR, Line, lines
from simulator.bring.steps import apart, career, education
from simulator.bring.wordlists import firms, posts
from simulator.bring.writing import byline, first_sentences, writing
from simulator.persona import sentences

MOST_PROFILE_WORDS = 160
"""About twice what the professionals who come with the program have."""
MOST_LINES = 12
"""Of a career, of facts, of articles: what one still reads before a call."""
LONGEST_LABEL = 120
"""Characters of a name, a title, a place."""

_LABELS = {
    "name": r"name|full name",
    "title": r"title|job title|position|role|current position",
    "organisation": r"organi[sz]ation|company|employer|firm|institution|workplace",
    "location": r"location|based in|city|place",
    "field": r"industry|field|sector",
    "pronouns": r"pronouns",
}
_LABEL = {key: re.compile(rf"(?:{words})\s*:\s*(?P<value>\S.*)", re.IGNORECASE) for key, words in _LABELS.items()}
_PRONOUNS = re.compile(
    r"\(?(?<!\w)(?:she|he|they|ze|xe)\s*/\s*(?:her|him|them|they|zir|xem)(?:\s*/\s*\w+)?(?!\w)\)?", re.IGNORECASE
)
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŁŚŻĆŽŠČŞĞİ]"
_NAME_WORD = re.compile(rf"{_CAPITAL}[\w'’.-]*")
_NO_NAME = re.compile(
    r"\b(?:the|an?|how|why|what|when|who|of|for|and|in|on|to|your|our|my|is|are|about|with)\b", re.IGNORECASE
)
_PARTICLES = frozenset(
    (
        "de",
        "da",
        "do",
        "dos",
        "del",
        "della",
        "di",
        "van",
        "von",
        "der",
        "den",
        "bin",
        "ibn",
        "al",
        "el",
        "la",
        "le",
        "y",
    )
)
_DEGREES = re.compile(r"(?:,?\s*(?:Ph\.?D|M\.?D|MBA|MSc|MA|BSc|BA|CPA|PE|RN|Esq|Jr|Sr|III?)\.?)+$")
_TITLE_AT = re.compile(r"(?P<title>.{2,90}?)\s+(?:at|@|bei|chez)\s+(?P<organisation>[^,|·•–—]{2,80}).*", re.IGNORECASE)
_IS = re.compile(
    r"(?<!\w)(?P<name>[A-Z][\w'’.-]{1,40}(?:\s(?:[A-Z][\w'’.-]{0,40}|de|van|von|der|da|al|bin)){1,4}),?\s"
    r"(?:is|works as|serves as|has been)\s(?:currently\s|now\s)?(?:an?\s|the\s)?(?P<title>[^.,;()]{3,80}?)\s"
    rf"(?:at|of|for|with)\s(?:the\s)?(?P<organisation>{CAPITALS})"
)
_BASED = re.compile(rf"\b(?:based|lives|living|located)\sin\s(?P<place>{CAPITALS}(?:,\s{CAPITALS}){{0,2}})")
_PLACE_WORDS = rf"{_CAPITAL}[\w'’.-]{{1,40}}(?:\s{_CAPITAL}[\w'’.-]{{1,40}}){{0,3}}"
_PLACE = re.compile(rf"{_PLACE_WORDS}(?:,\s{_PLACE_WORDS}){{1,2}}|{_PLACE_WORDS}\s(?:Area|Region)")


@dataclass
class _Found:
    """What is known so far. The first thing found stands."""

    values: dict[str, str] = field(default_factory=dict)

    def take(self, key: str, value: str) -> None:
        value = value.strip(" \t,;:|·•-–—")
        if value and len(value) <= LONGEST_LABEL:
            self.values.setdefault(key, value)


def read(text: str) -> dict[str, Any]:
    """What a cleaned text holds of a persona's public side: the keys of a persona file, as many as were found."""
    found = _Found()
    page = lines(text)
    by = byline(page)
    _labels(page, found)
    if by and _takes_name(CUT.split(by[1])[0].split(",")[0], found):
        _headline(_parts(by[1])[1:], found)
    else:
        by = None
        _head(page, found)
    steps = list(career(page))
    _prose(text, found)
    for step in sorted(steps, key=lambda each: each.until != "now"):
        found.take("title", step.what)
        found.take("organisation", step.where)
    organisation = found.values.get("organisation", "")
    page = lines(text, organisation)
    # of an article pasted whole, the text is the article's and not about who wrote it
    facts = _facts(page, organisation) if by is None else []
    public = {
        "profile": _profile(page, without={*facts}) if by is None else "",
        "career": [str(step) for step in steps][:MOST_LINES],
        "education": list(dict.fromkeys(map(str, education(page))))[:MOST_LINES],
        "writing": writing(page)[:MOST_LINES],
        "organisation_facts": facts[:MOST_LINES],
    }
    return {**found.values, "public": {key: value for key, value in public.items() if value}}


def is_name(text: str) -> bool:
    """Whether a line could be somebody's name: two to five words with capitals, none of them of a trade or a firm."""
    text = _DEGREES.sub("", text.strip())
    parts = [part for part in text.split() if part not in _PARTICLES]
    if not 2 <= len(parts) <= 5 or posts().search(text) or firms().search(text) or _NO_NAME.search(text):
        return False
    return all(_NAME_WORD.fullmatch(part) and (not part.isupper() or len(part.rstrip(".")) == 1) for part in parts)


def _labels(page: Iterable[Line], found: _Found) -> None:
    for line in page:
        for key, pattern in _LABEL.items():
            if labelled := pattern.fullmatch(line.text):
                found.take(key, labelled["value"])


def _takes_name(text: str, found: _Found) -> bool:
    if is_name(text):
        found.take("name", _DEGREES.sub("", text))
        return True
    return False


def _head(page: Sequence[Line], found: _Found) -> None:
    head = [line.text for line in page if line.section == "head"][:12]
    for line in head:
        if pronouns := _PRONOUNS.search(line):
            found.take("pronouns", pronouns[0].strip("()"))
    head = [line for each in head if (line := _PRONOUNS.sub("", each).strip(" ·"))]
    for number, line in enumerate(head[:6]):
        first, *rest = _parts(line)
        if _takes_name(first, found):
            _headline([*rest, *head[number + 1 : number + 3]], found)
            break
    else:
        # a job page begins with the post
        if head and posts().search(head[0]) and "name" not in found.values:
            _headline(head[:2], found)
    for line in head:
        place = line.split(" · ")[0].strip()
        if _PLACE.fullmatch(place) and not (posts().search(place) or firms().search(place) or YEAR.search(place)):
            found.take("location", place)


def _headline(parts: Sequence[str], found: _Found) -> None:
    """ "VP of Supply Chain at Northwind Foods", or the two one after the other."""
    for number, part in enumerate(parts):
        if len(part) > LONGEST_LABEL or SPAN.search(part) or part.endswith("."):
            continue
        if at := _TITLE_AT.fullmatch(part):
            found.take("title", at["title"])
            found.take("organisation", at["organisation"])
            return
        if posts().search(part):
            title, where = apart(part)
            following = parts[number + 1] if number + 1 < len(parts) else ""
            found.take("title", title)
            found.take("organisation", where or (following if _is_firm(following) else ""))
            return


def _is_firm(text: str) -> bool:
    short = len(text.split()) <= 6 and not text.endswith(".") and text[:1].isupper()
    named = bool(firms().search(text)) or "," not in text
    return short and named and not posts().search(text) and not SPAN.search(text)


def _prose(text: str, found: _Found) -> None:
    if said := _IS.search(text):
        _takes_name(said["name"], found)
        if found.values.get("name") == said["name"]:
            found.take("title", said["title"])
            found.take("organisation", said["organisation"])
    if based := _BASED.search(text):
        found.take("location", based["place"])


def _parts(line: str) -> list[str]:
    """A line cut at its dashes and bars; else, if a name leads it, after that name."""
    parts = [part for part in CUT.split(line) if part]
    first, comma, rest = line.partition(",")
    return [first, rest.strip()] if len(parts) == 1 and comma and is_name(first) else parts or [""]


def _profile(page: Sequence[Line], without: Set[str]) -> str:
    about = [line.text for line in page if line.section == "about"]
    head = [line.text for line in page if line.section == "head" and len(line.text.split()) >= 12]
    said = sentences("\n".join(about or [text for text in head if text[-1] in ".!?…"]))
    return first_sentences([one for one in said if one not in without], MOST_PROFILE_WORDS)


def _facts(page: Sequence[Line], organisation: str) -> list[str]:
    """Sentences about the organisation: those of its own section, and those elsewhere that it is the subject of."""
    first = organisation.partition(" ")[0]
    subject = re.compile(rf"(?:The\s+)?{re.escape(first)}\b") if first else None
    found = []
    for line in page:
        if line.section == "organisation":
            found += [one for one in sentences(line.text) if len(one.split()) >= 4]
        elif subject and line.section in {"head", "other"} and not line.span:
            said = (one for one in sentences(line.text) if len(one.split()) >= 5 and one[-1] in ".!?")
            found += [one for one in said if subject.match(one)]
    return list(dict.fromkeys(found))
