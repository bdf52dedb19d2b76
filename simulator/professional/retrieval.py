"""What this person could say, and which of it answers a question.

    library(persona.private, persona.field).judge(question, going_on=None).scores   ->  one number a piece

`Library` holds a persona's material as pieces and says how well each answers a question: by what both mean, by the kind
of question it is, and by the rare words that they share. The weights are fitted on `evals/labelled/questions-dev.jsonl`
by `evals/train/retrieval.py` and stand in `retrieval.json` beside this file.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import log
from pathlib import Path
from threading import Lock, Thread
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from simulator.meaning import Meaning, Vectors, meaning, meanings, unit
from simulator.persona import Private, Topic
from simulator.professional.asked import filed
from simulator.professional.hearing import MOST, Question, cues, stems, topics_of
from simulator.professional.kinds import kinds, likelihood, off_subject
from simulator.professional.lines import sentences, wording

PieceKind = Literal["answer", "story", "opinion", "more", "generic"]


@dataclass(frozen=True)
class Piece:
    """Something that the persona could say. Equal to itself only."""

    kind: PieceKind
    text: str
    topics: Mapping[Topic, float]
    """Weight 0 to 3."""
    title: str = ""
    """What it is about and the words by which a question would find it, as the persona's author put them."""
    parent: "Piece | None" = None
    """Of a `more`: what it adds to."""
    sentences: tuple[str, ...] = field(init=False)
    stems: frozenset[str] = field(init=False)
    asked: frozenset[str] = field(init=False)
    """Stems of the title."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentences", tuple(sentences(self.text)))
        object.__setattr__(self, "stems", stems(self.text))
        object.__setattr__(self, "asked", stems(self.title))

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


SIGNS = (
    "words",  # rare words in common, by their rarity
    "led up",  # the same, of what led up to the question
    "whole",  # cosine of question and piece
    "title",  # cosine of question and title
    "each",  # of the question's words, how near the nearest word of the piece is: their mean
    "kind",  # how likely it is that the question is of a kind that the piece's topic has
    "asked",  # the same for the words under which the kind is filed
    "filed",  # both at once
    "opinion",
    "story",
    "heard",  # how near the nearest questions filed for the piece are; 0 where none are
    "goes on",  # it continues what was told last; the rest are signs that this is wanted
    "and then",  # nothing but "and then?" was asked
    "points",  # "did they ...": a word that points back
    "picks up",  # "you said that ..."
    "short",  # few words that carry meaning: one of so many
    "known",  # how likely the likeliest kind of question is
    "link",  # cosine of question and what was told last
    "named",  # rare words that it shares with what was told last
)
"""What speaks for a piece, in the order of the weights."""

DOUBTS = (
    "score",
    "heard",
    "off",  # how likely the question has no place in the call
    "known",  # how likely the likeliest kind that has
    "words",  # the rest are the best piece's
    "each",
    "least",  # of the question's words, how near the nearest word is: the farthest
    "goes on",
)
"""What tells whether the best piece is an answer at all."""


class Weights(BaseModel):
    """How much each sign and each doubt counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scores: Mapping[str, float]
    answers: Mapping[str, float]
    bias: float


