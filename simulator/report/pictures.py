"""Who spoke when, as a picture: SVG text, made without a display and without reaching anywhere.

matplotlib, because it is the best-kept library that draws to plain SVG by itself; it is imported only when a picture is
wanted.
"""

import io
import re

from simulator.clock import Timeline

LEARNER, PROFESSIONAL, INK = "#0b6e69", "#b4602a", "#6b7280"


def talk_share(timeline: Timeline, professional: str) -> str:
    """Two tracks of speech over the minutes, and beneath them the learner's share so far. An `<svg>` element."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.6, 2.7), layout="constrained")
    talk, share = figure.subplots(2, 1, sharex=True, height_ratios=[2, 2])
    for speaker, row, colour, hatch in (("learner", 1, LEARNER, ""), ("professional", 0, PROFESSIONAL, "////")):
        bars = [(spoken.start / 60, spoken.seconds / 60) for spoken in timeline.spoken if spoken.speaker == speaker]
        # the hatch tells the two apart without colour
        talk.broken_barh(bars, (row - 0.36, 0.72), facecolors=colour, edgecolor="white", linewidth=0.4, hatch=hatch)
    talk.set_yticks([1, 0], ["You", _plain(professional)])
    ends, shares = _running_share(timeline)
    share.plot(ends, shares, color=LEARNER, linewidth=1.8)
    share.axhline(45, color=INK, linewidth=0.8, linestyle="--")
    share.set_yticks([0, 45, 100], ["0 %", "45 %", "100 %"])
    share.set_ylim(0, 100)
    share.set_xlabel("minutes of speech")
    for axes in (talk, share):
        axes.set_xlim(0, max(timeline.elapsed / 60, 0.1))
        axes.tick_params(colors=INK, labelsize=9)
        for side, spine in axes.spines.items():
            spine.set_visible(side in {"bottom", "left"})
            spine.set_color(INK)
    if timeline.elapsed > timeline.agreed:
        talk.axvline(timeline.agreed / 60, color="#a3262a", linewidth=1.2)
    share.xaxis.label.set_color(INK)
    buffer = io.StringIO()
    from matplotlib import rc_context

    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "talk-share", "font.family": "sans-serif"}):
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    # the words around the picture say the same; a screen reader is spared the ticks
    return re.sub(r"<svg ", '<svg aria-hidden="true" focusable="false" class="talk-share" ', svg, count=1)


def _running_share(timeline: Timeline) -> tuple[list[float], list[float]]:
    ends, shares, learner, total = [0.0], [0.0], 0.0, 0.0
    for spoken in timeline.spoken:
        total += spoken.seconds
        learner += spoken.seconds if spoken.speaker == "learner" else 0
        ends.append(spoken.end / 60)
        shares.append(100 * learner / total if total else 0.0)
    return ends, shares


def _plain(name: str) -> str:
    """A name that matplotlib does not take for mathematics, and of a width that fits."""
    return name.replace("$", r"\$")[:18]
