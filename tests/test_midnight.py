"""A call that goes on over midnight lasts as long as it lasts, whatever the calendar does meanwhile."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from simulator.director import opening
from simulator.events import Opened, Replied, Said, replay
from simulator.persona import catalogue

DANA = catalogue()["dana-okafor"]


@pytest.mark.parametrize(
    "picked_up",
    [
        pytest.param(datetime(2026, 11, 22, 23, 58, tzinfo=ZoneInfo("UTC")), id="an ordinary night"),
        pytest.param(datetime(2026, 12, 31, 23, 58, tzinfo=ZoneInfo("Europe/Madrid")), id="the last of the year"),
        pytest.param(datetime(2026, 3, 29, 1, 58, tzinfo=ZoneInfo("Europe/Madrid")), id="summer time begins"),
        pytest.param(datetime(2026, 10, 25, 2, 58, tzinfo=ZoneInfo("Europe/Madrid")), id="summer time ends"),
    ],
)
def test_five_minutes_over_midnight_are_five_minutes(picked_up: datetime) -> None:
    mood, stage = opening(DANA, agreed_seconds=900)
    utc = picked_up.astimezone(ZoneInfo("UTC"))
    later = [(utc + timedelta(minutes=minutes)).astimezone(picked_up.tzinfo) for minutes in (0, 5)]
    log = [
        Opened(persona=DANA, model="offline", seed=0, minutes=15, mood=mood, stage=stage, timing="real", at=picked_up),
        Replied(text="Dana Okafor.", by="offline", at=later[0]),
        Said(text="Hi Dana, how did you start?", at=later[1]),
    ]
    # as it comes out of a log
    state = replay([type(event).model_validate_json(event.model_dump_json()) for event in log])
    assert state.now == 300
    assert state.elapsed == 300
    assert not state.over
