import pytest

from simulator.grading.job_ask import grade_job_ask
from simulator.grading.scorecard import Grade
from tests.grading.calls import (
    DIRECT,
    DISCLAIMER,
    INVITED,
    QUESTION,
    RESUME,
    VEILED,
    WRAP_UP,
    Line,
    evidence,
    they,
    you,
)

# a call of eleven turns, 20 s and 10 s by turns: half of its 170 s is over at 85 s, so turns 1, 3 and 5 (from 80 s) are
# the first half, 7 and 9 the second
FIRST, SECOND, CLOSE = 3, 7, 9


def graded(*at: tuple[int, tuple[object, ...]], agreed_minutes: float = 15) -> Grade:
    seen = dict(at)
    lines: list[Line] = [
        they() if number % 2 == 0 else you("So it goes, does it?", *seen.get(number, ()))  # type: ignore[arg-type]
        for number in range(11)
    ]
    grade = grade_job_ask(evidence(*lines, agreed_minutes=agreed_minutes))
    assert isinstance(grade, Grade)
    return grade


@pytest.mark.parametrize(
    ("at", "level"),
    [
        pytest.param([], 5, id="none"),
        pytest.param([(FIRST, (INVITED,)), (SECOND, (INVITED,))], 5, id="invited-talk-never-counts"),
        pytest.param([(FIRST, (DISCLAIMER,))], 5, id="disclaimer-that-is-kept"),
        pytest.param([(CLOSE, (WRAP_UP, VEILED))], 4, id="veiled-in-the-turn-of-the-close"),
        pytest.param([(SECOND, (WRAP_UP,)), (CLOSE, (VEILED,))], 4, id="veiled-after-the-close"),
        pytest.param([(FIRST, (WRAP_UP, VEILED))], 4, id="veiled-at-an-early-close"),
        pytest.param([(SECOND, (WRAP_UP, VEILED)), (CLOSE, (WRAP_UP,))], 4, id="veiled-at-the-first-of-two-closes"),
        pytest.param([(SECOND, (VEILED,)), (CLOSE, (WRAP_UP,))], 3, id="veiled-before-the-close"),
        pytest.param([(SECOND, (VEILED,))], 3, id="veiled-in-the-second-half-without-a-close"),
        pytest.param([(SECOND, (RESUME,))], 3, id="resume-in-the-second-half"),
        pytest.param([(CLOSE, (WRAP_UP, RESUME))], 3, id="resume-at-the-close"),
        pytest.param([(SECOND, (DIRECT,))], 2, id="direct-in-the-second-half"),
        pytest.param([(CLOSE, (WRAP_UP, DIRECT))], 2, id="direct-at-the-close"),
        pytest.param([(FIRST, (VEILED,))], 2, id="veiled-in-the-first-half"),
        pytest.param([(FIRST, (RESUME,))], 2, id="resume-in-the-first-half"),
        pytest.param([(FIRST, (DIRECT,))], 1, id="direct-in-the-first-half"),
        pytest.param([(SECOND, (VEILED,)), (CLOSE, (WRAP_UP, VEILED))], 1, id="two-veiled"),
        pytest.param([(SECOND, (RESUME, VEILED))], 1, id="two-in-one-turn"),
        pytest.param(
            [(FIRST, (DISCLAIMER,)), (CLOSE, (WRAP_UP, VEILED))], 1, id="veiled-at-the-close-after-a-disclaimer"
        ),
        pytest.param([(SECOND, (VEILED,)), (CLOSE, (DISCLAIMER,))], 3, id="disclaimer-after-the-ask"),
    ],
)
def test_the_level_follows_the_rubrics_table(at: list[tuple[int, tuple[object, ...]]], level: int) -> None:
    assert graded(*at).level == level


def test_the_first_half_ends_at_half_of_the_time_that_the_call_took() -> None:
    assert graded((5, (DIRECT,))).level == 1
    assert graded((SECOND, (DIRECT,))).level == 2


def test_the_first_half_ends_at_half_of_the_agreed_time_if_that_is_less() -> None:
    # turn 5 starts at 80 s; of an agreed two and a half minutes the half is 75 s
    assert graded((5, (DIRECT,)), agreed_minutes=2.5).level == 2
    assert graded((FIRST, (DIRECT,)), agreed_minutes=2.5).level == 1


def test_a_turn_that_starts_just_at_the_half_is_in_the_second() -> None:
    # four turns of 10 s: turn 2 starts at 20 s of 40
    lines = [you("Hm.", seconds=10), they(seconds=10), you("Are you hiring?", DIRECT, seconds=10), they(seconds=10)]
    grade = grade_job_ask(evidence(*lines))
    assert isinstance(grade, Grade)
    assert grade.level == 2


@pytest.mark.parametrize(
    ("text", "level"),
    [
        pytest.param("I am not after a job. But keep me in mind?", 1, id="disclaimer-before-the-ask"),
        pytest.param("But keep me in mind? I am not after a job.", 3, id="disclaimer-after-the-ask"),
    ],
)
def test_within_a_turn_the_order_of_the_text_decides(text: str, level: int) -> None:
    lines = [
        they(),
        you("Why?", QUESTION),
        they(),
        you(text, (DISCLAIMER, "I am not after a job."), (VEILED, "keep me in mind")),
    ]
    grade = grade_job_ask(evidence(*lines))
    assert isinstance(grade, Grade)
    assert grade.level == level


def test_a_promise_in_the_written_request_is_not_a_disclaimer_on_the_call() -> None:
    lines = [they(), you("Why?", QUESTION), they(), you("Keep me in mind?", VEILED)]
    grade = grade_job_ask(evidence(*lines, preparation={"request": "I am not asking for a job."}))
    assert isinstance(grade, Grade)
    assert grade.level == 3


def test_a_later_ask_of_the_same_sort_has_more_points() -> None:
    assert graded((CLOSE, (DIRECT,))).points > graded((SECOND, (DIRECT,))).points
    assert graded((5, (VEILED,))).points > graded((1, (VEILED,))).points


def test_the_reason_quotes_the_ask_and_the_broken_promise() -> None:
    lines = [they(), you("No job talk from me.", DISCLAIMER), they(), you("Are you hiring?", DIRECT)]
    grade = grade_job_ask(evidence(*lines))
    assert isinstance(grade, Grade)
    assert "“Are you hiring?”" in grade.why
    assert "“No job talk from me.” in turn 1" in grade.why
    assert grade.observations == (0, 1)


def test_the_advice_makes_a_question_of_the_ask() -> None:
    advice = graded((FIRST, (DIRECT,))).try_instead
    assert advice is not None
    assert "“So it goes, does it?”" in advice
    assert "What do people who join teams like yours at Northwind Foods tend to have done first?" in advice
    assert graded().try_instead is None
