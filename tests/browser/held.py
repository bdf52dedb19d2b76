"""Calls that were held already, for what comes after them."""

from pathlib import Path

from simulator.director import opening
from simulator.events import Ended, Event, Heard, Opened, Replied, Said
from simulator.persona import catalogue
from simulator.store import Store

LINES = (
    "Hi Dana, I'm Sam, I study logistics. What did the night desk at Lakeland Freight teach you?",
    "Are you hiring right now?",
    "What was the hardest week you ever had?",
)
ANSWERS = (
    "A lake-effect storm shut I-94 and I had nineteen trucks out. I called a driver's wife: she had a CB radio in her kitchen.",
    "I don't do that on the phone, not for anybody.",
    "The week of the freezer. We hand-carried what we could and lost forty pallets.",
)
NOTE = (
    "Dear Dana, thank you for today, and above all for the story of the storm, the nineteen trucks and the CB radio in the kitchen. "
    "I have thought about it since: the useful thing was not on the org chart. I have started a list of who I would call on my own "
    "van route, and I will write to you in the summer to tell you which way I have gone. With thanks, Sam"
)


class Calling:
    """Calls that are over already, in the data folder of an app: what is graded, the app reads from their words."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._count = 0

    def __call__(self, *lines: str) -> str:
        """Write down a call that was held and hung up; its id."""
        self._count += 1
        call, dana = f"a-call-for-a-test-{self._count}", catalogue()["dana-okafor"]
        mood, stage = opening(dana, agreed_seconds=900)
        log: list[Event] = [Opened(persona=dana, model="offline", seed=0, minutes=15, mood=mood, stage=stage)]
        log.append(Replied(text="Dana Okafor.", by="offline"))
        for line, answer in zip(lines, ANSWERS, strict=True):
            log += [Said(text=line), Heard(observations=(), mood=mood, stage=stage), Replied(text=answer, by="offline")]
        store = Store(self._data)
        for seq, event in enumerate([*log, Ended(by="learner")]):
            store.append(call, seq, event)
        store.close()
        return call
