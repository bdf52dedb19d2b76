import json
from typing import Any

import pytest
from pydantic import ValidationError

from simulator.errors import InputError
from simulator.grading import grade
from simulator.grading.scorecard import GRADE_NAMES, Grade, Grader, Scorecard, level_of, points_within
from tests.grading.calls import DANA, DIRECT, QUESTION, REFERENCE, observations, they, transcript, you

LINES = [they(), you("Why Northwind?", QUESTION, REFERENCE, fact="Northwind"), they(), you("Are you hiring?", DIRECT)]


def card() -> Scorecard:
    return grade(
        transcript(*LINES),
        DANA,
        observations(*LINES),
        transcript_name="call.json",
        grader=Grader(name="test", version="1"),
    )


@pytest.mark.parametrize(
    ("points", "level"), [(0, 1), (19, 1), (20, 2), (39, 2), (40, 3), (59, 3), (60, 4), (79, 4), (80, 5), (100, 5)]
)
def test_the_bands_are_the_rubrics(points: int, level: int) -> None:
    assert level_of(points) == level


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("fraction", [-1, 0, 0.5, 1, 2])
def test_points_stay_inside_their_band(level: int, fraction: float) -> None:
    assert level_of(points_within(level, fraction)) == level


def test_a_band_is_used_to_both_ends() -> None:
    assert (points_within(1, 0), points_within(1, 1)) == (0, 19)
    assert (points_within(5, 0), points_within(5, 1)) == (80, 100)


def test_points_outside_the_levels_band_are_refused() -> None:
    with pytest.raises(ValidationError, match="60 points are level 4, not 5"):
        Grade(level=5, points=60, why="so")


def test_the_json_form_has_exactly_the_contracts_keys() -> None:
    form = card().to_json()
    assert list(form) == [
        "format", "transcript", "persona", "observations", "grades", "ungraded", "overall", "time", "grader",
    ]  # fmt: skip
    assert form["format"] == "scorecard/1"
    assert list(form["grades"]) == list(GRADE_NAMES)
    assert list(form["grades"]["job_ask"]) == ["level", "points", "why", "observations", "try_instead"]
    assert form["grades"]["follow_through"] is None
    assert form["ungraded"]["follow_through"] == "no note was written"
    assert list(form["observations"][0]) == ["turn", "kind", "quote", "start", "end", "source", "confidence"]
    assert list(form["overall"]) == ["points", "level"]
    assert list(form["time"]) == [
        "agreed_seconds", "elapsed_seconds", "learner_share", "joined_late_seconds", "overrun_seconds",
    ]  # fmt: skip
    assert form["grader"] == {"name": "test", "version": "1", "model": None}


def test_a_scorecard_comes_back_from_its_json_form() -> None:
    form = json.loads(json.dumps(card().to_json()))
    assert Scorecard.from_json(form).to_json() == form


def _changed(path: list[str], value: Any) -> dict[str, Any]:
    form: dict[str, Any] = json.loads(json.dumps(card().to_json()))
    part = form
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    return form


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        pytest.param(
            ["format"], "scorecard/2", "format 'scorecard/2' is unknown; this program reads scorecard/1", id="version"
        ),
        pytest.param(["grades", "job_ask", "level"], 6, "grades.job_ask.level", id="level"),
        pytest.param(["grades", "job_ask", "observations"], [99], "there are only 3 observations", id="index"),
        pytest.param(["grades", "job_ask"], None, "ungraded: job_ask", id="null-without-a-reason"),
        pytest.param(["ungraded", "job_ask"], "no", "ungraded: job_ask", id="reason-for-a-grade-that-is-there"),
        pytest.param(["overall"], None, "overall: there is one if, and only if, there is a grade", id="no-overall"),
        pytest.param(["overall", "level"], 5, "overall", id="overall-outside-its-band"),
        pytest.param(["mood"], 1, "mood: unknown key", id="unknown-key"),
    ],
)
def test_a_bad_scorecard_is_refused_in_one_line(path: list[str], value: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        Scorecard.from_json(_changed(path, value))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_scorecard_without_one_of_the_grades_is_refused() -> None:
    form = card().to_json()
    del form["grades"]["research"]
    with pytest.raises(InputError, match="research missing"):
        Scorecard.from_json(form)