class Both(BaseModel):
    """`retrieval.json`, read: for people for whose material questions are filed, and for all others."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    filed: Weights
    unfiled: Weights


@cache
def weights(filed: bool) -> Weights:
    """The weights that came with the program."""
    both = Both.model_validate_json(WEIGHTS.read_text(encoding="utf-8"))
    return both.filed if filed else both.unfiled


WEIGHTS = Path(__file__).parent / "retrieval.json"


@dataclass(frozen=True, eq=False)
class Judgement:
    """How well each piece answers a question."""

    signs: Vectors
    """One row a piece, the columns are `SIGNS`."""
    least: Vectors
    off: float
    known: float
    scores: Vectors
    chosen: Weights

    def doubts(self, place: int) -> Vectors:
        """What tells whether a piece is an answer at all, in the order of `DOUBTS`."""
        sign = dict(zip(SIGNS, self.signs[place], strict=True))
        doubts = {**sign, "score": self.scores[place], "off": self.off, "known": self.known, "least": self.least[place]}
        return np.array([doubts[name] for name in DOUBTS])

    def answers(self, place: int) -> bool:
        """Whether a piece is an answer, and not only the nearest thing."""
        counts = [self.chosen.answers[name] for name in DOUBTS]
        return float(self.doubts(place) @ counts) + self.chosen.bias >= 0


@dataclass(frozen=True, eq=False)
class _Sense:
    """What a library's pieces mean: a row a piece, but for `words`."""

    whole: Vectors
    title: Vectors
    words: Vectors
    """One row a word that carries meaning, piece after piece."""
    starts: npt.NDArray[np.int64]
    """Where each piece's words begin."""
    topical: Vectors
    """By piece and kind of question: how much the piece's topic is the kind's, 0 to 1."""
    filed: Vectors
    """By piece and kind of question: what share of the kind's words its title has, 0 to 1."""


class Library:
    """A persona's material, how rare each of its words is, and what it means."""

    def __init__(self, private: Private, field: str) -> None:
        self.pieces: tuple[Piece, ...] = tuple(_pieces(private, field))
        self._place = {piece: place for place, piece in enumerate(self.pieces)}
        counted = Counter(stem for piece in self.pieces for stem in piece.stems | _filed(piece))
        most = log(1 + max(1, len(self.pieces)))
        # squared, so that a word which a few pieces share counts much less than one that names a single piece
        self._rarity = {stem: (log(1 + len(self.pieces) / count) / most) ** 2 for stem, count in counted.items()}
        self._filed = filed([piece.text for piece in self.pieces])
        self._reading = Lock()
        self._read: _Sense | None = None

    def prepare(self) -> None:
        """Reads the material in a thread of its own, so that it is known by the time somebody asks."""
        Thread(target=self._sense, name="library").start()

    def place(self, piece: Piece) -> int:
        """Where a piece stands among the pieces."""
        return self._place[piece]

    def shared(self, stems_: Iterable[str], piece: Piece) -> float:
        """What words have in common with a piece: each 0 to 1 by its rarity, a fifth more if it is in the title."""
        filed = _filed(piece)
        return sum(
            self._rarity[stem] * (1.2 if stem in filed else 1.0)
            for stem in stems_
            if stem in piece.stems or stem in filed
        )

    def judge(self, question: Question, going_on: Piece | None = None) -> Judgement:
        """How well each piece answers; `going_on` is what was told last."""
        sense = self._sense()
        asked = meaning(question.text)
        vector = unit(asked.whole + meaning(question.context).whole)
        likely = likelihood(vector)
        each, least = _nearest_words(asked, sense)
        goes_on = np.array([piece is going_on or piece.parent is going_on for piece in self.pieces], dtype=np.float32)
        if going_on is None:
            goes_on[:] = 0
        link = float(sense.whole[self.place(going_on)] @ vector) if going_on else 0.0
        heard = np.zeros(len(self.pieces)) if self._filed is None else np.maximum(self._filed.nearness(vector), 0)
        off = off_subject()
        known = float(likely[~off].max())
        columns: dict[str, npt.ArrayLike] = {
            "words": [min(2.5, self.shared(question.stems, piece)) for piece in self.pieces],
            "led up": [min(1.2, self.shared(question.around - question.stems, piece)) for piece in self.pieces],
            "whole": sense.whole @ vector,
            "title": sense.title @ vector,
            "each": each,
            "kind": sense.topical @ likely,
            "asked": sense.filed @ likely,
            "filed": (sense.topical * sense.filed) @ likely,
            "opinion": [float(piece.kind == "opinion") for piece in self.pieces],
            "story": [float(piece.kind == "story") for piece in self.pieces],
            "heard": heard,
            "goes on": goes_on,
            "and then": goes_on * question.further,
            "points": goes_on * question.points,
            "picks up": goes_on * question.picks_up,
            "short": goes_on / (1 + len(question.stems)),
            "known": goes_on * known,
            "link": goes_on * link,
            "named": goes_on * (min(1.5, self.shared(question.stems, going_on)) if going_on else 0.0),
        }
        signs = np.stack([np.asarray(columns[name], dtype=np.float32) for name in SIGNS], axis=1)
        chosen = weights(self._filed is not None)
        scores = signs @ np.array([chosen.scores[name] for name in SIGNS], dtype=np.float32)
        return Judgement(signs, least, float(likely[off].sum()), known, scores, chosen)

    def _sense(self) -> _Sense:
        with self._reading:
            if self._read is None:
                self._read = _read(self.pieces)
            return self._read


