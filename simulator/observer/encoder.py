"""The trained ear: one pass of a small encoder over a turn, with what was said before it and the facts nearest to it.

    listen("ok noted. are you guys hiring rn?", context).chance[Kind.DIRECT_JOB_ASK]  ->  a logit
    ....................................................place[Kind.DIRECT_JOB_ASK]   ->  (10, 36)

MiniLM-L6, fine-tuned on the labelled turns in `evals/labelled` by `evals/train/encoder.py` and kept as int8 ONNX beside
this file. It runs on one core without a server; onnxruntime, because it is small and does nothing else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.observation import Kind
from simulator.observer import Context
from simulator.observer.clauses import sentences
from simulator.observer.reading import WEIGHTS, Reading, readings, tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession


@dataclass(frozen=True)
class Impression:
    """What the encoder makes of a turn."""

    chance: Mapping[Kind, float]
    """Logits, not yet calibrated: the highest over the stretches of a long turn."""
    loudest: Mapping[Kind, float]
    """Logits of the sentence that carries each kind most: one clause among six can carry an ask."""
    place: Mapping[Kind, tuple[int, int]]
    """Where in the turn each kind would stand: characters, whole clauses."""


@lru_cache(maxsize=2)
def _session(folder: Path) -> "InferenceSession":
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    # a server listens to many calls at once; one core a turn is what it can count on
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return InferenceSession(str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=2)
def _kinds(folder: Path) -> tuple[Kind, ...]:
    return tuple(map(Kind, json.loads((folder / "kinds.json").read_text(encoding="utf-8"))))


def listen(text: str, context: Context, folder: Path = WEIGHTS) -> Impression:
    """One turn through the encoder."""
    kinds = _kinds(folder)
    chance, loudest = dict.fromkeys(kinds, -20.0), dict.fromkeys(kinds, -20.0)
    place: dict[Kind, tuple[int, int]] = {}
    for reading in readings(text, context, tokenizer(folder)):
        turn, token = _run(reading, folder)
        first = reading.types.index(1)
        own = token[first : first + len(reading.spans)]
        for column, kind in enumerate(kinds):
            chance[kind] = max(chance[kind], float(turn[column]))
            loud, where = _clause(text, reading, own[:, column])
            if loud > loudest[kind]:
                loudest[kind], place[kind] = loud, where
    return Impression(chance, loudest, place)


def _run(reading: Reading, folder: Path) -> "tuple[NDArray[Any], NDArray[Any]]":
    ids = np.array([reading.ids], dtype=np.int64)
    types = np.array([reading.types], dtype=np.int64)
    turn, token = _session(folder).run(None, {"ids": ids, "mask": np.ones_like(ids), "types": types})
    return turn[0], token[0]


def _clause(text: str, reading: Reading, logits: "NDArray[Any]") -> tuple[float, tuple[int, int]]:
    """The sentence whose tokens carry the kind most, on the mean of its best few, and that mean."""
    best, where = -19.0, (0, len(text))
    for sentence in sentences(text):
        inside = [
            float(logit)
            for logit, (start, end) in zip(logits, reading.spans, strict=True)
            if start < sentence.end and sentence.start < end
        ]
        if inside:
            strongest = sorted(inside, reverse=True)[:4]
            mean = sum(strongest) / len(strongest)
            if mean > best:
                best, where = mean, (sentence.start, sentence.end)
    return best, where
