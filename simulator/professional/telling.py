"""Which of the persona's material to say now: what fits the question and the budget, is allowed, and was not said yet.

An answer may be cut after a whole sentence; its rest is what a follow-up brings out. A story is told whole or not at
all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.director import Stage
from simulator.persona import Topic
from simulator.professional.hearing import STRONG, Question, near
from simulator.professional.lines import Said
from simulator.professional.retrieval import Judgement, Library, Piece

FEWEST_WORDS = 6
"""Less than this is no answer, unless the piece has no more."""
STILL_KNOWN = 3
"""Turns for which one remembers what was told last."""


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

    def __init__(self, library: Library, history: Sequence[str], said: Said) -> None:
        self.spent = False
        """Whether there was an answer to what was asked last, and it has been told."""
        self._library, self._said = library, said
        self._last = _last_told(library, history)

    def choose(self, question: Question, stage: Stage, budget: int) -> Telling | None:
        """The best that there is to say, in at most `budget` words; nothing if nothing fits the question."""
        judged = self._library.judge(question, self._last)
        options = self._options(stage, budget)
        if not question.picks_up:
            # what adds to something told long ago would come out of the blue
            options = [(piece, text) for piece, text in options if piece.parent in {None, self._last}]
        best = max(options, key=lambda option: judged.scores[self._library.place(option[0])], default=None)
        if best and judged.answers(self._library.place(best[0])):
            return Telling(*best, goes_on=self._goes_on(best[0]))
        self.spent = self._answered(judged) is not None
        return self.last_more(stage, budget) if question.further else self._beside(judged, options)

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
                if piece.kind in {"answer", "generic"} and not self._told(piece)
                for topic, weight in piece.topics.items()
                if weight > STRONG
            )
        )

    def _options(self, stage: Stage, budget: int) -> list[tuple[Piece, str]]:
        return [(piece, text) for piece in self._library.pieces if (text := self._left(piece, stage, budget))]

    def _told(self, piece: Piece) -> bool:
        return self._said.holds(piece.all_keys)

    def _goes_on(self, piece: Piece) -> bool:
        return self._last is not None and (piece is self._last or piece.parent is self._last)

    def _beside(self, judged: Judgement, options: Sequence[tuple[Piece, str]]) -> Telling | None:
        """The neighbour of what would have been the answer, had it not been told already."""
        answered = self._answered(judged)
        for topic in _topics_by(answered) if answered else ():
            for piece, text in options:
                if piece.kind in {"answer", "story"} and piece.topics.get(topic, 0) > STRONG:
                    return Telling(piece, text, beside=True)
        return None

    def _answered(self, judged: Judgement) -> Piece | None:
        """What was told already and would have been the answer."""
        told = [piece for piece in self._library.pieces if piece.parent is None and self._told(piece)]
        best = max(told, key=lambda piece: judged.scores[self._library.place(piece)], default=None)
        return best if best and judged.answers(self._library.place(best)) else None

    def _left(self, piece: Piece, stage: Stage, budget: int) -> str | None:
        """What of the piece may still be said, as one text; nothing if it may not."""
        if piece.kind == "story" and "stories" not in stage.may_tell:
            return None
        if piece.kind == "opinion" and "opinions" not in stage.may_tell:
            return None
        if piece.parent is not None and not self._told(piece.parent):
            return None
        if piece.parent is not None and piece.parent.kind == "story" and "stories" not in stage.may_tell:
            return None  # what is left of a story is as private as the story was
        whole, first = piece.kind in {"story", "opinion"}, 0
        if self._told(piece):
            told = [self._said.holds(keys) for keys in piece.keys]
            if all(told) or whole or piece is not self._last:
                return None
            first = max(number + 1 for number, known in enumerate(told) if known)
        rest = piece.lengths[first:]
        kept = _fitting(rest, budget)
        if not kept or (kept < len(rest) and (whole or sum(rest[:kept]) < FEWEST_WORDS)):
            return None
        return " ".join(piece.sentences[first : first + kept])


def _topics_by(piece: Piece) -> Iterator[Topic]:
    """The topics of a piece, the main one first, and then what lies next to it."""
    own = sorted(piece.topics, key=lambda topic: -piece.topics[topic])
    yield from own
    for topic in own[:1]:
        yield from near(topic)


def _fitting(lengths: Sequence[int], budget: int) -> int:
    """How many of the first sentences, each of so many words, a budget of words holds."""
    for number, length in enumerate(lengths):
        if length > budget:
            return number
        budget -= length
    return len(lengths)


def _last_told(library: Library, history: Sequence[str]) -> Piece | None:
    """The piece that the latest turns told from, what it adds to in place of an addition."""
    for turn in reversed(history[-STILL_KNOWN:]):
        told = Said([turn])
        counts = [
            (sum(map(told.holds, piece.keys)) if told.holds(piece.all_keys) else 0, piece) for piece in library.pieces
        ]
        most, piece = max(counts, key=lambda pair: pair[0], default=(0, None))
        if piece is not None and most:
            return piece.parent or piece
    return None
