"""The persona's public section as facts that a learner's sentence can be compared with.

"2014-2019 Controls Engineer, Red Valley Implements"  ->  years 2014 and 2019, title "Controls Engineer",
                                                          organisation "Red Valley Implements"
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Literal

from simulator.observer.measures import Measure, measures
from simulator.observer.words import content, is_common, is_function, numbers, words
from simulator.persona import Persona, Public, kept

Sort = Literal["profile", "career", "education", "writing", "organisation"]

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_CAPITALISED = re.compile(
    r"\b[A-Z0-9][\w'’&.-]*(?:\s+(?:(?:of|the|and|for|in|on|a|an|is|are|de|van|der|to|at|&)\s+){0,2}[A-Z0-9][\w'’&-]*)*"
)
_SPAN_OF_YEARS = re.compile(r"\b(\d{4})\s*[-–]\s*(\d{4}|now|present|today)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Fact:
    """One thing that looking up would find."""

    text: str
    sort: Sort
    stems: frozenset[str]
    names: frozenset[str]
    """Stems that the dossier writes with a capital inside a sentence: people, places, products."""
    years: frozenset[int]
    counts: Mapping[float, frozenset[str]]
    """Each number that is no year, with the stems that stand near it."""
    measures: tuple[Measure, ...] = ()
    """The same with what each number measures: a count, a share, a length of time."""
    title: tuple[str, ...] = ()
    """Of a piece of writing: the stems of its title, function words too."""
    organisation: tuple[str, ...] = ()
    """Of a career or education line: the stems of the organisation's name."""
    role: tuple[str, ...] = ()
    """Of a career line: the stems of the titles held."""
    until: tuple[int, int] | None = None
    """Of a career line: first and last year."""
    telling: Mapping[str, int] = field(default_factory=dict)
    """What it counts, in tenths, that somebody says one of its stems; everybody's words and those of the present
    organisation are not in it."""
    everyday: frozenset[str] = frozenset()
    """Its stems that anybody says."""

    @cached_property
    def counted(self) -> frozenset[str]:
        """Stems that stand beside its numbers."""
        return frozenset().union(*self.counts.values())


@dataclass(frozen=True)
class Dossier:
    """All facts of a persona, and what any of them holds."""

    facts: tuple[Fact, ...]
    frequency: Mapping[str, int]
    """In how many facts a stem stands."""
    organisation: frozenset[str]
    """Stems of the present organisation's name: to say it is no research."""
    person: frozenset[str]
    trade: frozenset[str]
    """Stems of title and field: weak evidence, since the learner knows them without looking up."""
    years: frozenset[int]
    numbers: frozenset[float]
    known: frozenset[str]
    """Every stem of the public section, with name, title, field and place."""
    phrases: tuple[tuple[str, ...], ...]
    """Titles and capitalised names, as stems in order."""
    place: str

    def of(self, sort: Sort) -> list[Fact]:
        """The facts of one sort."""
        return [fact for fact in self.facts if fact.sort == sort]

    @cached_property
    def lived(self) -> frozenset[str]:
        """Stems of where the professional has been: their life, their organisation, their place."""
        facts = (*self.of("career"), *self.of("education"), *self.of("profile"))
        return self.organisation.union(stems_of(self.place), *(fact.stems for fact in facts))


@lru_cache(maxsize=2048)
def stems_of(text: str) -> tuple[str, ...]:
    """All stems of a text, in order."""
    return tuple(word.stem for word in words(text))


def capitalised(text: str) -> list[tuple[int, int]]:
    """Spans of names: words with capitals in a row, small words between them allowed."""
    return [match.span() for match in _CAPITALISED.finditer(text)]


def _counts(text: str) -> dict[float, frozenset[str]]:
    found = {}
    spoken = words(text)
    for number in numbers(text):
        if number.is_year and number.end - number.start == 4:
            continue
        after = [word.stem for word in spoken if word.start >= number.end and not is_function(word.stem)][:3]
        before = [word.stem for word in spoken if word.end <= number.start and not is_function(word.stem)][-2:]
        found[number.value] = frozenset(after + before)
    return found


def _fact(text: str, sort: Sort, *, title: str = "", organisation: str = "", role: str = "") -> Fact:
    spoken = words(text)
    years = {int(number.value) for number in numbers(text) if number.is_year and number.end - number.start == 4}
    span = _SPAN_OF_YEARS.search(text)
    until = None
    if span:
        until = int(span[1]), int(span[2]) if span[2].isdigit() else 9999
    short = _initials(text)
    inside = {word.stem for word in spoken if word.capital and not is_function(word.stem)} | short
    first = {word.stem for word in spoken[:1]} if sort in {"profile", "organisation"} else set()
    return Fact(
        text=text,
        sort=sort,
        stems=short.union(word.stem for word in content(spoken)),
        names=frozenset(inside - first),
        years=frozenset(years),
        counts=_counts(text),
        measures=measures(text),
        title=stems_of(title),
        organisation=stems_of(organisation),
        role=stems_of(role),
        until=until,
    )


