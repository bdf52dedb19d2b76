from typing import Any

import pytest

from simulator.grading.questions import grade_questions, level
from simulator.grading.scorecard import Grade
from tests.grading.calls import ANSWERABLE, QUESTION, Line, evidence, they, you

OPEN, CLOSED = "What was the hardest part of it?", "Do you like it?"


def graded(*questions: str, answerable: bool = False, **fields: Any) -> Grade:
    lines: list[Line] = []
    for question in questions or ("Ah.",):
        kinds = ([QUESTION] if questions else []) + ([ANSWERABLE] if answerable else [])
        lines += [they(), you(question, *kinds)]
    grade = grade_questions(evidence(*lines, **fields))
    assert isinstance(grade, Grade)
    return grade


@pytest.mark.parametrize(
    ("asked", "powerful", "any_open", "enough", "expected"),
    [
        pytest.param(4, 4, True, 4, 5, id="enough-and-all"),
        pytest.param(5, 4, True, 4, 5, id="enough-and-four-in-five"),
        pytest.param(6, 4, True, 4, 4, id="enough-and-two-in-three"),
        pytest.param(8, 4, True, 4, 4, id="enough-and-just-half"),
        pytest.param(9, 4, True, 4, 3, id="enough-but-under-half"),
        pytest.param(3, 3, True, 4, 3, id="all-but-not-enough"),
        pytest.param(3, 3, True, 3, 5, id="three-are-enough-in-a-short-call"),
        pytest.param(6, 2, True, 4, 3, id="two-and-just-a-third"),
        pytest.param(7, 2, True, 4, 2, id="two-but-under-a-third"),
        pytest.param(1, 1, True, 4, 2, id="one"),
        pytest.param(3, 0, True, 4, 2, id="open-but-to-be-looked-up"),
        pytest.param(3, 0, False, 4, 1, id="none"),
        pytest.param(0, 0, False, 4, 1, id="no-question-at-all"),
    ],
)
def test_the_level_follows_the_table(asked: int, powerful: int, any_open: bool, enough: int, expected: int) -> None:
    assert level(asked, powerful, any_open, enough) == expected


def test_open_questions_are_told_from_closed_ones() -> None:
    assert graded(*[OPEN] * 4).level == 5
    assert graded(*[CLOSED] * 4).level == 1
    assert graded(OPEN, OPEN, CLOSED, CLOSED).level == 3


def test_a_question_that_can_be_looked_up_is_never_powerful() -> None:
    assert graded(*[OPEN] * 4, answerable=True).level == 2


def test_three_are_enough_in_less_than_15_minutes() -> None:
    assert graded(OPEN, OPEN, OPEN, agreed_minutes=10).level == 5
    assert graded(OPEN, OPEN, OPEN, agreed_minutes=15).level == 3


def test_the_sentence_around_a_short_quote_is_read_too() -> None:
    line = you("I wonder: what was the hardest part of all that?", (QUESTION, "part of all that?"))
    grade = grade_questions(evidence(they(), line))
    assert isinstance(grade, Grade)
    assert grade.level == 2
    assert "Your one question was open" in grade.why


def test_the_reason_says_which_questions_were_weak() -> None:
    grade = graded(OPEN, CLOSED, CLOSED)
    assert "Of your three questions one was open" in grade.why
    assert "“Do you like it?” (turn 3) can be answered in a word; so can turn 5." in grade.why
    assert "Instead of “Do you like it?”" in (grade.try_instead or "")


def test_what_can_be_looked_up_is_not_said_of_what_is_merely_closed() -> None:
    grade = grade_questions(
        evidence(
            they(),
            you("Where is it?", QUESTION, ANSWERABLE),
            they(),
            you(CLOSED, QUESTION),
            they(),
            you("And when was it built?", QUESTION, ANSWERABLE),
        )
    )
    assert isinstance(grade, Grade)
    assert "(turn 1) can be looked up; so can turn 5; turn 3 can be answered in a word." in grade.why


def test_no_question_at_all_is_said_to_be_an_absence() -> None:
    grade = graded()
    assert grade.level == 1
    assert grade.observations == ()
    assert "no words to point to" in grade.why


def test_more_powerful_questions_have_more_points() -> None:
    assert graded(*[OPEN] * 6).points > graded(*[OPEN] * 4).points
    assert graded(OPEN, OPEN, OPEN, OPEN, CLOSED).points < graded(*[OPEN] * 5).points
