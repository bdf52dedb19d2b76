"""What of a persona is still private on this turn, and whether a sentence gives it away.

    private = StillPrivate.on(brief)
    private.given_away_by("Walt hung his lunch bag over it.", said=[])  ->  "stories: his lunch bag over it"
    private.given_away_by("Most nights are quiet.", said=[])            ->  None

A model retells in its own words, so sentences are not compared for equality but by what they share: the names of
people, runs of words, and words by how rarely the catalogue's people use them. What a public fact, an answer, something
said before on this call or something allowed on this turn accounts for is no secret.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from math import fsum, log
from typing import Self

from simulator.director import Tellable
from simulator.persona import Persona, catalogue, kept
from simulator.professional import Brief
from simulator.professional.hearing import cues, stems

GIVES_AWAY = 2.0
"""How much a sentence may share with a secret, beyond what something open accounts for; a word that nobody else in the
catalogue uses counts 1. Of 160,000 pairs of a sentence that a professional says in `evals/labelled` and a persona of
the catalogue, one comes above it."""
MOSTLY = 0.4
GIVES_MOST_AWAY = 1.0
"""A short note is given away by this much already, if that is so great a share of it."""
TELLS, HALF = 3.0, 0.5
"""How much a whole turn shares with a story that it tells, in the same measure, or as a share of all that is in it."""
FEWEST = 3
"""Fewer words in common are chance, however rare."""
COMMON = 30
"""A word that so many of the catalogue's texts hold says nothing about any of them."""
RUNS = {6: 3, 7: 2, 8: 1}
"""So many words in a row are a quotation, if so many of them carry meaning."""
WINDOW = 2
"""Sentences that are looked at together: one tells things in more than one."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*")
_CAPITALISED = re.compile(r"[A-ZÀ-ÞŁŚŻ][\w-]+")
_TITLES = frozenset(
    ("Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Sir", "Dame", "Rev", "Sister", "Brother", "Father", "Auntie",
     "Uncle", "Engineer")
)  # fmt: skip
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SPELLED = {
    **{str(number): word for number, word in enumerate(_TEENS, start=10)},
    **{str(10 * number): word for number, word in enumerate(_TENS, start=2)},
}


@dataclass(frozen=True)
class Secret:
    """A story, an opinion, a note on hiring or a contact that may not be told now."""

    kind: Tellable
    weights: Mapping[str, float]
    """Stem -> how rare it is in the catalogue, 0 to 1."""
    runs: frozenset[tuple[str, ...]]
    names: frozenset[str]
    """Of a contact: what only they are called, and nobody who may be spoken of."""


@dataclass(frozen=True)
class _Always:
    """What is the same on every turn of a persona."""

    open: tuple[frozenset[str], ...]
    secrets: tuple[tuple[str, Secret], ...]
    """All of them, with their texts, without what may be said on any turn."""


@dataclass(frozen=True)
class StillPrivate:
    """All that may not be told on one turn, and all that may."""

    secrets: tuple[Secret, ...]
    open: tuple[frozenset[str], ...]
    """Stems, text by text."""

    @classmethod
    def on(cls, brief: Brief) -> Self:
        """What is private on the turn of a brief."""
        always, may_tell = _always(brief.persona), brief.stage.may_tell
        texts = [
            *(turn.text for turn in brief.turns),
            *(text for text, secret in always.secrets if secret.kind in may_tell),
            brief.stage.fact or "",
        ]
        told = frozenset().union(*map(_runs, texts))
        named = frozenset(word for text in texts for word in _CAPITALISED.findall(text))
        secrets = (
            replace(secret, runs=secret.runs - told, names=secret.names - named)
            for _, secret in always.secrets
            if secret.kind not in may_tell
        )
        return cls(tuple(secrets), (*always.open, *map(_stems, texts)))

    def given_away_by(self, sentence: str, said: Sequence[str]) -> str | None:
        """What a sentence gives away, after those that were `said` on this turn; nothing if it gives nothing away."""
        new, together = _stems(sentence), " ".join([*said[-WINDOW + 1 :], sentence])
        shown, runs, names = _stems(together), _runs(together), set(_CAPITALISED.findall(sentence))
        for secret in self.secrets:
            if found := secret.names & names:
                return f"{secret.kind}: {', '.join(sorted(found))}"
            if run := sorted(secret.runs & runs):
                return f"{secret.kind}: {' '.join(run[0])}"
            shared = shown & secret.weights.keys()
            if len(shared) >= FEWEST and not shared.isdisjoint(new) and self._too_much(shared, secret):
                return f"{secret.kind}: {', '.join(sorted(shared))}"
        return None

    def _too_much(self, shared: frozenset[str], secret: Secret) -> bool:
        weights = secret.weights
        weight = fsum(weights[stem] for stem in shared)  # the same in any order, as a set has it
        most = weight >= MOSTLY * fsum(weights.values())
        limit = GIVES_MOST_AWAY if most else GIVES_AWAY
        if weight < limit:
            return False
        accounted_for = max((fsum(weights[stem] for stem in shared & text) for text in self.open), default=0.0)
        return weight - accounted_for >= limit


def people(text: str) -> frozenset[str]:
    """Names in a text: capitalised words that are no ordinary ones."""
    names = frozenset(_CAPITALISED.findall(text)) - _TITLES
    return frozenset(name for name in names if name.lower() not in _ordinary())


def stories_in(text: str, persona: Persona) -> list[str]:
    """The topics of the stories that a text tells, or tells a good part of."""
    words, runs = _stems(text), _runs(text)
    return [
        topic
        for topic, story, most in _stories(persona)
        if runs & story.runs
        or fsum(weight for stem, weight in story.weights.items() if stem in words) >= min(TELLS, HALF * most)
    ]


@kept
def _stories(persona: Persona) -> list[tuple[str, Secret, float]]:
    """Each with its topic, and what its words weigh together."""
    told = [(story.topic, " ".join([f"{story.topic}.", story.text, *story.more])) for story in persona.private.stories]
    stories = [(topic, Secret("stories", _weights(text), _runs(text), frozenset())) for topic, text in told]
    return [(topic, story, fsum(story.weights.values())) for topic, story in stories]


@kept
def _always(persona: Persona) -> _Always:
    """Some hundreds of texts are gone through for it, which would be most of what a turn's guard costs."""
    texts = list(_always_open(persona))
    told = frozenset().union(*map(_runs, texts))
    named = frozenset(word for text in texts for word in _CAPITALISED.findall(text))
    called = frozenset(name for contact in persona.private.contacts for name in people(contact.name)) - named
    secrets = (
        (
            text,
            Secret(
                kind=kind,
                weights=_weights(text),
                runs=_runs(text) - told,
                names=people(text) & called if kind == "contacts" else frozenset(),
            ),
        )
        for kind, text in _private(persona)
    )
    return _Always(tuple(map(_stems, texts)), tuple(secrets))


