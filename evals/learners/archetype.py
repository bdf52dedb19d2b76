"""What sets one simulated learner apart from another: parameters, and what follows from them.

Archetype(name="late_asker", builds=2, asks=(Ask(Kind.DIRECT_JOB_ASK, at=0.6),), ...,
          does=(after_half(Kind.DIRECT_JOB_ASK),), levels={"job_ask": (2, 2)})
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from evals.learners.claims import INTRODUCTION, Claim
from simulator.grading import GradeName
from simulator.observation import Kind

Manner = Literal["plain", "formal", "texting", "learned_late"]
"""How they write: as most people, with no contractions, as on a telephone's keyboard, or in a language learned late."""


@dataclass(frozen=True)
class Ask:
    """An uninvited ask, and when it comes: from which share of the agreed time on, or on the way out (None)."""

    kind: Kind
    at: float | None


@dataclass(frozen=True)
class Archetype:
    """A way of holding such a call. Counts are of one call; shares go from 0 to 1."""

    name: str
    about: str
    """A sentence to "you", which is also all that a prompted one is told of how to be."""
    does: tuple[Claim, ...]
    """What holds of every call of theirs, by construction."""
    levels: Mapping[GradeName, tuple[int, int]]
    """The lowest and the highest level that the rubric gives to what they do."""

    introduces: tuple[Kind, ...] = INTRODUCTION
    """What they say of themselves in the first turn."""
    disclaims: bool = False
    builds: int = 0
    references: int = 0
    wrong: int = 0
    answerable: int = 0
    """Asked before all other questions."""
    questions: int = 12
    """Of their list, at most."""
    closed: bool = False
    """Whether the questions of their list ask for facts."""
    listens: float = 0.3
    """How often they take up what was said, where they could go on with their list."""
    asks: tuple[Ask, ...] = ()
    insists: int = 0
    """How often they ask again when they were declined."""
    rambles: int = 0
    """Paragraphs of their life before the first question."""
    rambles_later: int = 0
    """Paragraphs in one turn in the middle."""
    praises: float = 0.0
    boasts: float = 0.0
    rude: float = 0.0
    breaks_part: float = 0.0
    """How often a turn is, or begins with, such a thing."""
    shrugs: bool = False
    """Says next to nothing."""
    seeks_openly: bool = False
    """Asks about openings, having said so in the request."""
    closes: tuple[Kind, ...] = (Kind.CONTACT_ASK, Kind.WRAP_UP, Kind.THANKS, Kind.STAY_IN_TOUCH)
    """What belongs to how they end a call; nothing: they just hang up."""
    close_at: float = 0.6
    """The share of the agreed time from which on they close."""
    most_turns: int = 14
    joined_late_seconds: float = 0.0
    preparation: Mapping[str, Any] = field(default_factory=dict)
    """As in `transcript/1`."""
    manner: Manner = "plain"
