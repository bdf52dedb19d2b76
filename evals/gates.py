"""Figures against the thresholds of `gates.toml`.

fallen("observer", {"asks_f1": 0.84})   ->  ["asks_f1 is 0.84, at least 0.9 was wanted"]
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GATES = Path(__file__).with_name("gates.toml")


@dataclass(frozen=True)
class Gate:
    """A threshold: exactly one of the two is given."""

    name: str
    at_least: float | None = None
    at_most: float | None = None

    def __str__(self) -> str:
        return f"at least {self.at_least:g}" if self.at_least is not None else f"at most {self.at_most:g}"

    def holds(self, value: float) -> bool:
        """Whether a figure reaches the threshold."""
        return value >= self.at_least if self.at_least is not None else value <= (self.at_most or 0.0)


@cache
def gates(section: str) -> Mapping[str, Gate]:
    """The thresholds of a section, by the figure's name, in the file's order."""
    table = tomllib.loads(GATES.read_text(encoding="utf-8"))[section]
    return {name: Gate(name, **limits) for name, limits in table.items()}


def fallen(section: str, values: Mapping[str, float | None]) -> list[str]:
    """The thresholds that fell short, one line each. A figure that could not be measured fails nothing."""
    return [
        f"{name} is {value:g}, {gate} was wanted"
        for name, gate in gates(section).items()
        if (value := values.get(name)) is not None and not gate.holds(value)
    ]
