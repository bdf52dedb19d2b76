"""A deed and what decided it -> a letter in the person's manner, put together from `prompts/aftermath.yaml`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, model_validator

from simulator.aftermath.deeds import TONES, Deed, Tone
from simulator.aftermath.moments import FEWEST_MOMENTS, GROUPS, Group, Moment
from simulator.clock import words
from simulator.director import weights
from simulator.director.chance import drawn
from simulator.document import read_as
from simulator.persona import LineUse, Persona
from simulator.resources import prompts_dir

Register = Literal["warm", "plain", "blunt"]
SHORTEST, LONGEST = 60, 160
"""Words of a letter, from the salutation to the name."""
ENOUGH_OF_ONES_OWN = 3
"""Wordings of a register from which on it is preferred; with fewer, all who write in it would sound alike."""
TRIES = 24
"""Wordings that are tried before the one nearest to the right length is taken."""

_FORMAL = re.compile(r"\b(?:formal|courteous|measured|correct|reserved)\b")
_SLOT = re.compile(r"\{([a-z]+)\}")
_TWO_STOPS = re.compile(r"([?!…]”)\.")
"""A quoted question ends the sentence that quotes it."""
_SLOTS = frozenset(
    "learner weeks quote turn contact article next organisation field afterthought peeve line first name".split()  # noqa: SIM905
)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Pool(_Frozen):
    any: tuple[str, ...] = ()
    warm: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    blunt: tuple[str, ...] = ()


class Wording(_Frozen):
    """`prompts/aftermath.yaml`, read. Every deed, tone and group must have its words, every slot be known."""

    format: Literal["aftermath/1"]
    salutation: _Pool
    opening: Mapping[Tone, _Pool]
    moments: Mapping[Group, _Pool]
    deeds: Mapping[Deed, _Pool]
    personal: Mapping[Tone, tuple[str, ...]]
    own: Mapping[Tone, tuple[str, ...]]
    signed: Mapping[Tone, _Pool]

    @model_validator(mode="after")
    def _has_words_for_all(self) -> Self:
        for section, wanted, worded in (
            ("opening", get_args(Tone), self.opening),
            ("moments", get_args(Group), self.moments),
            ("deeds", get_args(Deed), self.deeds),
            ("personal", get_args(Tone), self.personal),
            ("own", get_args(Tone), self.own),
            ("signed", get_args(Tone), self.signed),
        ):
            if missing := [value for value in wanted if value not in worded]:
                raise ValueError(f"{section} has no words for {', '.join(missing)}")
        sections = (self.opening, self.moments, self.deeds, self.signed)
        pools = (self.salutation, *(pool for section in sections for pool in section.values()))
        lines = [line for pool in pools for group in pool.model_dump().values() for line in group]
        lines += [line for group in (*self.personal.values(), *self.own.values()) for line in group]
        if unknown := sorted({slot for line in lines for slot in _SLOT.findall(line)} - _SLOTS):
            raise ValueError(f"there is no slot {', '.join(unknown)}")
        return self


@cache
def wording() -> Wording:
    """The words that came with the program."""
    return read_as(prompts_dir() / "aftermath.yaml", Wording)


def register_of(persona: Persona) -> Register:
    """How somebody writes, from their manner and temperament."""
    if _FORMAL.search(persona.voice.manner.lower()):
        return "plain"
    temperament = persona.temperament
    if temperament.directness >= 0.7:
        return "blunt"
    return "warm" if temperament.warmth >= 0.6 else "plain"


@dataclass(frozen=True)
class Pen:
    """Chooses wordings for one person and one call, no wording twice."""

    persona: Persona
    key: str
    values: Mapping[str, str | None]

    def line(self, pool: _Pool, *salt: object, taken: list[str] | None = None, **more: str) -> str:
        """A wording of the pool whose slots are all known, the person's own register as often as not.

        One that is in `taken` is not used again while there are others; the one that is used is added.
        """
        taken = [] if taken is None else taken
        known = {name: value for name, value in {**self.values, **more}.items() if value}
        own: tuple[str, ...] = getattr(pool, register_of(self.persona))
        preferred = own if len(own) >= ENOUGH_OF_ONES_OWN and drawn(0, self.key, "register", *salt) < 0.5 else ()
        everything = [line for line in (*pool.any, *own) if known.keys() >= set(_SLOT.findall(line))]
        fresh = [line for line in everything if line not in taken] or everything
        options = [line for line in fresh if line in preferred] or fresh
        chosen = options[int(drawn(0, self.key, "line", *salt) * len(options))]
        taken.append(chosen)
        filled = _TWO_STOPS.sub(r"\1", _SLOT.sub(lambda match: known[match[1]], chosen))
        return filled[:1].upper() + filled[1:]

    def knows(self, pool: _Pool) -> bool:
        """Whether there is a wording in the pool whose slots are all known."""
        return any(all(self.values.get(slot) for slot in _SLOT.findall(line)) for line in pool.any)

    def own_words(self, tone: Tone, attempt: int) -> str | None:
        """One of the lines that this person has for such an end, and what leads up to it."""
        use: LineUse = "close_cool" if tone == "bad" else "keep_in_touch"
        lines = [line for line in self.persona.voice.lines.get(use, ()) if "{" not in line]
        if not lines:
            return None
        line = lines[int(drawn(0, self.key, "own", attempt) * len(lines))]
        leads = wording().own[tone]
        return leads[int(drawn(0, self.key, "lead", attempt) * len(leads))].replace("{line}", line)


def written(deed: Deed, moments: Sequence[Moment], pen: Pen) -> tuple[tuple[Moment, ...], tuple[str, ...]]:
    """The letter, and the moments that found room in it, in the order of the call."""
    drafts = []
    for attempt in range(TRIES):
        # rather two moments and a word of one's own than three moments; then whatever fits
        count = len(moments) if attempt % 2 == 0 else FEWEST_MOMENTS
        cited = tuple(sorted(moments[:count], key=lambda moment: moment.turn))
        drafts.append((cited, _composed(deed, cited, pen, attempt, personal=attempt < TRIES // 2)))
    return min(drafts, key=lambda draft: _off(draft[1]))


def _off(paragraphs: Sequence[str]) -> int:
    """By how many words a letter is too short or too long."""
    length = words(" ".join(paragraphs))
    return max(SHORTEST - length, length - LONGEST, 0)


def _composed(deed: Deed, cited: Sequence[Moment], pen: Pen, attempt: int, *, personal: bool) -> tuple[str, ...]:
    text, tone = wording(), TONES[deed]
    told: list[str] = []
    taken: list[str] = []
    for moment in cited:
        more = {"quote": moment.quote, "turn": str(moment.turn)}
        pool = text.moments[_told_as(moment, deed)]
        told.append(pen.line(pool, moment.turn, attempt, taken=taken, **more))
    decided = " ".join([pen.line(text.opening[tone], "opening", attempt), *told])
    done = [pen.line(text.deeds[deed], deed, attempt)]
    theirs = _Pool(any=text.personal[tone])
    if personal and pen.knows(theirs):
        done.append(pen.line(theirs, "personal", attempt))
    if farewell := pen.own_words(tone, attempt):
        done.append(farewell)
    return (
        pen.line(text.salutation, "salutation", attempt),
        decided,
        " ".join(done),
        pen.line(text.signed[tone], "signed", attempt),
    )


def _told_as(moment: Moment, deed: Deed) -> Group:
    """How a letter speaks of a moment. Nobody praises a question and then has forgotten who asked it."""
    if moment.kind is None:
        return "words"
    move = weights().moves[moment.kind]
    forgotten = deed == "not_remembered" and move.patience + move.rapport >= 0
    return "words" if forgotten else GROUPS[moment.kind]
