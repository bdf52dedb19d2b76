"""Looking back on many calls: trends with their spread, and what to practise next."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.events import Mark
from simulator.grading.scorecard import GRADE_NAMES, level_of
from simulator.progress import Practised, next_practice, trend

START = datetime(2026, 11, 1, 12, tzinfo=UTC)


def mark(points: int) -> Mark:
    return Mark(level=level_of(points), points=points)


def call(number: int, overall: int | None = 70, drill: str | None = None, **points: int) -> Practised:
    """The call of the day with that number; a grade that is not named is excellent, save the note, which is missing."""
    grades: dict[str, Any] = {name: mark(points.get(name, 95)) for name in GRADE_NAMES}
    if "follow_through" not in points:
        grades["follow_through"] = None
    return Practised(
        id=f"c{number}", persona_id="dana-okafor", persona_name="Dana Okafor", title="VP", organisation="Northwind",
        started_at=START + timedelta(days=number), minutes=15, difficulty="typical", timing="speech", drill=drill,
        rewinds=0, coached=False, turns=8, over=True, ended_by="learner",
        grades=None if overall is None else grades,  # type: ignore[arg-type]
        overall=None if overall is None else mark(overall), grader="offline 3",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("points", "change"),
    [
        pytest.param([40, 42, 41, 70, 72, 74], "better", id="three much better ones after three"),
        pytest.param([80, 82, 81, 50, 40, 45], "worse", id="three much worse ones"),
        pytest.param([60, 61, 60, 62, 61, 63], "steady", id="a point or two is no change"),
        pytest.param([20, 80, 40, 75, 30, 65], "steady", id="what scatters widely has not changed"),
        pytest.param([20, 90, 90], "too few", id="three calls say nothing yet"),
        pytest.param([], "too few", id="no call"),
    ],
)
def test_a_change_is_one_only_beyond_the_scatter(points: list[int], change: str) -> None:
    calls = [call(number, time_use=value) for number, value in enumerate(points)]
    assert trend(calls, "time_use").change == change


@settings(deadline=None)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=12))
def test_the_mean_lies_inside_its_band_and_the_band_inside_the_scale(points: list[int]) -> None:
    found = trend([call(number, questions=value) for number, value in enumerate(points)], "questions")
    assert [point.points for point in found.points] == points
    assert all(0 <= point.low <= point.mean <= point.high <= 100 for point in found.points)


def test_calls_are_put_in_order_and_ungraded_ones_passed_over() -> None:
    found = trend([call(3), call(1, overall=None), call(2)], "overall")
    assert [point.call for point in found.points] == ["c2", "c3"]
    assert trend([call(1)], "follow_through").points == ()


def test_one_call_has_no_spread() -> None:
    assert trend([call(1)], "research").spread is None
    assert trend([call(1, research=90), call(2, research=70)], "research").spread == 10


def test_what_costs_most_by_its_weight_is_practised_next() -> None:
    # 60 points missing of a supporting grade cost less than 30 of a core one
    found = next_practice([call(number, closing=40, time_use=70) for number in range(3)])
    assert found is not None
    assert (found.grade, found.calls) == ("time_use", 3)
    assert found.cost == 6.0  # 20 / 100 of 30
    assert found.drill is not None
    assert found.drill.id == "leaving"
    assert "your last three calls" in found.why
    assert "six points" in found.why


def test_nothing_is_pressed_on_somebody_who_does_everything_well_or_has_not_called() -> None:
    assert next_practice([]) is None
    assert next_practice([call(number) for number in range(4)]) is None


def test_in_a_drill_only_what_it_drills_counts() -> None:
    drilled = call(2, drill="introduction", intro_clarity=50, time_use=0)
    assert trend([call(1), drilled], "overall").points[-1].call == "c1"
    assert [point.call for point in trend([call(1), drilled], "time_use").points] == ["c1"]
    assert [point.points for point in trend([call(1), drilled], "intro_clarity").points] == [95, 50]
