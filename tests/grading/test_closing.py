from typing import Any

import pytest

from simulator.grading.closing import grade_closing
from simulator.grading.scorecard import Grade
from tests.grading.calls import CONTACT, IN_TOUCH, THANKS, WRAP_UP, Line, evidence, they, you

# six turns of 20 s and 10 s by turns, 90 s in all: turn 1 is in the first half, turn 5 starts at 80 s
EARLY, LAST = 1, 5


def graded(*at: tuple[int, tuple[object, ...]], **fields: Any) -> Grade:
    seen = dict(at)
    lines: list[Line] = [
        they() if number % 2 == 0 else you("And so on.", *seen.get(number, ()))  # type: ignore[arg-type]
        for number in range(6)
    ]
    grade = grade_closing(evidence(*lines, **fields))
    assert isinstance(grade, Grade)
    return grade


@pytest.mark.parametrize(
    ("at", "level"),
    [
        pytest.param([(LAST, (THANKS, CONTACT, IN_TOUCH))], 5, id="all-three"),
        pytest.param([(EARLY, (CONTACT,)), (LAST, (THANKS, IN_TOUCH))], 5, id="an-early-contact-ask-counts"),
        pytest.param([(EARLY, (THANKS,)), (LAST, (CONTACT, IN_TOUCH))], 4, id="thanks-at-the-greeting-only"),
        pytest.param([(EARLY, (THANKS,)), (LAST, (THANKS, CONTACT, IN_TOUCH))], 5, id="thanks-at-both-ends"),
        pytest.param([(LAST, (THANKS, CONTACT))], 4, id="two"),
        pytest.param([(EARLY, (THANKS,)), (LAST, (CONTACT,))], 3, id="one-and-thanks-at-the-greeting"),
        pytest.param([(LAST, (THANKS,))], 3, id="one"),
        pytest.param([(EARLY, (THANKS,))], 2, id="thanks-at-the-greeting-alone"),
        pytest.param([], 1, id="none"),
    ],
)
def test_the_level_follows_the_table(at: list[tuple[int, tuple[object, ...]]], level: int) -> None:
    assert graded(*at).level == level


@pytest.mark.parametrize(
    ("agreed_seconds", "level"),
    [
        pytest.param(80.1, 5, id="just-before-the-time-is-up"),
        pytest.param(80, 3, id="when-the-time-is-up"),
    ],
)
def test_what_comes_after_the_time_is_up_counts_half(agreed_seconds: float, level: int) -> None:
    assert graded((LAST, (THANKS, CONTACT, IN_TOUCH)), agreed_minutes=agreed_seconds / 60).level == level


def test_a_close_of_ones_own_adds_points() -> None:
    assert graded((LAST, (THANKS, WRAP_UP))).points > graded((LAST, (THANKS,))).points


def test_the_advice_gives_words_for_what_is_missing_only() -> None:
    advice = graded((LAST, (THANKS, IN_TOUCH))).try_instead or ""
    assert "may I say that you sent me?" in advice
    assert "May I write to you" not in advice
    assert graded((LAST, (THANKS, CONTACT, IN_TOUCH))).try_instead is None


def test_what_is_missing_is_said_to_be_missing() -> None:
    grade = graded()
    assert grade.observations == ()
    assert "Missing, so without words to point to" in grade.why
