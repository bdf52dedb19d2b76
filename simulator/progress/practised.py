"""One call, as whoever looks back on many sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from simulator.director import Difficulty
from simulator.drills import drills
from simulator.events import CallState, Mark, Timing
from simulator.grading.scorecard import GRADE_NAMES, GradeName
from simulator.transcript import EndedBy


@dataclass(frozen=True)
class Practised:
    """A call and what it was worth."""

    id: str
    persona_id: str
    persona_name: str
    title: str
    organisation: str
    started_at: datetime
    """UTC."""
    minutes: float
    """Agreed."""
    difficulty: Difficulty
    timing: Timing
    drill: str | None
    rewinds: int
    """How often the learner went back to try other words."""
    coached: bool
    turns: int
    """The learner's."""
    over: bool
    ended_by: EndedBy | None
    grades: Mapping[GradeName, Mark | None] | None
    """None: the call was not graded yet."""
    overall: Mark | None
    grader: str | None

    def mark(self, name: "GradeName | str") -> Mark | None:
        """A grade that counts: in a drill only what the drill is about does, and of it no overall grade is formed."""
        counting = next((drill.grades for drill in drills() if drill.id == self.drill), None)
        if name == "overall":
            return self.overall if self.drill is None else None
        if self.grades is None or (counting is not None and name not in counting):
            return None
        return next((mark for grade, mark in self.grades.items() if grade == name), None)


def practised(call_id: str, state: CallState) -> Practised:
    """A call as its log has it."""
    opened, graded = state.opened, state.graded
    return Practised(
        id=call_id,
        persona_id=opened.persona.id,
        persona_name=opened.persona.name,
        title=opened.persona.title,
        organisation=opened.persona.organisation,
        started_at=opened.at,
        minutes=opened.minutes,
        difficulty=opened.difficulty or opened.persona.difficulty,
        timing=opened.timing,
        drill=opened.drill,
        rewinds=len(state.rewinds),
        coached=state.ever_coached,
        turns=sum(turn.speaker == "learner" for turn in state.turns),
        over=state.over,
        ended_by=state.ended_by,
        grades={name: graded.grades.get(name) for name in GRADE_NAMES} if graded else None,
        overall=graded.overall if graded else None,
        grader=graded.grader if graded else None,
    )
