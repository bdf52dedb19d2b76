"""A call without a page: for scripts, notebooks and evals. The same engine, a log that ends with the process."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from simulator.call import Call, Calls
from simulator.director import DIFFICULTIES, Difficulty
from simulator.errors import InputError, SimulatorError
from simulator.persona import Persona, resolve
from simulator.settings import Settings, settings
from simulator.store import MemoryLog
from simulator.transcript import Preparation, Transcript

Result = TypeVar("Result")

Learner = Iterable[str] | Callable[[dict[str, Any]], str | None]


def rehearse(
    persona: str | Path | Mapping[str, Any] | Persona,
    learner: Learner,
    minutes: float | None = None,
    model: str = "offline",
    seed: int = 0,
    *,
    preparation: Mapping[str, Any] | None = None,
    joined_late_seconds: float = 0,
    difficulty: Difficulty | None = None,
    interruptions: bool | None = None,
    using: Settings | None = None,
) -> dict[str, Any]:
    """Play a whole call and give its transcript, `transcript/1`, as a dictionary.

    `learner` is an iterable of turns, or a callable that is given the transcript so far and returns the next turn, or
    `None` to hang up. The call ends when the learner has no more to say or when the professional ends it.
    `difficulty` is `friendly`, `typical` or `tough`, the persona's own if not given; a chosen one also lets things
    break into the call, by the seed, unless `interruptions` says otherwise. With the offline professional the same
    arguments give the same transcript. Raises `InputError` for bad arguments.
    """
    prepared = Preparation.model_validate(preparation) if preparation is not None else None
    config = using or settings()
    calls = Calls(MemoryLog(), config, new_id=lambda: "rehearsal")
    call = calls.open(
        resolve(persona, own=config.own_personas),
        minutes=minutes,
        model=model,
        seed=seed,
        preparation=prepared,
        joined_late_seconds=joined_late_seconds,
        difficulty=_difficulty(difficulty),
        interruptions=interruptions,
    )
    asyncio.run(play(call, learner))
    return paper(call).to_json()


def _difficulty(chosen: str | None) -> Difficulty | None:
    for known in DIFFICULTIES:
        if chosen == known:
            return known
    if chosen is not None:
        raise InputError(f"difficulty {chosen!r} is unknown; there are {', '.join(DIFFICULTIES)}")
    return None


def paper(call: Call) -> Transcript:
    """The transcript of a call that has no id of its own."""
    return call.state.transcript(call.id).model_copy(update={"id": None})


async def play(call: Call, learner: Learner, *, source: str = "the learner's turns") -> None:
    """Play a call to its end. `source` is what an error calls the place the turns came from.

    It has its event loop to itself: what would make others wait is thought out in the loop's own thread.
    """
    asyncio.get_running_loop().set_default_executor(_Here())
    await call.resume()
    await _listen(call)
    turns = _turns(call, learner)
    for number, words in enumerate(turns, 1):
        try:
            await call.say(words)
        except InputError as error:
            raise InputError(f"{source}: turn {number}: {error}") from None
        await _listen(call)
        if call.state.over:
            return
    await call.hang_up()


class _Here(ThreadPoolExecutor):
    """Has no threads: does what it is given at once. To hand a sentence to a thread and back takes longer than it."""

    def submit(self, work: Callable[..., Result], /, *args: Any, **kwargs: Any) -> "Future[Result]":
        """Do it, and have it done when this returns."""
        done: Future[Result] = Future()
        try:
            done.set_result(work(*args, **kwargs))
        except Exception as error:  # it is raised where the result is asked for, as from any executor
            done.set_exception(error)
        return done


async def _listen(call: Call) -> None:
    async for moment in call.follow():
        last = moment
    if not last.state.answered and not last.state.over:
        raise SimulatorError(last.notice or "the professional did not answer")


def _turns(call: Call, learner: Learner) -> Iterator[str]:
    if not callable(learner):
        yield from learner
        return
    while (words := learner(paper(call).to_json())) is not None:
        yield words
