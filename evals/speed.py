"""How fast a grader is on one core, and whether its memory stays flat; offline graders only.

    measure([Path("labelled/dev-transcripts.jsonl")], "offline")
    ->  {"turn_median_ms": 3.1, "turn_p99_ms": 9.8, "calls_a_second": 31.0, "memory_growth_mb": 1.2, ...}

Runs in a process of its own, which is held to one core before anything is loaded, so that neither the threads of a
library nor what was heard before can help. No two turns are the same: each has slips of its own, or a memory of texts
would be measured.
"""

import multiprocessing
import os
import random
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from evals.gold import Labelled, load
from evals.variants import slips
from simulator.observer import Context
from simulator.transcript import Transcript, Turn

CALLS, TURNS = 1000, 20
"""A class of a term: a folder of 1,000 calls of 20 turns."""
WARM_CALLS = 200
"""Calls before memory is looked at for the first time: caches of bounded size have filled by then."""
WARM_TURNS, TIMED_TURNS = 200, 2000
SEED = 20263


def measure(
    paths: Sequence[Path], grader: str, *, calls: int = CALLS, timed_turns: int = TIMED_TURNS
) -> dict[str, float]:
    """Milliseconds a turn, calls a second, megabytes gained; measured in a new process on one core."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_alone, list(paths), grader, calls, timed_turns).result()


def _alone(paths: Sequence[Path], grader: str, calls: int, timed_turns: int) -> dict[str, float]:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    gold = load(paths)
    chance = random.Random(SEED)
    return {**_turns(gold, grader, timed_turns, chance), **_calls(gold, grader, calls, chance)}


def _turns(gold: Sequence[Labelled], grader: str, number: int, chance: random.Random) -> dict[str, float]:
    from simulator.scoring import observer_of

    observer = observer_of(grader)
    places = [(one, place) for one in gold for place in one.labels]
    taken = []
    for _ in range(WARM_TURNS + number):
        one, place = chance.choice(places)
        text = slips(one.transcript.turns[place].text, chance)
        context = Context(one.persona, one.transcript.turns[:place])
        started = time.perf_counter()
        observer.observe(place, text, context)
        taken.append(1000 * (time.perf_counter() - started))
    timed = sorted(taken[WARM_TURNS:])
    return {
        "turn_median_ms": round(statistics.median(timed), 2),
        "turn_p99_ms": round(timed[int(0.99 * len(timed))], 2),
        "turn_most_ms": round(timed[-1], 2),
    }


def _calls(gold: Sequence[Labelled], grader: str, number: int, chance: random.Random) -> dict[str, float]:
    from simulator.scoring import observer_of, score

    observer = observer_of(grader)
    seconds, warm, halfway = 0.0, 0.0, 0.0
    for count in range(number):
        if count == min(WARM_CALLS, number // 2):
            warm = _megabytes()
        if count == number // 2:
            halfway = _megabytes()
        persona = chance.choice(gold).persona
        paper = call_of(gold, chance)
        started = time.perf_counter()
        score(paper, name=str(count), persona=persona, grader=grader, observer=observer)
        seconds += time.perf_counter() - started
    return {
        "calls_a_second": round(number / seconds, 2),
        "memory_mb": round(_megabytes(), 1),
        "memory_growth_mb": round(_megabytes() - warm, 1),
        "memory_growth_second_half_mb": round(_megabytes() - halfway, 1),
    }


def call_of(gold: Sequence[Labelled], chance: random.Random) -> Transcript:
    """A call of twenty turns, put together from turns of the labelled set, none of them quite as it stands there."""
    said: dict[str, list[str]] = {"professional": [], "learner": []}
    while min(map(len, said.values())) < TURNS // 2:
        turn = chance.choice(chance.choice(gold).transcript.turns)
        said[turn.speaker].append(slips(turn.text, chance))
    turns = [
        Turn(speaker=speaker, text=text)
        for pair in zip(said["professional"], said["learner"], strict=False)
        for speaker, text in zip(("professional", "learner"), pair, strict=True)
    ]
    return Transcript(format="transcript/1", persona="anybody", turns=tuple(turns[:TURNS]))


def _megabytes() -> float:
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
