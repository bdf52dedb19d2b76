"""Figures against the thresholds of `gates.toml`.

fallen("observer", {"asks_f1": 0.84})   ->  ["asks_f1 is 0.84, at least 0.9 was wanted"]
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from simulator.document import read_text
from simulator.errors import InputError

GATES = Path(__file__).with_name("gates.toml")


@dataclass(frozen=True)
class Gate:
    """A threshold: exactly one of the two is given."""

    name: str
    at_least: float | None = None
    at_most: float | None = None

    def __post_init__(self) -> None:
        if (self.at_least is None) == (self.at_most is None):
            raise TypeError(f"{self.name}: one of at_least and at_most is needed")

    def __str__(self) -> str:
        return f"at least {self.at_least:g}" if self.at_least is not None else f"at most {self.at_most:g}"

    def holds(self, value: float) -> bool:
        """Whether a figure reaches the threshold."""
        return value >= self.at_least if self.at_least is not None else value <= (self.at_most or 0.0)


@cache
def gates(section: str, path: Path = GATES) -> Mapping[str, Gate]:
    """The thresholds of a section, by the figure's name, in the file's order; none where there is no such section.

    Raises `InputError`, one line, for a file that can't be read.
    """
    try:
        whole = tomllib.loads(read_text(path))
        return {name: Gate(name, **limits) for name, limits in whole.get(section, {}).items()}
    except (tomllib.TOMLDecodeError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: {error}") from None


def fallen(section: str, values: Mapping[str, float | None], path: Path = GATES) -> list[str]:
    """The thresholds that fell short, one line each. A figure that could not be measured fails nothing."""
    return [
        f"{name} is {value:g}, {gate} was wanted"
        for name, gate in gates(section, path).items()
        if (value := values.get(name)) is not None and not gate.holds(value)
    ]
