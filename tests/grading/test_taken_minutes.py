"""Minutes that the professional took from the call: the learner is not graded down for what they never had."""

import pytest

from simulator.grading.scorecard import Grade
from simulator.grading.time_use import grade_time_use, lapses
from simulator.transcript import Interruption
from tests.grading.calls import QUESTION, THANKS, WRAP_UP, Line, evidence, they, you

FIVE = (Interruption(turn=2, kind="fewer_minutes", minutes_taken=5),)
ASKED = [line for _ in range(4) for line in (they(seconds=60), you(QUESTION, seconds=15))]


def kinds(*lines: Line, **fields: object) -> set[str]:
    return {lapse.kind for lapse in lapses(evidence(*lines, **fields))}


def test_closing_at_six_of_ten_minutes_that_were_left_is_not_leaving_time_unused() -> None:
    call = [*ASKED, you(WRAP_UP, seconds=10), they(seconds=50)]
    assert "unused" in kinds(*call, ended_by="learner")
    assert "unused" not in kinds(*call, ended_by="learner", interruptions=FIVE)


def test_running_into_the_taken_minutes_is_no_overrun() -> None:
    call = [*ASKED, they(seconds=380), you(WRAP_UP, seconds=10)]
    found = evidence(*call, ended_by="learner", interruptions=FIVE)
    assert found.timeline.available < found.timeline.elapsed < found.timeline.agreed
    assert "overrun" not in {lapse.kind for lapse in lapses(found)}


def test_not_having_closed_is_no_lapse_where_the_taken_minutes_closed_the_call() -> None:
    call = [*ASKED, they(seconds=280)]
    assert "close" in kinds(*call, ended_by="time")
    assert "close" not in kinds(*call, ended_by="time", interruptions=FIVE)


def test_a_call_without_a_lapse_that_was_cut_short_says_why_there_was_no_close() -> None:
    grade = grade_time_use(evidence(*ASKED, they(seconds=280), ended_by="time", interruptions=FIVE))
    assert isinstance(grade, Grade)
    assert grade.level == 5
    assert "reasons of their own" in grade.why


def test_three_questions_are_enough_in_the_ten_minutes_that_were_left() -> None:
    call = [*ASKED[:-2], they(seconds=300), you(WRAP_UP, seconds=10)]
    assert "questions" in kinds(*call, ended_by="learner")
    assert "questions" not in kinds(*call, ended_by="learner", interruptions=FIVE)


@pytest.mark.parametrize("minutes", [5.0, 14.0, 200.0])
def test_no_file_can_claim_that_more_than_half_was_taken(minutes: float) -> None:
    taken = (Interruption(turn=2, kind="fewer_minutes", minutes_taken=minutes),)
    found = evidence(*ASKED, you(THANKS), ended_by="learner", interruptions=taken)
    assert found.timeline.available >= 450
    assert found.timeline.agreed == 900


def test_a_call_from_which_nothing_was_taken_is_graded_as_ever() -> None:
    call = [*ASKED, you(WRAP_UP), they()]
    nothing = (Interruption(turn=2, kind="colleague"),)
    assert lapses(evidence(*call, ended_by="learner")) == lapses(
        evidence(*call, ended_by="learner", interruptions=nothing)
    )
