"""How long until the first word: a turn of ours against the raw client, in turns, on one stub of a model's server.

The raw client is the openai package's own, streaming. Ours is a whole turn: the words are logged, observed and
directed, the model's stream is read, and a sentence is heard only when it is whole, because the guard has to read it
first. So there are two peers: the raw client's first token, and the end of its first sentence.
"""

import asyncio
import os
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from openai import AsyncOpenAI

from evals.benchmarks.load import learners_words, opened, running
from evals.benchmarks.stub import BETWEEN_SECONDS, FIRST_SECONDS
from evals.benchmarks.table import Peer, Row, Run
from simulator.call import Call, Calls
from simulator.settings import Settings
from simulator.store import Store

QUICK_SECONDS = (0.02, 0.001)
"""Until the stub's first token, and between two, where it only has to be seen that it runs."""
_WHOLE_SENTENCE = re.compile(r"[.!?]\s")


async def _ours(call: Call, words: str) -> float:
    began, first = time.perf_counter(), None
    await call.say(words)
    async for moment in call.follow():
        if first is None and moment.sentences:
            first = time.perf_counter() - began
    assert first is not None
    assert call.state.turns[-1].by == call.state.opened.model, "the understudy spoke: nothing was measured"
    return first


async def _raw(client: AsyncOpenAI, words: str) -> tuple[float, float]:
    """Seconds to the first token, and to the end of the first sentence."""
    began, text, first, whole = time.perf_counter(), "", 0.0, 0.0
    stream = await client.chat.completions.create(
        model="stub", messages=[{"role": "user", "content": words}], stream=True
    )
    async for chunk in stream:
        if chunk.choices and (more := chunk.choices[0].delta.content):
            text += more
            now = time.perf_counter() - began
            first = first or now
            if not whole and _WHOLE_SENTENCE.search(text):
                whole = now
    return first, whole


async def _measured(models: str, folder: Path, rounds: int, words: Iterator[str]) -> list[tuple[float, float, float]]:
    taken = []
    (call_id,) = opened(folder, models, 1, random.Random(7))
    settings = Settings(_env_file=None, data_dir=folder, model="openai:stub", base_url=models)
    calls = Calls(Store(folder), settings)
    call = calls.get(call_id)
    await call.resume()
    async for _ in call.follow():
        pass
    async with AsyncOpenAI(base_url=models, api_key="none") as client:
        for number in range(rounds + 1):
            said = next(words)
            both = (await _ours(call, said), *await _raw(client, said))
            if number:  # the first round opens the connections
                taken.append(both)
            if call.state.over:
                call = calls.open(call.state.persona, minutes=60)
                await call.resume()
                async for _ in call.follow():
                    pass
    await calls.close()
    return taken


def rows(run: Run) -> list[Row]:
    """The rows of the table; medians."""
    first, between = QUICK_SECONDS if run.quick else (FIRST_SECONDS, BETWEEN_SECONDS)
    delays = (str(round(1000 * first)), str(round(1000 * between)))
    core = sorted(os.sched_getaffinity(0))[-1]
    with tempfile.TemporaryDirectory() as folder, running(core, "-m", "evals.benchmarks.stub", "PORT", *delays) as stub:
        asyncio.run(stub.up())
        models = f"http://127.0.0.1:{stub.port}/v1"
        taken = asyncio.run(_measured(models, Path(folder), run.times(30, 2), cycle(learners_words())))
    ours, token, sentence = (statistics.median(each) for each in zip(*taken, strict=True))
    peers = Peer("raw openai client, first token", token), Peer("raw openai client, first sentence", sentence)
    return [Row("first words of a reply", ours, "s", peer, less_is_better=True) for peer in peers]
