from typing import Any

import pytest

from simulator.grading.scorecard import Grade
from simulator.grading.time_use import Lapse, grade_time_use, lapses, level
from tests.grading.calls import QUESTION, TIME_CHECK, WRAP_UP, Line, evidence, they, you


def call(*, questions: int = 4, learner: float = 40.0, theirs: float = 100.0, close: Line | None = None) -> list[Line]:
    """A call without a lapse in an agreed 15 minutes: 600 s or so, four questions, 29 % of the talking, a close."""
    lines: list[Line] = []
    for number in range(4):
        lines += [they(seconds=theirs), you("Why?", *([QUESTION] if number < questions else []), seconds=learner)]
    return [*lines, they(seconds=20), close or you("One last thing.", WRAP_UP, seconds=20)]


def found(*lines: Line, **fields: Any) -> set[tuple[str, str]]:
    call_ended = {"ended_by": "learner", **fields}
    return {(lapse.kind, "major" if lapse.major else "minor") for lapse in lapses(evidence(*lines, **call_ended))}


def test_a_call_that_kept_to_the_time_has_no_lapse() -> None:
    grade = grade_time_use(evidence(*call(), ended_by="learner"))
    assert isinstance(grade, Grade)
    assert grade.level == 5
    assert grade.try_instead is None
    assert "“One last thing.”" in grade.why


@pytest.mark.parametrize(
    ("late", "lapse"),
    [
        pytest.param(59.9, set(), id="under-a-minute"),
        pytest.param(60, {("late", "minor")}, id="just-a-minute"),
        pytest.param(180, {("late", "minor")}, id="just-three-minutes"),
        pytest.param(180.1, {("late", "major")}, id="over-three-minutes"),
    ],
)
def test_joining_late(late: float, lapse: set[tuple[str, str]]) -> None:
    assert found(*call(), joined_late_seconds=late) == lapse


@pytest.mark.parametrize(
    ("minutes", "lapse"),
    [
        pytest.param(600 / 60, set(), id="to-the-second"),
        pytest.param(599 / 60, {("overrun", "minor")}, id="a-second-over"),
        pytest.param(480 / 60, {("overrun", "minor")}, id="just-two-minutes-over"),
        pytest.param(479 / 60, {("overrun", "major")}, id="more-than-two-minutes-over"),
    ],
)
def test_running_over(minutes: float, lapse: set[tuple[str, str]]) -> None:
    assert found(*call(), agreed_minutes=minutes) == lapse


@pytest.mark.parametrize(
    ("starts", "agreed", "lapse"),
    [
        pytest.param(580, 590, set(), id="asked-in-the-last-two-minutes"),
        pytest.param(580, 570, set(), id="asked-when-the-time-was-up"),
        pytest.param(580, 479, {("overrun", "major")}, id="asking-does-not-lift-the-major-lapse"),
    ],
)
def test_asking_lifts_a_small_overrun(starts: float, agreed: float, lapse: set[tuple[str, str]]) -> None:
    lines = call(close=you("Have you a minute more? One last thing.", TIME_CHECK, WRAP_UP, seconds=20))
    assert evidence(*lines).start(len(lines) - 1) == starts
    assert found(*lines, agreed_minutes=agreed / 60) == lapse


def test_asking_at_the_opening_does_not_lift_an_overrun() -> None:
    first, *rest = call()[1:]
    opening = Line(first.turn, (*first.seen, (TIME_CHECK, 0, 4, None)))
    assert found(they(seconds=100), opening, *rest, agreed_minutes=599 / 60) == {("overrun", "minor")}


@pytest.mark.parametrize(
    ("ended_by", "wraps_up", "lapse"),
    [
        pytest.param("learner", True, set(), id="learner-closes"),
        pytest.param("time", True, set(), id="learner-closes-as-the-time-is-up"),
        pytest.param("learner", False, {("close", "minor")}, id="learner-hangs-up-without-a-close"),
        pytest.param("time", False, {("close", "minor")}, id="professional-had-to-close"),
        pytest.param(None, False, {("close", "minor")}, id="unknown-who-and-no-close"),
        pytest.param("professional", True, {("close", "major")}, id="out-of-patience-in-spite-of-a-close"),
        pytest.param("professional", False, {("close", "major")}, id="major-in-place-of-the-minor"),
    ],
)
def test_who_closed(ended_by: str | None, wraps_up: bool, lapse: set[tuple[str, str]]) -> None:
    close = you("One last thing.", *([WRAP_UP] if wraps_up else []), seconds=20)
    assert found(*call(close=close), ended_by=ended_by) == lapse


