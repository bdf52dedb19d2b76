"""Wordings for what a professional writes: lines of a pool that fit the person, slots filled, chosen by the occasion.

    Scribe(dana, key="7", values={"minutes": "15", "learner": None}).line(pool, "opening")
    ->  "You get 15 minutes."

A line whose slot is not known is not written. The same key gives the same line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from simulator.aftermath.letter import register_of
from simulator.director.chance import drawn
from simulator.persona import Persona

_SLOT = re.compile(r"\{([a-z]+)\}")
_TWO_STOPS = re.compile(r"([?!…]’)\.")
"""A quoted question ends the sentence that quotes it."""


class Pool(BaseModel):
    """Wordings: `any` fit everybody, the others are for how somebody writes, and are preferred by those who do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    any: tuple[str, ...] = ()
    warm: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    blunt: tuple[str, ...] = ()

    @property
    def everything(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.any, *self.warm, *self.plain, *self.blunt)

    @property
    def slots(self) -> frozenset[str]:
        """The slots that any of them has."""
        return frozenset(slot for line in self.everything for slot in _SLOT.findall(line))

    @property
    def always_writes(self) -> bool:
        """Whether there is a wording for everybody, whatever is known."""
        return any(not _SLOT.search(line) for line in self.any)


@dataclass(frozen=True)
class Scribe:
    """Writes in one person's manner on one occasion."""

    persona: Persona
    key: str
    values: Mapping[str, str | None]

    def line(self, pool: Pool, *salt: object) -> str:
        """A wording of the pool; nothing where none of them can be filled."""
        known = {name: value for name, value in self.values.items() if value}
        own: tuple[str, ...] = getattr(pool, register_of(self.persona))
        groups = [[line for line in lines if known.keys() >= set(_SLOT.findall(line))] for lines in (own, pool.any)]
        options = groups[0] or groups[1]
        if groups[0] and groups[1] and drawn(0, self.key, "register", *salt) < 0.3:
            options = groups[1]
        if not options:
            return ""
        chosen = options[int(drawn(0, self.key, "line", *salt) * len(options))]
        filled = _TWO_STOPS.sub(r"\1", _SLOT.sub(lambda match: known[match[1]], chosen))
        return filled[:1].upper() + filled[1:]
