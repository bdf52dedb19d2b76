"""Which of the prepared questions have been asked by now, in whatever words.

    ticked(["What makes a good planner?"], turns)
    ->  (Ticked("What makes a good planner?", turn=5),)        turn 5: "So what do the best planners do?"

By meaning: a prepared question counts as asked when a sentence of the learner's is near enough to it. What is ticked
stays ticked, whatever is said later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from simulator.clock import words
from simulator.grading.wording import sentences
from simulator.meaning import meaning
from simulator.transcript import Turn

NEAR = 0.5
"""Cosine from which a sentence asks a prepared question. Of the twenty paraphrases in tests/test_ticking.py
it finds eighteen, and of five hundred pairs that don't belong together it takes two (2026-11-22)."""
FEWEST_WORDS = 3
"""Of a sentence that could ask anything."""


REMEMBERED = 65_536
"""Pairs of a sentence and a question whose likeness is kept: those of the calls of a class, some 10 MB. All of a call's
are asked for again with each turn."""


@dataclass(frozen=True)
class Ticked:
    """A prepared question, and the learner's turn in which it was asked; none so far."""

    question: str
    turn: int | None = None


def ticked(questions: Sequence[str], turns: Sequence[Turn]) -> tuple[Ticked, ...]:
    """Each prepared question, in the order of the list. Takes about 5 ms for a sentence that is new."""
    asked: dict[int, int] = {}
    for number, turn in enumerate(turns):
        if turn.speaker != "learner" or len(asked) == len(questions):
            continue
        said = [sentence for sentence in sentences(turn.text) if words(sentence) >= FEWEST_WORDS]
        near = [
            (_likeness(sentence, question), place, index)
            for place, sentence in enumerate(said)
            for index, question in enumerate(questions)
            if index not in asked
        ]
        taken: set[int] = set()
        for likeness, place, index in sorted(near, key=lambda one: (-one[0], one[1:])):
            if likeness >= NEAR and place not in taken and index not in asked:
                taken.add(place)
                asked[index] = number
    return tuple(Ticked(question, asked.get(index)) for index, question in enumerate(questions))


@lru_cache(maxsize=REMEMBERED)
def _likeness(sentence: str, question: str) -> float:
    return float(meaning(sentence).whole @ meaning(question).whole)
