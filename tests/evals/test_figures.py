"""The arithmetic of the figures, against values worked out by hand."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from evals.figures import (
    BINS,
    LEVELS,
    Counts,
    Figure,
    Measure,
    calibration_error,
    estimates,
    f1,
    mean_f1,
    precision,
    quadratic_kappa,
    ratio,
    recall,
)


def _levels(*pairs: tuple[int, int]) -> Counts:
    table = np.zeros((LEVELS, LEVELS))
    for expected, given in pairs:
        table[expected - 1, given - 1] += 1
    return table.reshape(1, -1)


def _one(counts: Sequence[Sequence[float]], formula: Callable[[Counts], Counts] = ratio) -> Figure:
    return estimates([Measure("x", np.array(counts, dtype=np.float64), formula, len(counts))])[0]


def test_precision_recall_and_f1() -> None:
    sums = np.array([[6.0, 2.0, 4.0]])
    assert precision(sums)[0] == pytest.approx(0.75)
    assert recall(sums)[0] == pytest.approx(0.6)
    assert f1(sums)[0] == pytest.approx(2 / 3)


def test_the_mean_is_over_the_kinds_that_occur() -> None:
    assert mean_f1(np.array([[1.0, 0, 0, 0, 0, 0, 1, 2, 0]]))[0] == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        pytest.param([(level, level) for level in range(1, 6)], 1.0, id="same"),
        pytest.param([(1, 5), (5, 1)], -1.0, id="reversed"),
        # two levels only: Cohen's own kappa; 20, 5, 10, 15 is the textbook's example
        pytest.param([(1, 1)] * 20 + [(1, 2)] * 5 + [(2, 1)] * 10 + [(2, 2)] * 15, 0.4, id="textbook"),
        # squares: observed 1 + 9 + 0 + 9; by chance, every row with every column, (34 + 18 + 18 + 18) / 4
        pytest.param([(1, 2), (2, 5), (5, 5), (5, 2)], 1 - 19 / 22, id="by-hand"),
    ],
)
def test_kappa_weighs_by_the_square_of_the_distance(pairs: list[tuple[int, int]], kappa: float) -> None:
    assert quadratic_kappa(_levels(*pairs))[0] == pytest.approx(kappa)


def test_kappa_is_unknown_where_all_are_on_one_level() -> None:
    assert np.isnan(quadratic_kappa(_levels((3, 3), (3, 3)))[0])


def test_the_calibration_error_weighs_bins_by_their_size() -> None:
    bins = np.zeros((BINS, 3))
    bins[9] = [8, 7.6, 6]  # said 0.95, right 0.75
    bins[5] = [2, 1.1, 1]  # said 0.55, right 0.5
    assert calibration_error(bins.reshape(1, -1))[0] == pytest.approx(0.8 * 0.2 + 0.2 * 0.05)


def test_the_interval_holds_the_value_and_narrows_with_more_calls() -> None:
    few = _one([[0, 1], [1, 1]] * 10)
    many = _one([[0, 1], [1, 1]] * 200)
    assert few.value == many.value == 0.5
    assert few.low < many.low < 0.5 < many.high < few.high  # type: ignore[operator]


def test_errors_that_come_in_the_same_call_make_the_interval_wide() -> None:
    apart = _one([[1, 1]] * 45 + [[0, 1]] * 5)
    together = _one([[5, 5]] * 9 + [[0, 5]])
    assert apart.value == together.value == 0.9
    assert together.low < apart.low  # type: ignore[operator]


def test_the_same_counts_give_the_same_interval() -> None:
    assert _one([[0, 1], [1, 1]] * 10) == _one([[0, 1], [1, 1]] * 10)


@pytest.mark.parametrize("formula", [ratio, precision, recall, f1, mean_f1], ids=lambda one: one.__name__)
def test_nothing_to_count_is_no_figure_rather_than_zero(formula: Callable[[Counts], Counts]) -> None:
    assert _one([[0, 0, 0], [0, 0, 0]], formula) == Figure("x", None, None, None, 2)
