"""What every benchmark hands in: a figure, and what it is held against, measured in the same run.

    Row("first page", 2.30, "s", Peer("bare Gradio page", 2.70), less_is_better=True).ratio    ->  0.85
    Row("calls a second", 21.0, "calls/s", Peer("openevals", why_not="openevals is not installed")).ratio    ->  None

A peer that is not there has no figure and says why: nothing is put in its place.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table

HEADINGS = ("benchmark", "what", "figure", "unit", "held against", "its figure", "ratio", "better is")


@dataclass(frozen=True)
class Peer:
    """Another program that did the same in this run, or a limit; exactly one of a figure and a reason for none."""

    name: str
    figure: float | None = None
    why_not: str | None = None

    def __post_init__(self) -> None:
        if (self.figure is None) == (self.why_not is None):
            raise ValueError(f"peer {self.name}: one of a figure and a reason why there is none is needed")
        if self.figure is not None and self.figure <= 0:
            raise ValueError(f"peer {self.name}: {self.figure} is nothing that a ratio can be formed to")


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    figure: float
    unit: str
    peer: Peer
    less_is_better: bool

    @property
    def ratio(self) -> float | None:
        """The figure over the peer's; nothing where the peer has none."""
        return None if self.peer.figure is None else self.figure / self.peer.figure


@dataclass(frozen=True)
class Run:
    """How to measure."""

    quick: bool = False
    """A few rounds, to see that it runs: the figures say little."""
    tools: str | None = None
    """Another Python, in which the public tools are installed; this one if not given."""

    def times(self, whole: int, quick: int) -> int:
        """How often."""
        return quick if self.quick else whole


Lines = Sequence[tuple[str, Row]]
"""Rows, each with the name of its benchmark."""


def drawn(lines: Lines) -> Table:
    """For a terminal."""
    table = Table(*HEADINGS)
    for cells in _cells(lines):
        table.add_row(*cells)
    return table


def markdown(lines: Lines) -> str:
    """For a file that people read."""
    rows = [HEADINGS, ("---",) * len(HEADINGS), *_cells(lines)]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |\n" for row in rows)


def jsonl(lines: Lines) -> str:
    """For a file that programs read: an object a line, with figures unrounded."""
    return "".join(
        json.dumps(
            {
                "benchmark": benchmark, "name": row.name, "figure": row.figure, "unit": row.unit, "peer": row.peer.name,
                "peer_figure": row.peer.figure, "why_not": row.peer.why_not, "ratio": row.ratio,
                "less_is_better": row.less_is_better,
            },
            ensure_ascii=False,
        )
        + "\n"
        for benchmark, row in lines
    )  # fmt: skip


def _cells(lines: Lines) -> list[tuple[str, ...]]:
    return [
        (
            benchmark,
            row.name,
            f"{row.figure:.4g}",
            row.unit,
            row.peer.name,
            f"{row.peer.figure:.4g}" if row.peer.figure is not None else row.peer.why_not or "",
            f"{row.ratio:.2f}" if row.ratio is not None else "none",
            "less" if row.less_is_better else "more",
        )
        for benchmark, row in lines
    ]
