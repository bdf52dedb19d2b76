"""Many calls -> where a learner stands: each grade's trend with its spread, and what to practise next.

    trend(calls, "time_use").change     ->  "better"
    next_practice(calls)                ->  Practice(grade="time_use", drill=Drill("leaving"), why="...")

Pure: values in, values out. What a call was worth is in its log; nothing is graded here.
"""

from simulator.progress.next import Practice, next_practice
from simulator.progress.practised import Practised, practised
from simulator.progress.trends import Change, Trend, TrendPoint, trend

__all__ = [
    "Change",
    "Practice",
    "Practised",
    "Trend",
    "TrendPoint",
    "next_practice",
    "practised",
    "trend",
]
