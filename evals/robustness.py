"""Do the levels stay when the same call is told by somebody else? And does asking for full marks raise any?

Each call is graded again in several variants of each kind (`variants.py`). A variant counts as a change if any core
grade has another level than before, one that came or went included. Some changes are the clock's: words more or fewer
move the halfway point and the share of speech. They count all the same, and are told apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from evals import figures
from evals.figures import Measure
from evals.gold import Labelled
from evals.hearing import Levels, Listener, changed, risen
from evals.observer import Hearing
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
class Robustness:
    """What the variants of a labelled set did to its levels."""

    measures: Sequence[Measure]
    changes: Sequence[Change]

    def to_json(self) -> list[dict[str, object]]:
        """Every change."""
        return [asdict(change) for change in self.changes]


def robustness(hearing: Hearing, hear: Listener) -> Robustness:
    """Grade every variant of every whole call of a hearing."""
    calls = [number for number, one in enumerate(hearing.gold) if not one.single]
    found: list[Change] = []
    measures: list[Measure] = []
    for kind, draws in DRAWS.items():
        same, same_on_clock, not_up = (np.zeros((len(hearing.gold), 2)) for _ in range(3))
        for place, number in enumerate(calls):
            call, before = hearing.gold[number], hearing.heard[number].levels
            for draw in range(place * draws, (place + 1) * draws):
                varied = vary(kind, call, draw)
                if varied is None:
                    continue
                after = hear(varied, call.persona).levels
                moved = changed(before, after)
                held = _clock_held(kind, call, draw, hear) if moved else before
                line = instruction(draw) if kind == "instructions" else None
                found += [
                    Change(call.id, kind, draw, name, before[name], after[name], held[name] == before[name], line)
                    for name in moved
                ]
                same[number] += [not moved, 1]
                same_on_clock[number] += [not changed(before, held), 1]
                not_up[number] += [not risen(before, after), 1]
        cases = int(same[:, 1].sum())
        measures.append(Measure(f"unchanged.{kind}", same, figures.ratio, cases))
        measures.append(Measure(f"unchanged_but_for_the_clock.{kind}", same_on_clock, figures.ratio, cases))
        if kind == "instructions":
            measures.append(Measure("not_up.instructions", not_up, figures.ratio, int(not_up[:, 1].sum())))
    return Robustness(measures, found)


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
