"""A class as a table for a spreadsheet (CSV, one row a call).

A spreadsheet takes a cell that begins with `=` for a formula and runs it, and a name is what a learner chose: so
whatever could begin one is kept from it by an apostrophe (OWASP, CSV injection).
"""

import csv
import io
from collections.abc import Iterable, Sequence

from simulator.accounts.cohort import Shown
from simulator.grading.scorecard import GRADE_NAMES

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
HEADINGS = (
    "learner", "persona", "organisation", "started", "agreed_minutes", "difficulty", "drill", "ended_by", "rewinds",
    "coached", "turns", "overall_points", "overall_level", *(f"{name}_points" for name in GRADE_NAMES), "lapses",
)  # fmt: skip


def inert(cell: object) -> str:
    """A cell that is nothing but text or a number of ours."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return str(cell)
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def table(calls: Iterable[Shown]) -> str:
    """Every call that is shown, with what it was worth."""
    kept = io.StringIO()
    rows = csv.writer(kept, lineterminator="\r\n")
    rows.writerow(HEADINGS)
    for call in calls:
        rows.writerow([inert(cell) for cell in _row(call)])
    return kept.getvalue()


def _row(shown: Shown) -> Sequence[object]:
    call, overall = shown.call, shown.call.mark("overall")
    return (
        shown.learner.name,
        call.persona_name,
        call.organisation,
        call.started_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        round(call.minutes, 2),
        call.difficulty,
        call.drill,
        call.ended_by,
        call.rewinds,
        "yes" if call.coached else "no",
        call.turns,
        overall.points if overall else None,
        overall.level if overall else None,
        *(mark.points if (mark := call.mark(name)) else None for name in GRADE_NAMES),
        "; ".join(kind.value for kind in shown.lapses),
    )
