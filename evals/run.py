"""Run suites of evals, hold their figures to the thresholds, and leave a report.

    python -m evals.run observer --gold FILE [--gold FILE] [--grader G] [-o DIR] [--speed]

Exit status: 0 done, 1 a threshold of `gates.toml` fell short and is named, 2 the input is wrong. In DIR: `results.json`
and `report.md`, the same bytes for the same files and grader, and `timings.json`, which is not.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals import observer, report
from evals.figures import LEVELS, Figure, estimates
from evals.gates import fallen, gates
from evals.gold import fingerprint, held_apart, load
from evals.hearing import CORE, Listener
from evals.robustness import robustness
from simulator.errors import InputError, SimulatorError
from simulator.files import write_whole
from simulator.settings import writable

FORMAT = "evals/1"


@dataclass(frozen=True)
class Asked:
    """What a suite is to be run on."""

    gold: Sequence[Path]
    grader: str
    model: str
    speed: bool


@dataclass(frozen=True)
class Outcome:
    """What a suite gave."""

    results: Mapping[str, Any]
    page: str
    table: str
    timings: Mapping[str, Any]
    fallen: Sequence[str]


def observer_suite(asked: Asked) -> Outcome:
    """The observer and the grades that follow from it, against labelled files."""
    paths = list(asked.gold) or held_apart()
    gold, hear = load(paths), Listener(asked.grader)
    began = time.perf_counter()
    hearing = observer.listen(gold, hear)
    heard = time.perf_counter()
    moved = robustness(hearing, hear)
    timings: dict[str, Any] = {
        "hearing_seconds": round(heard - began, 2),
        "robustness_seconds": round(time.perf_counter() - heard, 2),
    }
    found = estimates([*observer.measures(hearing), *moved.measures])
    limits = gates("observer")
    results = {
        "gold": fingerprint(paths),
        "observer": hear.name,
        "calls": sum(not one.single for one in gold),
        "single_turns": sum(one.single for one in gold),
        "labelled_turns": len(hearing.cases),
        "figures": _named(found),
        "thresholds": {name: str(gate) for name, gate in limits.items()},
        "job_talk": [
            {"labelled": labelled, "heard": seen, "turns": turns}
            for (labelled, seen), turns in sorted(observer.confusions(hearing).items())
        ],
        "levels": {
            name: observer.level_table(hearing, name).sum(axis=0).astype(int).reshape(LEVELS, LEVELS).tolist()
            for name in CORE
        },
        "calibration": {
            "all kinds": observer.curve(hearing),
            **{name: observer.curve(hearing, kinds) for name, kinds in observer.GROUPS.items()},
        },
        "authors": _groups(observer.groups(hearing, lambda case: case.author)),
        "registers": _groups(observer.groups(hearing, lambda case: case.register)),
        "changes": moved.to_json(),
        "level_disagreements": observer.level_disagreements(hearing),
        "disagreements": observer.disagreements(hearing),
    }
    short = fallen("observer", {figure.name: figure.value for figure in found})
    table = report.hearing_table(found, limits)
    if asked.speed:
        from evals.speed import measure

        timings["speed"] = measure(paths, asked.grader)
        short += fallen("speed", timings["speed"])
        table += "\n\n" + report.speed_table(timings["speed"], gates("speed"))
    return Outcome(results, report.markdown(results, found, limits), table, timings, short)


def _named(found: Sequence[Figure]) -> dict[str, Any]:
    return {figure.name: {key: value for key, value in asdict(figure).items() if key != "name"} for figure in found}


def _groups(groups: Mapping[str, observer.Group]) -> dict[str, Any]:
    return {name: {"turns": group.turns, **_named(group.figures)} for name, group in groups.items()}


SUITES: Mapping[str, Callable[[Asked], Outcome]] = {"observer": observer_suite}


def run(suites: list[str], *, gold: list[Path], grader: str, model: str, out: Path | None, speed: bool = False) -> int:
    """Run suites, all of them where none is named; 1 if a threshold fell short, else 0.

    Without `gold` the labelled files of this repository that nothing was trained on. `model` plays the professional in
    the suites that have one. Raises `InputError`, one line, for what is wrong with any of it.
    """
    if unknown := [name for name in suites if name not in SUITES]:
        raise InputError(f"suite {unknown[0]!r} is unknown; there are {', '.join(SUITES)}")
    if out:
        _folder(out)
    asked = Asked(gold, grader, model, speed)
    outcomes = {name: SUITES[name](asked) for name in dict.fromkeys(suites or SUITES)}
    if out:
        results = {name: outcome.results for name, outcome in outcomes.items()}
        whole = {"format": FORMAT, "grader": grader, "model": model, "suites": results}
        write_whole(out / "results.json", json.dumps(whole, indent=1) + "\n")
        write_whole(out / "report.md", "\n".join(outcome.page for outcome in outcomes.values()))
        timings = {name: outcome.timings for name, outcome in outcomes.items()}
        write_whole(out / "timings.json", json.dumps(timings, indent=1) + "\n")
    for name, outcome in outcomes.items():
        print(f"{name}\n{outcome.table}")
        for line in outcome.fallen:
            print(f"{name}: fell short: {line}")
    return int(any(outcome.fallen for outcome in outcomes.values()))


def _folder(out: Path) -> None:
    """Before minutes of work, make sure that what comes of it can be written."""
    try:
        writable(out)
    except InputError:
        raise InputError(f"{out}: is not a folder that can be written to") from None


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"which: {', '.join(SUITES)}; all if none is named")
    parser.add_argument("--gold", type=Path, action="append", default=[], help="a labelled file, or a folder of them")
    parser.add_argument("--grader", default="offline")
    parser.add_argument("--model", default="offline")
    parser.add_argument("-o", "--output", type=Path, help="a folder for results.json, report.md and timings.json")
    parser.add_argument("--speed", action="store_true", help="also time a turn and 1,000 calls, on one core")
    given = parser.parse_args(arguments)
    try:
        return run(
            given.suites, gold=given.gold, grader=given.grader, model=given.model, out=given.output, speed=given.speed
        )
    except SimulatorError as error:
        print(f"evals: {' '.join(str(error).split())}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
