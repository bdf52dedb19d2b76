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
from math import fsum, log
from pathlib import Path
from threading import Lock, Thread
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from simulator.clock import words as count_words
from simulator.meaning import Meaning, Vectors, meaning, meanings, on_one_core, unit
from simulator.persona import Private, Topic
from simulator.professional.asked import beside, common, filed, turned
from simulator.professional.hearing import MOST, Question, cues, stems, topics_of
from simulator.professional.kinds import kinds, likelihood, off_subject
from simulator.professional.lines import keys, sentences, wording

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
    lengths: tuple[int, ...] = field(init=False)
    """Words of each sentence."""
    keys: tuple[frozenset[str], ...] = field(init=False)
    """By what each sentence is known once it was said."""
    all_keys: frozenset[str] = field(init=False)
    stems: frozenset[str] = field(init=False)
    asked: frozenset[str] = field(init=False)
    """Stems of the title."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentences", tuple(sentences(self.text)))
        object.__setattr__(self, "lengths", tuple(map(count_words, self.sentences)))
        object.__setattr__(self, "keys", tuple(map(keys, self.sentences)))
        object.__setattr__(self, "all_keys", frozenset().union(*self.keys))
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
    "each around",  # the same, with the words of what led up to it
    "kind",  # how likely it is that the question is of a kind that the piece's topic has
    "asked",  # the same for the words under which the kind is filed
    "filed",  # both at once
    "opinion",
    "story",
    "told",  # cosine of question and piece, turned by what was learnt of questions and their answers
    "heard",  # how near the nearest question filed for the piece is; 0 where none are
    "all heard",  # how near all of them are
    "in words",  # rare words in common with them, by their rarity among them
    "led in words",  # the same, of what led up to the question
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

FILED = ("heard", "all heard", "in words", "led in words")
"""The signs that are nothing where no questions are filed."""

DOUBTS = (
    "score",
    "ahead",  # of the next best, in score
    "sure",  # the best piece's share, if the scores of all are taken for odds
    "told",
    "heard",
    "all heard",
    "in words",
    "beside",  # how near the questions are on which nobody has anything
    "strange",  # of the words that carry meaning, how many neither this person nor people in other trades would use
    "off",  # how likely the question has no place in the call
    "known",  # how likely the likeliest kind that has
    "words",  # the rest are the best piece's
    "each",
    "least",  # of the question's words, how near the nearest word is: the farthest
    "goes on",
)
"""What tells whether the best piece is an answer at all."""

MOST_STRANGE = 3
"""Words: more don't make a question stranger."""
MOST_IN_WORDS = 2.5
"""What sharing words with the questions of a piece counts at most."""
MOST_AHEAD = 10.0
"""In score: no more than this tells one piece from the next."""


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
    beside: float
    strange: float
    scores: Vectors
    bases: npt.NDArray[np.int64]
    """For each piece, where what it adds to stands; its own place, if it adds to nothing."""
    chosen: Weights

    def doubts(self, place: int) -> Vectors:
        """What tells whether a piece is an answer at all, in the order of `DOUBTS`."""
        sign = dict(zip(SIGNS, self.signs[place], strict=True))
        doubts = {
            **sign,
            **self._standing(place),
            "off": self.off,
            "known": self.known,
            "beside": self.beside,
            "strange": self.strange,
            "least": self.least[place],
        }
        return np.array([doubts[name] for name in DOUBTS])

    def _standing(self, place: int) -> dict[str, float]:
        """How a piece stands against the others, what adds to it or what it adds to left out."""
        score, others = float(self.scores[place]), self.scores[self.apart(place)]
        odds = np.exp(np.clip(others - score, -30, 30))
        ahead = score - float(others.max(initial=score - MOST_AHEAD))
        return {
            "score": score,
            "ahead": float(np.clip(ahead, -MOST_AHEAD, MOST_AHEAD)),
            "sure": 1 / (1 + float(odds.sum())),
        }

    def apart(self, place: int) -> npt.NDArray[np.bool_]:
        """Which pieces a listener could take in place of this one: those that stand by themselves, but for its own."""
        found: npt.NDArray[np.bool_] = (self.bases == np.arange(len(self.bases))) & (self.bases != self.bases[place])
        return found

    def answers(self, place: int) -> bool:
        """Whether a piece is an answer, and not only the nearest thing."""
        counts = [self.chosen.answers[name] for name in DOUBTS]
        return float(self.doubts(place) @ counts) + self.chosen.bias >= 0


