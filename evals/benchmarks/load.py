"""How many learners one process carries: the app beside a bare Gradio chat, over real HTTP, on one core, in one run.

    python -m evals.benchmarks.load [--learners 300] [--seconds 40] [--no-bare] [--knee] [--soak TURNS]

The app and the bare chat are processes of their own on one core, taking turns; the model's stub and the learners are on
the other. The stub needs 0.8 s to the first of 60 tokens and 15 ms for each one more. Three questions:

- saturation: 150 learners who never stop to think; turns a second, and processor time a turn
- a class: `--learners` who think for 45 s on average (exponential); how long until the first words, less the
  stub's 0.8 s
- the knee (`--knee`): how many such learners until the 95th percentile of that has doubled

The learners' calls are opened beforehand, straight into the log; everything else goes through the app's routes, as the
page does it. Learners say turns of the labelled calls, each another one. `--soak` is for memory: so many turns at
saturation, by a stub without delay. Linux only: cores are held by affinity, and time and memory are read from /proc.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals.benchmarks.clients import BrokenOffError, Learner, OnBare, OnOurs, Turn
from evals.benchmarks.cold_start import free_port
from evals.benchmarks.stub import FIRST_SECONDS
from simulator.call import Calls
from simulator.persona import catalogue
from simulator.settings import Settings
from simulator.store import Store
from simulator.transcript import Preparation

LABELLED = Path(__file__).parent.parent / "labelled" / "dev-transcripts.jsonl"
THINKS_SECONDS = 45.0
SATURATING = 150
"""Fifty would never ask for more than 29 turns a second, the stub's own time being what it is."""
QUESTIONS = ("What do you do on a bad day?", "Which skill took you longest?", "What would you do again?")
"""On everybody's list; the app ticks them off as they are asked."""
MOST_SECONDS, LEAST_RATIO = 0.5, 4.0
"""What the product promises: the 95th percentile, and turns a second against the bare chat."""