def _career(line: str) -> Fact:
    rest = _SPAN_OF_YEARS.sub("", line).strip(" :,")
    parts = [part.strip() for part in rest.split(",") if part.strip()]
    # "Manager, then Director, Sponsorship Sales, Carolina Hurricats baseball": the organisation comes last
    cut = max(1, len(parts) - 1)
    return _fact(line, "career", organisation=" ".join(parts[cut:]) or rest, role=" ".join(parts[:cut]))


def _education(line: str) -> Fact:
    parts = [part.strip() for part in line.split(",") if part.strip()]
    schools = [part for part in parts[1:] if not part.isdigit()]
    return _fact(line, "education", organisation=" ".join(schools), role=parts[0] if parts else "")


@lru_cache(maxsize=128)
def _index(public: Public, name: str, title: str, organisation: str, field: str, location: str) -> Dossier:
    facts = [_fact(sentence, "profile") for sentence in _SENTENCE.split(public.profile) if sentence.strip()]
    facts += [_career(line) for line in public.career]
    facts += [_education(line) for line in public.education]
    for piece in public.writing:
        whole = f"{piece.title}. {piece.where}, {piece.year or ''}. {piece.summary}"
        facts.append(_fact(whole, "writing", title=piece.title))
    facts += [_fact(line, "organisation") for line in public.organisation_facts]
    texts = [fact.text for fact in facts]
    phrases = {stems_of(piece.title) for piece in public.writing}
    phrases |= {stems_of(text[start:end]) for text in texts for start, end in capitalised(text)}
    own, person = frozenset(word.stem for word in words(organisation)), frozenset(stems_of(name))
    trade = frozenset(stems_of(f"{title} {field}")) - own
    frequency = Counter(stemmed for fact in facts for stemmed in fact.stems)
    return Dossier(
        facts=tuple(_weighed(fact, own | person, trade, frequency) for fact in facts),
        frequency=frequency,
        organisation=own,
        person=person,
        trade=trade,
        years=frozenset(year for fact in facts for year in fact.years),
        numbers=frozenset(value for fact in facts for value in fact.counts),
        known=frozenset(
            stemmed
            for text in (*texts, name, title, organisation, field, location)
            for stemmed in (*stems_of(text), *_initials(text))
        ),
        phrases=tuple(sorted(phrase for phrase in phrases if phrase)),
        place=location,
    )


@kept
def dossier(persona: Persona) -> Dossier:
    """The public section of a persona, indexed. Made once a persona."""
    return _index(
        persona.public, persona.name, persona.title, persona.organisation, persona.field, persona.location or ""
    )


def _weighed(fact: Fact, own: frozenset[str], trade: frozenset[str], frequency: Mapping[str, int]) -> Fact:
    """The fact with what each of its stems counts: rare words one, trade words half, everybody's words hardly."""
    everyday = frozenset(filter(is_common, fact.stems - own))
    telling = {
        stemmed: 5 if stemmed in trade else (10 if frequency[stemmed] <= 2 else 7) + 4 * (stemmed in fact.names)
        for stemmed in fact.stems - own - everyday
    }
    return replace(fact, telling=telling, everyday=everyday)


def overlap(said: frozenset[str], fact: Fact) -> float:
    """How much of a fact is in what was said."""
    return (_tenths(said, fact) + min(3 * len(said & fact.everyday), 9)) / 10


def told(said: frozenset[str], fact: Fact) -> float:
    """The same without everybody's words."""
    return _tenths(said, fact) / 10


def _tenths(said: frozenset[str], fact: Fact) -> int:
    # no floats: their sum is a little different in another order, and a set has another in each process
    return sum(fact.telling[stemmed] for stemmed in said & fact.telling.keys())


_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "a", "an", "de", "van", "der", "to", "at", "&"})


def _initials(text: str) -> frozenset[str]:
    """What its long names are called for short: "Ministry for Primary Industries" is the MPI."""
    found = set()
    for start, end in capitalised(text):
        parts = [part for part in re.split(r"[\s-]+", text[start:end]) if part]
        large = [part for part in parts if part.casefold() not in _SMALL]
        if len(large) >= 3 and all(part[:1].isupper() for part in large):
            found.add("".join(part[0] for part in large))
    return frozenset(stemmed for short in found for stemmed in stems_of(short.lower()))
