"""A call that was tried more than one way: each other try beside the one that counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.branches import Comparison, Step
from simulator.persona import Persona
from simulator.report.marks import TONES, Tone, tone
from simulator.report.pictures import letter
from simulator.texts import Texts

NO_CHANGE = 1.0
"""Points of patience and rapport together, up to which a turn left the professional as they were."""


@dataclass(frozen=True)
class SideView:
    """One of the learner's turns in one try, and what came of it."""

    words: str
    reply: str
    marks: tuple[tuple[str, Tone], ...]
    took_it: str
    """How the professional took it, in words."""


@dataclass(frozen=True)
class TryView:
    """Another try beside the one that counts, from where they part."""

    title: str
    title_plainly: str
    shared: int
    """The learner's turns that are the same in both."""
    rows: tuple[tuple[SideView | None, SideView | None], ...]
    """The try that counts, and the other one, for as long as there is the other; None where one is over."""
    left: bool
    """Whether the try that counts went on after the other was left."""


def tries_of(comparisons: Sequence[tuple[int, Comparison]], persona: Persona, say: Texts) -> tuple[TryView, ...]:
    """The tries of a call. Each comparison comes with the other try's number, counted from 0."""
    views = []
    for number, comparison in comparisons:
        apart = comparison.rows[comparison.shared :]
        until = max((number for number, row in enumerate(apart, 1) if row.second), default=0)
        rows = tuple((_side(row.first, persona, say), _side(row.second, persona, say)) for row in apart[:until])
        # the greeting is a row, but no turn of the learner's
        shared, left = max(0, comparison.shared - 1), until < len(apart)
        title, plainly = (say("report.branches.other", number=name) for name in (number + 1, letter(number + 1)))
        views.append(TryView(title, plainly, shared, rows, left))
    return tuple(views)


def _side(step: Step | None, persona: Persona, say: Texts) -> SideView | None:
    if step is None:
        return None
    moved = step.patience_change + step.rapport_change
    how = "same" if abs(moved) <= NO_CHANGE else "up" if moved > 0 else "down"
    kinds = sorted(dict.fromkeys(seen.kind for seen in step.observations), key=lambda kind: TONES.index(tone(kind)))
    return SideView(
        words=step.words,
        reply=step.reply,
        marks=tuple((say(f"report.kinds.{kind.value}"), tone(kind)) for kind in kinds),
        took_it=say(f"report.branches.mood_{how}", name=persona.first_name),
    )
