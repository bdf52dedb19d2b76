"""Does the pasted text hold what a persona file says? Looked up by code, fact by fact; nothing is taken on trust.

    invented({"name": "Dana Okafor", "public": {"career": ["2019-now CEO, Northwind Foods"]}}, text)
    ->  ("public.career.0", "private")          the text has her as VP

A sentence is held if it stands there word for word; else if its names stand there as names, its numbers beside the
same things, and nearly all of its other words, most of them close together. Lines of a career must agree with one entry
of the page. It would rather mark a true sentence that is put in other words than let an invented one pass.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from simulator.bring.lines import SPAN, lines
from simulator.bring.source import Source, index, indexed, plain
from simulator.bring.steps import LONGEST_STEP, Step, career, education
from simulator.bring.wordlists import wordlists
from simulator.bring.writing import writing
from simulator.observer.words import is_common, is_function, stem, words
from simulator.persona import sentences

IDENTITY = ("name", "pronouns", "title", "organisation", "field", "location")
PRIVATE = "private"
"""Always invented: what somebody would say on a call with a stranger stands in no text."""

SHARE_HELD = 0.75
"""Of a sentence's words, by weight, that must stand in the text."""
COMMON = 0.4
"""What a word weighs that anybody says, against one that tells something."""
REACH = 80
"""Words: a stretch of text, about a paragraph, that holds at least half of what one sentence says."""
SHARE_TOGETHER = 0.5
BESIDE = 14
"""Words between a year and what was then, however a page is laid out."""
COUNTED = 5
"""Words between a number and what it counts, and after a word of denial."""
SAME_THING = 60
"""Words between a title, and where and when it came out."""
PLAIN = 2
"""One and two are mostly no counts."""

_JOINED = frozenset({"of", "de", "da", "do", "van", "von", "der", "del", "la", "du", "den", "al", "el"})
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def invented(values: Mapping[str, Any], text: str) -> tuple[str, ...]:
    """What of a persona's values the text does not hold, as paths, in the order of the file.

    `values` may be incomplete. Without a text the whole public side is named.
    """
    public = values.get("public") or {}
    if not text.strip():
        return ("public", PRIVATE) if any(public.values()) else (PRIVATE,)
    check = _Check(indexed(text), values)
    return (*check.identity(), *check.public(public), PRIVATE)


def holds(sentence: str, values: Mapping[str, Any], text: str) -> bool:
    """Whether the text says a sentence about the professional whom `values` name, in these words or nearly."""
    return _Check(indexed(text), values).holds(sentence)


@dataclass(frozen=True)
class _Stemmed:
    anybody: frozenset[str]
    """Of words that a sentence about a career is put together with, whatever it says."""
    denials: frozenset[str]
    opposites: Mapping[str, frozenset[str]]
    """Of each word that has an opposite: all that say it."""


@cache
def _stemmed() -> _Stemmed:
    lists = wordlists()
    opposites: dict[str, frozenset[str]] = {}
    for pair in lists.opposites:
        one, other = (frozenset(map(stem, side.split())) for side in pair.split(" - "))
        for mine, theirs in ((one, other), (other, one)):
            opposites |= {word: opposites.get(word, frozenset()) | theirs for word in mine}
    return _Stemmed(frozenset(map(stem, lists.anybody.split())), frozenset(map(stem, lists.denials.split())), opposites)


@dataclass(frozen=True)
class _Page:
    """What the text says by its layout, and its lines and sentences as sets of stems."""

    career: tuple[Step, ...]
    education: tuple[Step, ...]
    writing: Mapping[str, Mapping[str, Any]]
    """By title, in small letters."""
    units: tuple[tuple[frozenset[str], frozenset[int]], ...]
    """Of each short line and each sentence: its stems and its years."""
    said: tuple[tuple[frozenset[str], frozenset[str]], ...]
    """Of each sentence: its stems, and those of what it denies."""


@lru_cache(maxsize=16)
def _page(text: str) -> _Page:
    page = lines(text)
    steps, schools = tuple(career(page)), tuple(education(page))
    said = [one for line in page for one in sentences(line.text)]
    units = {*said, *(line.text for line in page if len(line.text) <= LONGEST_STEP)}
    return _Page(
        career=steps,
        education=schools,
        writing={plain(piece["title"]): piece for piece in writing(page)},
        units=tuple((_stems(unit), _years(unit)) for unit in units),
        said=tuple((_stems(one), _denied(one)) for one in said),
    )