@dataclass(frozen=True, eq=False)
class _Sense:
    """What a library's pieces mean: a row a piece, but for `words`."""

    whole: Vectors
    turned: Vectors
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
        self._bases = np.array([self._place[piece.parent or piece] for piece in self.pieces])
        counted = Counter(stem for piece in self.pieces for stem in piece.stems | _filed(piece))
        self._rarity = _rarity(counted, len(self.pieces))
        self._sharing: dict[str, list[tuple[int, float]]] = {}
        for place, piece in enumerate(self.pieces):
            for stem in piece.stems | _filed(piece):
                self._sharing.setdefault(stem, []).append((place, self._worth(stem, piece)))
        self._filed = filed([piece.text for piece in self.pieces])
        asked = self._filed.stems if self._filed else ()
        self._words = frozenset(counted).union(*asked)
        self._asked_with: dict[str, list[int]] = {}
        for place, of_piece in enumerate(asked):
            for stem in of_piece:
                self._asked_with.setdefault(stem, []).append(place)
        self._rarity_asked = _rarity({stem: len(found) for stem, found in self._asked_with.items()}, len(self.pieces))
        self._reading = Lock()
        self._read: _Sense | None = None

    def prepare(self) -> None:
        """Reads the material in a thread of its own, so that it is known by the time somebody asks."""
        if self._read is None:
            Thread(target=self._sense, name="library").start()

    def place(self, piece: Piece) -> int:
        """Where a piece stands among the pieces."""
        return self._place[piece]

    def shared(self, stems_: Iterable[str], piece: Piece) -> float:
        """What words have in common with a piece: each 0 to 1 by its rarity, a fifth more if it is in the title."""
        held = piece.stems | _filed(piece)
        # of a set, whose order is another in each process
        return fsum(self._worth(stem, piece) for stem in stems_ if stem in held)

    def _worth(self, stem: str, piece: Piece) -> float:
        return self._rarity[stem] * (1.2 if stem in _filed(piece) else 1.0)

    def _shared(self, stems_: Iterable[str], most: float) -> list[float]:
        """The same for every piece at once, up to so much."""
        found: list[list[float]] = [[] for _ in self.pieces]
        for stem in stems_:
            for place, worth in self._sharing.get(stem, ()):
                found[place].append(worth)
        return [min(most, fsum(each)) for each in found]

    def judge(self, question: Question, going_on: Piece | None = None) -> Judgement:
        """How well each piece answers; `going_on` is what was told last."""
        with on_one_core():
            return self._judge(question, going_on)

    def _judge(self, question: Question, going_on: Piece | None) -> Judgement:
        sense = self._sense()
        asked, context = meaning(question.text), meaning(question.context)
        # what led up to it says the more of what is asked, the less the question does: "Were you?"
        own = len(question.stems) / (len(question.stems | question.around) + 0.1)
        vector = unit(own * asked.whole + context.whole)
        likely = likelihood(vector)
        each, least = _nearest_words(asked, sense)
        # mostly nothing led up to it, and then both are one text
        each_around, _ = (each, least) if context is asked else _nearest_words(context, sense)
        goes_on = np.array([piece is going_on or piece.parent is going_on for piece in self.pieces], dtype=np.float32)
        if going_on is None:
            goes_on[:] = 0
        link = float(sense.whole[self.place(going_on)] @ vector) if going_on else 0.0
        asking = turned(vector)
        heard = np.zeros((2, len(self.pieces)))
        if self._filed is not None:
            heard = np.maximum(np.stack(self._filed.nearness(asking)), 0)
        off = off_subject()
        known = float(likely[~off].max())
        columns: dict[str, npt.ArrayLike] = {
            "words": self._shared(question.stems, 2.5),
            "led up": self._shared(question.around - question.stems, 1.2),
            "whole": sense.whole @ vector,
            "title": sense.title @ vector,
            "each": each,
            "each around": each_around,
            "kind": sense.topical @ likely,
            "asked": sense.filed @ likely,
            "filed": (sense.topical * sense.filed) @ likely,
            "opinion": [float(piece.kind == "opinion") for piece in self.pieces],
            "story": [float(piece.kind == "story") for piece in self.pieces],
            "told": sense.turned @ asking,
            "heard": heard[0],
            "all heard": heard[1],
            "in words": self._in_words(question.stems),
            "led in words": self._in_words(question.around - question.stems),
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
        strange = sum(stem not in self._words and stem not in common() for stem in question.stems | question.around)
        return Judgement(
            signs,
            least,
            off=float(likely[off].sum()),
            known=known,
            beside=self._filed.aside(asking) if self._filed else beside(asking),
            strange=min(strange, MOST_STRANGE),
            scores=scores,
            bases=self._bases,
            chosen=chosen,
        )

    def _in_words(self, stems_: Iterable[str]) -> Vectors:
        shared = np.zeros(len(self.pieces), dtype=np.float32)
        for stem in stems_:
            if stem in self._asked_with:
                shared[self._asked_with[stem]] += self._rarity_asked[stem]
        return np.minimum(shared, MOST_IN_WORDS)

    def _sense(self) -> _Sense:
        with self._reading, on_one_core():
            if self._read is None:
                self._read = _read(self.pieces)
            return self._read


@lru_cache(maxsize=32)
def library(private: Private, field: str) -> Library:
    """The material of a persona in a field; the same for all calls with them."""
    return Library(private, field)


def _rarity(counted: Mapping[str, int], pieces: int) -> dict[str, float]:
    """How rare words are among so many pieces, 0 to 1.

    Squared, so that a word which a few pieces share counts much less than one that names a single piece.
    """
    most = log(1 + max(1, pieces))
    return {stem: (log(1 + pieces / count) / most) ** 2 for stem, count in counted.items()}


def _read(pieces: Sequence[Piece]) -> _Sense:
    whole, told, title, words = [], [], [], []
    for piece, read in zip(pieces, meanings([_headed(piece) for piece in pieces]), strict=True):
        whole.append(read.whole)
        told.append(read.part(len(_headed(piece)) - len(piece.text), len(_headed(piece))))
        title.append(read.part(0, len(_title(piece))) if _title(piece) else read.whole)
        words.append(_words(read))
    topical = [
        [piece.topics.get(kind.topic, 0.0) / MOST if kind.topic else 0.0 for kind in kinds()] for piece in pieces
    ]
    under = [stems(kind.asked) for kind in kinds()]
    filed = [[len(stems_ & _filed(piece)) / max(3, len(stems_)) for stems_ in under] for piece in pieces]
    return _Sense(
        np.stack(whole),
        turned(np.stack(told)),
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
