"""What a call in hand takes of the memory, against the same words as a list of langchain-core's messages.

Ours holds besides the words the clock, every mood and direction, what was observed, and the two who can answer; the
persona is one for all. What caches keep of any call's words is not a call's, and is let go of before each look.
"""

import asyncio
import gc
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from evals.benchmarks.engine import LABELLED, transcripts
from evals.benchmarks.table import Peer, Row, Run
from simulator import meaning
from simulator.call import Call, Calls
from simulator.observer import encoder
from simulator.persona import catalogue
from simulator.settings import Settings
from simulator.store import Store

TURNS = 4
"""The learner's, of each call."""
CALLS = 40


T = TypeVar("T")


def _held(work: Callable[[], T]) -> tuple[T, int]:
    """What some work gives, and the bytes that are held for it."""
    _forget()
    before = tracemalloc.get_traced_memory()[0]
    kept = work()
    _forget()
    return kept, tracemalloc.get_traced_memory()[0] - before


def _forget() -> None:
    meaning.meaning.cache_clear()
    encoder.forget()
    gc.collect()


async def _played(calls: Calls, persona: str, words: list[str], number: int) -> list[Call]:
    held = []
    for seed in range(number):
        call = calls.open(catalogue()[persona], minutes=60, seed=seed)
        await call.resume()
        async for _ in call.follow():
            pass
        for said in words:
            await call.say(said)
            async for _ in call.follow():
                pass
        held.append(call)
    return held


def _messages(calls: list[Call]) -> list[list[BaseMessage]]:
    """Each with a text of its own, as ours has."""
    return [
        [
            (AIMessage if turn.speaker == "professional" else HumanMessage)("".join(list(turn.text)))
            for turn in call.state.turns
        ]
        for call in calls
    ]


def rows(run: Run) -> list[Row]:
    """The row of the table; kilobytes a call, the mean of all."""
    number = run.times(CALLS, 4)
    paper = next(one for one in transcripts(LABELLED) if len(one.learner_turns) >= TURNS)
    words = [turn.text for _, turn in paper.learner_turns[:TURNS]]
    with tempfile.TemporaryDirectory() as folder:
        calls = Calls(Store(Path(folder)), Settings(_env_file=None, data_dir=Path(folder)))
        asyncio.run(_played(calls, "dana-okafor", words, 2))  # warm
        tracemalloc.start()
        try:
            played, ours = _held(lambda: asyncio.run(_played(calls, "dana-okafor", words, number)))
            _, theirs = _held(lambda: _messages(played))
        finally:
            tracemalloc.stop()
    peer = Peer("the same words as langchain-core's messages", theirs / number / 1024)
    return [Row(f"a call in hand, {TURNS} turns on", ours / number / 1024, "KB", peer, less_is_better=True)]
