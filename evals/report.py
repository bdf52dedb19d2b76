"""A run's summary and lines -> a table for the terminal, a page of Markdown, a page of HTML. Pure: same in, same out.

The HTML page holds all that it shows: no script, nothing from elsewhere. A failed case is shown with its transcript.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.kit import Line

if TYPE_CHECKING:
    from jinja2 import Template

SHOWN = 40
"""Rows of a table in Markdown; the HTML page and the JSON have them all."""
SHOWN_CASES = 200
"""Failed cases that the HTML page shows with their transcripts; all are in cases.jsonl."""


def terminal(summary: Mapping[str, Any], comparison: Mapping[str, Any] | None = None) -> str:
    """What is printed at the end: of each suite its chief figures, or all if it names none."""
    lines: list[str] = []
    for run in summary["runs"]:
        lines += [_headline(run), f"  {'figure':38} {'value':>8}  {'95 % interval':18} {'cases':>5}  threshold"]
        for one in run["figures"]:
            if one["chief"] or _gate(one):
                value = f"{_value(one['value']):>8}  {_interval(one):18} {one['cases']:5}"
                lines.append(f"  {one['title'][:38]:38} {value}  {_held(one)}".rstrip())
        lines.append("")
    if comparison:
        lines += [_compared(comparison), ""]
        lines += [f"  {row[0]}" for row in _said(comparison)] + [""]
    return "\n".join(lines)


def _headline(run: Mapping[str, Any]) -> str:
    model = "" if run["model"] == "offline" else f" with {run['model']}"
    raised = f", {run['raised']} raised" if run["raised"] else ""
    return f"{run['suite']}{model}: {run['cases']} cases, {run['failed']} failed{raised}"


def _compared(comparison: Mapping[str, Any]) -> str:
    counts = {name: sum(one["verdict"] == name for one in comparison["changes"]) for name in ("better", "worse")}
    gone = f"; {comparison['unpaired']} cases are in one run only" if comparison["unpaired"] else ""
    return (
        f"against {comparison['baseline']}: {counts['better']} figures better, {counts['worse']} worse, "
        f"{len(comparison['flips'])} cases flipped, {comparison['pairs']} pairs{gone}"
    )


def _said(comparison: Mapping[str, Any]) -> list[tuple[str]]:
    """The changes that are ones, and the flips, each in a line."""
    found = [
        (f"{one['verdict']}: {one['suite']} {one['name']} {_value(one['before'])} to {_value(one['after'])} "
         f"({_signed(one['low'])} to {_signed(one['high'])}, p {one['adjusted']:.4f})",)
        for one in comparison["changes"]
        if one["verdict"] in {"better", "worse"}
    ]  # fmt: skip
    found += [
        (f"{'holds now' if one['holds'] else 'failed now'}: {one['suite']} {one['case']}: {one['why']}",)
        for one in comparison["flips"][:SHOWN]
    ]
    return found


def markdown(summary: Mapping[str, Any], lines: Sequence[Line], comparison: Mapping[str, Any] | None = None) -> str:
    """The page in Markdown: figures, tables, and what failed, without the transcripts."""
    parts = ["# Evals", _intro(summary)]
    parts += [f"**Fell short:** {line}" for line in summary["fallen"]]
    if comparison:
        parts += [
            "## Against the baseline", _compared(comparison),
            _rows(_CHANGE, [_change(one) for one in comparison["changes"] if one["differing"]]),
            _rows(("case", "now", "why"), [
                (f"{one['suite']} {one['case']}", "holds" if one["holds"] else "failed", one["why"])
                for one in comparison["flips"]
            ]),
        ]  # fmt: skip
    for run in summary["runs"]:
        failed = [line for line in lines if (line["model"], line["suite"]) == (run["model"], run["suite"])]
        parts += [
            f"## {_headline(run)}", run["about"],
            _rows(_FIGURE, [_figure(one) for one in run["figures"]], len(run["figures"])),
            *_tables(run["sections"]), "### Failed",
            _rows(("case", "why"), [(one["case"], "; ".join(one["failures"])) for one in failed if one["failures"]]),
        ]  # fmt: skip
    if summary["matrix"]:
        parts += ["## By model, learner and persona", *_tables(summary["matrix"])]
    return "\n\n".join(parts) + "\n"


def _tables(sections: Sequence[Mapping[str, Any]]) -> list[str]:
    parts = [(f"### {one['title']}", one["note"], _rows(one["head"], one["rows"])) for one in sections]
    return [part for each in parts for part in each if part]


def html(summary: Mapping[str, Any], lines: Sequence[Line], comparison: Mapping[str, Any] | None = None) -> str:
    """The page in HTML."""
    from evals import plots

    failed = [line for line in lines if line["failures"]]
    runs = [
        {
            **run,
            "headline": _headline(run),
            "plot": plots.intervals([one for one in run["figures"] if one["chief"] or _gate(one)]),
            "rows": [_figure(one) for one in run["figures"]],
            "sections": [
                {**table, "svg": plots.calibration(table["rows"]) if table["plot"] == "calibration" else ""}
                for table in run["sections"]
            ],
            "failures": [
                line for line in failed[:SHOWN_CASES] if (line["model"], line["suite"]) == (run["model"], run["suite"])
            ],
        }
        for run in summary["runs"]
    ]
    against = None
    if comparison:
        against = {
            **comparison,
            "line": _compared(comparison),
            "plot": plots.changes(comparison["changes"]),
            "rows": [_change(one) for one in comparison["changes"] if one["differing"]],
        }
    return _template().render(
        summary=summary, intro=_intro(summary), runs=runs, against=against, figure_head=_FIGURE, change_head=_CHANGE,
        more=max(0, len(failed) - SHOWN_CASES),
    )  # fmt: skip


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader

    folder = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=folder, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(
        "report.html.j2"
    )


_FIGURE = ("figure", "value", "95 % interval", "cases", "threshold")
_CHANGE = ("figure", "before", "after", "change", "95 % interval", "differing", "p, corrected", "verdict")


def _intro(summary: Mapping[str, Any]) -> str:
    unfinished = "" if summary["done"] == summary["cases"] else f" of {summary['cases']}"
    used = summary["usage"]
    said = (
        f"{summary['done']}{unfinished} cases, {summary['failed']} failed. Intervals are 95 %, by bootstrap over "
        "clusters; one from 1.000 to 1.000 only says that there was no miss to draw: of n cases up to 3/n might be."
    )
    if used.get("requests"):
        said += f" {used['requests']} requests, {used['tokens_in']} tokens in, {used['tokens_out']} out."
    if used.get("model_failed"):
        said += f" A model failed in {used['model_failed']} turns, which the built-in professional took."
    return said


def _figure(one: Mapping[str, Any]) -> tuple[str, ...]:
    return one["title"], _value(one["value"]), _interval(one), str(one["cases"]), _held(one)


def _change(one: Mapping[str, Any]) -> tuple[str, ...]:
    p = "" if one["adjusted"] is None else f"{one['adjusted']:.4f}"
    interval = "" if one["low"] is None else f"{_signed(one['low'])} to {_signed(one['high'])}"
    return (
        f"{one['suite']}: {one['name']}", _value(one["before"]), _value(one["after"]), _signed(one["difference"]),
        interval, str(one["differing"]), p, one["verdict"],
    )  # fmt: skip


def _held(one: Mapping[str, Any]) -> str:
    if not (gate := _gate(one)):
        return ""
    return f"{gate}: {'nothing to measure' if one['holds'] is None else 'holds' if one['holds'] else 'FELL SHORT'}"


def _gate(one: Mapping[str, Any]) -> str:
    if one["at_least"] is not None:
        return f"at least {one['at_least']:g}"
    return f"at most {one['at_most']:g}" if one["at_most"] is not None else ""


def _value(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.3f}"


def _interval(one: Mapping[str, Any]) -> str:
    return "" if one["low"] is None else f"{one['low']:.3f} to {one['high']:.3f}"


def _rows(head: Sequence[str], rows: Sequence[Sequence[object]], most: int = SHOWN) -> str:
    if not rows:
        return "None."
    lines: Iterable[Sequence[object]] = [head, ["---"] * len(head), *rows[:most]]
    table = "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines)
    return table + (f"\n\n… and {len(rows) - most} more, in summary.json." if len(rows) > most else "")


def _cell(value: object) -> str:
    # a path or an id may hold anything
    return "-" if value is None else str(value).replace("|", "\\|").replace("\n", " ")
