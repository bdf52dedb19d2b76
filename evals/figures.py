"""Counts by cluster -> figures with a 95 % interval.

    Measure("asks_f1", counts, f1)         counts: one row a cluster, here right, false and missed turns
    estimates([...])                       ->  [Figure("asks_f1", value=0.91, low=0.87, high=0.94, cases=65)]

Turns of one call resemble each other, so calls are resampled whole. Every figure is a function of sums over clusters:
a resample is a vector of weights, and a thousand of them one matrix product.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.float64]
"""One row a cluster, or a resample; the columns are the formula's."""

RESAMPLES = 1000
SEED = 20261

LEVELS = 5
BINS = 10
"""Of the calibration curve, of equal width."""


@dataclass(frozen=True)
class Figure:
    """A figure from 0 to 1, its interval, and on how many cases it rests. None: there was nothing to measure."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    cases: int

    def __str__(self) -> str:
        if self.value is None:
            return "-"
        return f"{self.value:.3f}" + ("" if self.low is None else f" ({self.low:.3f} to {self.high:.3f})")


@dataclass(frozen=True)
class Measure:
    """What to count and what to make of it. `formula`: summed rows -> a value a row, nan where there is none."""

    name: str
    counts: Counts
    formula: Callable[[Counts], Counts]
    cases: int
    higher_is_better: bool = True


def estimates(measures: Sequence[Measure], *, resamples: int = RESAMPLES, seed: int = SEED) -> list[Figure]:
    """Every measure with its percentile bootstrap interval. The same counts give the same figures."""
    return [_estimate(one, weights(one.counts.shape[0], resamples, seed)) for one in measures]


@lru_cache(maxsize=8)
def weights(clusters: int, resamples: int, seed: int) -> Counts:
    """How often each cluster is in each resample; the same for all measures over as many clusters."""
    chance = np.random.default_rng(seed)
    rows = [
        np.bincount(chance.integers(0, clusters, clusters), minlength=clusters) if clusters else np.zeros(0)
        for _ in range(resamples)
    ]
    return np.array(rows, dtype=np.float64)


def _estimate(measure: Measure, weights: Counts) -> Figure:
    value = float(measure.formula(measure.counts.sum(axis=0, keepdims=True))[0])
    around = measure.formula(weights @ measure.counts)
    around = around[~np.isnan(around)]
    if np.isnan(value):
        return Figure(measure.name, None, None, None, measure.cases)
    if not around.size:
        return Figure(measure.name, round(value, 4), None, None, measure.cases)
    low, high = (float(edge) for edge in np.percentile(around, [2.5, 97.5]))
    return Figure(measure.name, round(value, 4), round(low, 4), round(high, 4), measure.cases)


def ratio(sums: Counts) -> Counts:
    """Columns: part, whole; nan where the whole is nothing."""
    shares: Counts = np.full(len(sums), np.nan)
    np.divide(sums[:, 0], sums[:, 1], out=shares, where=sums[:, 1] != 0)
    return shares


def precision(sums: Counts) -> Counts:
    """Columns: right, false, missed."""
    return ratio(np.stack([sums[:, 0], sums[:, 0] + sums[:, 1]], axis=1))


def recall(sums: Counts) -> Counts:
    """Columns: right, false, missed."""
    return ratio(np.stack([sums[:, 0], sums[:, 0] + sums[:, 2]], axis=1))


def f1(sums: Counts) -> Counts:
    """Columns: right, false, missed."""
    return ratio(np.stack([2 * sums[:, 0], 2 * sums[:, 0] + sums[:, 1] + sums[:, 2]], axis=1))


def mean_f1(sums: Counts) -> Counts:
    """Columns: right, false, missed, of one kind after the other. The mean over the kinds that occur."""
    each = np.stack([f1(sums[:, at : at + 3]) for at in range(0, sums.shape[1], 3)], axis=1)
    there = ~np.isnan(each)
    return ratio(np.stack([np.where(there, each, 0).sum(axis=1), there.sum(axis=1)], axis=1))


def quadratic_kappa(sums: Counts) -> Counts:
    """Columns: the table of levels, expected by given, row after row. nan where all are on one level: no chance to err.

    Cohen's kappa with weights that grow with the square of the distance (Cohen 1968).
    """
    table = sums.reshape(-1, LEVELS, LEVELS)
    steps = np.arange(LEVELS)
    distance = (steps[:, None] - steps[None, :]) ** 2
    chance = table.sum(axis=2)[:, :, None] * table.sum(axis=1)[:, None, :]
    observed = (table * distance).sum(axis=(1, 2)) * table.sum(axis=(1, 2))
    return 1 - ratio(np.stack([observed, (chance * distance).sum(axis=(1, 2))], axis=1))


def calibration_error(sums: Counts) -> Counts:
    """Columns: a bin's number, sum of confidences and number of right ones, bin after bin.

    The expected calibration error (Naeini 2015): the bins' distances of mean confidence and share right, by their size.
    """
    number, confidence, right = sums[:, 0::3], sums[:, 1::3], sums[:, 2::3]
    return ratio(np.stack([np.abs(confidence - right).sum(axis=1), number.sum(axis=1)], axis=1))
