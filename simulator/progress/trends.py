"""A grade over many calls: its mean of late with its spread, and whether it has moved by more than it scatters.

A single call says little: it hangs on the person, on the day, on what was asked. So each point comes with the mean of
the last five and one standard deviation on either side, and a change is only called one when the mean of the latest
three lies further from that of the three before than the scatter of the six accounts for (one standard error).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, pstdev
from typing import Literal

from simulator.grading.scorecard import GradeName
from simulator.progress.practised import Practised

WINDOW = 5
"""Calls in a mean."""
HALF = 3
"""Calls that are held against as many before them; with fewer than twice as many nothing is said."""
LEAST_CHANGE = 5.0
"""Points (0-100): a quarter of a level. Less is no change, however steady the calls."""

Change = Literal["better", "worse", "steady", "too few"]


@dataclass(frozen=True)
class TrendPoint:
    """A grade of one call, and where the grade stood then. Points, 0 to 100."""

    at: datetime
    call: str
    points: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Trend:
    """A grade over the calls that have it, the earliest first."""

    name: GradeName | Literal["overall"]
    points: tuple[TrendPoint, ...]
    change: Change

    @property
    def mean(self) -> float | None:
        """Where it stands: the mean of the last five; none where there is no call."""
        return self.points[-1].mean if self.points else None

    @property
    def spread(self) -> float | None:
        """One standard deviation of the last five; none where there is but one call."""
        if len(self.points) < 2:
            return None
        return round(pstdev([point.points for point in self.points[-WINDOW:]]), 1)


def trend(calls: Sequence[Practised], name: GradeName | Literal["overall"]) -> Trend:
    """The trend of a grade. Calls that were not graded, or where it does not count, are passed over."""
    had = [(call, mark.points) for call in sorted(calls, key=_when) if (mark := call.mark(name))]
    points = [points for _, points in had]
    found = []
    for number, (call, value) in enumerate(had, 1):
        window = points[max(0, number - WINDOW) : number]
        mean, spread = fmean(window), pstdev(window)
        low, high = max(0.0, mean - spread), min(100.0, mean + spread)
        found.append(TrendPoint(call.started_at, call.id, value, round(mean, 1), round(low, 1), round(high, 1)))
    return Trend(name, tuple(found), _change(points))


def _change(points: Sequence[int]) -> Change:
    if len(points) < 2 * HALF:
        return "too few"
    before, lately = points[-2 * HALF : -HALF], points[-HALF:]
    moved = fmean(lately) - fmean(before)
    # the standard error of the difference of two means, each of as many calls
    scatter = ((pstdev(before) ** 2 + pstdev(lately) ** 2) / HALF) ** 0.5
    if abs(moved) <= max(LEAST_CHANGE, scatter):
        return "steady"
    return "better" if moved > 0 else "worse"


def _when(call: Practised) -> tuple[datetime, str]:
    return call.started_at, call.id
