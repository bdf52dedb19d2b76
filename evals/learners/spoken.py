"""What a learner said, and what it was meant to be: the labels of a call that come from its own construction.

piece = Piece("Are you hiring at the moment?", {Kind.DIRECT_JOB_ASK})
Utterance((piece,)).observations(turn=3)      ->  [Observation(turn=3, kind=direct_job_ask, quote="Are you ...")]
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from simulator.clock import Timeline, timeline_of
from simulator.grading import Grader, Scorecard, grade
from simulator.observation import Kind, Observation
from simulator.observer import Context
from simulator.persona import Persona
from simulator.transcript import Transcript


@dataclass(frozen=True)
class Piece:
    """A sentence or two with what they are by the rubric."""

    text: str
    kinds: frozenset[Kind] = frozenset()
    fact: str | None = None
    """The public fact that it uses, in the dossier's words."""


@dataclass(frozen=True)
class Utterance:
    """One turn of a learner's."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The turn as it is said."""
        return " ".join(piece.text for piece in self.pieces)

    def observations(self, turn: int) -> list[Observation]:
        """What the turn was meant to hold: each kind once, where it first stands, but facts one by one."""
        found: list[Observation] = []
        start, text = 0, self.text
        for piece in self.pieces:
            for kind in Kind:
                if kind not in piece.kinds or (kind not in _SEVERAL and any(one.kind is kind for one in found)):
                    continue
                found.append(
                    Observation.of(
                        turn, kind, text, start, start + len(piece.text), source="construction", confidence=1.0,
                        fact=piece.fact,
                    )
                )  # fmt: skip
            start += len(piece.text) + 1
        return found


_SEVERAL = frozenset({Kind.RESEARCH_REFERENCE, Kind.WRONG_FACT})


@dataclass
class Script:
    """An observer that knows what a learner meant, for calls that are to be played without listening.

    The words have to be those of the learner whose `said` it looks at.
    """

    said: Sequence[tuple[int, Utterance]]
    name: str = field(default="construction", init=False)
    version: str = field(default="1", init=False)

    def observe(self, turn: int, text: str, context: Context) -> list[Observation]:  # noqa: ARG002
        """What the turn was meant to hold."""
        meant = dict(self.said)[turn]
        if meant.text != text:
            raise ValueError(f"turn {turn} was meant as {meant.text[:60]!r}")
        return meant.observations(turn)


@dataclass(frozen=True)
class Record:
    """A call and what its learner meant by it, for whoever holds the learner to their word."""

    transcript: Transcript
    persona: Persona
    said: tuple[tuple[int, Utterance], ...]
    """By the number of the turn."""

    @cached_property
    def observations(self) -> tuple[Observation, ...]:
        """All of the construction."""
        return tuple(one for turn, utterance in self.said for one in utterance.observations(turn))

    @cached_property
    def timeline(self) -> Timeline:
        """The call on the clock."""
        return timeline_of(self.transcript, self.persona)

    def graded(self) -> Scorecard:
        """The scorecard that follows from the construction, by the rubric's arithmetic."""
        return grade(
            self.transcript, self.persona, self.observations, transcript_name="construction",
            grader=Grader(name="construction", version="1"),
        )  # fmt: skip