class Server:
    """A process held to a core."""

    def __init__(self, core: int, *command: str, **environment: str) -> None:
        self.port = free_port()
        line = [sys.executable, *(str(self.port) if part == "PORT" else part for part in command)]
        self._process = subprocess.Popen(
            line,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=None if environment.get("LOAD_LOUD") else subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def processor(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory(self) -> float:
        """Megabytes that are held."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

    async def up(self) -> None:
        """Wait until somebody answers."""
        for _ in range(1200):
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return
            await asyncio.sleep(0.1)
        raise TimeoutError("the server does not come up")

    def stop(self) -> None:
        """As hard as it gets."""
        self._process.kill()
        self._process.wait()


@dataclass
class Heard:
    """What the learners of one measurement saw."""

    turns: list[Turn] = field(default_factory=list)
    """Those that were over in time."""
    late: int = 0
    """Those that were answered afterwards."""
    broken: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    processor: float = 0.0
    """Seconds of it that all turns took, the late ones too."""

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.turns) / self.seconds

    @property
    def cost(self) -> float:
        """Milliseconds of the server's processor a turn."""
        return 1000 * self.processor / max(1, len(self.turns) + self.late)

    def first(self, percent: int) -> float:
        """Seconds until the first words, at a percentile, less the stub's own."""
        return _percentile([turn.first for turn in self.turns], percent) - FIRST_SECONDS

    def __str__(self) -> str:
        last = [turn.last for turn in self.turns]
        broken = f"; BROKEN {dict(self.broken)}" if self.broken else ""
        return (
            f"{self.rate:6.2f} turns/s  {self.cost:6.1f} ms processor a turn"
            f"  first words +{self.first(50):.2f} s, p95 +{self.first(95):.2f} s"
            f"  last p50 {_percentile(last, 50):.2f} s, p95 {_percentile(last, 95):.2f} s"
            f"  ({len(self.turns)} turns{broken})"
        )


def _percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else float("nan")


class Class:
    """Learners, each with a call of their own, who take up another when it is over."""

    def __init__(self, port: int, calls: Sequence[str], words: Sequence[str], dice: random.Random) -> None:
        self._port, self._dice = port, dice
        self._calls, self._words = iter(calls), itertools.cycle(dice.sample(words, len(words)))
        self.learners: list[OnOurs] = []

    async def grow(self, most: int) -> None:
        """Let more of them join, a few at a time."""
        gate = asyncio.Semaphore(20)

        async def join() -> None:
            async with gate:
                self.learners.append(await self._another())

        await asyncio.gather(*(join() for _ in range(most - len(self.learners))))

    async def _another(self) -> OnOurs:
        learner = OnOurs(self._port, next(self._calls))
        await learner.join()
        return learner

    async def talk(self, server: Server, most: int, seconds: float, thinks: float) -> Heard:
        """Let so many of them talk for so long."""
        await self.grow(most)

        async def next_learner(place: int) -> Learner:
            if self.learners[place].over:
                self.learners[place] = await self._another()
            return self.learners[place]

        return await measured(server, next_learner, most, seconds, thinks, self._words, self._dice)


async def measured(
    server: Server,
    next_learner: Callable[[int], Awaitable[Learner]],
    most: int,
    seconds: float,
    thinks: float,
    words: Iterator[str],
    dice: random.Random,
) -> Heard:
    """Learners in a loop of thinking and talking; a turn counts if it is over before the time is."""
    heard = Heard()
    clock = time.perf_counter
    until = clock() + seconds

    async def live(place: int) -> None:
        while clock() < until:
            if thinks:
                await asyncio.sleep(dice.expovariate(1 / thinks))
                if clock() >= until:
                    return
            learner = await next_learner(place)
            try:
                turn = await learner.say(next(words))
            except (BrokenOffError, ConnectionError, asyncio.IncompleteReadError) as error:
                heard.broken[f"{type(error).__name__}: {error}"[:100]] += 1
                await asyncio.sleep(0.5)
                continue
            if clock() < until:
                heard.turns.append(turn)
            else:
                heard.late += 1

    began, before = clock(), server.processor
    living = [asyncio.create_task(live(place)) for place in range(most)]
    await asyncio.sleep(seconds)
    heard.seconds = clock() - began
    # those who are being answered are answered, so that nothing is left over for the next measurement
    _, waiting = await asyncio.wait(living, timeout=15 if thinks else 90)
    heard.processor = server.processor - before
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    return heard


def learners_words() -> list[str]:
    """Turns of the labelled calls that ask for no job: a call in which somebody is shown out is soon over."""
    rows = [json.loads(line)["transcript"]["turns"] for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    turns = [turn["text"] for row in rows for turn in row if turn["speaker"] == "learner"]
    bad = ("hiring", "job", "refer", "resume", "résumé", "intern", "position", "bye", "last question", "thank")
    return [text for text in turns if 60 <= len(text) <= 300 and not any(word in text.lower() for word in bad)]


def opened(folder: Path, models: str, number: int, dice: random.Random) -> list[str]:
    """So many calls in a new log, none of them answered yet."""
    config = Settings(_env_file=None, data_dir=folder, model="openai:stub", base_url=models)
    calls = Calls(Store(folder), config)
    people = [catalogue()[name] for name in sorted(catalogue())]
    brought = Preparation(questions=QUESTIONS, goal="Find out whether this work is for me")
    return [calls.open(dice.choice(people), minutes=60, preparation=brought).id for _ in range(number)]


async def bare(
    core: int, models: str, seconds: float, words: Sequence[str], dice: random.Random, *options: str
) -> Heard:
    """The bare chat at saturation."""
    with running(core, "-m", "evals.benchmarks.bare_chat", "PORT", models, *options) as server:
        await server.up()
        events = await OnBare.events(server.port)
        learners = [OnBare(server.port, events) for _ in range(SATURATING)]

        async def learner(place: int) -> Learner:
            return learners[place]

        await measured(server, learner, 5, 3, 0, itertools.cycle(words), dice)  # warm
        return await measured(server, learner, SATURATING, seconds, 0, itertools.cycle(words), dice)


@contextlib.contextmanager
def running(core: int, *command: str, **environment: str) -> Iterator[Server]:
    server = Server(core, *command, **environment)
    try:
        yield server
    finally:
        server.stop()


async def run(given: argparse.Namespace) -> int:
    """Measure and print; 1 if a promise is not kept."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        print("this needs two cores", file=sys.stderr)
        return 2
    ours, other = cores[0], cores[-1]
    dice, words, kept = random.Random(7), learners_words(), True
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        delays = ("0", "0") if given.soak else ()
        stub = stack.enter_context(running(other, "-m", "evals.benchmarks.stub", "PORT", *delays))
        models = f"http://127.0.0.1:{stub.port}/v1"
        ids = opened(Path(folder), models, given.calls or max(4 * given.learners, 3 * given.soak // 40), dice)
        os.sched_setaffinity(0, {other})
        await stub.up()
        beside = None
        if given.bare and not given.soak:
            beside = await bare(ours, models, given.seconds / 2, words, dice)
            print(f"bare Gradio chat, {SATURATING} who never think:  {beside}", flush=True)
            least = await bare(ours, models, given.seconds / 2, words, dice, "--lean")
            print(f"the least of a chat, {SATURATING} who never think:  {least}", flush=True)
        command = ("-m", "simulator", "serve", "--no-browser", "--port", "PORT")
        model = {"SIMULATOR_MODEL": "openai:stub", "OPENAI_BASE_URL": models, "OPENAI_API_KEY": ""}
        app = stack.enter_context(running(ours, *command, SIMULATOR_DATA_DIR=folder, **model))
        await app.up()
        people = Class(app.port, ids, words, dice)
        await people.talk(app, 5, 5, 0)  # warm
        before = app.memory
        await people.grow(SATURATING)
        if given.soak:
            await _soak(people, app, given.soak)
        else:
            at_most = await people.talk(app, SATURATING, given.seconds / 2, 0)
            print(f"ours, {SATURATING} who never think:  {at_most}", flush=True)
            if beside:
                ratio, cheaper = at_most.rate / beside.rate, beside.cost / at_most.cost
                kept &= ratio >= LEAST_RATIO
                print(f"turns a second against the bare chat: {ratio:.1f} (promised: {LEAST_RATIO:g});", end=" ")
                print(f"by processor time a turn: {cheaper:.1f}")
            small, few = app.memory, len(people.learners)
            await people.grow(given.learners)
            each = 1024 * (app.memory - small) / max(1, len(people.learners) - few)
            held = f"{before:.0f} MB with 5 calls, {app.memory:.0f} MB with {given.learners}"
            print(f"memory: {held}; {each:.0f} KB a call")
            crowd = await people.talk(app, given.learners, given.seconds, THINKS_SECONDS)
            print(f"ours, {given.learners} who think {THINKS_SECONDS:g} s:  {crowd}", flush=True)
            kept &= crowd.first(95) <= MOST_SECONDS and not crowd.broken
            if given.knee:
                await _knee(people, app, given, crowd)
        print(f"in the log: {_log(Path(folder))}")
    return int(not kept)


async def _knee(people: Class, app: Server, given: argparse.Namespace, crowd: Heard) -> None:
    most, step = given.learners, given.learners // 2
    while most + step <= (given.calls or 4 * given.learners) - 2 * SATURATING:
        most += step
        more = await people.talk(app, most, given.seconds / 2, THINKS_SECONDS)
        print(f"ours, {most} who think {THINKS_SECONDS:g} s:  {more}", flush=True)
        if more.first(95) >= 2 * crowd.first(95):
            print(f"the knee: below {most} learners")
            return
    print(f"the knee: above {most} learners")


async def _soak(people: Class, app: Server, turns: int) -> None:
    done, each = 0, max(1, turns // 10)
    while done < turns:
        part = Heard()
        while len(part.turns) < each:
            more = await people.talk(app, SATURATING, 10, 0)
            part.turns += more.turns
            part.broken += more.broken
        done += len(part.turns)
        print(f"after {done} turns: {app.memory:.0f} MB {dict(part.broken) or ''}", flush=True)


def _log(folder: Path) -> str:
    """What became of the calls, so that a fast run that failed does not look like a fast run."""
    with contextlib.closing(sqlite3.connect(folder / "calls.sqlite3")) as database:
        kinds = dict(database.execute("SELECT kind, count(*) FROM events GROUP BY kind"))
        marked = "SELECT count(*) FROM events WHERE kind = 'replied' AND body LIKE '%\"understudy\":true%'"
        (taken_over,) = database.execute(marked).fetchone()
    return f"{kinds}, {taken_over} turns by the understudy"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.load")
    parser.add_argument("--learners", type=int, default=300)
    more = "of the class; half of it at saturation, and for a step of the knee"
    parser.add_argument("--seconds", type=float, default=60, help=more)
    parser.add_argument("--calls", type=int, default=0, help="opened beforehand; four a learner if not given")
    parser.add_argument("--bare", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--knee", action=argparse.BooleanOptionalAction, default=False)
    parser.add_argument("--soak", type=int, default=0, metavar="TURNS")
    return asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    raise SystemExit(main())
