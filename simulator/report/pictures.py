"""The pictures of a call and of many calls: SVG text, made without a display and without reaching anywhere.

matplotlib, because it is the best-kept library that draws to plain SVG by itself; it is imported only when a picture is
wanted. A picture is 400 pixels wide by design, which is readable on a phone and beside another on a desk, and takes
its colours from the page's tokens, so that it is light or dark with the page. Beside each stands the same in words; a
screen reader gets those and is spared the ticks.
"""

import io
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from simulator.clock import Timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 400
"""Pixels; the design width of a picture."""
NARROW = 300
"""Pixels; of one that stands in a row of three."""
LISTENING = 45
"""Per cent of the talking, from which on the learner talks rather than listens (the rubric's `time_use`)."""
LONGEST_NAME = 14
"""Characters of a name beside a lane."""
MOST_TICKS = 6
"""Times along the foot of a picture."""
_STEPS = (5, 10, 15, 30, 60, 120, 300, 600, 900)
"""Seconds from one of these times to the next."""

# Colours by which the drawing is made; each becomes the token beside it. Nothing else in a picture has these.
YOU, THEY, INK, GRID, BAD, SHEET, BAND = "#0a0b01", "#0a0b02", "#0a0b03", "#0a0b04", "#0a0b05", "#0a0b06", "#0a0b07"
_TOKENS = {
    YOU: "var(--sim-accent)",
    THEY: "var(--sim-warm)",
    INK: "var(--sim-soft)",
    GRID: "var(--sim-line)",
    BAD: "var(--sim-bad)",
    SHEET: "var(--sim-sheet)",
    BAND: "var(--sim-accent-soft)",
}
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "simulator",
    "font.family": "sans-serif",
    "font.size": 12,
    "hatch.linewidth": 1.2,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


_ONE_AT_A_TIME = threading.Lock()
_kept = lru_cache(maxsize=512)
"""Pictures are kept at hand: they take a tenth of a second each, and a call that is over stays as it is."""


@dataclass(frozen=True)
class MoodAt:
    """How the professional felt once a turn had been said. Levels are 0 to 100."""

    minute: float
    patience: float
    rapport: float
    mark: int | None = None
    """Which moment moved them here, as the list beside the picture counts, from 1; none: nothing much did."""


@dataclass(frozen=True)
class Asked:
    """Questions of one theme."""

    theme: str
    open: int
    closed: int


