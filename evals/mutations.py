"""Are the suites any good? Deliberate faults, put into a copy of the program one by one, and each has to be caught.

    python -m evals.mutations [--only NAME ...] [-o FILE]

prints a table, and writes it to FILE as Markdown. Exit status 1 if a fault was not caught, 2 if one no longer applies
because the code that it changes has changed.

A fault is caught if a case fails with it that held, or failed otherwise, without it; on labelled calls, of which some
fail anyway, if a threshold falls short that was reached without it. Each is tried in a process of its own with the few
cases that should notice.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.faults_made import MUTATIONS, Edit, Mutation, Trial
from simulator.errors import InputError

if TYPE_CHECKING:
    from evals.bench import Bench
    from evals.suite import Case, Suite

ROOT = Path(__file__).resolve().parent.parent
LINKED = {".onnx", ".npz"}
"""What is too large to copy and holds nothing to change."""
AT_ONCE = 2
SECONDS = 600
"""For one fault; a program that a fault has sent into a circle is caught, too."""

Failures = Mapping[str, Sequence[str]]
"""The failures of a case, by suite and id."""


@dataclass(frozen=True)
class Verdict:
    """What came of a fault."""

    mutation: Mutation
    caught_by: Sequence[str]
    """Cases that fail with it and did not before."""
    first: str
    """The first line of the first of them."""
    cases: int
    seconds: float


class StaleError(Exception):
    """A fault that no longer applies."""


@contextmanager
def copied() -> Iterator[Path]:
    """The program in a folder of its own, weights and evals linked. Raises `InputError` where it is only installed."""
    if not (ROOT / "prompts").is_dir():
        raise InputError("deliberate faults are put into a copy of the repository, which is not here")
    with tempfile.TemporaryDirectory(prefix="mutations-") as name:
        tree = Path(name)
        shutil.copytree(
            ROOT / "simulator", tree / "simulator", copy_function=_copy_or_link,
            ignore=shutil.ignore_patterns("__pycache__"),
        )  # fmt: skip
        shutil.copytree(ROOT / "prompts", tree / "prompts")
        (tree / "evals").symlink_to(ROOT / "evals", target_is_directory=True)
        yield tree


def _copy_or_link(source: str, target: str) -> str:
    if Path(source).suffix in LINKED:
        Path(target).symlink_to(source)
        return target
    return shutil.copy2(source, target)


def place(tree: Path, edit: Edit) -> Path:
    """The file of an edit. Raises `StaleError` if its text is not there, or not once."""
    found = [path for path in sorted(tree.glob(edit.path)) if edit.old in path.read_text(encoding="utf-8")]
    if len(found) != 1 or found[0].read_text(encoding="utf-8").count(edit.old) != 1:
        raise StaleError(f"{edit.path}: {edit.old.strip().splitlines()[0]!r} stands in {len(found)} files, or twice")
    return found[0]


@contextmanager
def put_in(tree: Path, mutation: Mutation) -> Iterator[None]:
    """A fault, for as long as it is tried."""
    before: dict[Path, str] = {}
    try:
        for edit in mutation.edits:
            path = place(tree, edit)
            text = path.read_text(encoding="utf-8")
            before.setdefault(path, text)
            path.write_text(text.replace(edit.old, edit.new), encoding="utf-8")
        yield
    finally:
        for path, text in before.items():
            path.write_text(text, encoding="utf-8")


def tried(tree: Path, trials: Iterable[Trial]) -> Failures:
    """The failures of some cases in a tree, or the thresholds that fell, from a process of its own."""
    asked = json.dumps([astuple(one) for one in trials])
    environment = {
        **os.environ,
        "PYTHONPATH": str(tree),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SIMULATOR_DATA_DIR": str(tree / "data"),
    }
    # -P: the folder that it is started from is not where modules come from
    command = [sys.executable, "-P", "-m", "evals.mutations", "--child", asked]
    try:
        done = subprocess.run(
            command, cwd=tree, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return {"all": [f"not done after {SECONDS} s"]}
    if done.returncode:
        return {"all": [done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit {done.returncode}"]}
    found: Failures = json.loads(done.stdout.splitlines()[-1])
    return found


def child(trials: Sequence[Trial]) -> dict[str, list[str]]:
    """Run cases here and give their failures, or the thresholds that fall short on them; a case that raises fails."""
    from importlib import import_module

    from evals.bench import Bench
    from evals.suite import Asked

    bench = Bench(Asked(full=True))
    failures: dict[str, list[str]] = {}
    for trial in trials:
        suite = import_module(f"evals.suites.{trial.suite}").SUITE
        fitting = [case for case in suite.cases(bench.asked) if fnmatch(case.id, trial.cases)]
        if not fitting:
            raise SystemExit(f"{trial.suite} has no case {trial.cases}")
        if trial.by_gates:
            failures |= short(suite, trial.cases, fitting[: trial.most], bench)
            continue
        for case in fitting[: trial.most]:
            try:
                lines = list(suite.run(case, bench).failures)
            except Exception as error:  # whatever a deliberate fault raises is what is looked for
                lines = [f"{type(error).__name__}: {error}"]
            failures[f"{trial.suite}/{case.id}"] = lines
    return failures


def short(suite: "Suite", which: str, cases: Iterable["Case"], bench: "Bench") -> dict[str, list[str]]:
    """Every threshold that these cases measure, as a case of its own; it fails where it is not reached, however far.

    Labelled calls are heard as they are, without their variants: whether levels stay is another question.
    """
    from evals.figures import estimates
    from evals.gates import gates

    plain = [replace(case, given={**case.given, "variants": []}) for case in cases]
    measures = suite.measures([suite.run(case, bench).of(case) for case in plain])
    values = {one.name: one.value for one in estimates(measures, resamples=1)}
    return {
        f"{suite.name}/{which} {name}": [] if gate.holds(value) else [f"fell short: {gate} was wanted"]
        for name, gate in gates(suite.name).items()
        if (value := values.get(name)) is not None
    }


def judged(tree: Path, mutation: Mutation, before: Failures) -> Verdict:
    """Put a fault in, try it, take it out."""
    began = time.monotonic()
    with put_in(tree, mutation):
        after = tried(tree, mutation.trials)
    caught = [case for case, lines in after.items() if set(lines) - set(before.get(case, ()))]
    first = next((line for line in after[caught[0]] if line not in before.get(caught[0], ())), "") if caught else ""
    return Verdict(mutation, caught, first, len(after), time.monotonic() - began)


def run(mutations: Sequence[Mutation]) -> list[Verdict]:
    """Every fault, two at a time, each worker with a tree of its own."""
    with copied() as one, copied() as other:
        for mutation in mutations:
            for edit in mutation.edits:
                place(one, edit)
        trials = list(dict.fromkeys(trial for mutation in mutations for trial in mutation.trials))
        before = tried(one, trials)
        if "all" in before:
            raise SystemExit(f"without any fault: {before['all'][0]}")
        free = [one, other]

        def judge(mutation: Mutation) -> Verdict:
            tree = free.pop()
            try:
                verdict = judged(tree, mutation, before)
            finally:
                free.append(tree)
            said = ", ".join(verdict.caught_by) or "not caught"
            print(f"{mutation.name}: {said} ({verdict.seconds:.0f} s)", file=sys.stderr, flush=True)
            return verdict

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(judge, mutations))


def table(verdicts: Sequence[Verdict]) -> str:
    """As Markdown."""
    rows = ["| fault | caught by | which says |", "| --- | --- | --- |"]
    for one in verdicts:
        by = ", ".join(one.caught_by[:2]) + (f" and {len(one.caught_by) - 2} more" if len(one.caught_by) > 2 else "")
        said = " ".join(one.first.split()).replace("|", "/")[:110]
        rows.append(f"| {one.mutation.about} | {by or '**nothing**'} | {said} |")
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.mutations", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", default=[], metavar="NAME", choices=[one.name for one in MUTATIONS])
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.child:
        wanted: list[Any] = json.loads(given.child)
        print(json.dumps(child([Trial(*one) for one in wanted])))
        return 0
    chosen = [one for one in MUTATIONS if not given.only or one.name in given.only]
    try:
        verdicts = run(chosen)
    except StaleError as error:
        print(f"a fault no longer applies: {error}", file=sys.stderr)
        return 2
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    page = table(verdicts)
    print(page)
    caught = sum(bool(one.caught_by) for one in verdicts)
    print(f"{caught} of {len(verdicts)} caught, in {sum(one.seconds for one in verdicts):.0f} s of two workers' time")
    if given.output:
        given.output.write_text(page + "\n", encoding="utf-8")
    return int(caught < len(verdicts))


if __name__ == "__main__":
    raise SystemExit(main())
