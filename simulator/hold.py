"""The way to a model's server: so many at once, each learner in turn, and left alone for a while when it fails.

    async with hold.way("openai:gpt-4o", learner, told) as way:   # waits; tells them when that takes long
        if way.refused: ...                                       # nobody gets through: the understudy answers at once
        ...
        way.failed = True                                         # the server failed this turn

Not a library's breaker, although there are good ones (pybreaker, aiobreaker, purgatory): they watch one awaited call
and count its exceptions. Here a turn is a stream, its failure is an event in it that the understudy has already made
good, a reply that the guard refused is none, and a learner who hangs up says nothing about the server at all.
"""

import asyncio
import contextlib
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Self

from simulator.errors import ModelError, ModelTimeout, ModelUnavailable
from simulator.models import Pool
from simulator.settings import Settings

AT_ONCE, AT_ONCE_LOCAL = 64, 2
"""Turns under way unless the setting says otherwise. One's own machine computes about so many at a time."""
SAID_AFTER_SECONDS = 0.7
"""A wait that is shorter than a breath is not worth a word."""
Told = Callable[[bool], Awaitable[None]]
"""Who is told that a learner is on hold, and that they are not any more."""


@dataclass
class Way:
    """One turn's way to the model."""

    refused: ModelError | None = None
    """Why there is none."""
    failed: bool | None = None
    """Whether the server failed this turn; nobody knows of a turn that was broken off."""


class Queue:
    """Places, and who waits for one: learner after learner, and each learner's calls as they came."""

    def __init__(self, places: int) -> None:
        self.places = places
        self.taken = 0
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many are on hold."""
        return sum(map(len, self._waiting.values()))

    async def enter(self, whose: str, seconds: float, told: Told) -> None:
        """Take a place, as soon as it is this learner's turn. Raises `ModelTimeout` after so many seconds on hold."""
        if self.taken < self.places and not self._waiting:
            self.taken += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(whose, deque()).append(turn)
        said = False
        try:
            await asyncio.wait([turn], timeout=min(SAID_AFTER_SECONDS, seconds))
            if not turn.done():
                said = True
                await told(True)
                await asyncio.wait([turn], timeout=max(0.0, seconds - SAID_AFTER_SECONDS))
            if not turn.done():
                raise ModelTimeout(f"every line to the model's server was busy for {seconds:g} s")
        except BaseException:
            if turn.done():
                self.leave()  # the place came in the very moment in which it was not wanted any more
            else:
                self._give_up(whose, turn)
            raise
        finally:
            if said:
                await told(False)

    def leave(self) -> None:
        """Give a place back: to the next learner, who then waits behind all the others."""
        if not self._waiting:
            self.taken -= 1
            return
        whose, turns = self._waiting.popitem(last=False)
        turns.popleft().set_result(None)
        if turns:
            self._waiting[whose] = turns

    def _give_up(self, whose: str, turn: asyncio.Future[None]) -> None:
        turns = self._waiting[whose]
        turns.remove(turn)
        if not turns:
            del self._waiting[whose]


@dataclass
class Breaker:
    """Leaves a server alone that failed so often in a row, for so long; then one turn tries it."""

    failures: int
    within_seconds: float
    rests_seconds: float
    clock: Callable[[], float] = time.monotonic
    _failed_at: deque[float] = field(default_factory=deque)
    _open_until: float | None = None
    _on_trial: bool = False

    @property
    def open(self) -> bool:
        """Whether the server is left alone."""
        return self._open_until is not None

    def refusal(self) -> ModelError | None:
        """Why a turn may not try the server now; nothing if it may."""
        if self._open_until is None or (self.clock() >= self._open_until and not self._on_trial):
            return None
        return ModelUnavailable(
            f"the model failed {self.failures} times in a row and is left alone for {self.rests_seconds:g} s"
        )

    def begin(self) -> bool:
        """A turn tries the server. Whether it is the one on which it hangs."""
        if self._open_until is None:
            return False
        self._on_trial = True
        return True

    def end(self, failed: bool | None, *, trial: bool) -> None:
        """What became of it; nothing if the turn was broken off."""
        if trial:
            self._on_trial = False
        if failed is None:
            return
        if not failed:
            if trial or self._open_until is None:
                self._failed_at.clear()
                self._open_until = None
            return
        now = self.clock()
        self._failed_at.append(now)
        while len(self._failed_at) > self.failures or now - self._failed_at[0] > self.within_seconds:
            self._failed_at.popleft()
        if trial or len(self._failed_at) == self.failures:
            self._open_until = now + self.rests_seconds


class Hold:
    """The ways to every model that this process asks. Rehearsals and evals have none, and never wait."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._ways: dict[str, tuple[Queue, Breaker]] = {}

    def of(self, model: str) -> tuple[Queue, Breaker]:
        """The queue and the breaker of a model, by its name."""
        if model not in self._ways:
            config = self._settings
            usual = AT_ONCE_LOCAL if model.startswith("local:") else AT_ONCE
            breaker = Breaker(
                config.model_failures, config.model_failures_seconds, config.model_rests_seconds, self._clock
            )
            self._ways[model] = Queue(config.model_at_once or usual), breaker
        return self._ways[model]

    @property
    def waiting(self) -> int:
        """How many learners are on hold."""
        return sum(queue.waiting for queue, _ in self._ways.values())

    @property
    def under_way(self) -> int:
        """How many turns are with a model."""
        return sum(queue.taken for queue, _ in self._ways.values())

    @property
    def left_alone(self) -> int:
        """How many models are left alone."""
        return sum(breaker.open for _, breaker in self._ways.values())

    @contextlib.asynccontextmanager
    async def way(self, model: str, whose: str, told: Told) -> AsyncIterator[Way]:
        """A turn's way to a model. Never raises by itself: where there is no way, it says why."""
        queue, breaker = self.of(model)
        if refused := breaker.refusal():
            yield Way(refused)
            return
        try:
            await queue.enter(whose, self._settings.hold_seconds, told)
        except ModelTimeout as busy:
            yield Way(busy)
            return
        try:
            # while this one waited, the server may have failed all those before it
            if refused := breaker.refusal():
                yield Way(refused)
                return
            trial, way = breaker.begin(), Way()
            try:
                yield way
            finally:
                breaker.end(way.failed, trial=trial)
        finally:
            queue.leave()


@dataclass(frozen=True)
class Means:
    """What a server shares among its calls. A script that plays calls one by one has nothing of it."""

    hold: Hold | None = None
    pool: Pool | None = None
    threads: Executor | None = None
    """Where a turn is listened to, so that other calls are served meanwhile."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those of one server."""
        # one more would only take its time from the first: what they do is to compute
        return cls(Hold(settings), Pool(), ThreadPoolExecutor(1, thread_name_prefix="hearing"))


ALONE = Means()
