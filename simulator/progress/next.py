"""What to practise next: the grade that has cost most of late, by its weight, and the exercise for it.

What a grade costs is its weight times the points that are missing, as a share of all weights: points of a hundred in
the overall grade. A grade that only just costs most is no reason to leave what one is practising: so the mean counts,
not the last call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from simulator.drills import Drill, drill_for
from simulator.grading import WEIGHTS
from simulator.grading.scorecard import GRADE_NAMES, GradeName
from simulator.grading.wording import counted
from simulator.progress.practised import Practised
from simulator.progress.trends import WINDOW, Trend, trend

NOTHING_TO_GAIN = 2.0
"""Points of the overall grade below which no grade is worth an exercise of its own."""

_TITLES: dict[GradeName, str] = {
    "research": "using what you read",
    "intro_clarity": "the introduction",
    "time_use": "the use of time",
    "job_ask": "asking for work",
    "questions": "the questions",
    "listening": "listening",
    "closing": "the close",
    "preparation": "the preparation",
    "follow_through": "the thank-you note",
}
_CHANGES = {
    "better": "It is getting better; keep at it.",
    "worse": "It has been going down.",
    "steady": "It has not moved of late.",
    "too few": "A few more calls will show whether it moves.",
}


@dataclass(frozen=True)
class Practice:
    """What to practise, and why."""

    grade: GradeName
    cost: float
    """Points of the overall hundred that it has cost on average."""
    mean: float
    """Its own points, 0 to 100, on average."""
    calls: int
    """In how many of the latest calls it was given."""
    drill: Drill | None
    """The exercise for it; none where a call is not where it is practised."""
    why: str


def next_practice(calls: Sequence[Practised]) -> Practice | None:
    """What to practise next; nothing before the first graded call, and nothing where nothing costs much."""
    trends = [found for name in GRADE_NAMES if (found := trend(calls, name)).points]
    if not trends:
        return None
    best = max(trends, key=_cost)
    cost = _cost(best)
    if cost < NOTHING_TO_GAIN:
        return None
    lately = best.points[-WINDOW:]
    name, mean = _name(best), fmean(point.points for point in lately)
    how_many = "your last call" if len(lately) == 1 else f"your last {counted(len(lately), 'call')}"
    points = counted(max(1, round(cost)), "point")
    why = f"In {how_many}, {_TITLES[name]} took {points} of a hundred, more than anything else. {_CHANGES[best.change]}"
    return Practice(name, round(cost, 1), round(mean, 1), len(lately), drill_for(name), why)


def _cost(found: Trend) -> float:
    return WEIGHTS[_name(found)] * (100 - (found.mean or 0.0)) / sum(WEIGHTS.values())


def _name(found: Trend) -> GradeName:
    return next(name for name in GRADE_NAMES if name == found.name)
