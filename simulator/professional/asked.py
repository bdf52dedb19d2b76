"""The questions that are filed for a persona's material, and which piece a question is nearest to by them.

    filed(texts).nearness(turned(vector))   ->   per piece, how near its nearest question is, and all

What people ask and what answers it share few words and little meaning ("Do you ever sleep badly?", "The pump in
Joliet"); two questions with one answer share a good deal. So every piece of a persona that comes with the program has
its questions in `prompts/asked`, and their vectors, mapped by what `evals/train/asked.py` learnt, stand in `asked.npz`.
A persona without such a file goes without.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from simulator.meaning import Vectors, unit
from simulator.persona import Private
from simulator.professional.hearing import stems
from simulator.resources import prompts_dir

VECTORS = Path(__file__).parent / "asked.npz"
MAP, NOTHING, COMMON, BESIDE = "map", "nothing", "common words", " beside"
"""What the vectors' file holds besides the vectors of each persona's questions; the last one after a persona's id."""
LENGTH = 60
"""Characters of a piece by which it is known in the files."""
SHARP = 12.0
"""How much more the near questions of a piece count than the far ones, when all of them are taken together."""
NOTHING_FILED = -1.0
"""How near the questions of a piece are that has none."""


class Row(BaseModel):
    """A piece, by how it begins, and what people ask to be told it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    piece: str
    asked: tuple[str, ...]


class Nothing(BaseModel):
    """`prompts/asked/nothing.json`: what people ask on which nobody has anything to say here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["nothing/1"]
    asked: tuple[str, ...]


class Questions(BaseModel):
    """One file of `prompts/asked`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["asked/1"]
    persona: str
    pieces: tuple[Row, ...]
    nothing: tuple[str, ...] = ()
    """What people ask this person on which they have nothing to say, though others might."""


@dataclass(frozen=True, eq=False)
class Filed:
    """The vectors of a persona's filed questions, and the piece that each is filed for."""

    STEPS: ClassVar[int] = 127
    vectors: Vectors
    owners: npt.NDArray[np.int64]
    stems: tuple[frozenset[str], ...]
    """Of each piece, the content words of what is asked for it."""
    beside: Vectors
    """The vectors of the questions on which this person has nothing, those on which nobody has anything included."""

    @property
    def count(self) -> int:
        """Pieces."""
        return len(self.stems)

    def nearness(self, vector: Vectors) -> tuple[Vectors, Vectors]:
        """For each piece, how near its nearest question is and how near all of them are, -1 to 1; `vector` is turned.

        All of them are taken as a sum of exponentials, so that many near ones count more than one; over the root of
        their number, so that a piece for which much is filed isn't the answer to everything.
        """
        near = self.vectors @ vector
        nearest = np.full(self.count, NOTHING_FILED, dtype=np.float32)
        np.maximum.at(nearest, self.owners, near)
        total = np.bincount(self.owners, np.exp(SHARP * near), self.count)
        number = np.bincount(self.owners, minlength=self.count)
        together = np.full(self.count, NOTHING_FILED, dtype=np.float32)
        together[number > 0] = np.log(total[number > 0] / np.sqrt(number[number > 0])) / SHARP
        return nearest, together

    def aside(self, vector: Vectors) -> float:
        """How near the questions are on which they have nothing, all together; `vector` is turned."""
        return _together(self.beside @ vector)


def filed(texts: Sequence[str]) -> Filed | None:
    """What is filed for these pieces of one persona; nothing, if they are of none that has a file."""
    begun = {folded(text)[:LENGTH]: place for place, text in enumerate(texts)}
    persona = max(sorted(_persons()), key=lambda each: sum(row.piece in begun for row in filed_questions(each).pieces))
    owners: list[int] = []
    kept: list[int] = []
    words: list[set[str]] = [set() for _ in texts]
    at = 0
    for row in filed_questions(persona).pieces:
        if row.piece in begun:
            kept += range(at, at + len(row.asked))
            owners += [begun[row.piece]] * len(row.asked)
            words[begun[row.piece]].update(*map(stems, row.asked))
        at += len(row.asked)
    if not kept:
        return None
    vectors: Vectors = _vectors()[persona][kept].astype(np.float32) / np.float32(Filed.STEPS)
    own = _vectors()[persona + BESIDE].astype(np.float32) / np.float32(Filed.STEPS)
    return Filed(
        vectors, np.array(owners, dtype=np.int64), tuple(map(frozenset, words)), np.concatenate([_beside(), own])
    )


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


def nothing() -> Nothing:
    """The questions that are filed for no piece of anybody."""
    return Nothing.model_validate_json((prompts_dir() / "asked" / "nothing.json").read_text(encoding="utf-8"))


def beside(vector: Vectors) -> float:
    """How near the questions on which nobody has anything are, all together; `vector` is turned."""
    return _together(_beside() @ vector)


def _together(near: Vectors) -> float:
    return float(np.log(np.exp(SHARP * near).sum()) / SHARP)


@cache
def common() -> frozenset[str]:
    """Content words that are asked of people in several trades."""
    return frozenset(map(str, _vectors()[COMMON]))


@cache
def _beside() -> Vectors:
    found: Vectors = _vectors()[NOTHING].astype(np.float32) / np.float32(Filed.STEPS)
    return found


def _persons() -> list[str]:
    return [name for name in _vectors() if name not in {MAP, NOTHING, COMMON} and not name.endswith(BESIDE)]


@cache
def _vectors() -> Mapping[str, npt.NDArray[Any]]:
    with np.load(VECTORS) as arrays:
        return {name: arrays[name] for name in arrays.files}


@cache
def _map() -> Vectors:
    found: Vectors = _vectors()[MAP].astype(np.float32)
    return found


def turned(vectors: Vectors) -> Vectors:
    """Vectors of questions or of what answers them, as they were read, to where a question lies near its answer."""
    return unit(vectors @ _map())
