"""Two ways that a call went, side by side.

    compare(first, second).rows[3]
    ->  Row(first=Step(turn=7, words="Are you hiring?", ...), second=Step(turn=7, words="How did you start?", ...))

A row is one of the learner's turns with all that came of it. Rows are paired by the learner's turns in order, the
greeting first; where one attempt was longer, the other side is empty.
"""

from dataclasses import dataclass
from itertools import zip_longest

from simulator.director import Act, Manner, Mood
from simulator.events import CallState
from simulator.observation import Observation


@dataclass(frozen=True)
class Step:
    """One of the learner's turns, how it was taken, and what was answered."""

    turn: int
    """The number of the learner's turn; of the greeting's, in which they said nothing yet."""
    words: str
    reply: str
    observations: tuple[Observation, ...]
    mood: Mood
    """After the turn."""
    act: Act
    patience_change: float
    rapport_change: float

    @property
    def manner(self) -> Manner:
        """What the learner could see of the mood."""
        return self.mood.manner


@dataclass(frozen=True)
class Row:
    """The same place in two attempts."""

    first: Step | None
    second: Step | None

    @property
    def is_shared(self) -> bool:
        """Whether both said and heard the same here."""
        return self.first is not None and self.first == self.second


@dataclass(frozen=True)
class Comparison:
    """Two attempts, row by row."""

    rows: tuple[Row, ...]

    @property
    def shared(self) -> int:
        """How many rows at the beginning are the same in both."""
        return next((number for number, row in enumerate(self.rows) if not row.is_shared), len(self.rows))


def compare(first: CallState, second: CallState) -> Comparison:
    """Two branches of one call, aligned."""
    return Comparison(tuple(Row(one, other) for one, other in zip_longest(steps_of(first), steps_of(second))))


def steps_of(state: CallState) -> tuple[Step, ...]:
    """A call as steps: the greeting, then each of the learner's turns that has been heard."""
    start = state.course.start
    greeting = _reply(state, -1)
    found = [Step(0, "", greeting, (), start, state.opened.stage.act, 0.0, 0.0)] if greeting else []
    before = start
    for step in state.steps:
        found.append(
            Step(
                turn=step.turn,
                words=state.turns[step.turn].text,
                reply=_reply(state, step.turn),
                observations=tuple(seen for seen in state.observed if seen.turn == step.turn),
                mood=step.mood,
                act=step.stage.act,
                patience_change=round(step.mood.patience - before.patience, 2),
                rapport_change=round(step.mood.rapport - before.rapport, 2),
            )
        )
        before = step.mood
    return tuple(found)


def _reply(state: CallState, turn: int) -> str:
    """What the professional said next, if they have said it yet."""
    answer = state.turns[turn + 1] if turn + 1 < len(state.turns) else None
    return answer.text if answer and answer.speaker == "professional" else ""
