"""What this person could say, and which of it answers a question.

`Library` holds a persona's material as pieces; a `Ranker` scores pieces for a question. The one here goes by topics and
by shared content words. Whatever can score a question against texts (an encoder, say) can stand in its place.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Literal

from simulator.persona import Persona, Topic
from simulator.professional.hearing import MOST, Question, stems, topics_of
from simulator.professional.lines import sentences, wording

PieceKind = Literal["answer", "story", "opinion", "more", "generic"]


@dataclass(frozen=True)
class Piece:
    """Something that the persona could say. Equal to itself only."""

    kind: PieceKind
    text: str
    topics: Mapping[Topic, float]
    """Weight 0 to 3."""
    stems: frozenset[str]
    asked: frozenset[str] = frozenset()
    """Stems by which a question would find it."""
    parent: "Piece | None" = None
    """Of a `more`: what it adds to."""
    sentences: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentences", tuple(sentences(self.text)))

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


TOPICAL = 0.75
"""What a topic in common counts, times its weight."""
AROUND = 0.6
"""What a word that led up to the question counts, of what one in the question does."""

Ranker = Callable[[Question, Sequence[Piece]], Sequence[float]]
"""Scores, 0 and up, one for each piece: 1 and more is an answer, 0 has nothing to do with the question."""


class Library:
    """A persona's material, and how rare each of its words is."""

    def __init__(self, persona: Persona) -> None:
        self.pieces: tuple[Piece, ...] = tuple(_pieces(persona))
        counted = Counter(stem for piece in self.pieces for stem in piece.stems | piece.asked)
        most = log(1 + max(1, len(self.pieces)))
        # squared, so that a word which a few pieces share counts much less than one that names a single piece
        self._rarity = {stem: (log(1 + len(self.pieces) / count) / most) ** 2 for stem, count in counted.items()}

    def rank(self, question: Question, pieces: Sequence[Piece]) -> list[float]:
        """The lexical ranker: a strong topic cue counts 1.5, a word that only this piece has counts 1."""
        return [self._score(question, piece) for piece in pieces]

    def shared(self, stems_: Iterable[str], piece: Piece) -> float:
        """What words have in common with a piece: each 0 to 1 by its rarity, a fifth more if it is in `asked`."""
        return sum(
            self._rarity[stem] * (1.2 if stem in piece.asked else 1.0)
            for stem in stems_
            if stem in piece.stems or stem in piece.asked
        )

    def _score(self, question: Question, piece: Piece) -> float:
        topical = max(
            (question.topics.get(topic, 0.0) * weight / MOST for topic, weight in piece.topics.items()), default=0.0
        )
        led_up = min(1.2, AROUND * self.shared(question.around - question.stems, piece))
        inherited = 0.9 * self.shared(question.stems - piece.stems, piece.parent) if piece.parent else 0.0
        return TOPICAL * topical + min(2.5, 1.2 * self.shared(question.stems, piece)) + led_up + min(1.2, inherited)


def _weighed(about: Sequence[Topic]) -> dict[Topic, float]:
    """What a story is about: the topic named first twice as much as the others."""
    return {topic: MOST if number == 0 else MOST / 2 for number, topic in enumerate(about)}


def _pieces(persona: Persona) -> Iterable[Piece]:
    private = persona.private
    for answer in private.answers:
        # what they say under a topic is about that topic; what else it touches counts for less
        topics: dict[Topic, float] = {topic: weight / 3 for topic, weight in topics_of(answer.asked).items()} | {
            answer.topic: MOST
        }
        piece = Piece("answer", answer.text, topics, stems(answer.text), stems(answer.asked))
        yield piece
        yield from (Piece("more", text, {}, stems(text), parent=piece) for text in answer.more)
    for story in private.stories:
        named = _weighed(story.about) if story.about else topics_of(f"{story.topic}. {story.text}")
        piece = Piece(
            "story", story.text, named, stems(f"{story.topic} {story.text}"), stems(f"{story.topic} {story.asked}")
        )
        yield piece
        yield from (Piece("more", text, {}, stems(text), parent=piece) for text in story.more)
    for opinion in private.opinions:
        yield Piece(
            "opinion", opinion, {topic: weight * 0.7 for topic, weight in topics_of(opinion).items()}, stems(opinion)
        )
    covered = {answer.topic for answer in private.answers}
    for topic, texts in wording().generic.items():
        if topic not in covered:
            for text in texts:
                said = text.replace("{field}", persona.field)
                yield Piece("generic", said, {topic: MOST}, stems(said))
