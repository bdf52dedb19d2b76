"""A call of any length -> parts that a model can be asked about, each turn marked in exactly one of them.

    windows([90, 40, 300, 25, ...], room=5000)   ->  Window(first=0, start=0, end=61), Window(first=52, start=61, ...)

A part begins with turns that were marked in the one before, so that a model knows what its own are about.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.errors import ModelError

CONTEXT = 0.25
"""The share of a part, at most, that goes to turns which only go before."""


@dataclass(frozen=True)
class Window:
    """Turns `first` to `end` are shown, and those from `start` are to be marked; `end` is one past the last."""

    first: int
    start: int
    end: int


def windows(costs: Sequence[int], room: int) -> list[Window]:
    """Cut a call into parts of at most `room` tokens. `costs` are the tokens of each turn.

    Raises `ModelError` where one turn alone is more than that: half a turn would be misread.
    """
    parts: list[Window] = []
    start = 0
    while start < len(costs):
        if costs[start] > room:
            raise ModelError(f"turn {start} alone is longer than what may be sent to a model at once")
        allowed = min(CONTEXT * room, room - costs[start])
        first = start
        while first and sum(costs[first - 1 : start]) <= allowed:
            first -= 1
        end, used = start, sum(costs[first:start])
        while end < len(costs) and used + costs[end] <= room:
            used += costs[end]
            end += 1
        parts.append(Window(first, start, end))
        start = end
    return parts