def _private(persona: Persona) -> Iterator[tuple[Tellable, str]]:
    private = persona.private
    for story in private.stories:
        yield "stories", " ".join([f"{story.topic}.", story.text, *story.more])
    for opinion in private.opinions:
        yield "opinions", opinion
    if private.hiring:
        yield "hiring", private.hiring
    for contact in private.contacts:
        yield "contacts", ". ".join(filter(None, (contact.name, contact.role, contact.why)))


def _always_open(persona: Persona) -> Iterator[str]:
    """What a professional may say on any turn."""
    public, voice = persona.public, persona.voice
    yield from (persona.name, persona.title, persona.organisation, persona.field)
    yield from filter(None, (persona.location, persona.teaser, persona.schedule.next, voice.manner))
    yield from (public.profile, *public.career, *public.education, *public.organisation_facts)
    yield from (f"{piece.title} {piece.where} {piece.year} {piece.summary}" for piece in public.writing)
    for answer in persona.private.answers:
        yield from (answer.text, *answer.more)
    yield from persona.temperament.pet_peeves
    for lines in voice.lines.values():
        yield from lines


def _weights(text: str) -> Mapping[str, float]:
    own = text in _texts()  # how rare a word is elsewhere does not hang on the text itself
    return {stem: max(0.0, 1 - log(1 + max(0, _background()[stem] - own)) / log(COMMON)) for stem in _stems(text)}


@lru_cache(maxsize=8192)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_SPELLED.get(word, word) for word in _WORD.findall(text.lower().replace("’", "'")))


@lru_cache(maxsize=8192)
def _stems(text: str) -> frozenset[str]:
    tokens = _tokens(text)
    return stems(" ".join(tokens)) | {token for token in tokens if token[0].isdigit() and len(token) > 1}


@lru_cache(maxsize=8192)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    tokens, empty = _tokens(text), cues().stopwords
    runs = (tokens[start : start + length] for length in RUNS for start in range(len(tokens) - length + 1))
    return frozenset(run for run in runs if sum(word not in empty for word in run) >= RUNS[len(run)])


@cache
def _texts() -> frozenset[str]:
    """All that the catalogue's people may say."""
    people = catalogue().values()
    return frozenset(text for who in people for text in (*_always_open(who), *(text for _, text in _private(who))))


@cache
def _background() -> Counter[str]:
    """In how many of those texts a stem occurs."""
    return Counter(stem for text in _texts() for stem in _stems(text))


@cache
def _ordinary() -> frozenset[str]:
    """Words that are written small in them."""
    return frozenset(word.lower() for text in _texts() for word in _WORD.findall(text) if word[0].islower())
