"""Fits how much each sign counts when the offline professional looks for an answer.

    python -m evals.train.retrieval [evals/labelled/questions-dev.jsonl] [-o simulator/professional/retrieval.json]

First the scores: for each question, the acceptable pieces against all the others that may be told (a softmax over the
pieces). Then whether the best piece is an answer at all: a logistic regression over the questions that have one and
those that have none. Each question is also asked out of the blue and after something else was told. Deterministic.

Prints how well it does on personas that it was not fitted on, each left out in turn.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.retrieval import Case, read
from simulator.persona import Persona, catalogue, load_folder
from simulator.professional.hearing import hear
from simulator.professional.lines import chance
from simulator.professional.retrieval import (
    DOUBTS,
    FILED,
    SIGNS,
    WEIGHTS,
    Both,
    Judgement,
    Library,
    Piece,
    Weights,
    library,
)

Floats = npt.NDArray[np.float64]

QUESTIONS = Path(__file__).parent.parent / "labelled" / "questions-dev.jsonl"
STEPS, RATE = 600, 0.05
SCORES_DECAY, ANSWERS_DECAY = 0.01, 0.02
"""What a weight costs, per squared unit of its sign's spread."""
NOTHING = 0.92
"""Share of the questions without an answer that are to be told so; the rest follows."""
OUT_OF_THE_BLUE = 2
"""Times that each question is asked after something else was told."""


@dataclass(frozen=True, eq=False)
class Example:
    """A question with what may be told, and which of it is right."""

    persona: str
    judged: Judgement
    places: npt.NDArray[np.int64]
    right: npt.NDArray[np.bool_]


def examples(cases: Iterable[Case], personas: Mapping[str, Persona]) -> list[Example]:
    """Every case as it stands, and after something else was told."""
    found = []
    for case in cases:
        known = library(personas[case.persona].private, personas[case.persona].field)
        told = [piece for piece in known.pieces if any(said == piece.text for said in case.before)]
        found.append(_example(case, known, told))
        bases = [
            piece for piece in known.pieces if piece.parent is None and not piece.text.startswith(case.pieces or "\0")
        ]
        bases = [
            piece
            for piece in bases
            if not any(more.parent is piece and more.text.startswith(case.pieces or "\0") for more in known.pieces)
        ]
        if not case.before:
            for time in range(OUT_OF_THE_BLUE):
                found.append(_example(case, known, [bases[chance(case.question, time) % len(bases)]]))
    return found


def _example(case: Case, known: Library, told: Sequence[Piece]) -> Example:
    heard = hear(case.question)
    question = heard.questions[0] if heard.questions else heard.whole
    last = (told[-1].parent or told[-1]) if told else None
    places = [
        place
        for place, piece in enumerate(known.pieces)
        if piece not in told and (piece.parent is None or piece.parent in told)
    ]
    right = [bool(case.pieces) and known.pieces[place].text.startswith(case.pieces) for place in places]
    return Example(case.persona, known.judge(question, last), np.array(places), np.array(right))


def fit(data: Sequence[Example], nothing: float = NOTHING) -> Weights:
    """The weights that tell right from wrong in the data."""
    scores = _fit_scores([one for one in data if one.right.any()])
    doubts = np.stack([_best(one, scores)[0] for one in data])
    there = np.array([float(one.right.any()) for one in data])
    answers = _fit_answers(doubts, there)
    certain = doubts @ answers
    bias = -float(np.quantile(certain[there == 0], nothing))
    return Weights(
        scores=dict(zip(SIGNS, _rounded(scores), strict=True)),
        answers=dict(zip(DOUBTS, _rounded(answers), strict=True)),
        bias=round(bias, 3),
    )


def _rounded(values: Floats) -> list[float]:
    return [round(float(value), 3) for value in values]


def _unfiled(one: Example) -> Example:
    """As it would be for somebody for whom no questions are filed."""
    signs = one.judged.signs.copy()
    signs[:, [SIGNS.index(name) for name in FILED]] = 0
    return replace(one, judged=replace(one.judged, signs=signs))


