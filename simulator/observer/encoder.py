"""The trained ear: one pass of a small encoder over a turn, with what was said before it and the facts nearest to it.

    listen("ok noted. are you guys hiring rn?", context).chance[Kind.DIRECT_JOB_ASK]  ->  a logit
    ....................................................place[Kind.DIRECT_JOB_ASK]   ->  (10, 36)

MiniLM-L6, fine-tuned on the labelled turns in `evals/labelled` by `evals/train/encoder.py` and kept as int8 ONNX beside
this file. It runs on one core without a server; onnxruntime, because it is small and does nothing else.
"""

import json
from collections.abc import Iterator, Mapping
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


SLOWER_FUSED = "SkipLayerNormFusion"
"""An optimisation of onnxruntime's that costs an eighth of the time on one core instead of saving any."""


REMEMBERED = 512
"""Readings whose logits are kept, the turns of some thirty calls: a call is graded soon after it was held, and most of
what tells two calls apart (a name, a greeting) the encoder is not given to read."""


@lru_cache(maxsize=2)
def _session(folder: Path) -> "InferenceSession":
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    # a server listens to many calls at once; one core a turn is what it can count on
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return InferenceSession(
        str(folder / "encoder.onnx"),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=[SLOWER_FUSED],
    )


@lru_cache(maxsize=2)
def _kinds(folder: Path) -> tuple[Kind, ...]:
    return tuple(map(Kind, json.loads((folder / "kinds.json").read_text(encoding="utf-8"))))


def listen(text: str, context: Context, folder: Path = WEIGHTS) -> Impression:
    """One turn through the encoder."""
    kinds = _kinds(folder)
    chance, loudest = np.full(len(kinds), -20.0), np.full(len(kinds), -20.0)
    place = np.tile((0, len(text)), (len(kinds), 1))
    for reading in readings(text, context, tokenizer(folder)):
        turn, token = _run(reading.ids, reading.types, folder)
        chance = np.maximum(chance, turn)
        first = reading.types.index(1)
        for loud, start, end in _sentences(text, reading, token[first : first + len(reading.spans)]):
            louder = loud > loudest
            loudest = np.where(louder, loud, loudest)
            place[louder] = start, end
    return Impression(
        dict(zip(kinds, chance.tolist(), strict=True)),
        dict(zip(kinds, loudest.tolist(), strict=True)),
        {kind: (int(start), int(end)) for kind, (start, end) in zip(kinds, place, strict=True)},
    )


@lru_cache(maxsize=REMEMBERED)
def _run(ids: tuple[int, ...], types: tuple[int, ...], folder: Path) -> "tuple[NDArray[Any], NDArray[Any]]":
    """Logits: of the turn, a number a kind, and of each token. They are kept, so nobody may write into them."""
    read = np.array([ids], dtype=np.int64)
    feed = {"ids": read, "mask": np.ones_like(read), "types": np.array([types], dtype=np.int64)}
    turn, token = _session(folder).run(None, feed)
    for logits in (turn, token):
        logits.flags.writeable = False
    return turn[0], token[0]


def forget() -> None:
    """Keep nothing of what was read, for whoever measures how long it takes."""
    _run.cache_clear()


BEST = 4
"""Tokens of a sentence that speak for it: a kind is seldom carried by more."""


def _sentences(text: str, reading: Reading, own: "NDArray[Any]") -> "Iterator[tuple[NDArray[Any], int, int]]":
    """For each sentence the mean of its best few tokens, kind by kind, and where it stands."""
    if not reading.spans:
        return
    starts, ends = np.array(reading.spans).T
    for sentence in sentences(text):
        inside = own[(starts < sentence.end) & (sentence.start < ends)]
        if len(inside):
            best = min(BEST, len(inside))
            yield np.partition(inside, -best, axis=0)[-best:].mean(0), sentence.start, sentence.end
