"""Two runs: nothing is called better that is not, and what is, is."""

import random
from collections.abc import Sequence

import pytest

from evals.compare import ALPHA, compared, flips, judged, paired
from evals.figures import Measure
from evals.suite import Asked, Case, Result, means


class Numbers:
    """A suite of figures that are given."""

    name, about = "numbers", "What are the numbers?"

    def cases(self, asked: Asked) -> list[Case]:
        raise NotImplementedError

    def run(self, case: Case, bench: object) -> Result:
        raise NotImplementedError

    def measures(self, results: Sequence[Result]) -> list[Measure]:
        return means(results, lower_is_better=["slips"])


SUITE = Numbers()


def results(*values: float, name: str = "x", clusters: int | None = None) -> list[Result]:
    """A case for each value; as many clusters as cases if not said otherwise."""
    return [
        Result(str(number), {name: value}, cluster=str(number % (clusters or len(values))))
        for number, value in enumerate(values)
    ]


def verdict(before: list[Result], after: list[Result], name: str = "x") -> str:
    """What is said of one figure."""
    return next(change.verdict for change in judged(compared(SUITE, before, after)) if change.name == name)


def test_what_went_up_in_every_cluster_is_better() -> None:
    assert verdict(results(*[0.0] * 12), results(*[1.0] * 12)) == "better"


def test_of_a_figure_that_should_be_low_less_is_better() -> None:
    before, after = results(*[3.0] * 12, name="slips"), results(*[1.0] * 12, name="slips")
    assert verdict(before, after, "slips") == "better"
    assert verdict(after, before, "slips") == "worse"


def test_the_same_is_the_same() -> None:
    assert verdict(results(1, 2, 3), results(1, 2, 3)) == "same"


def test_a_change_in_few_clusters_is_not_shown_however_large() -> None:
    before, after = results(*[0.0] * 40, clusters=4), results(*[9.0] * 40, clusters=4)
    (change,) = [one for one in judged(compared(SUITE, before, after)) if one.name == "x"]
    assert change.verdict == "not shown"
    assert change.p is None
    assert change.difference == 9


def test_ups_and_downs_that_cancel_are_not_shown() -> None:
    before = results(*[0.0, 1.0] * 10)
    assert verdict(before, results(*[1.0, 0.0] * 10)) == "not shown"


def test_the_interval_of_a_change_holds_the_change() -> None:
    chance = random.Random(1)
    before = results(*[chance.random() for _ in range(40)])
    after = results(*[one.figures["x"] + chance.gauss(0.1, 0.1) for one in before])  # type: ignore[operator]
    (change,) = [one for one in compared(SUITE, before, after) if one.name == "x"]
    assert change.low is not None
    assert change.high is not None
    assert change.difference is not None
    assert 0 < change.low < change.difference < change.high


def test_of_sixty_figures_in_which_nothing_happened_none_is_called_a_change() -> None:
    tempting = false_alarms = 0
    for trial in range(3):
        chance = random.Random(trial)

        def drawn(chance: random.Random = chance) -> list[Result]:
            return [
                Result(str(number), {f"f{at}": chance.random() for at in range(60)}, cluster=str(number))
                for number in range(20)
            ]

        changes = judged(compared(SUITE, drawn(), drawn()))
        tempting += sum(change.p is not None and change.p < ALPHA for change in changes)
        false_alarms += any(change.verdict in {"better", "worse"} for change in changes)
    assert tempting > 0
    assert false_alarms == 0


def test_holm_takes_the_smallest_p_times_their_number_and_never_less_for_a_larger_one() -> None:
    chance = random.Random(3)
    before = [Result(str(n), {"a": 0.0, "b": chance.random()}, cluster=str(n)) for n in range(20)]
    after = [Result(str(n), {"a": 1.0, "b": chance.random()}, cluster=str(n)) for n in range(20)]
    changes = {change.name: change for change in judged(compared(SUITE, before, after))}
    a, b = changes["a"], changes["b"]
    assert a.p is not None
    assert b.p is not None
    assert a.adjusted == pytest.approx(2 * a.p)
    assert b.adjusted == pytest.approx(max(2 * a.p, b.p))


def test_only_cases_that_both_runs_have_are_compared() -> None:
    before, after = paired(results(1, 2, 3), results(1, 2, 3, 4, 5)[1:])
    assert [one.case for one in before] == [one.case for one in after] == ["1", "2"]


def test_a_case_flips_when_it_holds_in_one_run_only() -> None:
    def with_failures(*failures: tuple[str, ...]) -> list[Result]:
        return [Result(str(number), {}, each, cluster=str(number)) for number, each in enumerate(failures)]

    found = flips("s", with_failures((), ("a",), ("b",), ()), with_failures(("c",), (), ("d",), ()))
    assert [(flip.case, flip.holds, flip.why) for flip in found] == [("0", False, "c"), ("1", True, "a")]
