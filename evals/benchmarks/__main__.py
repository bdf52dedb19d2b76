"""All benchmarks that fit into one table, each figure held against a named peer or limit of the same run.

    python -m evals.benchmarks                                  all of them, some minutes on a quiet machine
    python -m evals.benchmarks engine tokens --quick            two of them, to see that they run
    python -m evals.benchmarks --tools PYTHON -o table.md -o table.jsonl

PYTHON is one in which the public tools are installed (`throughput.py` says how); a tool that is not there is named as
such. How many learners one process carries and how fast its screens are take longer or a browser, and are run by
themselves: `evals.benchmarks.load`, `evals.benchmarks.pages`.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from rich.console import Console

from evals.benchmarks.table import Row, Run, drawn, jsonl, markdown
from simulator.errors import SimulatorError
from simulator.files import write_whole

BENCHMARKS: Mapping[str, tuple[str, str]] = {
    "start": ("cold_start", "how long until the first page"),
    "engine": ("engine", "time a turn without a model; calls graded a second"),
    "first_word": ("first_word", "time to the first word, against the raw client"),
    "calls": ("throughput", "calls a second offline, against public tools"),
    "memory": ("call_memory", "memory that a call in hand takes"),
    "tokens": ("grading_tokens", "tokens a graded call, and their share in a cached prefix"),
}
"""The module of each, whose `rows` measures it, and what it is about; in the order of the table."""


def rows_of(name: str) -> Callable[[Run], list[Row]]:
    """A benchmark as a function; brought in when it is asked for, as it may bring a lot."""
    found: Callable[[Run], list[Row]] = import_module(f"evals.benchmarks.{BENCHMARKS[name][0]}").rows
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """The table."""
    about = "\n".join(f"  {name:<12} {what}" for name, (_, what) in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="python -m evals.benchmarks", epilog=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="all of them if none is given")
    parser.add_argument("--quick", action="store_true", help="a few rounds, to see that it runs")
    parser.add_argument("--tools", metavar="PYTHON", help="another Python, in which the public tools are installed")
    parser.add_argument("-o", dest="files", action="append", default=[], type=Path, metavar="FILE.md|FILE.jsonl")
    given = parser.parse_args(arguments)
    names = list(dict.fromkeys(given.names)) or list(BENCHMARKS)
    if unknown := [name for name in names if name not in BENCHMARKS]:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are: {', '.join(BENCHMARKS)}")
    if odd := [file for file in given.files if file.suffix not in {".md", ".jsonl"}]:
        parser.error(f"{odd[0]}: a table is written as .md or .jsonl")
    run = Run(quick=given.quick, tools=given.tools)
    told, lines = Console(stderr=True), list[tuple[str, Row]]()
    try:
        for name in names:
            told.print(f"{name}: {BENCHMARKS[name][1]} ...", style="dim")
            lines += [(name, row) for row in rows_of(name)(run)]
    except SimulatorError as error:
        print(error, file=sys.stderr)
        return 2
    # a file or a pipe has no width of its own
    Console(width=None if sys.stdout.isatty() else 160).print(drawn(lines))
    if run.quick:
        told.print("quick: the figures say that it runs, not how fast it is", style="dim")
    for file in given.files:
        write_whole(file, (markdown if file.suffix == ".md" else jsonl)(lines))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
