"""Drills: each is whole, and counts what it is about and nothing else."""

import pytest

from simulator.drills import Drill, counted, drill_for, drill_of, drills
from simulator.errors import InputError
from simulator.grading import WEIGHTS, grade
from simulator.grading.scorecard import Grader
from tests.grading.calls import (
    BACKGROUND,
    DANA,
    DIRECT,
    DIRECTION,
    PURPOSE,
    QUESTION,
    observations,
    they,
    transcript,
    you,
)


@pytest.mark.parametrize("drill", [pytest.param(one, id=one.id) for one in drills()])
def test_a_drill_counts_no_job_ask_beside_what_it_is_about(drill: Drill) -> None:
    assert "job_ask" in drill.grades
    assert set(drill.grades) - {"job_ask"} <= set(drill.serves)
    assert drill.minutes == 5


def test_what_a_call_can_exercise_has_its_drill() -> None:
    assert [name for name in WEIGHTS if drill_for(name) is None] == ["follow_through"]


def test_the_result_is_the_weighted_mean_of_what_counts() -> None:
    lines = [they(), you(BACKGROUND, DIRECTION, PURPOSE, seconds=50), they(), you(QUESTION), they(), you(DIRECT)]
    call = transcript(*lines, agreed_minutes=5)
    card = grade(call, DANA, observations(*lines), transcript_name="c", grader=Grader(name="test", version="1"))
    found = counted(card, drill_of("introduction"))
    intro, ask = found.grades["intro_clarity"], found.grades["job_ask"]
    assert intro is not None
    assert ask is not None
    assert intro.level == 5
    assert found.overall is not None
    assert found.overall.points == int((intro.points + ask.points) / 2 + 0.5)


def test_an_unknown_drill_is_named() -> None:
    with pytest.raises(InputError, match="juggling"):
        drill_of("juggling")
