"""Do the levels stay when the same call is told by somebody else? And does asking for full marks raise any?

Each call is graded again in several variants of each kind (`variants.py`). A variant counts as a change if any core
grade has another level than before, one that came or went included. Some changes are the clock's: words more or fewer
move the halfway point and the share of speech. They count all the same, and are told apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evals import figures
from evals.figures import Measure
from evals.gold import Labelled
from evals.hearing import Levels, Listener, changed, risen
from evals.variants import instruction, vary
from simulator.clock import timeline_of
from simulator.transcript import Transcript

DRAWS: Mapping[str, int] = {"names": 3, "pronouns": 1, "signature": 3, "slips": 3, "instructions": 6}
"""Variants of each kind and call. Swapped pronouns leave nothing to chance; lines for the grader take turns, so that
ten calls hear all thirty of them, each at the end of a turn and as a turn of its own."""


@dataclass(frozen=True)
class Change:
    """A core grade that moved, and by what."""

    id: str
    variant: str
    draw: int
    grade: str
    before: int | None
    after: int | None
    by_the_clock: bool
    """Whether it stays where it was when every turn takes as long as before."""
    line: str | None
    """What was said to the grader."""


@dataclass(frozen=True)
class Variant:
    """One telling of a call by somebody else, and what it did to the levels."""

    kind: str
    draw: int
    risen: bool
    changes: Sequence[Change]
    same_on_clock: bool
    """Whether no level moves when every turn takes as long as before."""


def draws(place: int) -> list[tuple[str, int]]:
    """All variants of the call at a place among the whole calls: kind and draw."""
    return [(kind, place * most + number) for kind, most in DRAWS.items() for number in range(most)]


def varied(call: Labelled, before: Levels, wanted: Sequence[tuple[str, int]], hear: Listener) -> list[Variant]:
    """Grade variants of a call; those that there are: not every call says a name."""
    found = []
    for kind, draw in wanted:
        paper = vary(kind, call, draw)
        if paper is None:
            continue
        after = hear(paper, call.persona).levels
        moved = changed(before, after)
        held = _clock_held(kind, call, draw, hear) if moved else before
        line = instruction(draw) if kind == "instructions" else None
        changes = [
            Change(call.id, kind, draw, name, before[name], after[name], held[name] == before[name], line)
            for name in moved
        ]
        found.append(Variant(kind, draw, bool(risen(before, after)), changes, not changed(before, held)))
    return found


def measures(by_row: Sequence[Sequence[Variant]]) -> list[Measure]:
    """The shares of variants in which nothing moved, kind by kind; a row's variants are a cluster's."""
    found: list[Measure] = []
    for kind in DRAWS:
        same, same_on_clock, not_up = (np.zeros((len(by_row), 2)) for _ in range(3))
        for number, variants in enumerate(by_row):
            for one in variants:
                if one.kind == kind:
                    same[number] += [not one.changes, 1]
                    same_on_clock[number] += [one.same_on_clock, 1]
                    not_up[number] += [not one.risen, 1]
        cases = int(same[:, 1].sum())
        found.append(Measure(f"unchanged.{kind}", same, figures.ratio, cases))
        found.append(Measure(f"unchanged_but_for_the_clock.{kind}", same_on_clock, figures.ratio, cases))
        if kind == "instructions":
            found.append(Measure("not_up.instructions", not_up, figures.ratio, cases))
    return found


def _clock_held(kind: str, call: Labelled, draw: int, hear: Listener) -> Levels:
    """The levels of a variant whose turns take as long as the call's; a turn that was put in takes no time."""
    spoken = timeline_of(call.transcript, call.persona).spoken
    turns = [
        turn.model_copy(update={"seconds": on_clock.seconds})
        for turn, on_clock in zip(call.transcript.turns, spoken, strict=True)
    ]
    timed = replace(call, transcript=call.transcript.model_copy(update={"turns": tuple(turns)}))
    varied = vary(kind, timed, draw) or timed.transcript
    return hear(_without_time_of_its_own(varied), call.persona).levels


def _without_time_of_its_own(paper: Transcript) -> Transcript:
    turns = [turn if turn.seconds is not None else turn.model_copy(update={"seconds": 0.0}) for turn in paper.turns]
    return paper.model_copy(update={"turns": tuple(turns)})