def _best(one: Example, scores: Floats) -> tuple[Floats, bool]:
    """The doubts about the best piece, and whether it is right."""
    judged = replace(one.judged, scores=one.judged.signs @ scores)
    place = int(np.argmax(judged.scores[one.places]))
    return judged.doubts(int(one.places[place])).astype(np.float64), bool(one.right[place])


def _fit_scores(data: Sequence[Example]) -> Floats:
    most = max(len(one.places) for one in data)
    signs = np.zeros((len(data), most, len(SIGNS)))
    right, there = np.zeros((len(data), most)), np.zeros((len(data), most))
    for row, one in enumerate(data):
        signs[row, : len(one.places)] = one.judged.signs[one.places]
        right[row, : len(one.places)], there[row, : len(one.places)] = one.right, 1
    spread = np.sqrt((signs**2).sum(axis=(0, 1)) / there.sum() - (signs.sum(axis=(0, 1)) / there.sum()) ** 2) + 1e-6
    signs /= spread

    def slope(weights: Floats) -> Floats:
        total = np.where(there > 0, signs @ weights, -np.inf)
        share = np.exp(total - total.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        wanted = share * right
        wanted /= wanted.sum(axis=1, keepdims=True) + 1e-12
        return np.einsum("ijk,ij->k", signs, share - wanted) / len(data) + SCORES_DECAY * weights

    return _descend(slope, len(SIGNS)) / spread


def _fit_answers(doubts: Floats, there: Floats) -> Floats:
    """Both sides weigh the same, however many there are of each."""
    mean, spread = doubts.mean(axis=0), doubts.std(axis=0) + 1e-6
    signs = np.c_[(doubts - mean) / spread, np.ones(len(doubts))]
    weight = np.where(there > 0, 1 / there.sum(), 1 / (1 - there).sum()) / 2

    def slope(weights: Floats) -> Floats:
        off = 1 / (1 + np.exp(-signs @ weights)) - there
        return signs.T @ (off * weight) + ANSWERS_DECAY * np.r_[weights[:-1], 0]

    return _descend(slope, len(DOUBTS) + 1)[:-1] / spread


def _descend(slope: Callable[[Floats], Floats], size: int) -> Floats:
    """Adam (Kingma 2015), from nothing, a fixed number of steps."""
    weights, first, second = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, STEPS + 1):
        down = slope(weights)
        first, second = 0.9 * first + 0.1 * down, 0.999 * second + 0.001 * down**2
        weights = weights - RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


def shares(data: Sequence[Example], chosen: Weights) -> tuple[list[bool], list[bool]]:
    """Which questions get the right piece, and which that have none get nothing."""
    scores = np.array([chosen.scores[name] for name in SIGNS])
    answers = np.array([chosen.answers[name] for name in DOUBTS])
    told, silent = [], []
    for one in data:
        doubts, right = _best(one, scores)
        sure = float(doubts @ answers) + chosen.bias >= 0
        if one.right.any():
            told.append(right and sure)
        else:
            silent.append(not sure)
    return told, silent


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, write, and say how it does on those that were left out."""
    parser = argparse.ArgumentParser(prog="python -m evals.train.retrieval", description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", default=[QUESTIONS])
    parser.add_argument("--personas", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=WEIGHTS)
    given = parser.parse_args(arguments)
    personas = load_folder(given.personas) if given.personas else catalogue()
    data = examples([case for path in given.files for case in read(path)], personas)
    told: list[bool] = []
    silent: list[bool] = []
    for name in sorted({one.persona for one in data}):
        chosen = fit([one for one in data if one.persona != name])
        right, nothing = shares([one for one in data if one.persona == name], chosen)
        print(f"{name:24} right {np.mean(right):.3f} of {len(right)}, nothing {np.mean(nothing):.3f} of {len(nothing)}")
        told, silent = told + right, silent + nothing
    print(f"each left out in turn: right {np.mean(told):.3f}, nothing {np.mean(silent):.3f}")
    chosen = fit(data)
    both = Both(filed=chosen, unfiled=fit(list(map(_unfiled, data))))
    given.output.write_text(json.dumps(both.model_dump(), indent=2) + "\n", encoding="utf-8")
    right, nothing = shares(data, chosen)
    print(f"fitted: right {np.mean(right):.3f}, nothing {np.mean(nothing):.3f}")


if __name__ == "__main__":
    main()
