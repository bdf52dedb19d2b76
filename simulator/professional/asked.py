"""The questions that are filed for a persona's material, and which piece a question is nearest to by them.

    filed(texts).nearness(vector)   ->   one number a piece: how near the nearest questions filed for it are

What people ask and what answers it share few words and little meaning ("Do you ever sleep badly?", "The pump in
Joliet"); two questions with one answer share a good deal. So every piece of a persona that comes with the program has
its questions in `prompts/asked`, and their vectors, mapped by what `evals/train/asked.py` learnt, stand in `asked.npz`.
A persona without such a file goes without.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from simulator.meaning import Vectors, unit
from simulator.persona import Private
from simulator.resources import prompts_dir

VECTORS = Path(__file__).parent / "asked.npz"
LENGTH = 60
"""Characters of a piece by which it is known in the files."""
NEAREST, FEW = 0.7, 3
"""Of the nearest question and of the mean of the few nearest, how much each weighs in the nearness of a piece."""


class Row(BaseModel):
    """A piece, by how it begins, and what people ask to be told it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    piece: str
    asked: tuple[str, ...]


class Questions(BaseModel):
    """One file of `prompts/asked`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["asked/1"]
    persona: str
    pieces: tuple[Row, ...]


@dataclass(frozen=True, eq=False)
class Filed:
    """The vectors of a persona's filed questions, and the piece that each is filed for."""

    STEPS: ClassVar[int] = 127
    vectors: Vectors
    owners: npt.NDArray[np.int64]
    count: int
    """Pieces."""

    def nearness(self, vector: Vectors) -> Vectors:
        """For each piece, -1 to 1; -1 where nothing is filed for it. `vector` is a question's, as it was read."""
        near = self.vectors @ unit(vector @ _map())
        found = np.full(self.count, -1.0, dtype=np.float32)
        for place in np.unique(self.owners):
            best = np.sort(near[self.owners == place])[::-1]
            found[place] = NEAREST * best[0] + (1 - NEAREST) * best[:FEW].mean()
        return found


def filed(texts: Sequence[str]) -> Filed | None:
    """What is filed for these pieces of one persona; nothing, if they are of none that has a file."""
    begun = {folded(text)[:LENGTH]: place for place, text in enumerate(texts)}
    persona = max(sorted(_persons()), key=lambda each: sum(row.piece in begun for row in filed_questions(each).pieces))
    owners: list[int] = []
    kept: list[int] = []
    at = 0
    for row in filed_questions(persona).pieces:
        if row.piece in begun:
            kept += range(at, at + len(row.asked))
            owners += [begun[row.piece]] * len(row.asked)
        at += len(row.asked)
    if not kept:
        return None
    vectors: Vectors = _vectors()[persona][kept].astype(np.float32) / np.float32(Filed.STEPS)
    return Filed(vectors, np.array(owners, dtype=np.int64), len(texts))


@cache
def filed_questions(persona: str) -> Questions:
    """The file of a persona. Raises `FileNotFoundError` if it has none."""
    path = prompts_dir() / "asked" / f"{persona}.json"
    return Questions.model_validate_json(path.read_text(encoding="utf-8"))


def texts_of(private: Private) -> list[str]:
    """All that a persona could say, in the order in which it is filed."""
    told = [text for answer in private.answers for text in (answer.text, *answer.more)]
    told += [text for story in private.stories for text in (story.text, *story.more)]
    return told + list(private.opinions)


def folded(text: str) -> str:
    """With single spaces, as the files quote it."""
    return " ".join(text.split())


def _persons() -> list[str]:
    return [name for name in _vectors() if name != "map"]


@cache
def _vectors() -> Mapping[str, Vectors]:
    with np.load(VECTORS) as arrays:
        return {name: arrays[name] for name in arrays.files}


@cache
def _map() -> Vectors:
    found: Vectors = _vectors()["map"].astype(np.float32)
    return found
