"""What the engine itself costs: time a turn without any model, and how fast transcripts are graded.

    python -m evals.benchmarks.engine [LABELLED.jsonl]

A turn is the learner's words through observer, director, offline professional and the log on disk. Grading is
`simulator score` on the file, as a process of its own, with its start-up taken off by a run on one transcript.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from evals.benchmarks.table import Peer, Row, Run
from evals.gates import gates
from evals.speed import CALLS, TIMED_TURNS, measure
from simulator.call import Calls
from simulator.document import Document
from simulator.settings import Settings
from simulator.store import Store
from simulator.transcript import Transcript

LABELLED = Path(__file__).parent.parent / "labelled" / "dev-transcripts.jsonl"
REPEATS = 5


def transcripts(path: Path) -> list[Transcript]:
    """The calls of a labelled file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Transcript.parse(Document(json.loads(line)["transcript"], path.name, {})) for line in lines]


async def milliseconds_a_turn(calls_on_paper: list[Transcript]) -> list[float]:
    """Say every learner's turn of every call to the offline professional."""
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        calls = Calls(Store(Path(folder)), Settings(_env_file=None, data_dir=Path(folder)))  # type: ignore[call-arg]
        for paper in calls_on_paper:
            call = calls.open(paper.who(), minutes=60, model="offline", seed=0)
            await call.resume()
            async for _ in call.follow():
                pass
            for _, turn in paper.learner_turns:
                if call.state.over:
                    break
                started = time.perf_counter()
                await call.say(turn.text)
                async for _ in call.follow():
                    pass
                taken.append(1000 * (time.perf_counter() - started))
    return taken


def seconds_to_score(paths: list[Path]) -> float:
    """One process of `simulator score`."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "simulator", "score", *map(str, paths)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


NOTICED_MILLISECONDS = 100.0
"""Up to a tenth of a second an answer feels immediate (Nielsen, Usability Engineering, 1993, chapter 5)."""


def rows(run: Run) -> list[Row]:
    """The rows of the table: turns that were never heard before, and the speed that `evals/gates.toml` asks for."""
    first, *others = transcripts(LABELLED)
    asyncio.run(milliseconds_a_turn([first]))  # warm
    taken = asyncio.run(milliseconds_a_turn(others[: run.times(len(others), 1)]))
    graded = measure([LABELLED], "offline", calls=run.times(CALLS, 4), timed_turns=run.times(TIMED_TURNS, 20))
    limits = gates("speed")

    def held(name: str, what: str, unit: str) -> Row:
        gate = limits[name]
        peer = Peer(f"gate {name}", gate.at_most if gate.at_least is None else gate.at_least)
        return Row(what, graded[name], unit, peer, less_is_better=gate.at_least is None)

    noticed = Peer("what feels immediate (Nielsen 1993)", NOTICED_MILLISECONDS)
    return [
        Row(
            "a turn: observed, directed, answered, logged", statistics.median(taken), "ms", noticed, less_is_better=True
        ),
        held("turn_p99_ms", "one turn observed, 99th percentile", "ms"),
        held("calls_a_second", "calls of 20 turns graded", "calls/s"),
        held("memory_growth_mb", f"memory gained over {run.times(CALLS, 4)} calls graded", "MB"),
    ]


def main() -> None:
    """Print the figures."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else LABELLED
    calls = transcripts(path)
    asyncio.run(milliseconds_a_turn(calls))  # warm
    taken = sorted(asyncio.run(milliseconds_a_turn(calls * REPEATS)))
    high = taken[int(0.99 * len(taken))]
    print(f"engine, {len(taken)} turns: median {statistics.median(taken):.1f} ms, 99th percentile {high:.1f} ms")
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "one.json"
        one.write_text(calls[0].to_text(), encoding="utf-8")
        alone = min(seconds_to_score([one]) for _ in range(3))
        whole = min(seconds_to_score([path] * REPEATS) for _ in range(3))
    turns = sum(len(call.learner_turns) for call in calls) * REPEATS
    graded, seconds = len(calls) * REPEATS, whole - alone
    print(
        f"score: {turns} learner turns of {graded} calls in {seconds:.2f} s beyond the {alone:.2f} s of one call: ",
        end="",
    )
    print(f"{turns / seconds:.0f} turns a second, {graded / seconds:.1f} calls a second")


if __name__ == "__main__":
    main()
