"""What kind of question it is, by its meaning.

    likelihood(meaning("what's the money like").whole)   ->   [0.00, ..., 0.93 (pay), ..., 0.01 (off the subject)]

The kinds, with examples of each, are in `prompts/questions.yaml`; a softmax regression on the examples' meanings, made
by `python -m evals.train.kinds`, is in `kinds.npz` beside this file.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from simulator.document import read_as
from simulator.meaning import Vectors, on_one_core
from simulator.persona import Topic
from simulator.resources import prompts_dir

WEIGHTS = Path(__file__).parent / "kinds.npz"


class QuestionKind(BaseModel):
    """One kind of question."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: Topic | None
    """None: what has no place in such a call."""
    asked: str = ""
    """Words under which personas file what they would say to it."""
    like: Annotated[tuple[str, ...], Field(min_length=2)]


class _Questions(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["questions/1"]
    kinds: Annotated[tuple[QuestionKind, ...], Field(min_length=2)]


@cache
def kinds() -> tuple[QuestionKind, ...]:
    """The kinds that came with the program."""
    return read_as(prompts_dir() / "questions.yaml", _Questions).kinds


def fingerprint() -> str:
    """What the regression was made from: it must be made again when this changes."""
    return hashlib.sha256("\n".join(text for kind in kinds() for text in ("", *kind.like)).encode()).hexdigest()


@cache
def off_subject() -> npt.NDArray[np.bool_]:
    """Which kinds have no place in the call: one truth a kind."""
    return np.array([kind.topic is None for kind in kinds()])


@cache
def _regression() -> tuple[Vectors, Vectors]:
    with np.load(WEIGHTS) as kept:
        return kept["slopes"].astype(np.float32), kept["levels"].astype(np.float32)


def logits(vector: Vectors) -> Vectors:
    """How a unit vector looks to each kind; one number a kind."""
    slopes, levels = _regression()
    with on_one_core():
        found: Vectors = vector @ slopes + levels
    return found


def likelihood(vector: Vectors) -> Vectors:
    """How likely each kind is, as shares of one."""
    seen = logits(vector)
    weights = np.exp(seen - seen.max())
    found: Vectors = weights / weights.sum()
    return found
