"""Figures -> a table for the terminal and a page of Markdown. Pure: the same results give the same bytes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evals.figures import Figure
from evals.gates import Gate
from simulator.observation import Kind

CHIEF = (
    ("asks_f1", "uninvited asks, pooled, F1 a turn"),
    ("asks_precision", "… precision"),
    ("asks_recall", "… recall"),
    ("told_apart", "kinds of job talk told apart"),
    ("clean_calls", "calls without an ask kept clean"),
    ("macro_f1", "all kinds with ten cases, mean F1"),
    ("kappa.research", "research, kappa"),
    ("kappa.intro_clarity", "intro_clarity, kappa"),
    ("kappa.time_use", "time_use, kappa"),
    ("kappa.job_ask", "job_ask, kappa"),
    ("within_one", "core levels within one"),
    ("within_one.research", "… research"),
    ("within_one.intro_clarity", "… intro_clarity"),
    ("within_one.time_use", "… time_use"),
    ("within_one.job_ask", "… job_ask"),
    ("quotes_verified", "quotes verified"),
    ("ece", "calibration error, all kinds"),
    ("ece.opening", "… opening"),
    ("ece.research", "… research"),
    ("ece.questions", "… questions"),
    ("ece.job_talk", "… job talk"),
    ("ece.closing", "… closing"),
    ("ece.manner", "… manner"),
    ("unchanged.names", "other name: no core level moved"),
    ("unchanged_but_for_the_clock.names", "… but by the clock"),
    ("unchanged.pronouns", "other pronouns: none moved"),
    ("unchanged_but_for_the_clock.pronouns", "… but by the clock"),
    ("unchanged.signature", "other greeting, signature: none moved"),
    ("unchanged_but_for_the_clock.signature", "… but by the clock"),
    ("unchanged.slips", "slips of grammar: none moved"),
    ("unchanged_but_for_the_clock.slips", "… but by the clock"),
    ("not_up.instructions", "lines for the grader: none moved up"),
    ("unchanged.instructions", "lines for the grader: none moved"),
)
"""The figures of the first table, in its order, and what they are called there."""

SHOWN = 40
"""Changes and disagreements on levels that the page lists; the JSON has them all."""


def hearing_table(figures: Iterable[Figure], gates: Mapping[str, Gate] | None = None) -> str:
    """The figures as a table for people, each with its interval and its threshold."""
    known = {figure.name: figure for figure in figures}
    lines = [f"{'figure':38} {'value':>6}  {'95 % interval':16} {'cases':>5}  threshold"]
    for name, title in CHIEF:
        if name in known:
            lines.append(_line(title, known[name], (gates or {}).get(name)))
    lines += ["", f"{'kind':38} {'F1':>6}  {'95 % interval':16} {'cases':>5}  precision  recall"]
    for kind in Kind:
        if f"kind.{kind}.f1" in known:
            precision, recall = (known[f"kind.{kind}.{each}"] for each in ("precision", "recall"))
            line = _line(kind, known[f"kind.{kind}.f1"], None)
            lines.append(f"{line:70} {_value(precision.value):>9}  {_value(recall.value):>6}")
    return "\n".join(line.rstrip() for line in lines)


def _line(title: str, figure: Figure, gate: Gate | None) -> str:
    return f"{title:38} {_value(figure.value):>6}  {_interval(figure):16} {figure.cases:5}  {_held(figure, gate)}"


def _held(figure: Figure, gate: Gate | None) -> str:
    return "" if gate is None else f"{gate}: {_verdict(figure.value, gate)}"


def _verdict(value: float | None, gate: Gate) -> str:
    return "nothing to measure" if value is None else "holds" if gate.holds(value) else "FELL SHORT"


def _value(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _interval(figure: Figure) -> str:
    return "" if figure.low is None or figure.high is None else f"{figure.low:.3f} to {figure.high:.3f}"


def speed_table(measured: Mapping[str, float], gates: Mapping[str, Gate]) -> str:
    """What `--speed` measured."""
    lines = []
    for name, value in measured.items():
        gate = gates.get(name)
        lines.append(f"{name:38} {value:>9.2f}  {f'{gate}: {_verdict(value, gate)}' if gate else ''}".rstrip())
    return "\n".join(lines)


def markdown(results: Mapping[str, Any], figures: Sequence[Figure], gates: Mapping[str, Gate]) -> str:
    """The page of the observer's suite, from its results."""
    known = {figure.name: figure for figure in figures}
    files = ", ".join(f"{name} ({digest})" for name, digest in results["gold"].items())
    parts = [
        "# Observer",
        f"{results['observer']} on {results['calls']} calls and {results['single_turns']} single turns, "
        f"{results['labelled_turns']} labelled turns in all: {files}. Intervals are 95 %, by bootstrap over "
        "calls; one from 1.000 to 1.000 only says that there was no miss to draw: of n cases up to 3/n might be.",
        _rows(
            ("figure", "value", "interval", "cases", "threshold"),
            [
                (title, _value(one.value), _interval(one), one.cases, _held(one, gates.get(name)))
                for name, title in CHIEF
                if (one := known.get(name))
            ],
        ),
        "## Kinds",
        _rows(
            ("kind", "cases", "precision", "recall", "F1", "interval of F1"),
            [
                (kind.value, f1.cases, _value(precision.value), _value(recall.value), _value(f1.value), _interval(f1))
                for kind in Kind
                for precision, recall, f1 in [[known[f"kind.{kind}.{each}"] for each in ("precision", "recall", "f1")]]
            ],
        ),
        "## Job talk: what was taken for what",
        _rows(("labelled", "heard", "turns"), [tuple(row.values()) for row in results["job_talk"]]),
        "## Levels: by the labels (rows), given (columns)",
        *(_levels(name, table) for name, table in results["levels"].items()),
        "## Calibration",
        *(_curve(name, bins) for name, bins in results["calibration"].items()),
        *(part for what in ("authors", "registers") for part in (f"## By {what}", _groups(results[what]))),
        "## Levels that differ from the labels'",
        _listed(results["level_disagreements"]),
        "## Levels that moved when the call was told otherwise",
        _listed(_by_variant(results["changes"])),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _levels(name: str, table: Sequence[Sequence[int]]) -> str:
    rows = [(f"**{level}**", *row) for level, row in enumerate(table, 1)]
    return _rows((name, "1", "2", "3", "4", "5"), rows)


def _curve(name: str, bins: Sequence[Mapping[str, Any]]) -> str:
    return _rows(
        (name, "confidence", "right", "cases"),
        [
            (f"{each['from']:.1f} to {each['to']:.1f}", each["confidence"], each["right"], each["cases"])
            for each in bins
        ],
    )


def _groups(groups: Mapping[str, Mapping[str, Any]]) -> str:
    names = ("asks_f1", "told_apart", "macro_f1")

    def cell(figure: Mapping[str, Any]) -> str:
        one = Figure("", figure["value"], figure["low"], figure["high"], figure["cases"])
        return f"{_value(one.value)} ({_interval(one)})" if one.value is not None else "-"

    return _rows(
        ("", "turns", *names),
        [(name, group["turns"], *(cell(group[each]) for each in names)) for name, group in groups.items()],
    )


def _by_variant(changes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The changes without their draws: how often each was seen."""
    seen = Counter(tuple((key, value) for key, value in change.items() if key != "draw") for change in changes)
    return [{**dict(change), "times": times} for change, times in seen.items()]


def _listed(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return "None."
    table = _rows(tuple(rows[0]), [tuple(row.values()) for row in rows[:SHOWN]])
    return table + (f"\n\n… and {len(rows) - SHOWN} more, in results.json." if len(rows) > SHOWN else "")


def _rows(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines)


def _cell(value: object) -> str:
    # a path or an id may hold anything; half a surrogate can't be written
    shown = "-" if value is None else str(value).replace("|", "\\|").replace("\n", " ")
    return shown.encode("utf-8", "replace").decode("utf-8")
