"""Figures -> pictures, as SVG that stands in a page: no script, no font from elsewhere, the same bytes every time."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_STYLE: Any = {
    "svg.hashsalt": "interview-simulator",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.parse_math": False,
}
_INK, _GATE, _BAD, _GOOD = "#31507a", "#8a8a8a", "#b3261e", "#1b6e3c"
ROW_INCHES = 0.24


def intervals(figures: Sequence[Mapping[str, Any]]) -> str:
    """Each figure from 0 to 1 with its interval and its threshold; those that fell short in red."""
    rows = [one for one in figures if one["value"] is not None and 0 <= one["value"] <= 1]
    if not rows:
        return ""
    with _figure(len(rows)) as (figure, axes):
        for place, one in enumerate(reversed(rows)):
            colour = _BAD if one["holds"] is False else _INK
            if one["low"] is not None:
                axes.plot([one["low"], one["high"]], [place, place], color=colour, linewidth=1.5)
            axes.plot([one["value"]], [place], "o", color=colour, markersize=4)
            for limit in (one["at_least"], one["at_most"]):
                if limit is not None:
                    axes.plot([limit, limit], [place - 0.35, place + 0.35], color=_GATE, linewidth=2)
        axes.set_xlim(-0.02, 1.02)
        return _drawn(figure, axes, [one["title"] for one in reversed(rows)])


def changes(found: Sequence[Mapping[str, Any]]) -> str:
    """Each change with its interval about zero; better in green, worse in red."""
    rows = [one for one in found if one["differing"] and one["difference"] is not None]
    if not rows:
        return ""
    with _figure(len(rows)) as (figure, axes):
        axes.axvline(0, color=_GATE, linewidth=1)
        for place, one in enumerate(reversed(rows)):
            colour = {"better": _GOOD, "worse": _BAD}.get(one["verdict"], _INK)
            if one["low"] is not None:
                axes.plot([one["low"], one["high"]], [place, place], color=colour, linewidth=1.5)
            axes.plot([one["difference"]], [place], "o", color=colour, markersize=4)
        return _drawn(figure, axes, [f"{one['suite']}: {one['name']}" for one in reversed(rows)])


def calibration(rows: Sequence[Sequence[Any]]) -> str:
    """Mean confidence against the share that was right; larger where there are more cases."""
    if not rows:
        return ""
    with _figure(10, 2.6) as (figure, axes):
        axes.plot([0, 1], [0, 1], color=_GATE, linewidth=1)
        most = max(row[4] for row in rows)
        sizes = [10 + 90 * row[4] / most for row in rows]
        axes.scatter([row[2] for row in rows], [row[3] for row in rows], s=sizes, color=_INK, zorder=3)
        axes.set_xlim(0, 1.02)
        axes.set_ylim(0, 1.05)
        axes.set_xlabel("mean confidence")
        axes.set_ylabel("share right")
        return _svg(figure)


@contextmanager
def _figure(rows: int, inches: float = 6.8) -> "Iterator[tuple[Figure, Axes]]":
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(inches, 0.5 + ROW_INCHES * rows), layout="constrained")
        yield figure, figure.subplots()


def _drawn(figure: "Figure", axes: "Axes", names: Sequence[str]) -> str:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.grid(axis="x", color="#e2e2e2", linewidth=0.6)
    return _svg(figure)


def _svg(figure: "Figure") -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    whole = out.getvalue()
    return whole[whole.index("<svg") :]
