"""A class for tests: its register, its door, and calls that were held."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from simulator.account import Account, Cohort, Role
from simulator.accounts.advising import Advising
from simulator.accounts.door import Door
from simulator.director import opening
from simulator.events import CallState, Ended, Event, Graded, Heard, Mark, Opened, Replied, Said, replay
from simulator.observation import Kind, Observation
from simulator.persona import catalogue
from simulator.store import Database, Register, Store

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
ASK = "Are you hiring right now?"


class Clock:
    """The time, as a test says it is."""

    def __init__(self) -> None:
        self.now = NINE

    def __call__(self) -> datetime:
        return self.now

    def on(self, **by: float) -> None:
        self.now += timedelta(**by)


class Class:
    """One of everything, on a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(Database(folder))
        self.register = Register(self.store.database)
        self.clock = Clock()
        self.door = Door(self.register, hours=12, now=self.clock)
        self.advising = Advising(self.register, self.store, now=self.clock)
        self._count = 0

    def account(self, name: str, role: Role = "learner", *cohorts: Cohort) -> Account:
        """Somebody, without a password: hashing takes its time."""
        account = Account(f"id-{name.lower()}", f"key-of-{name.lower()}-and-nobody-else", name, role, self.clock.now)
        assert self.register.add(account, login=name.lower())
        for cohort in cohorts:
            self.register.enter(account.id, cohort.id)
        return account

    def cohort(self, name: str = "Autumn") -> Cohort:
        return self.door.cohort(name, new=True)

    def call(self, owner: Account, *, points: int | None = 70, over: bool = True, asks: bool = False) -> str:
        """A call that was held now; its id."""
        self._count += 1
        call, dana, at = (
            f"call-{self._count}-of-{owner.name.lower()}-for-a-test",
            catalogue()["dana-okafor"],
            self.clock.now,
        )
        mood, stage = opening(dana, agreed_seconds=900)
        seen = Observation(
            turn=1, kind=Kind.DIRECT_JOB_ASK, quote=ASK, start=0, end=len(ASK), source="rules", confidence=1
        )
        log: list[Event] = [
            Opened(
                persona=dana, model="offline", seed=0, minutes=15, mood=mood, stage=stage, owner=owner.learner, at=at
            ),
            Replied(text="Dana Okafor.", by="offline", at=at),
            Said(text=ASK if asks else f"The secret of {owner.name}.", at=at),
            Heard(observations=(seen,) if asks else (), mood=mood, stage=stage, at=at),
            Replied(text="Go on.", by="offline", at=at),
        ]
        if over:
            log.append(Ended(by="learner", at=at))
        if points is not None and over:
            mark = Mark(level=4, points=points)
            grades = {"research": mark, "job_ask": Mark(level=2, points=points - 10)}
            log.append(Graded(grades=grades, overall=mark, grader="offline 1", at=at))
        for seq, event in enumerate(log):
            self.store.append(call, seq, event)
        return call

    def state(self, call: str) -> CallState:
        return replay(self.store.read(call))

    def show(self, learner: Account, call: str, cohort: Cohort, shared: bool = True) -> None:
        self.advising.decide(learner, call, self.state(call), cohort.id, shared=shared)
