from typing import Any

import pytest

from simulator.grading.preparation import grade_preparation
from simulator.grading.scorecard import Grade, Ungraded
from tests.grading.calls import DIRECT, evidence, they, you

GOOD: dict[str, Any] = {
    "request": (
        "Dear Ms Okafor, Ben Ames suggested that I write to you. I study law and your piece on empty lorries made me "
        "ask how depot managers plan. Might I have 15 minutes? I am not asking for a job."
    ),
    "referred_by": "Ben Ames, Hull",
    "questions": ["What was hardest?", "What do drivers know that planners do not?", "Who objected?"],
    "goal": "Choose a placement",
    "confirmed_hours_before": 24,
}


def graded(ask: bool = False, late: float = 0, asks_in: Any = None, answerable: Any = None, **changes: Any) -> Grade:
    hooks = {name: hook for name, hook in (("asks_in", asks_in), ("answerable", answerable)) if hook}
    lines = [they(), you("Hello."), they(), you("Are you hiring?", *([DIRECT] if ask else []))]
    call = evidence(*lines, preparation={**GOOD, **changes}, joined_late_seconds=late, **hooks)
    grade = grade_preparation(call)
    assert isinstance(grade, Grade)
    return grade


def test_all_five_parts_are_level_5() -> None:
    grade = graded()
    assert grade.level == 5
    assert grade.try_instead is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"request": None}, "there was no written request", id="no-request"),
        pytest.param({"request": "Hi. Could you refer me?"}, "the request asks for a job", id="request-asks"),
        pytest.param({"request": "word " * 151}, "the request has 151 words", id="request-long-and-empty"),
        pytest.param({"questions": ["Who objected?", "Why?"]}, "two prepared questions", id="two-questions"),
        pytest.param({"questions": [*GOOD["questions"][:2], "What do you do?"]}, "can be looked up", id="third-known"),
        pytest.param({"goal": " "}, "no goal", id="no-goal"),
        pytest.param({"confirmed_hours_before": 23.9}, "only 23 hours", id="confirmed-late"),
        pytest.param({"confirmed_hours_before": None}, "not confirmed", id="not-confirmed"),
        pytest.param({"late": 60}, "1 min late", id="late"),
    ],
)
def test_each_missing_part_costs_a_level_and_is_named(changes: dict[str, Any], says: str) -> None:
    grade = graded(**changes)
    assert grade.level == 4
    assert says in grade.why
    assert grade.try_instead


def test_nothing_of_the_five_is_level_1() -> None:
    assert graded(request=None, questions=[], goal=None, confirmed_hours_before=None, late=100).level == 1


def test_nothing_known_of_the_time_before_is_ungraded() -> None:
    given = grade_preparation(evidence(they(), you(), they(), you()))
    assert given == Ungraded("nothing was written down before the call")


def test_one_weakness_of_the_request_costs_points_but_no_level() -> None:
    silent = graded(request="I read about empty lorries and depot planning. Might I have 15 minutes?")
    assert silent.level == 5
    assert silent.points < graded().points
    assert "does not say who referred you" in silent.why


def test_a_request_that_promised_no_job_ask_is_held_to_it() -> None:
    grade = graded(ask=True)
    assert "“Are you hiring?” in turn 3" in grade.why
    assert grade.observations == (0,)
    assert "Keep to what the request promised" in (grade.try_instead or "")


def test_an_honest_seeker_has_not_asked_for_a_job_by_saying_so() -> None:
    honest = "Ben Ames sent me. I am looking for work now, so I would ask about depot posts. Could you refer me?"
    assert graded(request=honest).level == 5


def test_the_plugged_in_observer_decides_what_is_an_ask_and_what_can_be_looked_up() -> None:
    assert graded(asks_in=lambda text: "law" in text).level == 4
    assert graded(answerable=lambda question: True).level == 4


def test_a_confirmation_of_a_week_before_is_told_in_days() -> None:
    assert "confirmed seven days before" in graded(confirmed_hours_before=187).why
