"""The lines of a run -> its figures, what fell short, and how it compares; as JSON, the same for the same lines."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evals.compare import compared, flips, judged, paired
from evals.figures import estimates
from evals.gates import Gate, fallen, gates
from evals.kit import Job, Kit, Line, result_of
from evals.suite import PASSED, Result, Section, Suite
from simulator.errors import InputError

MOST_CHIEF = 24
"""Figures that a suite may have for all of them to count as chief, if it names none."""


def summarised(kit: Kit, order: Sequence[Job], lines: Sequence[Line], gates_file: Path) -> dict[str, Any]:
    """Everything that is said of a run. Raises `InputError` for a suite of one's own that can't count its results."""
    runs, short, matrix = [], [], []
    usage: Counter[str] = Counter()
    for line in lines:
        usage.update(line.get("usage", {}))
    for (model, name), own in _grouped(lines).items():
        suite, results = kit.suite(name), [result_of(line) for line in own]
        found = _run(suite, model, results, gates(name, gates_file))
        runs.append(found)
        values = {figure["name"]: figure["value"] for figure in found["figures"]}
        short += [f"{_titled(name, model)}: {line}" for line in fallen(name, values, gates_file)]
        if table := _matrix(_titled(name, model), results):
            matrix.append(asdict(table))
    return {
        "models": list(dict.fromkeys(job.model for job in order)),
        "cases": len(order),
        "done": len(lines),
        "failed": sum(bool(line["failures"]) for line in lines),
        "usage": dict(sorted(usage.items())),
        "fallen": short,
        "runs": runs,
        "matrix": matrix,
    }


def against(kit: Kit, lines: Sequence[Line], earlier: Sequence[Line], baseline: str) -> dict[str, Any]:
    """How a run compares with an earlier one: suite by suite, and model by model if both had the same ones.

    Where each run had one model, those two are compared, whatever they are called.
    """
    ours, theirs = _grouped(lines), _grouped(earlier)
    models = [list(dict.fromkeys(model for model, _ in groups)) for groups in (ours, theirs)]
    alone = len(models[0]) == len(models[1]) == 1
    pairs, changes, flipped = 0, [], []
    for (model, name), own in ours.items():
        other = theirs.get((models[1][0] if alone else model, name), [])
        before, after = [result_of(line) for line in other], [result_of(line) for line in own]
        pairs += len(paired(before, after)[0])
        changes += [(_titled(name, model), change) for change in compared(kit.suite(name), before, after)]
        flipped += [asdict(flip) for flip in flips(_titled(name, model), before, after)]
    verdicts = judged([change for _, change in changes])
    return {
        "baseline": baseline,
        "pairs": pairs,
        "unpaired": len(lines) + len(earlier) - 2 * pairs,
        "changes": [{"suite": suite, **asdict(change)} for (suite, _), change in zip(changes, verdicts, strict=True)],
        "flips": flipped,
    }


def _grouped(lines: Sequence[Line]) -> dict[tuple[str, str], list[Line]]:
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        groups.setdefault((line["model"], line["suite"]), []).append(line)
    return groups


def _titled(suite: str, model: str) -> str:
    return suite if model == "offline" else f"{suite} with {model}"


def _run(suite: Suite, model: str, results: Sequence[Result], limits: Mapping[str, Gate]) -> dict[str, Any]:
    titles: Mapping[str, str] = getattr(suite, "titles", {})
    try:
        found = estimates(suite.measures(results))
        sections: Sequence[Section] = suite.sections(results) if hasattr(suite, "sections") else ()
    except Exception as error:
        raise InputError(
            f"suite {suite.name}: its results can't be counted: {type(error).__name__}: {error}"
        ) from error
    names = [figure.name for figure in found]
    order = [*(name for name in titles if name in names), *(name for name in names if name not in titles)]
    known = {figure.name: figure for figure in found}
    figures = []
    for name in order:
        figure, gate = known[name], limits.get(name)
        held = None if gate is None or figure.value is None else gate.holds(figure.value)
        figures.append(
            asdict(figure)
            | {
                "title": titles.get(name, name),
                "chief": name in titles or name == PASSED or (not titles and len(names) <= MOST_CHIEF),
                "at_least": gate.at_least if gate else None,
                "at_most": gate.at_most if gate else None,
                "holds": held,
            }
        )
    return {
        "suite": suite.name,
        "model": model,
        "about": suite.about,
        "cases": len(results),
        "failed": sum(bool(result.failures) for result in results),
        "raised": sum("traceback" in result.notes for result in results),
        "figures": figures,
        "sections": [asdict(section) for section in sections],
    }


def _matrix(title: str, results: Sequence[Result]) -> Section | None:
    """Passed of tried, by learner and persona; none where the suite has neither."""
    tried: Counter[tuple[str, str]] = Counter()
    passed: Counter[tuple[str, str]] = Counter()
    for result in results:
        persona, learner = (result.given.get(key) for key in ("persona", "learner"))
        if isinstance(persona, str) or isinstance(learner, str):
            place = learner if isinstance(learner, str) else "-", persona if isinstance(persona, str) else "-"
            tried[place] += 1
            passed[place] += not result.failures
    if len(tried) < 2:
        return None
    learners, personas = (list(dict.fromkeys(place[at] for place in tried)) for at in (0, 1))
    rows = [
        (learner, *(f"{passed[learner, who]}/{tried[learner, who]}" if tried[learner, who] else "" for who in personas))
        for learner in learners
    ]
    return Section(title, ("learner", *personas), rows)
