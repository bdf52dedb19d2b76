"""Each grade over many calls, with its picture and the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from markupsafe import Markup

from simulator.grading.scorecard import GRADE_NAMES, GradeName, level_of
from simulator.progress import Practised, trend
from simulator.report import pictures
from simulator.texts import Texts

_Name = GradeName | Literal["overall"]
SHOWN: tuple[_Name, ...] = ("overall", *GRADE_NAMES)


@dataclass(frozen=True)
class TrendView:
    """One grade over the calls.

    A row is a call: when, the level's word, and points (0 to 100): its own, the mean of the last five, and the lower
    and upper end of their spread.
    """

    name: str
    title: str
    svg: Markup
    said: str
    rows: tuple[tuple[datetime, str, float, float, float, float], ...]


def trends(calls: Sequence[Practised], say: Texts) -> tuple[TrendView, ...]:
    """Every grade that was given at least once; the whole first."""
    return tuple(view for name in SHOWN if (view := _trend(calls, name, say)))


def _trend(calls: Sequence[Practised], name: _Name, say: Texts) -> TrendView | None:
    found = trend(calls, name)
    if not found.points:
        return None
    words = [say(f"report.levels.{level_of(round(point.points))}") for point in found.points]
    series = pictures.Trend(
        points=tuple(point.points for point in found.points),
        mean=tuple(point.mean for point in found.points),
        low=tuple(point.low for point in found.points),
        high=tuple(point.high for point in found.points),
    )
    svg = pictures.trend(series, name.replace("_", "-"), say("report.levels.5"), say("report.levels.1"))
    change = found.change.replace(" ", "_")
    return TrendView(
        name=name,
        title=say("report.overall") if name == "overall" else say(f"report.grades.{name}"),
        svg=Markup(svg),  # noqa: S704  (words are escaped where they go into a picture)
        said=say(f"progress.trend.{change}", word=words[-1]),
        rows=tuple(
            (point.at, word, point.points, point.mean, point.low, point.high)
            for point, word in zip(found.points, words, strict=True)
        ),
    )