class _Check:
    def __init__(self, source: Source, values: Mapping[str, Any]) -> None:
        self._source, self._values = source, values
        self._page = _page(source.text)
        # whom and what every sentence is about proves nothing
        self._given = _stems(str(values.get("name") or ""))
        self._organisation = _stems(str(values.get("organisation") or ""))

    def identity(self) -> Iterator[str]:
        for key in IDENTITY:
            value = str(self._values.get(key) or "")
            # a field is a heading that somebody gives, out of the text's words or not
            held = self._source.places.keys() >= _stems(value) if key == "field" else self._named(value)
            if value and not held:
                yield key

    def public(self, public: Mapping[str, Any]) -> Iterator[str]:
        for number, sentence in enumerate(sentences(str(public.get("profile") or ""))):
            if not self.holds(sentence):
                yield f"public.profile.{number}"
        for number, line in enumerate(public.get("career") or ()):
            if not self._step(line, self._page.career):
                yield f"public.career.{number}"
        for number, line in enumerate(public.get("education") or ()):
            if not self._step(line, self._page.education):
                yield f"public.education.{number}"
        for number, piece in enumerate(public.get("writing") or ()):
            yield from (f"public.writing.{number}{part}" for part in self._piece(piece))
        for number, fact in enumerate(public.get("organisation_facts") or ()):
            if not all(map(self.holds, sentences(fact))):
                yield f"public.organisation_facts.{number}"

    def holds(self, claim: str) -> bool:
        """Whether the text says this sentence, in these words or nearly."""
        if self._verbatim(claim):
            return True
        here = index(claim)
        runs = list(_names(here))
        named = {place for run in runs for place in run}
        if not all(self._run([here.words[place].stem for place in run]) for run in runs):
            return False
        if not all(self._beside(here, value, figure) for value, figure in _figures(here)):
            return False
        rest = [
            word.stem
            for place, word in enumerate(here.words)
            if place not in named and place not in here.figured and self._tells(word.stem)
        ]
        weights = {one: COMMON if is_common(one) else 1.0 for one in rest}
        held = sum(weight for one, weight in weights.items() if one in self._source.places)
        if weights and held < SHARE_HELD * sum(weights.values()):
            return False
        told = {*rest, *(here.words[place].stem for place in named)}
        return self._together(told) and not self._denied(claim) and not self._misplaced(claim)

    def _verbatim(self, claim: str) -> bool:
        wanted = plain(claim).strip(" .!?…\"'")
        return bool(wanted) and bool(re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", self._source.folded))

    def _named(self, value: str) -> bool:
        """Whether a name, a title, a place stands there; one of several parts, each of its parts."""
        parts = [part for part in re.split(r"[,/·|()]", value) if _content(part)]
        return self._verbatim(value) or (bool(parts) and all(self._run(_content(part)) for part in parts))

    def _run(self, stems: Sequence[str]) -> bool:
        """Whether words that make up a name stand there as one, or as two names after each other."""
        if self._source.runs(stems):
            return True
        cuts = range(2, len(stems) - 1)
        return any(self._source.runs(stems[:cut]) and self._source.runs(stems[cut:]) for cut in cuts)

    def _beside(self, claim: Source, value: float, here: tuple[int, int]) -> bool:
        """Whether a number stands there, next to something that it stands next to here."""
        there = self._source.figures.get(value, ())
        if _is_year(value):
            near = {one for one in claim.near(here[0], BESIDE) if self._tells(one) and one in self._source.places}
            near = (near - self._organisation) or near
            most = max((len(near & self._source.near(place, BESIDE)) for place, _ in there), default=-1)
            return 2 * most >= len(near)
        counted = claim.counted(here, COUNTED)
        return any(not counted or counted & self._source.counted(figure, COUNTED) for figure in there)

    def _tells(self, stemmed: str) -> bool:
        empty = is_function(stemmed) or stemmed in _stemmed().anybody or stemmed.isdecimal()
        return not empty and stemmed not in self._given

    def _together(self, stems: Iterable[str]) -> bool:
        wanted = {one for one in stems if one in self._source.places and one not in self._given}
        places = sorted((place, one) for one in wanted for place in self._source.places[one])
        counts: dict[str, int] = {}
        start = 0
        for place, one in places:
            counts[one] = counts.get(one, 0) + 1
            while places[start][0] < place - REACH:
                gone = places[start][1]
                counts[gone] -= 1
                if not counts[gone]:
                    del counts[gone]
                start += 1
            if len(counts) >= SHARE_TOGETHER * len(wanted):
                return True
        return not wanted

    def _denied(self, claim: str) -> bool:
        """Whether the claim says what the text denies, or denies what it says, where both speak of the same."""
        stems, denied = _stems(claim) - self._given, _denied(claim)
        alike = ((len(stems & said) / max(1, len(stems)), number) for number, (said, _) in enumerate(self._page.said))
        share, number = max(alike, default=(0.0, -1))
        if share < SHARE_HELD:
            return False
        said, there = self._page.said[number]
        turned = any(said & _stemmed().opposites.get(one, frozenset()) for one in stems - said)
        return turned or bool((stems & there) - denied or (denied & said) - there)

    def _misplaced(self, claim: str) -> bool:
        """Whether the claim has a post or an article of the page at a place, or in a year, of another one."""
        stems, years = _stems(claim), _years(claim)
        steps = [(step.what.partition(",")[0], step.where, f"{step.since} {step.until}") for step in self._page.career]
        pieces = [
            (piece["title"], piece.get("where", ""), str(piece.get("year", "")))
            for piece in self._page.writing.values()
        ]
        for listed in (steps, pieces):
            known = [(_stems(what), _stems(where), _years(dated)) for what, where, dated in listed if what and where]
            mine = [(where, dated) for what, where, dated in known if what <= stems]
            if not mine:
                continue
            elsewhere = any(where <= stems for _, where, _ in known) and not any(where <= stems for where, _ in mine)
            others = {year for _, _, dated in known for year in dated} - {year for _, dated in mine for year in dated}
            if elsewhere or years & others:
                return True
        return False

    def _step(self, line: str, entries: Sequence[Step]) -> bool:
        """Whether a line of a career or an education agrees with an entry of the page, or with a line of it."""
        if self._verbatim(line):
            return True
        years, stems = _years(line), _stems(SPAN.sub(" ", line)) - {str(year) for year in _years(line)}
        if not stems:
            return False
        for entry in entries:
            if years <= _years(str(entry)) and stems <= _stems(str(entry)):
                return True
        if any(years <= there and stems <= unit for unit, there in self._page.units):
            return True
        # a page whose layout was read has an entry for every step of it
        return not entries and not years and self.holds(line)

    def _around(self, places: Sequence[int]) -> list[set[str]]:
        """The stems around each mention of a title, whose own place in a list is not known."""
        return [self._source.near(place, SAME_THING) for place in places]

    def _piece(self, piece: Mapping[str, Any]) -> Iterator[str]:
        title = str(piece.get("title") or "")
        places = [place for place in self._source.runs(_content(title)) if _content(title)]
        if not places and not self._verbatim(title):
            yield ""
            return
        listed = self._page.writing.get(plain(title), {})
        if where := str(piece.get("where") or ""):
            stems = frozenset(_content(where))
            around = [_stems(listed["where"])] if listed.get("where") else self._around(places)
            if not any(stems <= there for there in around):
                yield ".where"
        if year := piece.get("year"):
            dated = {str(listed["year"])} if listed.get("year") else set().union(*self._around(places))
            if str(year) not in dated:
                yield ".year"
        if not all(map(self.holds, sentences(str(piece.get("summary") or "")))):
            yield ".summary"


def _names(claim: Source) -> Iterator[list[int]]:
    """The names in a sentence, as the places of their words: words with capitals in a row, but for small ones inside.

    A single word with a capital at the very beginning is any word.
    """
    run: list[int] = []
    for place, word in enumerate(claim.words):
        gap = claim.text[claim.words[place - 1].end : word.start] if place else ""
        apart = bool(re.search(r"[^\s&.-]", gap))
        if run and not apart and word.text in _JOINED:
            continue
        if run and (apart or not word.capital or run[-1] < place - 2):
            yield from [run] if run != [0] else []
            run = []
        if word.capital and (run or not is_function(word.stem)) and place not in claim.figured:
            run.append(place)
    yield from [run] if run and run != [0] else []


def _figures(claim: Source) -> Iterator[tuple[float, tuple[int, int]]]:
    """The numbers of a sentence that count something, each with its place."""
    for value, figures in claim.figures.items():
        for first, end in figures:
            if value > PLAIN or claim.words[first].text[0].isdecimal():
                yield value, (first, end)


def _is_year(value: float) -> bool:
    return 1900 <= value < 2100 and value.is_integer()


def _content(text: str) -> list[str]:
    spoken = words(text)
    return [word.stem for word in spoken if not is_function(word.stem)] or [word.stem for word in spoken]


def _stems(text: str) -> frozenset[str]:
    return frozenset(_content(text)) if text.strip() else frozenset()


def _years(text: str) -> frozenset[int]:
    return frozenset(int(year) for year in _YEAR.findall(text))


def _denied(text: str) -> frozenset[str]:
    """The stems of what a sentence denies: those after each word of denial, up to the next sign."""
    said = words(text)
    found: set[str] = set()
    for place, word in enumerate(said):
        if word.stem in _stemmed().denials or word.text.endswith("n't"):
            following = said[place : place + COUNTED + 1]
            for before, after in pairwise(following):
                if re.search(r"[,.;:!?]", text[before.end : after.start]):
                    break
                if not is_function(after.stem):
                    found.add(after.stem)
    return frozenset(found)
