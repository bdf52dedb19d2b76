"""Makes the regression by which the offline professional tells kinds of questions apart, from `prompts/questions.yaml`.

    python -m evals.train.kinds [-o simulator/professional/kinds.npz]

A softmax regression on the examples' vectors. Examples that speak of "your field" are also given with fields in its
place, so that the words of a trade don't count for much. Deterministic; prints how many examples it tells rightly that
it was not made from.
"""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simulator.meaning import meanings, unit
from simulator.professional.kinds import WEIGHTS, fingerprint, kinds
from simulator.professional.lines import chance

Floats = npt.NDArray[np.float64]

FIELDS = (
    *("advertising", "archaeology", "architecture", "banking", "beekeeping", "biology", "carpentry", "dentistry"),
    *("diplomacy", "economics", "farming", "film", "fire fighting", "fishing", "forestry", "geology", "insurance"),
    *("journalism", "linguistics", "mining", "museums", "music", "pharmacy", "plumbing", "politics", "publishing"),
    *("railways", "robotics", "social work", "software", "sports", "statistics", "teaching", "textiles", "tourism"),
)
"""Trades to put in place of "your field"."""
_FIELD = re.compile(
    r"\b(?:this|that|the|your) (?:field|industry|sector|profession|business|trade|line of work|line|work|job)\b"
)
IN_FIELDS = 2
"""Times that such an example is given with a field."""
STEPS, RATE, SCALE, DECAY = 250, 0.02, 8.0, 0.001
FOLDS = 8


def gathered() -> tuple[list[str], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The examples, the kind of each, and which of them come of one: those stay together when it is tried."""
    texts, kind_of, source = [], [], []
    for place, kind in enumerate(kinds()):
        for text in kind.like:
            number = len(set(source))
            fields = (
                [FIELDS[chance(text, time) % len(FIELDS)] for time in range(IN_FIELDS)] if _FIELD.search(text) else []
            )
            for given in (text, *(_FIELD.sub(field, text) for field in fields)):
                texts.append(given)
                kind_of.append(place)
                source.append(number)
    return texts, np.array(kind_of), np.array(source)


def fit(vectors: Floats, kind_of: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Slopes (a column a kind) and levels, by Adam, from nothing, a fixed number of steps."""
    signs = np.c_[vectors * SCALE, np.full(len(vectors), 1.0)]
    wanted = np.eye(len(kinds()))[kind_of]
    weights, first, second = (np.zeros((signs.shape[1], wanted.shape[1])) for _ in range(3))
    for step in range(1, STEPS + 1):
        seen = signs @ weights
        share = np.exp(seen - seen.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        down = signs.T @ (share - wanted) / len(signs) + DECAY * weights
        first, second = 0.9 * first + 0.1 * down, 0.99 * second + 0.01 * down**2
        weights -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights[:-1] * SCALE, weights[-1]


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, write, and say how well it does on what was left out."""
    parser = argparse.ArgumentParser(prog="python -m evals.train.kinds", description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=WEIGHTS)
    given = parser.parse_args(arguments)
    texts, kind_of, source = gathered()
    vectors = unit(np.stack([read.whole for read in meanings(texts)])).astype(np.float64)
    fold = np.random.default_rng(0).integers(0, FOLDS, source.max() + 1)[source]
    right = []
    for left in range(FOLDS):
        slopes, levels = fit(vectors[fold != left], kind_of[fold != left])
        right += list((vectors[fold == left] @ slopes + levels).argmax(axis=1) == kind_of[fold == left])
    print(f"{len(texts)} examples of {len(kinds())} kinds; of those left out, {np.mean(right):.3f} are told rightly")
    slopes, levels = fit(vectors, kind_of)
    np.savez_compressed(
        given.output, slopes=slopes.astype(np.float16), levels=levels.astype(np.float16), fingerprint=fingerprint()
    )


if __name__ == "__main__":
    main()
