"""Two runs of the same cases -> what got better, what got worse, and what nobody can tell.

    judged(compared(suite, before, after))
    ->  [Change("asks_f1", before=0.91, after=0.93, difference=0.02, low=0.01, high=0.04, verdict="better", ...)]

Only cases that both runs have are looked at, pair by pair. The interval of a change is a bootstrap over clusters, both
runs drawn alike. Whether a change is one is asked of a permutation test: if the two runs were the same, either could
have given either of a cluster's two results, so they are swapped at random, cluster by cluster. Over all metrics the
chance to call any change one that is none is held to 5 % (Holm 1979); metrics on which too few clusters differ for any
test to tell are not counted among them (Tarone 1990), which takes nothing from that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from evals.figures import RESAMPLES, SEED, Counts, Measure, weights
from evals.suite import Result, Suite

ALPHA = 0.05
SWAPS = 20_000
"""The smallest p that so many can give, 0.00005, is enough for a thousand metrics."""
SLACK = 1e-9
"""Below this two differences are one: sums in another order."""

Verdict = Literal["better", "worse", "not shown", "same"]


@dataclass(frozen=True)
class Change:
    """A figure in two runs."""

    name: str
    before: float | None
    after: float | None
    difference: float | None
    low: float | None
    high: float | None
    differing: int
    """Clusters whose counts are not the same in both."""
    p: float | None
    """By permutation; None where nothing differs, or too little for any test."""
    adjusted: float | None = None
    """After Holm, over all metrics of the comparison."""
    verdict: Verdict = "same"
    higher_is_better: bool = True


@dataclass(frozen=True)
class Flip:
    """A case that held and no longer does, or the other way round."""

    suite: str
    case: str
    holds: bool
    why: str
    """The first line of what failed, in the run in which it did."""


def paired(before: Sequence[Result], after: Sequence[Result]) -> tuple[list[Result], list[Result]]:
    """The results of the cases that both have, in the later run's order, each under the later one's cluster."""
    known = {result.case: result for result in before}
    both = [result for result in after if result.case in known]
    return [replace(known[result.case], cluster=result.cluster) for result in both], both


def compared(suite: Suite, before: Sequence[Result], after: Sequence[Result]) -> list[Change]:
    """The changes of a suite's figures, not yet corrected for their number."""
    ours, theirs = paired(before, after)
    if not ours:
        return []
    earlier = {measure.name: measure for measure in suite.measures(ours)}
    return [
        _change(earlier[later.name], later)
        for later in suite.measures(theirs)
        if later.name in earlier and later.counts.shape == earlier[later.name].counts.shape
    ]


def flips(suite: str, before: Sequence[Result], after: Sequence[Result]) -> list[Flip]:
    """The cases that hold in one run only."""
    return [
        Flip(suite, later.case, not later.failures, (later.failures or earlier.failures)[0])
        for earlier, later in zip(*paired(before, after), strict=True)
        if bool(earlier.failures) != bool(later.failures)
    ]


def judged(changes: Sequence[Change]) -> list[Change]:
    """The same with their verdicts, corrected for their number."""
    tested = sorted((change.p, place) for place, change in enumerate(changes) if change.p is not None)
    adjusted: dict[int, float] = {}
    highest = 0.0
    for rank, (p, place) in enumerate(tested):
        highest = max(highest, min(1.0, (len(tested) - rank) * p))
        adjusted[place] = highest
    return [_verdict(change, adjusted.get(place)) for place, change in enumerate(changes)]


def _verdict(change: Change, adjusted: float | None) -> Change:
    if not change.differing:
        return change
    if adjusted is None or adjusted > ALPHA or not change.difference:
        return replace(change, adjusted=adjusted, verdict="not shown")
    better = (change.difference > 0) == change.higher_is_better
    return replace(change, adjusted=adjusted, verdict="better" if better else "worse")


def _change(earlier: Measure, later: Measure) -> Change:
    before, after = earlier.counts, later.counts
    was, now = (float(one.formula(one.counts.sum(axis=0, keepdims=True))[0]) for one in (earlier, later))
    differing = np.flatnonzero((before != after).any(axis=1))
    known = not np.isnan(was) and not np.isnan(now)
    low = high = p = None
    if known and differing.size:
        drawn = weights(len(before), RESAMPLES, SEED)
        spread = later.formula(drawn @ after) - earlier.formula(drawn @ before)
        spread = spread[~np.isnan(spread)]
        if spread.size:
            low, high = (round(float(edge), 4) for edge in np.percentile(spread, [2.5, 97.5]))
        if 2.0 ** (1 - differing.size) <= ALPHA:
            p = _permuted(earlier, later, differing, now - was)
    return Change(
        later.name, _rounded(was), _rounded(now), _rounded(now - was), low, high, int(differing.size), p,
        higher_is_better=later.higher_is_better,
    )  # fmt: skip


def _permuted(earlier: Measure, later: Measure, differing: npt.NDArray[np.intp], seen: float) -> float:
    """How often runs that are alike differ by as much, two-sided; the runs as they are count as one draw."""
    before, after = earlier.counts[differing], later.counts[differing]
    rest_before = earlier.counts.sum(axis=0) - before.sum(axis=0)
    rest_after = later.counts.sum(axis=0) - after.sum(axis=0)
    swap: Counts = np.random.default_rng(SEED).integers(0, 2, (SWAPS, differing.size)).astype(np.float64)
    one = rest_before + before.sum(axis=0) + swap @ (after - before)
    other = rest_after + after.sum(axis=0) + swap @ (before - after)
    difference = later.formula(other) - earlier.formula(one)
    # where there is no value the swap counts against the change
    as_far = np.isnan(difference) | (np.abs(difference) >= abs(seen) - SLACK)
    return (1 + int(as_far.sum())) / (1 + SWAPS)


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 4)
