"""What is filed for a persona's material, and how near a question is to it."""

import numpy as np
import pytest

from simulator.meaning import meaning, unit
from simulator.persona import catalogue
from simulator.professional.asked import (
    NOTHING_FILED,
    Filed,
    beside,
    common,
    filed,
    filed_questions,
    folded,
    nothing,
    texts_of,
    turned,
)
from simulator.professional.hearing import hear, stems
from simulator.professional.retrieval import Judgement, library

PERSONAS = sorted(catalogue())


def judged(persona: str, words: str) -> tuple[Judgement, str]:
    """The judgement on a turn of one question, and the beginning of the best piece that stands by itself."""
    known = library(catalogue()[persona].private, catalogue()[persona].field)
    judgement = known.judge(hear(words).questions[0])
    standing = [place for place, piece in enumerate(known.pieces) if piece.parent is None]
    best = max(standing, key=lambda place: judgement.scores[place])
    return judgement, known.pieces[best].text[:40]


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_question_of_the_files_has_its_vector(persona: str) -> None:
    found = filed(texts_of(catalogue()[persona].private))
    assert found is not None
    assert len(found.vectors) == sum(len(row.asked) for row in filed_questions(persona).pieces)


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_question_as_it_was_filed_is_nearest_to_its_piece(persona: str) -> None:
    texts = texts_of(catalogue()[persona].private)
    row = filed_questions(persona).pieces[0]
    found = filed(texts)
    assert found is not None
    nearest, _ = found.nearness(turned(meaning(row.asked[0]).whole))
    assert folded(texts[int(np.argmax(nearest))]).startswith(row.piece)
    assert nearest.max() > 0.9


def test_many_near_questions_count_more_than_one() -> None:
    near, far = np.eye(2, dtype=np.float32)
    found = Filed(
        np.stack([near, far, near, near]), np.array([0, 0, 1, 1]), (frozenset(), frozenset(), frozenset()), near[None]
    )
    nearest, together = found.nearness(near)
    assert nearest.tolist() == [1.0, 1.0, NOTHING_FILED]
    assert together[1] > together[0] > together[2] == NOTHING_FILED


def test_much_filed_for_a_piece_does_not_make_it_the_answer_to_everything() -> None:
    question = unit(np.array([1.0, 0.2], dtype=np.float32))
    far, near = np.array([0.0, 1.0], dtype=np.float32), np.array([1.0, 0.0], dtype=np.float32)
    found = Filed(np.stack([far] * 40 + [near]), np.array([0] * 40 + [1]), (frozenset(), frozenset()), near[None])
    _, together = found.nearness(question)
    assert together[1] > together[0]


@pytest.mark.parametrize(
    ("beyond", "fitting"),
    [
        pytest.param("Do you collect old coins?", "What do you like about your work?", id="a hobby"),
        pytest.param("Who will win the cup final?", "How did you get into this field?", id="sports"),
        pytest.param("What is the best hotel in Vienna?", "What was your worst mistake?", id="travel"),
    ],
)
def test_what_nobody_has_anything_on_lies_beside(beyond: str, fitting: str) -> None:
    assert beside(turned(meaning(beyond).whole)) > beside(turned(meaning(fitting).whole))


def test_what_nobody_has_anything_on_is_filed_for_nobody() -> None:
    asked = {question.lower() for one in PERSONAS for row in filed_questions(one).pieces for question in row.asked}
    assert not asked & {question.lower() for question in nothing().asked}


def test_what_one_person_has_nothing_on_lies_beside_for_them() -> None:
    dana = catalogue()["dana-okafor"]
    own = filed(texts_of(dana.private))
    assert own is not None
    asked = turned(meaning(filed_questions(dana.id).nothing[0]).whole)
    assert own.aside(asked) > beside(asked)


def test_what_one_person_has_nothing_on_is_not_filed_for_them() -> None:
    for one in PERSONAS:
        questions = filed_questions(one)
        answered = {question.lower() for row in questions.pieces for question in row.asked}
        assert questions.nothing
        assert not answered & {question.lower() for question in questions.nothing}


def test_words_of_several_trades_are_not_strange() -> None:
    assert stems("mistake, colleague") <= common()
    usual, _ = judged("dana-okafor", "What was your biggest mistake with a colleague?")
    odd, _ = judged("dana-okafor", "What do you think of zeppelins and xylophones?")
    assert (usual.strange, odd.strange) == (0, 2)


def test_what_led_up_is_heard_where_the_question_says_little() -> None:
    _, alone = judged("harshad-kulkarni", "Who checks that one, sir?")
    _, led_up = judged("harshad-kulkarni", "The plan with all the dates never fits. Who checks that one, sir?")
    assert led_up.startswith("The schedule also is a design")
    assert alone != led_up


def test_a_piece_is_not_compared_with_what_adds_to_it() -> None:
    persona = catalogue()["dana-okafor"]
    known = library(persona.private, persona.field)
    judgement = known.judge(hear("How did you get into this?").questions[0])
    for place, piece in enumerate(known.pieces):
        apart = judgement.apart(place)
        assert not apart[place]
        assert not any(apart[number] for number, other in enumerate(known.pieces) if other.parent is not None)
        if piece.parent is not None:
            assert not apart[known.place(piece.parent)]
