"""A call -> what a grader hears in it and how it grades it, by the one way that the program itself goes.

hear = Listener("offline")
hear(transcript, persona)   ->  Heard(observations=(...), levels={"research": 4, ...}, quotes=31, verified=31)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from evals.gold import Labelled
from simulator.grading import grade
from simulator.grading.scorecard import GradeName, Grader, Scorecard
from simulator.observation import Observation
from simulator.observer import Context, Observer
from simulator.observer.model import ModelReader
from simulator.persona import Persona
from simulator.scoring import observer_of, reader_of, score
from simulator.transcript import Transcript

CORE: tuple[GradeName, ...] = get_args(GradeName)[:4]
"""The four core grades: the rubric's first."""

Levels = Mapping[GradeName, int | None]
"""Levels 1 to 5 of the core grades; None where the call was not graded."""


@dataclass(frozen=True)
class Heard:
    """What came out of one call."""

    observations: tuple[Observation, ...]
    levels: Levels
    quotes: int
    """Observations that the observer gave."""
    verified: int
    """Those of them whose quote is in its turn, at its place."""


@dataclass
class _Checked:
    """An observer whose quotes are looked up: what does not stand in its turn is counted and goes no further."""

    listening: Observer
    quotes: int = 0
    verified: int = 0
    name: str = field(init=False)
    version: str = field(init=False)

    def __post_init__(self) -> None:
        self.name, self.version = self.listening.name, self.listening.version

    def observe(self, turn: int, text: str, context: Context) -> list[Observation]:
        found = self.listening.observe(turn, text, context)
        standing = [one for one in found if one.turn == turn and one.stands_in(text)]
        self.quotes += len(found)
        self.verified += len(standing)
        return standing


class Listener:
    """A grader, set up once. Raises `InputError` for one that is not to be had."""

    def __init__(self, grader: str, observer: Observer | None = None, reader: ModelReader | None = None) -> None:
        self._grader = grader
        self._observer = observer or observer_of(grader)
        self._reader = reader or reader_of(grader)
        self.name = f"{self._observer.name} {self._observer.version}" + (f" and {grader}" if self._reader else "")

    def __call__(self, transcript: Transcript, persona: Persona) -> Heard:
        """Listen to a call, and grade it."""
        checked = _Checked(self._observer)
        card = score(
            transcript, name="eval", persona=persona, grader=self._grader, observer=checked, reader=self._reader
        )
        return Heard(card.observations, _levels(card), checked.quotes, checked.verified)


def levels_by_label(call: Labelled) -> Levels:
    """The levels that follow from the labels, by the same arithmetic.

    A label stands for one observation however often its kind holds in the turn: that is all that labelled files say.
    """
    graded = grade(
        call.transcript, call.persona, call.observations(), transcript_name=call.id,
        grader=Grader(name="labels", version="1"),
    )  # fmt: skip
    return _levels(graded)


def _levels(card: Scorecard) -> Levels:
    given = {name: card.grades[name] for name in CORE}
    return {name: one.level if one else None for name, one in given.items()}


def changed(before: Levels, after: Levels) -> Sequence[GradeName]:
    """The core grades whose level is not what it was, a level that came or went included."""
    return [name for name in CORE if before[name] != after[name]]


def risen(before: Levels, after: Levels) -> Sequence[GradeName]:
    """The core grades whose level went up; one that was not given before has risen."""
    return [name for name in CORE if (after[name] or 0) > (before[name] or 0)]
