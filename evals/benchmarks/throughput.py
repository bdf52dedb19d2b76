"""How many calls of twenty turns a second: this engine beside public tools, on one core each, in one run.

    python -m evals.benchmarks.throughput --tools PYTHON [--seconds 5] [--rounds 3]

PYTHON is another one, in which the tools are installed, so that nobody's versions get in anybody's way:

    python -m venv tools && tools/bin/pip install inspect-ai openevals deepeval litellm

All play the same scripted call with a mock model. The tools neither observe nor grade; ours is measured at each depth,
each call with another seed and with nothing remembered of the ones before. They take turns, round by round, each in a
process of its own that is held to one core. What counts is calls a second of the processor's time: on a machine that
others use too, the clock on the wall says how busy those are.
"""

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import count, cycle
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from evals.benchmarks.others import LEARNER, PLAYERS, PROFESSIONAL, Play, timed
from evals.benchmarks.table import Peer, Row, Run
from simulator.errors import InputError
from simulator.scoring import OFFLINE

OTHERS = Path(__file__).with_name("others.py")


class Mock(BaseChatModel):
    """Says the script's lines, each in one piece, as a server would that does not stream."""

    lines: Any

    @property
    def _llm_type(self) -> str:
        return "mock"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        raise NotImplementedError("it streams")

    async def _astream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> Any:  # noqa: ARG002
        text = next(self.lines)
        yield ChatGenerationChunk(
            message=AIMessageChunk(content=text, response_metadata={"finish_reason": "stop"}, chunk_position="last")
        )


class Deaf:
    """Hears nothing."""

    name, version = "deaf", "1"

    def observe(self, *_: Any) -> list[Any]:
        """Nothing."""
        return []


def ours(observer: str, lead: str, *, graded: bool = False) -> Callable[[], Play]:
    """This engine, with an observer and a professional by name."""

    def made() -> Play:
        from evals.bench import Bench, Bounds
        from evals.suite import Asked
        from simulator import meaning
        from simulator.observer import encoder
        from simulator.observer.offline import OfflineObserver

        observers: dict[str, Callable[[], Any]] = {
            "deaf": Deaf, "rules": lambda: OfflineObserver(trained=False), "whole": OfflineObserver,
        }  # fmt: skip
        listening, asked, seeds = observers[observer](), Asked(), count()

        def play() -> int:
            # another call each time, and nothing that was made of the words of one before
            bench = Bench(asked, observer=listening, bounds=Bounds(base_url="http://127.0.0.1:9"))
            meaning.meaning.cache_clear()
            encoder.forget()
            mock = Mock(lines=cycle(PROFESSIONAL)) if lead == "mock" else None
            model = "openai:mock" if mock else OFFLINE
            call = bench.play("dana-okafor", LEARNER, seed=next(seeds), minutes=30, lead=mock, model=model)
            said = [turn.by for turn in call.state.turns if turn.speaker == "professional"]
            assert len(said) >= len(LEARNER), len(said)
            assert said.count(model) >= len(LEARNER) - 1, said
            if graded:
                bench.score(bench.paper(call))
            return 1

        return play

    return made


OURS: dict[str, Callable[[], Play]] = {
    "ours: played, mock model": ours("deaf", "mock"),
    "ours: played, built-in": ours("deaf", "offline"),
    "ours: played, observed by the rules": ours("rules", "offline"),
    "ours: played, observed": ours("whole", "offline"),
    "ours: played, observed, graded": ours("whole", "offline", graded=True),
}


def measured(names: Sequence[str], seconds: float, rounds: int, tools: str | None) -> Iterator[dict[str, Any]]:
    """Every player in turn, round by round."""
    for _ in range(rounds):
        for name in names:
            if name in PLAYERS:
                command = [str(tools), str(OTHERS), name, str(seconds)]
            else:
                command = [
                    sys.executable,
                    "-m",
                    "evals.benchmarks.throughput",
                    "--one",
                    name,
                    "--seconds",
                    str(seconds),
                ]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"{name}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
                continue
            yield json.loads(done.stdout.strip().splitlines()[-1])


AGAINST: Sequence[tuple[str, str, str, str]] = (
    ("ours: played, mock model", "calls played with a mock model", "langchain-core, streamed", "langchain_core"),
    ("ours: played, mock model", "calls played with a mock model", "openevals", "openevals"),
    ("ours: played, observed, graded", "calls played, observed and graded", "inspect", "inspect_ai"),
)
"""Ours, what it does, the player that it is held against, and the package which that player needs."""


def rows(run: Run) -> list[Row]:
    """The rows of the table: calls of twenty turns a second of processor; medians of rounds."""
    tools = run.tools or sys.executable
    there = {package for *_, package in AGAINST if _installed(tools, package)}
    players = [player for *_, player, package in AGAINST if package in there]
    names = list(dict.fromkeys([*(ours for ours, *_ in AGAINST), *players]))
    found: dict[str, list[float]] = {}
    for one in measured(names, 5.0 if not run.quick else 0.2, run.times(3, 1), tools):
        found.setdefault(one["name"], []).append(one["calls"] / one["processor"])
    middle = {name: statistics.median(rates) for name, rates in found.items()}

    def peer(player: str, package: str) -> Peer:
        if package not in there:
            return Peer(player, why_not=f"{package} is not installed")
        return Peer(player, middle[player]) if player in middle else Peer(player, why_not=f"{package} failed")

    return [
        Row(what, middle[ours], "calls/s", peer(player, package), less_is_better=False)
        for ours, what, player, package in AGAINST
    ]


def _installed(tools: str, package: str) -> bool:
    looks = f"import importlib.util as u, sys; sys.exit(u.find_spec({package!r}) is None)"
    try:
        return subprocess.run([tools, "-c", looks], capture_output=True, check=False).returncode == 0
    except OSError as error:
        raise InputError(f"--tools {tools}: {error.strerror or error}") from None


def main(arguments: Sequence[str]) -> int:
    """The table."""
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.throughput")
    parser.add_argument("--tools", help="a Python in which inspect-ai, openevals, deepeval and litellm are installed")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", choices=[*OURS], help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.one:
        print(json.dumps(timed(given.one, OURS[given.one](), given.seconds)))
        return 0
    names = [*OURS, *(PLAYERS if given.tools else ())]
    found: dict[str, list[float]] = {}
    for one in measured(names, given.seconds, given.rounds, given.tools):
        found.setdefault(one["name"], []).append(one["calls"] / one["processor"])
    middle = {name: statistics.median(rates) for name, rates in found.items()}
    print(f"{'calls of twenty turns':40} {'a second':>9} {'least':>8} {'most':>8} {'/inspect':>9} {'/openevals':>10}")
    for name, rates in found.items():
        ratios = [
            middle[name] / middle[other] if other in middle else float("nan") for other in ("inspect", "openevals")
        ]
        line = f"{name:40} {middle[name]:9.1f} {min(rates):8.1f} {max(rates):8.1f}"
        print(f"{line} {ratios[0]:9.2f} {ratios[1]:10.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
