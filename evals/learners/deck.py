"""The hand-written words of the simulated learners: files -> lines to draw from, each used once a call.

    deck = Deck(random.Random(7), {"first": "Dana", "field": "food logistics", ...})
    deck.draw("questions", "open")      ->  "How do people in your team tell you that you're wrong?"

A line whose values are not known is not said, and no line is said twice on a call as long as another is left.
"""

import random
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from simulator.errors import InputError

MATERIAL = Path(__file__).parent / "material"
_PLACE = re.compile(r"\{(\w+)\}")


@cache
def lines(name: str) -> Mapping[str, tuple[str, ...]]:
    """A file of the material: its lists, by their keys."""
    data: dict[str, list[str]] = yaml.safe_load((MATERIAL / f"{name}.yaml").read_text(encoding="utf-8"))
    return {key: tuple(texts) for key, texts in data.items()}


@cache
def people() -> tuple[Mapping[str, Any], ...]:
    """Everybody who may ring up."""
    found: list[dict[str, Any]] = yaml.safe_load((MATERIAL / "people.yaml").read_text(encoding="utf-8"))
    return tuple(found)


class Deck:
    """The lines that a call draws from, and the values that fill them. Deterministic by its `chance`."""

    def __init__(self, chance: random.Random, known: Mapping[str, str]) -> None:
        self._chance = chance
        self._known = dict(known)
        self._left: dict[tuple[str, str], list[str]] = {}

    def draw(self, name: str, key: str, **more: str) -> str:
        """A line that was not said yet. Raises `InputError` where none of the list can be filled."""
        return self.fill(self._pick((name, key), {**self._known, **more}), **more)

    def has(self, name: str, key: str, **more: str) -> bool:
        """Whether a line of the list that was not said yet can be filled."""
        values = {**self._known, **more}
        left = self._left.get((name, key), list(lines(name)[key]))
        return any(_fills(line, values) for line in left)

    def fill(self, line: str, **more: str) -> str:
        """A line with its values."""
        return line.format(**{**self._known, **more})

    def _pick(self, place: tuple[str, str], values: Mapping[str, str]) -> str:
        for _ in range(2):
            left = self._left.setdefault(place, [])
            fitting = [line for line in left if _fills(line, values)]
            if fitting:
                line = self._chance.choice(fitting)
                left.remove(line)
                return line
            self._left[place] = list(lines(place[0])[place[1]])
        raise InputError(f"learners: nothing in {place[0]}.{place[1]} can be filled from what is known")


def _fills(line: str, values: Mapping[str, str]) -> bool:
    return all(values.get(name) for name in _PLACE.findall(line))
