"""The way to a model: places, turns, patience; and a server that fails is left alone, and tried again."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from simulator.call import Call, Calls
from simulator.errors import ModelTimeout
from simulator.events import ModelFailed
from simulator.hold import Breaker, Hold, Means, Queue
from simulator.models import Pool
from simulator.persona import catalogue
from simulator.record import Moment
from simulator.settings import Settings
from simulator.store import MemoryLog
from tests.openai_server import Answer, OpenAIServer, Silence, Status, Words


async def nobody(_: bool) -> None:
    """Is told, and says nothing."""


async def taken(queue: Queue, count: int) -> None:
    for number in range(count):
        await queue.enter(f"first {number}", 60, nobody)


class Waiting:
    """Learners who ask for a place, and the order in which they got one."""

    def __init__(self, queue: Queue) -> None:
        self.queue, self.got, self._tasks = queue, list[str](), list[asyncio.Task[None]]()

    async def ask(self, *learners: str) -> None:
        for learner in learners:
            self._tasks.append(asyncio.create_task(self._enter(learner)))
            await asyncio.sleep(0)

    async def _enter(self, learner: str) -> None:
        await self.queue.enter(learner.split("/")[0], 60, nobody)
        self.got.append(learner)

    async def all(self) -> list[str]:
        while self.queue.waiting:
            self.queue.leave()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        await asyncio.gather(*self._tasks)
        return self.got


async def test_who_came_first_is_served_first() -> None:
    queue = Queue(1)
    await taken(queue, 1)
    waiting = Waiting(queue)
    await waiting.ask("ana", "ben", "eva")
    assert queue.waiting == 3
    assert await waiting.all() == ["ana", "ben", "eva"]


async def test_who_has_many_calls_does_not_starve_who_has_one() -> None:
    queue = Queue(1)
    await taken(queue, 1)
    waiting = Waiting(queue)
    await waiting.ask("ana/1", "ana/2", "ana/3", "ben/1", "eva/1", "eva/2")
    assert await waiting.all() == ["ana/1", "ben/1", "eva/1", "ana/2", "eva/2", "ana/3"]


async def test_nobody_passes_those_who_wait() -> None:
    queue = Queue(1)
    await taken(queue, 1)
    waiting = Waiting(queue)
    await waiting.ask("ana")
    queue.leave()  # the place is ana's now, though she has not noticed
    await waiting.ask("ben")
    assert await waiting.all() == ["ana", "ben"]
    assert queue.taken == 1


async def test_who_waits_is_told_so_and_told_when_it_is_over() -> None:
    queue, told = Queue(1), list[bool]()
    await taken(queue, 1)
    on_hold = asyncio.Event()

    async def tell(waits: bool) -> None:
        told.append(waits)
        on_hold.set()

    task = asyncio.create_task(queue.enter("ana", 60, tell))
    await on_hold.wait()
    assert told == [True]
    queue.leave()
    await task
    assert told == [True, False]


async def test_patience_ends_and_leaves_no_place_taken() -> None:
    queue = Queue(1)
    await taken(queue, 1)
    with pytest.raises(ModelTimeout, match=r"busy for 0\.05 s"):
        await queue.enter("ana", 0.05, nobody)
    assert (queue.taken, queue.waiting) == (1, 0)
    queue.leave()
    assert queue.taken == 0


@pytest.mark.parametrize("given", [False, True], ids=["while waiting", "just when the place came"])
async def test_who_hangs_up_on_hold_holds_up_nobody(given: bool) -> None:
    queue = Queue(1)
    await taken(queue, 1)
    task = asyncio.create_task(queue.enter("ana", 60, nobody))
    await asyncio.sleep(0)
    if given:
        queue.leave()
    task.cancel()
    await asyncio.wait([task])
    assert queue.waiting == 0
    if not given:
        queue.leave()
    assert queue.taken == 0


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(3, within_seconds=60, rests_seconds=30, clock=clock)


def turn(breaker: Breaker, failed: bool | None) -> None:
    assert breaker.refusal() is None
    breaker.end(failed, trial=breaker.begin())


def test_a_server_that_fails_in_a_row_is_left_alone_and_the_reason_says_so(breaker: Breaker) -> None:
    for _ in range(3):
        turn(breaker, failed=True)
    assert "3 times in a row and is left alone for 30 s" in str(breaker.refusal())


@pytest.mark.parametrize("between", [False, None], ids=["a good turn", "a turn that was broken off"])
def test_only_failures_in_a_row_count(breaker: Breaker, between: bool | None) -> None:
    for failed in (True, True, between, True):
        turn(breaker, failed)
    assert breaker.open is (between is None)


def test_failures_long_apart_do_not_count_together(breaker: Breaker, clock: Clock) -> None:
    for _ in range(6):
        turn(breaker, failed=True)
        clock.now += 31
    assert not breaker.open


@pytest.mark.parametrize(
    ("found", "again_at"),
    [
        pytest.param([False], 30, id="an answer ends the rest"),
        pytest.param([True], 60, id="a failure begins another"),
        pytest.param([None, False], 30, id="broken off, then an answer"),
        pytest.param([None, True], 60, id="broken off, then a failure"),
    ],
)
def test_after_its_rest_one_turn_tries_the_server_and_the_others_wait_for_what_it_finds(
    breaker: Breaker, clock: Clock, found: list[bool | None], again_at: int
) -> None:
    for _ in range(3):
        turn(breaker, failed=True)
    clock.now = 30
    for failed in found:
        assert breaker.refusal() is None
        trial = breaker.begin()
        assert trial
        assert breaker.refusal() is not None
        breaker.end(failed, trial=trial)
    assert breaker.open is (again_at > 30)
    for second in range(30, again_at):
        clock.now = second
        assert breaker.refusal() is not None
    clock.now = again_at
    turn(breaker, failed=False)
    assert not breaker.open


def test_a_turn_that_began_before_the_server_was_left_alone_does_not_end_its_rest(breaker: Breaker) -> None:
    early = breaker.begin()
    for _ in range(3):
        turn(breaker, failed=True)
    breaker.end(False, trial=early)
    assert breaker.open


# with a real server on the wire


class Lines:
    """Calls of one server, and what became of their turns."""

    def __init__(self, server: OpenAIServer, clock: Callable[[], float], **changes: object) -> None:
        plain = {"base_url": server.base_url, "retries": 0, "model": "openai:m", **changes}
        self.config = Settings(_env_file=None, **plain)  # type: ignore[arg-type]
        self.hold, self.pool, self.log = Hold(self.config, clock), Pool(), MemoryLog()
        numbers = iter(range(100))
        self._calls = Calls(
            self.log,
            self.config,
            means=Means(self.hold, self.pool),
            new_id=lambda: f"call {next(numbers)}",
        )

    def open(self, owner: str = "") -> Call:
        return self._calls.open(catalogue()["dana-okafor"], seed=1, owner=owner)

    async def answered(self, *owners: str) -> list[str]:
        """New calls answered one after the other: by whom."""
        by = []
        for owner in owners:
            call = self.open(owner)
            await call.resume()
            async for _ in call.follow():
                pass
            by.append(call.state.turns[-1].by or "")
        return by

    def failures(self) -> list[str]:
        found = [event for call in self.log.calls("") for event in self.log.read(call)]
        return [event.reason for event in found if isinstance(event, ModelFailed)]


@pytest.fixture
async def lines(openai_server: OpenAIServer, clock: Clock) -> AsyncIterator[Callable[..., Lines]]:
    made: list[Lines] = []

    def make(**changes: object) -> Lines:
        made.append(Lines(openai_server, clock, **changes))
        return made[-1]

    yield make
    for one in made:
        await one.pool.aclose()


@pytest.mark.parametrize(
    "failing",
    [
        pytest.param(Status(429), id="a storm of 429"),
        pytest.param(Status(503), id="a server that is down"),
        pytest.param(Silence(picks_up=False), id="a server that is dead"),
        pytest.param(Silence("I began"), id="a server that falls silent"),
    ],
)
async def test_a_failing_server_is_left_alone_and_comes_back(
    openai_server: OpenAIServer, lines: Callable[..., Lines], clock: Clock, failing: Answer
) -> None:
    openai_server.plays(*[failing] * 2, Words("Dana Okafor."), Words("Dana Okafor."))
    calls = lines(model_failures=2, model_rests_seconds=30, first_token_seconds=0.3, reply_seconds=30)
    assert await calls.answered("", "") == ["offline"] * 2
    assert calls.hold.left_alone == 1
    began = time.monotonic()
    assert await calls.answered("", "") == ["offline"] * 2
    assert len(openai_server.requests) == 2, "nobody asked it meanwhile"
    assert time.monotonic() - began < 30
    assert "left alone for 30 s" in calls.failures()[-1]
    clock.now = 30
    assert await calls.answered("", "") == ["openai:m"] * 2
    assert calls.hold.left_alone == 0


async def test_the_learner_is_told_who_answers_while_the_model_is_left_alone(
    openai_server: OpenAIServer, lines: Callable[..., Lines]
) -> None:
    openai_server.plays(Status(503))
    calls = lines(model_failures=1)
    await calls.answered("")
    call = calls.open()
    await call.resume()
    async for moment in call.follow():
        last = moment
    assert last.notice is not None
    assert "The built-in professional took this turn" in last.notice
    assert call.state.turns[-1].text


async def test_what_the_guard_refuses_is_no_failure_of_the_server(
    openai_server: OpenAIServer, lines: Callable[..., Lines]
) -> None:
    openai_server.plays(*[Words("As an AI language model, I have no name.")] * 4, Words("Dana Okafor."))
    calls = lines(model_failures=1)
    assert await calls.answered("", "", "") == ["offline", "offline", "openai:m"]


async def test_who_must_wait_is_on_hold_and_then_answered_by_the_model(
    openai_server: OpenAIServer, lines: Callable[..., Lines]
) -> None:
    openai_server.plays(
        Words("Dana Okafor, " + "again and " * 8 + "again.", seconds_between=0.1), Words("Dana Okafor.")
    )
    calls = lines(model_at_once=1)
    first, second = calls.open("ana"), calls.open("ben")
    await first.resume()
    await asyncio.to_thread(openai_server.asked.wait)
    await second.resume()
    moments: list[Moment] = [moment async for moment in second.follow()]
    assert [moment.on_hold for moment in moments if not moment.sentences and moment.speaking].count(True) >= 1
    assert moments[-1].on_hold is False
    assert second.state.turns[-1].by == "openai:m"
    assert second.state.elapsed < 5, "what is said is counted, and not the time on hold"
    async for _ in first.follow():
        pass
    assert (calls.hold.waiting, calls.hold.under_way) == (0, 0)


async def test_after_too_long_on_hold_the_understudy_takes_the_turn_and_the_server_is_not_blamed(
    openai_server: OpenAIServer, lines: Callable[..., Lines]
) -> None:
    openai_server.plays(Silence("Dana"))
    calls = lines(model_at_once=1, hold_seconds=0.1, model_failures=1)
    first = calls.open("ana")
    await first.resume()
    await asyncio.to_thread(openai_server.asked.wait)
    assert await calls.answered("") == ["offline"]
    assert "every line to the model's server was busy" in calls.failures()[-1]
    assert calls.hold.left_alone == 0
    await first.hang_up()
    assert (calls.hold.waiting, calls.hold.under_way) == (0, 0)


async def test_calls_share_their_connections(openai_server: OpenAIServer, lines: Callable[..., Lines]) -> None:
    openai_server.plays(*[Words("Dana Okafor.")] * 5)
    calls = lines()
    assert await calls.answered("", "", "", "", "") == ["openai:m"] * 5
    assert len({request.connection for request in openai_server.requests}) == 1
