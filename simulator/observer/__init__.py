"""Learner's words -> observations.

One interface for whatever listens: `observe(turn, text, context)` gives what the learner did in that turn. It is asked
once a turn, in order, during the call and when grading, so that what moved the mood is what is graded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from simulator.observation import Observation
from simulator.persona import Persona
from simulator.transcript import Preparation, Transcript, Turn


@dataclass(frozen=True)
class Context:
    """What an observer may look at besides the turn itself."""

    persona: Persona
    before: Sequence[Turn]
    """Every earlier turn of the call, both speakers; the new turn's number is their count."""
    observed: Sequence[Observation] = ()
    """What was seen in the earlier turns."""
    preparation: Preparation | None = None


class Observer(Protocol):
    """Whatever can listen."""

    name: str
    version: str

    def observe(self, turn: int, text: str, context: Context) -> list[Observation]:
        """What the learner did in this turn, in the order of the text. Never raises for any text."""
        ...


def observe_call(observer: Observer, transcript: Transcript, persona: Persona) -> list[Observation]:
    """Every observation of a call, turn by turn, each turn seen with what went before it only."""
    seen: list[Observation] = []
    for number, turn in enumerate(transcript.turns):
        if turn.speaker == "learner":
            context = Context(persona, transcript.turns[:number], tuple(seen), transcript.preparation)
            seen.extend(observer.observe(number, turn.text, context))
    return seen
