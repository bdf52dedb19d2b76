"""A call with one event of nearly every kind, as a log has it."""

from datetime import UTC, datetime, timedelta

from simulator import director
from simulator.events import Coached, Ended, Event, Heard, Judged, ModelFailed, Noted, Opened, Replied, Rewound, Said
from simulator.observation import Kind, Observation
from simulator.persona import catalogue
from simulator.transcript import FollowUp

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def opened(owner: str = "") -> Opened:
    """A call to Dana."""
    persona = catalogue()["dana-okafor"]
    mood, stage = director.opening(persona, agreed_seconds=900)
    return Opened(persona=persona, model="offline", seed=1, minutes=15, mood=mood, stage=stage, owner=owner)


def a_call(owner: str = "") -> list[Event]:
    """All of it, a second between two events."""
    first = opened(owner)
    observation = Observation(turn=1, kind=Kind.QUESTION, quote="What", start=0, end=4, source="rules", confidence=0.9)
    heard = Heard(observations=(observation,), mood=first.mood, stage=first.stage)
    events: list[Event] = [
        first,
        Replied(text="Dana Okafor.", by="offline"),
        Said(text="What does a night look like? 你好 \U0001f600"),
        heard,
        ModelFailed(model="openai:m", reason="it was silent", partial="Well"),
        Replied(text="Long.", by="offline", understudy=True),
        Coached(on=True),
        Said(text="Are you hiring?"),
        heard,
        Replied(text="No.", by="offline"),
        Rewound(turn=3),
        Said(text="What was hard?"),
        heard,
        Replied(text="The cold.", by="offline"),
        Ended(by="learner"),
        Noted(follow_up=FollowUp(note="Dear Dana, thank you for the night desk.", hours_after=3)),
        Judged(turn=1, seen=Kind.QUESTION, start=0, end=4, agrees=True, why="I asked."),
    ]
    return [event.model_copy(update={"at": AT + timedelta(seconds=seq)}) for seq, event in enumerate(events)]
