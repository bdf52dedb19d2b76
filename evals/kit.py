"""All that a process needs to try a case, in one value that travels: to another process, to another machine.

    kit = packed(["observer", "my_suite.py"], asked)
    tried(kit, Job("offline", "observer", case))   ->  {"suite": "observer", "case": "dev-01", "figures": {...}, ...}

A suite of one's own travels as its source, personas and labelled calls as values: no machine has to have the files.
"""

import hashlib
import json
import linecache
import re
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import evals.suites
from evals.bench import Bench, Bounds
from evals.gold import Labelled, held_apart, load
from evals.suite import Asked, Case, Result, Suite
from simulator.document import read_text
from simulator.errors import InputError, SimulatorError

Line = dict[str, Any]
"""What is kept of a case: a line of the run's file."""


@dataclass(frozen=True)
class Job:
    """A case to try with a model; the case's line in the run's file is known by the three."""

    model: str
    suite: str
    case: Case

    @property
    def key(self) -> tuple[str, str, str]:
        """What no two lines of a run have in common."""
        return self.model, self.suite, self.case.id


@dataclass(frozen=True)
class Kit:
    """What is asked, of which suites, and within what bounds."""

    asked: Asked
    suites: tuple[tuple[str, str | None], ...]
    """Names, in the order of the run; with the source of those that are not ours."""
    gold: tuple[Labelled, ...] = field(default=(), repr=False)
    bounds: Bounds = field(default_factory=Bounds)

    @property
    def names(self) -> list[str]:
        """What the suites are called."""
        return [name for name, _ in self.suites]

    def suite(self, name: str) -> Suite:
        """One of them, as code."""
        return _made(name, dict(self.suites)[name])


def known() -> list[str]:
    """The suites that come with the program."""
    return sorted(found.name for found in iter_modules(evals.suites.__path__) if not found.name.startswith("_"))


def packed(suites: Sequence[str], asked: Asked, bounds: "Bounds | None" = None) -> Kit:
    """The kit for suites by name or by path, for all that are known if none is given. Raises `InputError`."""
    named = [_named(given) for given in dict.fromkeys(suites or known())]
    kit = Kit(asked, tuple(dict(named).items()), bounds=bounds or Bounds())
    if len(kit.suites) < len(named):
        raise InputError(f"two suites are called {next(name for name, _ in named if named.count((name, _)) > 1)!r}")
    listening = any(getattr(kit.suite(name), "listens", False) for name in kit.names)
    return replace(kit, gold=tuple(load(asked.gold or held_apart()))) if listening else kit


def _named(given: str) -> tuple[str, str | None]:
    if not given.endswith(".py"):
        if given not in known():
            raise InputError(f"suite {given!r} is unknown; there are {', '.join(known())}, or a Python file")
        return given, None
    source = read_text(Path(given))
    try:
        name = _made(given, source).name
    except SyntaxError as error:
        raise InputError(f"{given}:{error.lineno}:{error.offset}: {error.msg}") from None
    except SimulatorError:
        raise
    except Exception as error:
        raise InputError(f"{given}: it can't be imported: {type(error).__name__}: {error}") from None
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in known():
        raise InputError(f"{given}: a suite's name is of lower-case letters and not one of ours, not {name!r}")
    # what the run knows it by is its name; the source goes with it
    return name, source


@cache
def _made(name: str, source: str | None) -> Suite:
    if source is None:
        module = import_module(f"evals.suites.{name}")
    else:
        file = f"{Path(name).stem}.py"
        module = ModuleType(f"evals_own_{hashlib.sha256(source.encode()).hexdigest()[:16]}")
        # a traceback shows lines of a file that this machine may not have
        linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
        exec(compile(source, file, "exec"), module.__dict__)
    suite: Suite | None = getattr(module, "SUITE", None)
    if suite is None:
        raise InputError(f"{name}: there is no SUITE in it")
    wanted = ("name", "about", "cases", "run", "measures")
    if missing := [part for part in wanted if not hasattr(suite, part)]:
        raise InputError(f"{name}: its SUITE has no {', '.join(missing)}")
    return suite


def jobs(kit: Kit, models: Sequence[str]) -> list[Job]:
    """Every case of every suite with every model, in the order of the run's file. Raises `InputError`."""
    found: list[Job] = []
    for place, model in enumerate(models):
        for name in kit.names:
            suite = kit.suite(name)
            if place and not getattr(suite, "plays", True):
                continue
            cases = suite.cases(replace(kit.asked, model=model))
            if len({case.id for case in cases}) < len(cases):
                raise InputError(f"suite {name}: two cases have the same id")
            found += [Job(model, name, case) for case in cases]
    return found


class _Benches(threading.local):
    """A thread's own, one a model."""

    MOST = 4

    def __init__(self) -> None:
        self.held: OrderedDict[tuple[int, str], tuple[Kit, Bench]] = OrderedDict()


_benches = _Benches()


def _bench(kit: Kit, model: str) -> Bench:
    held = _benches.held
    key = id(kit), model  # the kit is kept with it, so that no other one can have its id
    if key not in held:
        held[key] = kit, Bench(replace(kit.asked, model=model), gold=kit.gold, bounds=kit.bounds)
        while len(held) > _Benches.MOST:
            held.popitem(last=False)
    return held[key][1]


def tried(kit: Kit, job: Job) -> Line:
    """Try one case: its line. What a suite raises becomes a failure, with the traceback in the notes."""
    bench = _bench(kit, job.model)
    bench.usage.clear()
    try:
        result = kit.suite(job.suite).run(job.case, bench)
        json.dumps(_line(job, result), allow_nan=False)
    except Exception as error:  # a suite may be anybody's code: the run goes on, and the report shows what it raised
        return failed(job, error)
    return _line(job, result) | ({"usage": dict(sorted(bench.usage.items()))} if bench.usage else {})


PROCESSOR = "processor"
"""What a line also has on its way from the process that tried its case: seconds of a core. It is not kept with it."""


def timed(kit: Kit, job: Job) -> Line:
    """Try one case, and say what that took."""
    began = time.process_time()
    line = tried(kit, job)
    return line | {PROCESSOR: time.process_time() - began}


def failed(job: Job, error: BaseException | None) -> Line:
    """The line of a case that raised, or that took its process with it."""
    head = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    frames = [
        f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}: {frame.line}"
        for frame in traceback.extract_tb(error.__traceback__ if error else None)
    ]
    notes = {"traceback": [_same(line) for line in frames]}
    return _line(job, Result(job.case.id, {}, (_same(f"raised {head}"),), notes=notes))


def _same(text: str) -> str:
    """Where something lies in memory is another place each time."""
    return re.sub(r"0x[0-9a-f]{6,}", "0x…", text)


def _line(job: Job, result: Result) -> Line:
    case = job.case
    return {
        "model": job.model,
        "suite": job.suite,
        "case": case.id,
        "cluster": case.cluster,
        "seed": case.seed,
        "given": dict(case.given),
        "figures": dict(result.figures),
        "failures": list(result.failures),
        "notes": dict(result.notes),
        "transcript": dict(result.transcript) if result.transcript is not None else None,
    }


def key_of(line: Mapping[str, Any]) -> tuple[str, str, str]:
    """What no two lines of a run have in common; its job's key."""
    return line["model"], line["suite"], line["case"]


def result_of(line: Mapping[str, Any]) -> Result:
    """The result of a line."""
    return Result(
        line["case"], line["figures"], tuple(line["failures"]), line["transcript"], line["notes"],
        line["cluster"], line["given"],
    )  # fmt: skip