@pytest.mark.parametrize(
    ("learner", "lapse"),
    [
        pytest.param(449.9, set(), id="under-45-percent"),
        pytest.param(450, {("share", "minor")}, id="just-45-percent"),
        pytest.param(600, {("share", "minor")}, id="just-60-percent"),
        pytest.param(600.1, {("share", "major")}, id="over-60-percent"),
    ],
)
def test_the_learners_share_of_a_thousand_seconds(learner: float, lapse: set[tuple[str, str]]) -> None:
    lines = call(learner=(learner - 20) / 4, theirs=(1000 - learner - 20) / 4)
    assert {one for one in found(*lines, agreed_minutes=20) if one[0] == "share"} == lapse


@pytest.mark.parametrize(
    ("turn", "seconds", "lapse"),
    [
        pytest.param(3, 120, set(), id="just-two-minutes"),
        pytest.param(3, 120.1, {("long turn", "minor")}, id="over-two-minutes"),
        pytest.param(1, 130, set(), id="in-the-introduction"),
    ],
)
def test_a_long_turn(turn: int, seconds: float, lapse: set[tuple[str, str]]) -> None:
    lines = call(learner=20, theirs=110)
    lines[turn] = you("Why?", QUESTION, seconds=seconds)
    assert found(*lines) == lapse


def test_two_long_turns_are_one_lapse() -> None:
    lines = call(learner=20, theirs=160)
    lines[3] = lines[5] = you("Why?", QUESTION, seconds=125)
    assert [lapse.kind for lapse in lapses(evidence(*lines, ended_by="learner"))].count("long turn") == 1


@pytest.mark.parametrize(
    ("questions", "minutes", "lapse"),
    [
        pytest.param(4, 15, set(), id="four-in-15"),
        pytest.param(3, 15, {("questions", "minor")}, id="three-in-15"),
        pytest.param(3, 14, set(), id="three-in-14"),
        pytest.param(2, 14, {("questions", "minor")}, id="two-in-14"),
        pytest.param(2, 15, {("questions", "minor")}, id="two-in-15"),
        pytest.param(1, 15, {("questions", "major")}, id="one"),
        pytest.param(0, 14, {("questions", "major")}, id="none"),
    ],
)
def test_the_number_of_questions(questions: int, minutes: float, lapse: set[tuple[str, str]]) -> None:
    assert found(*call(questions=questions), agreed_minutes=minutes) == lapse


@pytest.mark.parametrize(
    ("ended_by", "minutes", "lapse"),
    [
        pytest.param("learner", 20, set(), id="just-half-used"),
        pytest.param("learner", 20.1, {("unused", "minor")}, id="learner-left-over-half"),
        pytest.param(None, 20.1, {("unused", "minor")}, id="unknown-who-left-over-half"),
        pytest.param("time", 20.1, set(), id="time-was-up-by-the-clock-on-the-wall"),
        pytest.param("professional", 20.1, {("close", "major")}, id="professional-left-over-half"),
    ],
)
def test_time_left_unused(ended_by: str | None, minutes: float, lapse: set[tuple[str, str]]) -> None:
    assert found(*call(), ended_by=ended_by, agreed_minutes=minutes) == lapse


@pytest.mark.parametrize(
    ("major", "minor", "expected"),
    [
        pytest.param(0, 0, 5, id="none"),
        pytest.param(0, 1, 4, id="one-minor"),
        pytest.param(0, 2, 3, id="two-minor"),
        pytest.param(0, 3, 2, id="three-minor"),
        pytest.param(0, 5, 2, id="five-minor"),
        pytest.param(1, 0, 2, id="one-major"),
        pytest.param(1, 2, 2, id="one-major-two-minor"),
        pytest.param(1, 3, 1, id="one-major-three-minor"),
        pytest.param(2, 0, 1, id="two-major"),
    ],
)
def test_the_level_follows_the_rubrics_table(major: int, minor: int, expected: int) -> None:
    some = [Lapse(str(number), number < major, 0.5, "it happened", "do not") for number in range(major + minor)]
    assert level(some) == expected


def test_every_lapse_is_named_and_the_serious_one_first() -> None:
    grade = grade_time_use(evidence(*call(questions=3), ended_by="professional", joined_late_seconds=75))
    assert isinstance(grade, Grade)
    assert grade.why.startswith("One serious lapse and two small lapses: Dana ended the call early")
    assert "1 min 15 s late" in grade.why
    assert "three questions in an agreed 15 minutes" in grade.why


def test_the_advice_for_the_close_names_what_the_professional_has_next() -> None:
    grade = grade_time_use(evidence(*call(close=you("Fine.", seconds=20)), ended_by="time"))
    assert isinstance(grade, Grade)
    assert "let you get to a board call" in (grade.try_instead or "")


def test_a_minor_lapse_that_goes_further_costs_more_points() -> None:
    def points(late: float) -> int:
        grade = grade_time_use(evidence(*call(), ended_by="learner", joined_late_seconds=late))
        assert isinstance(grade, Grade)
        assert grade.level == 4
        return grade.points

    assert points(60) > points(120) > points(180)