@lru_cache(maxsize=32)
def library(private: Private, field: str) -> Library:
    """The material of a persona in a field; the same for all calls with them."""
    return Library(private, field)


def _read(pieces: Sequence[Piece]) -> _Sense:
    whole, title, words = [], [], []
    for piece, read in zip(pieces, meanings([_headed(piece) for piece in pieces]), strict=True):
        whole.append(read.whole)
        title.append(read.part(0, len(_title(piece))) if _title(piece) else read.whole)
        words.append(_words(read))
    topical = [
        [piece.topics.get(kind.topic, 0.0) / MOST if kind.topic else 0.0 for kind in kinds()] for piece in pieces
    ]
    under = [stems(kind.asked) for kind in kinds()]
    filed = [[len(stems_ & _filed(piece)) / max(3, len(stems_)) for stems_ in under] for piece in pieces]
    return _Sense(
        np.stack(whole),
        np.stack(title),
        np.concatenate(words),
        np.cumsum([0, *map(len, words)])[:-1],
        np.array(topical, dtype=np.float32),
        np.array(filed, dtype=np.float32),
    )


def _title(piece: Piece) -> str:
    return (piece.parent or piece).title


def _filed(piece: Piece) -> frozenset[str]:
    return (piece.parent or piece).asked


def _headed(piece: Piece) -> str:
    return f"{_title(piece)}. {piece.text}" if _title(piece) else piece.text


def _words(read: Meaning) -> Vectors:
    """The unit vectors of the words that carry meaning; of all, if none does."""
    silent = cues().stopwords
    kept = [
        end > 0 and (token.startswith("##") or (token.isalpha() and len(token) > 2 and token not in silent))
        for token, (_, end) in zip(read.tokens, read.spans, strict=True)
    ]
    return unit(read.states[kept] if any(kept) else read.states)


def _nearest_words(asked: Meaning, sense: _Sense) -> tuple[Vectors, Vectors]:
    """For each piece, how near its nearest word is to a word of the question: mean and least over those."""
    nearest = np.maximum.reduceat(sense.words @ _words(asked).T, sense.starts, axis=0)
    return nearest.mean(axis=1), nearest.min(axis=1)


def _weighed(about: Sequence[Topic]) -> dict[Topic, float]:
    """What a story is about: the topic named first twice as much as the others."""
    return {topic: MOST if number == 0 else MOST / 2 for number, topic in enumerate(about)}


def _pieces(private: Private, field: str) -> Iterable[Piece]:
    for answer in private.answers:
        # what they say under a topic is about that topic; what else it touches counts for less
        topics: dict[Topic, float] = {topic: weight / 3 for topic, weight in topics_of(answer.asked).items()} | {
            answer.topic: MOST
        }
        piece = Piece("answer", answer.text, topics, answer.asked)
        yield piece
        yield from (Piece("more", text, {}, parent=piece) for text in answer.more)
    for story in private.stories:
        named = _weighed(story.about) if story.about else topics_of(f"{story.topic}. {story.text}")
        piece = Piece("story", story.text, named, f"{story.topic} {story.asked}".strip())
        yield piece
        yield from (Piece("more", text, {}, parent=piece) for text in story.more)
    for opinion in private.opinions:
        yield Piece("opinion", opinion, {topic: weight * 0.7 for topic, weight in topics_of(opinion).items()})
    covered = {answer.topic for answer in private.answers}
    for topic, texts in wording().generic.items():
        if topic not in covered:
            yield from (Piece("generic", text.replace("{field}", field), {topic: MOST}) for text in texts)