@dataclass(frozen=True)
class Trend:
    """One grade over the calls, the earliest first; all are points, 0 to 100."""

    points: tuple[float, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@_kept
def talk_share(timeline: Timeline, you: str, they: str, minutes: str, ends: tuple[str, str]) -> str:
    """Two tracks of speech over the minutes, and beneath them the learner's share so far. An `<svg>` element.

    `ends` are the words for the two ends of the call, for whoever wants no times.
    """
    with _drawing(270, "talk") as (figure, made):
        talk, share = figure.subplots(2, 1, sharex=True, height_ratios=[2, 3])
        for speaker, row, colour, hatch in (("learner", 1, YOU, ""), ("professional", 0, THEY, "////")):
            bars = [(spoken.start / 60, spoken.seconds / 60) for spoken in timeline.spoken if spoken.speaker == speaker]
            # the hatch tells the two apart without colour
            face = colour if not hatch else SHEET
            talk.broken_barh(bars, (row - 0.36, 0.72), facecolors=face, edgecolor=colour, linewidth=0.8, hatch=hatch)
        talk.set_yticks([1, 0], [made.word(you), made.word(they)])
        talk.tick_params(bottom=False)
        times, shares = _running_share(timeline)
        share.plot(times, shares, color=YOU, linewidth=2)
        share.axhline(LISTENING, color=INK, linewidth=1, linestyle="--")
        share.set_yticks([0, LISTENING, 100], ["0 %", f"{LISTENING} %", "100 %"])
        share.set_ylim(0, 104)
        share.set_xlabel(made.word(minutes))
        for axes in (talk, share):
            _over_time(axes, max(timeline.elapsed / 60, 0.1))
            _plain_frame(axes)
        _without_times(share, ends, made)
        talk.spines["bottom"].set_visible(False)
        if timeline.elapsed > timeline.agreed:
            for axes in (talk, share):
                axes.axvline(timeline.agreed / 60, color=BAD, linewidth=1.4)
        _tag((*share.yaxis.get_majorticklabels(), *share.xaxis.get_majorticklabels()))
    return made.svg


@_kept
def moods(
    points: tuple[MoodAt, ...], patience: str, rapport: str, high: str, low: str, minutes: str, ends: tuple[str, str]
) -> str:
    """Patience and rapport over the minutes, with the moments that moved them lettered. An `<svg>` element.

    `ends` as for `talk_share`.
    """
    with _drawing(270, "moods") as (figure, made):
        axes = figure.subplots()
        at = [point.minute for point in points]
        lines = (
            ([point.patience for point in points], THEY, "--", "s", patience),
            ([point.rapport for point in points], YOU, "-", "o", rapport),
        )
        for levels, colour, dash, marker, label in lines:
            axes.plot(
                at, levels, color=colour, linestyle=dash, marker=marker, markersize=4.5, linewidth=2,
                label=made.word(label),
            )  # fmt: skip
        for point in points:
            if point.mark is not None:
                axes.axvline(point.minute, color=GRID, linewidth=1, zorder=0)
                axes.text(
                    point.minute, 106, letter(point.mark), ha="center", va="center", fontsize=11, color=INK,
                    bbox={"boxstyle": "circle,pad=0.22", "facecolor": SHEET, "edgecolor": INK, "linewidth": 1},
                )  # fmt: skip
        axes.set_ylim(-4, 114)
        _over_time(axes, max([*at, 0.1]) * 1.02)
        _without_times(axes, ends, made)
        axes.set_yticks([0, 100], [made.word(low), made.word(high)])
        axes.set_xlabel(made.word(minutes))
        figure.legend(loc="outside upper left", ncols=2, frameon=False, handlelength=2.6, fontsize=12)
        _plain_frame(axes)
        _tag(axes.xaxis.get_majorticklabels())
    return made.svg


@_kept
def questions(asked: tuple[Asked, ...], open_: str, closed: str) -> str:
    """How many questions of each theme, the open ones and the others. An `<svg>` element."""
    with _drawing(76 + 26 * len(asked), "questions") as (figure, made):
        axes = figure.subplots()
        rows = range(len(asked), 0, -1)
        # a bar of nothing would still be an edge
        opens = [one.open or float("nan") for one in asked]
        axes.barh(rows, opens, height=0.62, color=YOU, edgecolor=YOU, label=made.word(open_))
        axes.barh(
            rows, [one.closed or float("nan") for one in asked], left=[one.open for one in asked], height=0.62,
            color=SHEET, edgecolor=THEY, hatch="////", label=made.word(closed),
        )  # fmt: skip
        for row, one in zip(rows, asked, strict=True):
            total = one.open + one.closed
            axes.text(total + 0.08, row, str(total), va="center", color=INK, gid=f"sim-num{row}")
        axes.set_yticks(rows, [made.word(one.theme, at_most=22) for one in asked])
        axes.set_xlim(0, max([one.open + one.closed for one in asked] + [1]) + 0.6)
        axes.set_xticks([])
        axes.tick_params(left=False)
        figure.legend(loc="outside upper left", ncols=2, frameon=False, handlelength=1.4, fontsize=12)
        _plain_frame(axes)
        axes.spines["bottom"].set_visible(False)
    return made.svg


@_kept
def trend(series: Trend, name: str, top: str, bottom: str) -> str:
    """One grade over the calls: each a dot, their mean a line, their spread a band. An `<svg>` element."""
    with _drawing(130, f"trend-{name}", width=NARROW, fitted=False) as (figure, made):
        axes = figure.add_axes((0.02, 0.04, 0.94, 0.92))
        calls = range(1, len(series.points) + 1)
        axes.fill_between(
            calls, series.low, series.high, facecolor=BAND, edgecolor=YOU, linewidth=0.6, linestyle=":",
        )  # fmt: skip
        axes.plot(calls, series.mean, color=YOU, linewidth=2)
        axes.plot(
            calls, series.points, linestyle="", marker="o", markersize=7, markerfacecolor=SHEET, markeredgecolor=YOU,
            markeredgewidth=1.8,
        )  # fmt: skip
        left = -0.1 * max(len(series.points), 4)
        for level, word in ((100, top), (0, bottom)):
            axes.text(left, level + 3, made.word(word), va="bottom", fontsize=11)
        axes.set_ylim(-8, 122)
        # a dot lies well to the right of the words
        axes.set_xlim(left, max(len(series.points), 4) + 0.4)
        axes.set_xticks([])
        axes.set_yticks([0, 50, 100], ["", "", ""])
        axes.grid(axis="y", color=GRID, linewidth=1)
        axes.set_axisbelow(True)
        axes.tick_params(left=False)
        for spine in axes.spines.values():
            spine.set_visible(False)
    return made.svg


class _Made:
    """A picture in the making: the words that go into it, and, once it is drawn, its SVG."""

    def __init__(self) -> None:
        self._words: dict[str, str] = {}
        self.svg = ""

    def word(self, text: str, *, at_most: int = LONGEST_NAME * 2) -> str:
        """What to draw for a text: letters that every font has, as wide as it. They become the text in the SVG."""
        # a name may be in any script, which matplotlib measures by a font that need not know it; the browser's does
        shown = text if len(text) <= at_most else text[: at_most - 1] + "…"
        token = f"{chr(ord('a') + len(self._words))}{'n' * max(1, len(shown) - 2)}q"
        self._words[token] = escape(shown)
        return token

    def finished(self, svg: str, name: str) -> str:
        """The SVG with its words and tokens in it, and ids that no other picture on the page has."""
        svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
        svg = re.sub(r'id="(sim-(?:no-)?num)[^"]*"', r'class="\1"', svg)
        used = set(re.findall(r'(?:url\(|href=")#([^")]+)', svg))
        svg = re.sub(r' id="([^"]+)"', lambda found: f' id="{name}-{found[1]}"' if found[1] in used else "", svg)
        svg = re.sub(r'((?:url\(|href=")#)', rf"\1{name}-", svg)
        svg = re.sub(r"#0a0b0\d", lambda found: _TOKENS[found[0]], svg)
        svg = re.sub(r"font: ([\d.]+)px [^;\"]+", r"font: \1px var(--sim-sans)", svg)
        svg = re.sub(r">([a-z]n+q)<", lambda found: f">{self._words[found[1]]}<", svg)
        return re.sub(r"<svg ", '<svg aria-hidden="true" focusable="false" class="sim-picture" ', svg, count=1)


@contextmanager
def _drawing(height: int, name: str, *, width: int = WIDTH, fitted: bool = True) -> "Iterator[tuple[Figure, _Made]]":
    """A figure to draw on, which is SVG when the block is left. `height` and `width` are in pixels.

    What is `fitted` is arranged around its words, which takes the longest part of the time.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    made = _Made()
    # matplotlib's settings are the process's: two drawings at a time would mix theirs
    with _ONE_AT_A_TIME, rc_context(_STYLE):
        figure = Figure(figsize=(width / 72, height / 72), layout="constrained" if fitted else None)
        yield figure, made
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    made.svg = made.finished(buffer.getvalue(), re.sub(r"[^a-z-]", "-", f"sim-{name}"))


def _over_time(axes: "Axes", minutes: float) -> None:
    """Times along the foot of a picture, as a clock shows them: nobody reads three quarters of a minute as 0.75."""
    step = next((each for each in _STEPS if minutes * 60 / each <= MOST_TICKS), _STEPS[-1])
    times = range(0, int(minutes * 60) + 1, step)
    axes.set_xlim(0, minutes)
    axes.set_xticks([time / 60 for time in times], [f"{time // 60}:{time % 60:02d}" for time in times])


def _without_times(axes: "Axes", ends: tuple[str, str], made: _Made) -> None:
    """What stands at the foot of a picture in the place of times: a learner who wants no figures is shown it."""
    for at, word, side in zip((0, 1), ends, ("left", "right"), strict=True):
        axes.text(
            at, -0.03, made.word(word), transform=axes.transAxes, ha=side, va="top", fontsize=12, gid=f"sim-no-num{at}",
        )  # fmt: skip


def letter(number: int) -> str:
    """1 -> 'A': how a moment is called in a picture and in the list beside it."""
    return chr(ord("A") + number - 1)


def _plain_frame(axes: "Axes") -> None:
    for side, spine in axes.spines.items():
        spine.set_visible(side in {"bottom", "left"})
    axes.tick_params(labelsize=12)


def _tag(labels: Sequence[Any]) -> None:
    """Figures that a learner who wants none is not shown."""
    for number, label in enumerate(labels):
        label.set_gid(f"sim-num{number}")


def _running_share(timeline: Timeline) -> tuple[list[float], list[float]]:
    ends, shares, learner, total = [0.0], [0.0], 0.0, 0.0
    for spoken in timeline.spoken:
        total += spoken.seconds
        learner += spoken.seconds if spoken.speaker == "learner" else 0
        ends.append(spoken.end / 60)
        shares.append(100 * learner / total if total else 0.0)
    return ends, shares
