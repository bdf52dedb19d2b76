"""A whole run: what is asked -> cases -> lines -> figures -> a folder, and whether the gates hold.

    simulator eval [SUITE...] [-o DIR]          every suite, offline, on all cores
    simulator eval --resume DIR                 go on with one that was stopped
    simulator eval --baseline DIR               compare with an earlier one, case by case

Exit status: 0 done, 1 a gate fell or the spend limit was reached, 2 the input is wrong or a model or a cluster is not
to be had, 130 interrupted; what was done until then is kept.
"""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from evals import fingerprints, foresight, inspect_log, report
from evals.bench import Bounds
from evals.folder import COMPARISON, CONFIG, SUMMARY, Folder
from evals.gates import GATES, fallen, gates
from evals.gold import fingerprint, held_apart
from evals.kit import PROCESSOR, Job, Kit, Line, jobs, key_of, packed
from evals.progress import bar
from evals.spreading import Means, spread
from evals.suite import Asked
from evals.summary import against, summarised
from simulator.document import first_problem
from simulator.errors import InputError
from simulator.models import describe
from simulator.persona import Persona, catalogue, load_folder, resolve
from simulator.scoring import OFFLINE, reader_of
from simulator.settings import settings

INTERRUPTED = 130


class Question(BaseModel):
    """What decides the results: kept with the run, so that it can be gone on with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    suites: tuple[str, ...] = ()
    gold: tuple[str, ...] = ()
    grader: str = OFFLINE
    models: tuple[str, ...] = (OFFLINE,)
    personas: str | None = None
    """A folder, in place of the catalogue."""
    only: tuple[str, ...] = ()
    """Ids or files of the personas to take."""
    learners: tuple[str, ...] = ()
    seed: int = 0
    n: int | None = None
    full: bool = False

    def who(self) -> tuple[Persona, ...]:
        """The personas. Raises `InputError`."""
        folder = Path(self.personas) if self.personas else None
        if self.only:
            return tuple(resolve(one, folder) for one in self.only)
        return tuple((load_folder(folder) if folder else catalogue()).values())

    def asked(self) -> Asked:
        """For the suites, but for the model."""
        if self.n is not None and self.n < 1:
            raise InputError(f"-n {self.n}: at least one case is needed")
        return Asked(
            tuple(map(Path, self.gold)), self.grader, self.models[0], self.who(), self.learners, self.seed, self.n,
            self.full,
        )  # fmt: skip


@dataclass(frozen=True)
class Way:
    """How it is gone about: none of it decides the results."""

    output: Path | None = None
    resume: Path | None = None
    baseline: Path | None = None
    gates: Path = GATES
    means: Means = field(default_factory=Means)
    bounds: Bounds = field(default_factory=Bounds)
    yes: bool = False
    price: str | None = None
    spend_limit: float | None = None
    speed: bool = False
    export: Path | None = None
    """A folder for the run as logs of Inspect AI."""


def run(question: Question, way: Way) -> int:
    """Ask, and leave a folder; the exit status. Raises `SimulatorError`, one line."""
    began = time.perf_counter()
    earlier = Folder(way.baseline) if way.baseline else None
    before = (earlier.config(), earlier.lines()) if earlier else None
    gates("observer", way.gates)  # a file that can't be read is better known before than after
    if way.export:
        inspect_log.available()
    if way.resume:
        question = _asked_before(way.resume)
    asked = question.asked()
    kit = packed(question.suites, asked, per_process(way))
    order = jobs(kit, question.models)
    config = _config(question, kit)
    folder = _folder(way, config)
    known = {job.key for job in order}
    lines = [line for line in folder.lines() if key_of(line) in known]
    done = {key_of(line) for line in lines}
    left = [job for job in order if job.key not in done]
    if left and (status := _ready(question, way, kit, left)) is not None:
        return status
    took: Counter[str] = Counter()
    stopped = _work(way, kit, folder, order, left, lines, took)
    timings: dict[str, Any] = {"seconds": round(time.perf_counter() - began, 2), "cases": len(left)}
    timings["core_seconds"] = {name: round(seconds, 2) for name, seconds in took.items()}
    lines = folder.settle(lines, order)
    short: list[str] = []
    if way.speed:
        from evals.speed import measure

        timings["speed"] = measure(list(asked.gold) or held_apart(), question.grader)
        short = [f"speed: {line}" for line in fallen("speed", timings["speed"], way.gates)]
    if stopped == INTERRUPTED:
        print(
            f"simulator: interrupted; {len(lines)} of {len(order)} cases are kept: --resume {folder.path}",
            file=sys.stderr,
        )
        return INTERRUPTED
    summary = summarised(kit, order, lines, way.gates)
    summary["fallen"] += short
    comparison = against(kit, lines, before[1], str(way.baseline)) if before else None
    folder.write(SUMMARY, summary)
    if comparison:
        folder.write(COMPARISON, comparison)
    folder.page("report.md", report.markdown(summary, lines, comparison))
    folder.page("report.html", report.html(summary, lines, comparison))
    folder.write("timings.json", {**timings, "at": f"{datetime.now():%Y-%m-%d %H:%M:%S}"})
    if way.export:
        inspect_log.export(way.export, config, summary, lines)
    _say(report.terminal(summary, comparison), timings, summary, folder)
    return stopped or int(bool(summary["fallen"]))


def per_process(way: Way) -> Bounds:
    """The bounds of one process: the rate is for all of them together."""
    rate = way.bounds.rate
    return replace(way.bounds, rate=rate / max(1, way.means.processes)) if rate else way.bounds


def _asked_before(path: Path) -> Question:
    try:
        return Question.model_validate(Folder(path).config().get("question"))
    except ValidationError as error:
        where, message = first_problem(error)
        raise InputError(f"{path / CONFIG}: question {'.'.join(map(str, where))}: {message}") from None


def _config(question: Question, kit: Kit) -> dict[str, Any]:
    """What a run is known by. No time, no place: the same question and program give the same bytes."""
    listening = bool(kit.gold)
    return {
        "question": question.model_dump(mode="json"),
        "suites": kit.names,
        "versions": fingerprints.versions(),
        "texts": fingerprints.texts(),
        "personas": fingerprints.personas(kit.asked.personas),
        "gold": fingerprint(kit.asked.gold or held_apart()) if listening else {},
        "own": {name: fingerprints.text(source) for name, source in kit.suites if source is not None},
    }


def _folder(way: Way, config: Mapping[str, Any]) -> Folder:
    """A new one, or one to go on with. Raises `InputError` where going on would mix two programs."""
    if not way.resume:
        path = way.output or settings().data_dir / "evals" / f"{datetime.now():%Y%m%d-%H%M%S-%f}"
        return Folder.new(path, config)
    folder = Folder(way.resume)
    before = folder.config()
    for part in ("versions", "texts", "personas", "gold", "own"):
        was, now = before.get(part), config[part]
        if not isinstance(was, dict):
            raise InputError(f"{way.resume}: its config does not say with which {part} it was begun; begin anew")
        if was != now:
            names = sorted(name for name in {*was, *now} if was.get(name) != now.get(name))
            raise InputError(f"{way.resume}: was begun with other {part} ({', '.join(names)}); begin anew")
    folder.trim()
    return folder


def _ready(question: Question, way: Way, kit: Kit, left: Sequence[Job]) -> int | None:
    """Whether the models are there and somebody agrees to what it costs; a status to end with if not."""
    config = settings().model_copy(update=way.bounds.server)
    reader_of(question.grader)
    for model in dict.fromkeys((*question.models, question.grader)):
        describe(model, config)
        asyncio.run(foresight.reachable(model, kit.asked.personas[0], config))
    if all(not foresight.paid(model, question.grader, config) for model in question.models):
        return None
    coming = foresight.foreseen(kit, left)
    cost = _cost(question, way, coming.total)
    said = ", ".join(f"{coming.total.get(name, 0):,} {title}" for name, title in _USED)
    told = f"about {said}, {'at an unknown price' if cost is None else f'about ${cost:.2f}'}"
    if way.spend_limit is not None and cost is None:
        raise InputError("--spend-limit: the price of the model is not known; give it by --price IN,OUT")
    if way.yes:
        print(f"simulator: {told}", file=sys.stderr)
        return None
    if not sys.stdin.isatty():
        raise InputError(f"this run needs {told}; add --yes if it may")
    return None if input(f"This run needs {told}. Go on? [y/N] ").strip().lower() in {"y", "yes"} else 0


_USED = (("requests", "requests"), ("tokens_in", "tokens in"), ("tokens_out", "tokens out"))


def _cost(question: Question, way: Way, usage: Mapping[str, int]) -> float | None:
    """By the dearest of the models: which of them used how much is not told apart."""
    names = [name for name in (*question.models, question.grader) if name != OFFLINE]
    prices = [foresight.price(name, way.price) for name in names]
    known = [each for each in prices if each is not None]
    return max(each.of(usage) for each in known) if known and len(known) == len(prices) else None


def _work(
    way: Way, kit: Kit, folder: Folder, order: Sequence[Job], left: Sequence[Job], lines: list[Line], took: Counter[str]
) -> int:
    """Have every case tried and kept; how it ended: 0, 1 if the spend limit was reached, 130 if interrupted.

    `lines` grows by the cases, `took` by each suite's seconds of a core.
    """
    spent = sum((Counter(line.get("usage", {})) for line in lines), Counter[str]())
    may_go = _limit(way, kit, spent, left)
    try:
        with bar(len(order), len(lines)) as advance:
            for line in spread(kit, left, way.means, may_go):
                took[line["suite"]] += line.pop(PROCESSOR, 0)
                folder.add(line)
                lines.append(line)
                spent.update(line.get("usage", {}))
                advance()
    except KeyboardInterrupt:
        return INTERRUPTED
    if len(lines) < len(order):
        print(f"simulator: the spend limit was reached; go on by --resume {folder.path}", file=sys.stderr)
        return 1
    return 0


def _limit(way: Way, kit: Kit, spent: Mapping[str, int], left: Sequence[Job]) -> Callable[[Job], bool]:
    """Whether a case may be handed out: what was spent, and what is foreseen for those under way, leave room for it."""
    most = way.spend_limit
    if most is None:
        return lambda _: True
    coming = foresight.foreseen(kit, left)
    reserved = 0.0

    def may_go(job: Job) -> bool:
        nonlocal reserved
        price = foresight.price(job.model if job.model != OFFLINE else kit.asked.grader, way.price)
        if price is None:
            return True
        cost = price.of(coming.of(job))
        if max(price.of(spent), reserved) + cost > most:
            return False
        reserved += cost
        return True

    return may_go


def _say(table: str, timings: Mapping[str, Any], summary: Mapping[str, Any], folder: Folder) -> None:
    print(table)
    for name, value in timings.get("speed", {}).items():
        print(f"  {name:38} {value:>8.2f}")
    for line in summary["fallen"]:
        print(f"fell short: {line}")
    print(f"{summary['done']} cases in {timings['seconds']:.0f} s; report: {folder.path / 'report.html'}")


def main(arguments: Sequence[str]) -> int:
    """`python -m evals.run` is `simulator eval`."""
    from simulator.cli import run as command

    return command(["eval", *arguments])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
