"""Which of the persona's material to say now: what fits the question and the budget, is allowed, and was not said yet.

An answer may be cut after a whole sentence; its rest is what a follow-up brings out. A story is told whole or not at
all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.clock import words
from simulator.director import Stage
from simulator.persona import Topic
from simulator.professional.hearing import STRONG, Question, calls_for_stories, near
from simulator.professional.lines import Said
from simulator.professional.retrieval import Library, Piece, Ranker

ENOUGH = 1.0
"""The least score at which a piece is an answer to what was asked."""
STORY_WANTED, STORY_WELCOME = 1.0, 0.3
"""What a story that answers is worth more than an answer: on topics that call for stories, and on others."""
GOES_ON = 2.2
"""What continuing the last piece is worth when the learner asks nothing but "and then?"."""
PICKS_UP = 0.9
"""What it is worth when they pick something up and ask about it."""
LINKED = 0.25
"""How much a question shares with the last piece when it is about that piece."""
LEADS_ELSEWHERE = 3
"""Content words before a question that make it one about those."""
FEWEST_WORDS = 6
"""Less than this is no answer, unless the piece has no more."""


@dataclass(frozen=True)
class Telling:
    """What to say, and how it relates to the question."""

    piece: Piece
    text: str
    goes_on: bool = False
    """It continues something that was told before."""
    beside: bool = False
    """It lies next to what was asked, since nothing was left on the thing itself."""


class Material:
    """What of a library is left to tell at this point of a call."""

    def __init__(self, library: Library, history: Sequence[str], said: Said, ranker: Ranker | None = None) -> None:
        self._library, self._said, self._rank = library, said, ranker or library.rank
        self._last = _last_told(library, history)

    def choose(self, question: Question, stage: Stage, budget: int) -> Telling | None:
        """The best that there is to say, in at most `budget` words; nothing if nothing fits the question."""
        options = self._options(stage, budget)
        scores = self._rank(question, [piece for piece, _ in options])
        best: tuple[float, Telling] | None = None
        for (piece, text), score in zip(options, scores, strict=True):
            total = score + self._fitness(question, piece, score)
            if total >= ENOUGH and (best is None or total > best[0]):
                best = total, Telling(piece, text, goes_on=self._goes_on(piece))
        return best[1] if best else self._beside(question, options)

    def last_more(self, stage: Stage, budget: int) -> Telling | None:
        """What there is to add to what was told last."""
        for piece, text in self._options(stage, budget):
            if self._goes_on(piece):
                return Telling(piece, text, goes_on=True)
        return None

    def untold(self, stage: Stage, budget: int) -> Telling | None:
        """Something nobody asked for yet: a story if one may be told, else an answer."""
        options = self._options(stage, budget)
        for kind in ("story", "answer", "opinion"):
            for piece, text in options:
                if piece.kind == kind and not self._goes_on(piece):
                    return Telling(piece, text)
        return None

    def untouched(self) -> list[Topic]:
        """Topics with an answer that was not told yet."""
        return list(
            dict.fromkeys(
                topic
                for piece in self._library.pieces
                if piece.kind in {"answer", "generic"} and not any(map(self._said.knows, piece.sentences))
                for topic, weight in piece.topics.items()
                if weight > STRONG
            )
        )

    def _options(self, stage: Stage, budget: int) -> list[tuple[Piece, str]]:
        return [(piece, text) for piece in self._library.pieces if (text := self._left(piece, stage, budget))]

    def _goes_on(self, piece: Piece) -> bool:
        return self._last is not None and (piece is self._last or piece.parent is self._last)

    def _further(self, question: Question) -> bool:
        """Whether it goes on from what was told last; "I read your piece on valves. How did they take it?" does not."""
        led_elsewhere = len(question.around) >= LEADS_ELSEWHERE and (
            self._last is None or self._library.shared(question.around, self._last) < LINKED
        )
        return question.further and not led_elsewhere

    def _fitness(self, question: Question, piece: Piece, score: float) -> float:
        """What speaks for a piece besides its score: that it goes on from the last, that it is a story."""
        further = self._further(question)
        if self._goes_on(piece) and self._last is not None:
            link = min(1.5, self._library.shared(question.stems, self._last))
            if further:
                return GOES_ON + link
            return PICKS_UP + link if question.picks_up or link >= LINKED else 0.0
        bonus = 0.0
        if piece.kind == "story" and score >= ENOUGH:
            called_for = any(
                calls_for_stories(topic) and question.topics.get(topic, 0) >= STRONG for topic in piece.topics
            )
            bonus += STORY_WANTED if called_for else STORY_WELCOME
        if piece.kind in {"opinion", "generic"}:
            bonus -= 0.15
        if further and self._last is not None and _same_topic(piece, self._last):
            bonus += ENOUGH
        return bonus

    def _beside(self, question: Question, options: Sequence[tuple[Piece, str]]) -> Telling | None:
        if question.top is None or question.topics[question.top] < STRONG:
            return None
        for topic in near(question.top):
            for piece, text in options:
                if piece.kind in {"answer", "story"} and piece.topics.get(topic, 0) > STRONG:
                    return Telling(piece, text, beside=True)
        return None

    def _left(self, piece: Piece, stage: Stage, budget: int) -> str | None:
        """What of the piece may still be said, as one text; nothing if it may not."""
        if piece.kind == "story" and "stories" not in stage.may_tell:
            return None
        if piece.kind == "opinion" and "opinions" not in stage.may_tell:
            return None
        if piece.parent is not None and not any(map(self._said.knows, piece.parent.sentences)):
            return None
        told = [self._said.knows(sentence) for sentence in piece.sentences]
        if all(told):
            return None
        if any(told) and (piece.kind in {"story", "opinion"} or piece is not self._last):
            return None
        rest = piece.sentences[max((number + 1 for number, known in enumerate(told) if known), default=0) :]
        whole = piece.kind in {"story", "opinion"}
        kept = _head(rest, budget)
        text = " ".join(kept)
        if not kept or (whole and len(kept) < len(rest)) or (words(text) < FEWEST_WORDS and len(kept) < len(rest)):
            return None
        return text


def _head(parts: Sequence[str], budget: int) -> list[str]:
    kept: list[str] = []
    for part in parts:
        if words(part) > budget:
            break
        kept.append(part)
        budget -= words(part)
    return kept


def _same_topic(one: Piece, other: Piece) -> bool:
    return any(topic in other.topics and weight > STRONG for topic, weight in one.topics.items())


def _last_told(library: Library, history: Sequence[str]) -> Piece | None:
    """The piece that the latest turns told from, what it adds to in place of an addition."""
    for turn in reversed(history[-3:]):
        told = Said([turn])
        counts = [(sum(map(told.knows, piece.sentences)), piece) for piece in library.pieces]
        most, piece = max(counts, key=lambda pair: pair[0], default=(0, None))
        if piece is not None and most:
            return piece.parent or piece
    return None
