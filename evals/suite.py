"""What a suite of evals is: cases to try, what comes of each, and what to count over them.

    class Punctual:
        name, about = "punctual", "Does a professional who has no time end the call in time?"

        def cases(self, asked):
            return [Case(who.id, who.id, asked.seed, {"persona": who.id}) for who in asked.personas]

        def run(self, case, bench):
            call = bench.play(case.given["persona"], ["Hi.", "How did you start?"], minutes=1, seed=case.seed)
            late = call.state.clock.elapsed > 90
            return Result(case.id, {"seconds": call.state.clock.elapsed}, ("ended late",) if late else ())

        measures = staticmethod(means)

    SUITE = Punctual()

The modules of `evals/suites/` are found by name; anybody's own is a file with a `SUITE`, given by its path. Cases run
in any order, in any process, on any machine: what `run` needs is in the case, and all that comes of it in the result.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from evals.figures import Measure, ratio
from simulator.persona import Persona, catalogue

if TYPE_CHECKING:
    from evals.bench import Bench


@dataclass(frozen=True)
class Case:
    """One thing to try."""

    id: str
    """Unique in its suite, and the same from run to run: by it two runs are compared."""
    cluster: str
    """What belongs together (a call and its variants, a pair): drawn together by the bootstrap."""
    seed: int
    given: Mapping[str, Any] = field(default_factory=dict)
    """JSON: what `run` needs. `persona` and `learner`, where there are such, make the report's matrix."""


@dataclass(frozen=True)
class Result:
    """What came of a case: JSON, and offline the same bytes every time. No times, no paths, no object's address."""

    case: str
    figures: Mapping[str, float | None]
    """By metric; None where there is nothing to measure."""
    failures: tuple[str, ...] = ()
    """One line each: what was promised and not kept."""
    transcript: Mapping[str, Any] | None = None
    """`transcript/1`; the report shows it with a failed case. Leave it out of those that hold: it is most of a file."""
    notes: Mapping[str, Any] = field(default_factory=dict)
    """Anything else that the report shows, or that `measures` counts."""
    cluster: str = ""
    """The case's; put in by the runner, like `given`."""
    given: Mapping[str, Any] = field(default_factory=dict)

    def of(self, case: Case) -> "Result":
        """The same with what `measures` needs to know of its case."""
        return replace(self, case=case.id, cluster=case.cluster, given=case.given)


@dataclass(frozen=True)
class Asked:
    """What the suites are to be run on."""

    gold: tuple[Path, ...] = ()
    """Labelled files, or folders of them; empty: those of the repository that nothing was trained on."""
    grader: str = "offline"
    model: str = "offline"
    """What plays the professional (and a learner who is prompted)."""
    personas: tuple[Persona, ...] = field(default_factory=lambda: tuple(catalogue().values()))
    learners: tuple[str, ...] = ()
    """Names of simulated learners, or files of one's own; empty: all that there are."""
    seed: int = 0
    n: int | None = None
    """About how many cases a suite may have at most; None: as many as it thinks right for half a minute in all."""
    full: bool = False
    """Everything there is, however long it takes."""

    def size(self, usual: int, whole: int) -> int:
        """How many cases to make: `n`, or else the usual number, or else, where all is wanted, the whole."""
        return self.n if self.n is not None else whole if self.full else usual


@dataclass(frozen=True)
class Section:
    """A table of the report."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Any]]
    plot: str | None = None
    """`calibration`: drawn as well as listed."""
    note: str = ""
    """A sentence above the table: what it rests on, or why it is empty."""


class Suite(Protocol):
    """A question, as code.

    It may also have `titles`, what its chief figures are called and in which order; `sections(results)`, further tables
    for the report; `listens = True`, if it needs the labelled files (`bench.gold`); and `plays = False`, if it plays no
    calls, so that it is not run again with every model.
    """

    @property
    def name(self) -> str:
        """Lower-case letters; what it is called on the command line and in `gates.toml`."""

    @property
    def about(self) -> str:
        """One sentence: what it asks."""

    def cases(self, asked: Asked) -> Sequence[Case]:
        """The cases, in an order that only `asked` decides. Raises `InputError` for what is wrong with `asked`."""

    def run(self, case: Case, bench: "Bench") -> Result:
        """Try one. What it raises fails the case, with its traceback in the report; the run goes on."""

    def measures(self, results: Sequence[Result]) -> Sequence[Measure]:
        """What to count over the results; `means`, if the mean of each of their figures is what one wants to know."""


PASSED = "passed"
"""The figure that every suite has: the share of the cases without a failure."""


def clusters(results: Sequence[Result]) -> dict[str, int]:
    """The row of each cluster in the counts of a measure: in the order of their names, which no process can change."""
    return {name: row for row, name in enumerate(sorted({result.cluster for result in results}))}


def means(results: Sequence[Result], *, lower_is_better: Sequence[str] = ()) -> list[Measure]:
    """The share of the cases that passed, and the mean of every figure over the cases that have it."""
    rows = clusters(results)
    names = list(dict.fromkeys(name for result in results for name in result.figures))
    counts = {name: np.zeros((len(rows), 2)) for name in (PASSED, *names)}
    for result in results:
        values = {PASSED: float(not result.failures), **result.figures}
        for name, value in values.items():
            if value is not None:
                counts[name][rows[result.cluster]] += [value, 1]
    return [
        Measure(name, table, ratio, int(table[:, 1].sum()), higher_is_better=name not in lower_is_better)
        for name, table in counts.items()
    ]


def sampled(cases: Sequence[Case], most: int, seed: int = 0) -> list[Case]:
    """At most so many of the cases, drawn by the seed, in their order. With more the fewer are among them."""
    drawn = sorted(range(len(cases)), key=lambda place: random.Random(f"{seed}:{cases[place].id}").random())
    return [cases[place] for place in sorted(drawn[:most])]


def alone(suite: Suite, asked: Asked, bench: "Bench | None" = None) -> list[Result]:
    """Run a suite in this process, for tests and for programs of one's own. What a case raises goes through."""
    from evals.bench import Bench

    bench = bench or Bench(asked)
    return [suite.run(case, bench).of(case) for case in suite.cases(asked)]
