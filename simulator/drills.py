"""Drills: five minutes that practise one thing, of which only that one thing is graded.

    drill_of("introduction")        ->  Drill(minutes=5, grades=("intro_clarity",), ...)
    counted(card, drill).overall    ->  the weighted mean of the grades that count

The texts and which grades count are in `prompts/drills.yaml`; the arithmetic is the scorecard's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulator.document import read_as
from simulator.errors import InputError
from simulator.grading import overall
from simulator.grading.scorecard import Grade, GradeName, Overall, Scorecard
from simulator.resources import prompts_dir


class Drill(BaseModel):
    """One drill."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z]+$")]
    title: Annotated[str, Field(min_length=1)]
    minutes: Annotated[float, Field(gt=0, le=30)]
    goal: Annotated[str, Field(min_length=1)]
    """What the learner sets out to do, as they would write it under "goal"."""
    how: Annotated[tuple[str, ...], Field(min_length=1)]
    """What to do, step by step."""
    grades: Annotated[tuple[GradeName, ...], Field(min_length=1)]
    """The grades that count."""
    serves: Annotated[tuple[GradeName, ...], Field(min_length=1)]
    """The grades for which it is the exercise to do next."""


class _Drills(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["drills/1"]
    drills: Annotated[tuple[Drill, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_for_each(self) -> Self:
        ids = [drill.id for drill in self.drills]
        if len(set(ids)) < len(ids):
            raise ValueError("drills: two have the same id")
        served = [name for drill in self.drills for name in drill.serves]
        if len(set(served)) < len(served):
            raise ValueError("drills: a grade is served by two")
        return self


@dataclass(frozen=True)
class DrillResult:
    """What a drill was worth."""

    grades: Mapping[GradeName, Grade | None]
    """Those that count."""
    overall: Overall | None


@cache
def drills() -> tuple[Drill, ...]:
    """The drills that came with the program."""
    return read_as(prompts_dir() / "drills.yaml", _Drills).drills


def drill_of(drill_id: str) -> Drill:
    """A drill by its id. Raises `InputError`."""
    for drill in drills():
        if drill.id == drill_id:
            return drill
    raise InputError(f"there is no drill {drill_id!r}; there are {', '.join(drill.id for drill in drills())}")


def drill_for(grade: GradeName) -> Drill | None:
    """The exercise for a grade, if five minutes on the line can exercise it."""
    return next((drill for drill in drills() if grade in drill.serves), None)


def counted(card: Scorecard, drill: Drill) -> DrillResult:
    """A scorecard with only the grades that count in a drill; the others are as they are, and count for nothing."""
    kept = {name: card.grades[name] for name in drill.grades}
    return DrillResult(kept, overall(kept))
