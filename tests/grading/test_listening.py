import pytest

from simulator.grading.listening import grade_listening, level
from simulator.grading.scorecard import Grade, Ungraded
from tests.grading.calls import FOLLOW_UP, Line, evidence, they, you

REMARK = "We counted heads in the chair, not cars at the kerb. It took a year."


@pytest.mark.parametrize(
    ("picked_up", "theirs", "share", "expected"),
    [
        pytest.param(4, 10, 0.49, 5, id="two-in-five"),
        pytest.param(4, 10, 0.50, 4, id="two-in-five-but-half-of-the-talking"),
        pytest.param(39, 100, 0.3, 4, id="under-two-in-five"),
        pytest.param(1, 4, 0.3, 4, id="one-in-four"),
        pytest.param(1, 4, 0.6, 3, id="one-in-four-but-more-of-the-talking"),
        pytest.param(1, 5, 0.3, 3, id="one-in-five"),
        pytest.param(1, 5, 0.6, 2, id="one-in-five-but-more-of-the-talking"),
        pytest.param(0, 5, 0.3, 2, id="none"),
        pytest.param(0, 5, 0.6, 1, id="none-and-more-of-the-talking"),
    ],
)
def test_the_level_follows_the_table(picked_up: int, theirs: int, share: float, expected: int) -> None:
    assert level(picked_up, theirs, share) == expected


def graded(*lines: Line) -> Grade:
    grade = grade_listening(evidence(*lines))
    assert isinstance(grade, Grade)
    return grade


def test_two_follow_ups_in_one_turn_are_one_turn() -> None:
    twice = you((FOLLOW_UP, "Heads?"), (FOLLOW_UP, "For a year?"))
    assert graded(they(), twice, they(), you(), they(), you(), they(), you(), they(), you()).level == 3


def test_a_silent_professional_cannot_be_listened_to() -> None:
    given = grade_listening(evidence(you("Hello?"), they("  "), you("Anyone?")))
    assert given == Ungraded("Dana said nothing that could have been picked up")


def test_the_advice_goes_back_to_what_was_passed_over() -> None:
    grade = graded(they("Hello."), you(), they(REMARK), you("Next on my list."))
    assert "In turn 2 Dana said “We counted heads in the chair, not cars at the kerb”" in (grade.try_instead or "")


def test_answering_a_question_about_oneself_is_not_held_against_anybody() -> None:
    asked = "And before we go on any further, tell me a little about yourself."
    grade = graded(they("Hello."), you(), they(asked), you(), they("I see."), you())
    assert asked[:20] not in (grade.try_instead or "")


def test_more_follow_ups_have_more_points() -> None:
    once = graded(they(), you(FOLLOW_UP), they(), you(), they(), you(), they(), you(), they(), you(), they(), you())
    more = graded(*[line for _ in range(6) for line in (they(), you(FOLLOW_UP))])
    assert more.points > once.points
    assert more.level == 5
