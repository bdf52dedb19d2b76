"""The simulated calendar: a working day in about a week, and a confirmation that is early enough or not."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.arranging import (
    Appointment,
    Arrangement,
    RequestTry,
    chances_to_confirm,
    chances_to_thank,
    chances_to_update,
    confirm,
    plan,
    prepared,
)
from simulator.errors import InputError
from simulator.persona import catalogue

DANA = catalogue()["dana-okafor"]


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 2**31))
def test_a_call_is_on_a_working_day_in_one_to_two_weeks(today: date, seed: int) -> None:
    appointment = plan(DANA, today, seed)
    assert appointment.call_at.weekday() < 5
    assert timedelta(days=5) < appointment.call_at - appointment.asked_at < timedelta(days=13)
    assert appointment == plan(DANA, today, seed)


@settings(deadline=None)
@given(st.integers(0, 2**31))
def test_it_can_be_confirmed_in_time_and_too_late(seed: int) -> None:
    appointment = plan(DANA, date(2026, 11, 22), seed)
    hours = [chance.hours for chance in chances_to_confirm(appointment)]
    assert hours == sorted(hours, reverse=True)
    assert any(24 <= before < 36 for before in hours)
    assert any(before < 24 for before in hours)


def test_the_grade_is_told_how_many_hours_before_the_call_was_confirmed() -> None:
    appointment = plan(DANA, date(2026, 11, 22), 1)
    confirmed = confirm(appointment, appointment.call_at - timedelta(hours=26), DANA, 1)
    assert prepared(Arrangement(appointment=confirmed)).confirmed_hours_before == 26
    assert prepared(Arrangement(appointment=appointment)).confirmed_hours_before is None
    assert confirmed.confirmed_reply


@pytest.mark.parametrize("hours", [pytest.param(-1, id="after the call"), pytest.param(9999, id="before the request")])
def test_a_call_is_confirmed_before_it_and_after_it_was_asked_for(hours: float) -> None:
    appointment = plan(DANA, date(2026, 11, 22), 1)
    with pytest.raises(InputError):
        confirm(appointment, appointment.call_at - timedelta(hours=hours), DANA, 1)


def test_notes_come_within_days_and_news_after_weeks() -> None:
    call = datetime(2026, 11, 30, 16)
    assert chances_to_thank(call)[0].hours < 1
    assert any(chance.hours > 24 for chance in chances_to_thank(call))
    assert all(chance.hours % 168 == 0 and chance.at.hour == 16 for chance in chances_to_update(call))


def test_what_was_arranged_lives_in_a_browser_and_comes_back() -> None:
    tried = RequestTry(request="May I?", verdict="coolly", letter="Fine.")
    kept = Arrangement(tries=(tried,), appointment=plan(DANA, date(2026, 11, 22), 1))
    assert Arrangement.model_validate(kept.model_dump(mode="json")) == kept
    found = prepared(kept, questions=[" - Why? ", "", "*"], goal="  ", notes="n")
    assert (found.request, found.request_accepted, found.questions, found.goal) == ("May I?", "coolly", ("Why?",), None)


@pytest.mark.parametrize("field", ["questions", "goal", "notes", "request", "referred_by"])
def test_a_hundred_thousand_characters_are_refused_in_one_line_that_names_the_field(field: str) -> None:
    text = "Why? " * 20_000
    with pytest.raises(InputError, match="100,000 characters are too many") as caught:
        prepared(Arrangement(), **{field: [text] if field == "questions" else text})  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("who sent you" if field == "referred_by" else field)


def test_a_time_with_a_zone_is_no_simulated_one() -> None:
    with pytest.raises(ValueError, match="timezone"):
        Appointment.model_validate({"asked_at": "2026-11-22T18:00:00+01:00", "call_at": "2026-11-30T16:00:00"})
