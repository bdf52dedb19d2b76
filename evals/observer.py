"""How well a grader hears: what it observes, and the levels that follow, against labelled calls and labelled turns.

    python -m evals.observer FILE...       the figures alone, at once
    simulator eval observer --gold FILE    these, robustness, and the thresholds

Everything is counted a turn and a kind: a kind holds in a turn or it does not, however often. Kinds in doubt are left
out of their turn. A single labelled turn is a cluster of its own, a call is one.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals import figures
from evals.figures import BINS, LEVELS, Counts, Figure, Measure, estimates
from evals.gold import Labelled, load
from evals.hearing import CORE, Heard, Levels, Listener, levels_by_label
from simulator.errors import SimulatorError
from simulator.grading.scorecard import GradeName
from simulator.observation import UNINVITED_ASKS, Kind

ENOUGH_CASES = 10
"""Labelled turns below which a kind says too little to enter the macro mean."""

JOB_TALK = UNINVITED_ASKS | {Kind.INVITED_JOB_TALK}
"""The four kinds that are told apart."""

GROUPS: Mapping[str, frozenset[Kind]] = {
    "opening": frozenset(
        {Kind.INTRODUCES_BACKGROUND, Kind.STATES_DIRECTION, Kind.STATES_PURPOSE, Kind.NO_JOB_DISCLAIMER}
    ),
    "research": frozenset(
        {Kind.RESEARCH_REFERENCE, Kind.BUILDS_ON_RESEARCH, Kind.ANSWERABLE_QUESTION, Kind.WRONG_FACT}
    ),
    "questions": frozenset({Kind.QUESTION, Kind.FOLLOW_UP, Kind.TWO_WAY_OFFER}),
    "job_talk": JOB_TALK,
    "closing": frozenset({Kind.CONTACT_ASK, Kind.STAY_IN_TOUCH, Kind.TIME_CHECK, Kind.WRAP_UP, Kind.THANKS}),
    "manner": frozenset({Kind.SELF_PROMOTION, Kind.RUDE, Kind.OFF_SCRIPT}),
}
"""Kinds whose confidences are looked at together."""

LENGTHS = (8, 24, 59)
"""Words up to which a turn is of one length; longer ones are of the last."""


@dataclass(frozen=True)
class Case:
    """One labelled turn and what was heard in it."""

    id: str
    turn: int
    cluster: int
    author: str
    field: str
    """The professional's, as their persona has it."""
    register: str | None
    """As noted with the label; None where nobody noted one."""
    looks: str
    labelled: frozenset[Kind]
    doubt: frozenset[Kind]
    heard: Mapping[Kind, float]
    """With the confidence of the surest observation of the kind."""
    quotes: Mapping[Kind, str]
    """The words that carry it, as labelled or else as heard."""


@dataclass(frozen=True)
class Row:
    """A labelled call or single turn, heard: a cluster."""

    id: str
    single: bool
    levels: Levels
    by_label: Levels | None
    """The levels from its labels; None for single turns and for calls that are labelled in part."""
    quotes: int
    verified: int


@dataclass(frozen=True)
class Hearing:
    """A whole labelled set, heard."""

    rows: Sequence[Row]
    cases: Sequence[Case]

    @property
    def calls(self) -> list[int]:
        """The clusters that can be graded by their labels."""
        return [number for number, row in enumerate(self.rows) if row.by_label is not None]


def listen(gold: Sequence[Labelled], hear: Listener) -> Hearing:
    """Let a grader hear everything, each call's turns in order."""
    heard = [hear(one.transcript, one.persona) for one in gold]
    cases = [case for number, one in enumerate(gold) for case in cases_of(number, one, heard[number])]
    return Hearing([row_of(one, of_it) for one, of_it in zip(gold, heard, strict=True)], cases)


def row_of(one: Labelled, heard: Heard) -> Row:
    """What was heard of one as a whole."""
    by_label = levels_by_label(one) if one.whole else None
    return Row(one.id, one.single, heard.levels, by_label, heard.quotes, heard.verified)


def cases_of(cluster: int, one: Labelled, heard: Heard) -> Iterable[Case]:
    """What was heard in each of its labelled turns."""
    for number, label in sorted(one.labels.items()):
        text = one.transcript.turns[number].text
        mine = [seen for seen in heard.observations if seen.turn == number]
        quotes = {seen.kind: seen.quote for seen in mine}
        quotes |= {kind: text[start:end] for kind, (start, end) in label.kinds.items()}
        confidence: dict[Kind, float] = {}
        for seen in mine:
            confidence[seen.kind] = max(seen.confidence, confidence.get(seen.kind, 0.0))
        yield Case(
            one.id, number, cluster, one.author, one.persona.field, one.register, looks(text),
            frozenset(label.kinds), label.doubt, confidence, quotes,
        )  # fmt: skip


def looks(text: str) -> str:
    """How a turn is written, as far as a program can tell: without capitals, or else by its length."""
    letters = [character for character in text if character.isalpha()]
    if letters and not any(map(str.isupper, letters)):
        return "no capitals"
    words, least = len(text.split()), 0
    for most in LENGTHS:
        if words <= most:
            return f"{least} to {most} words"
        least = most + 1
    return f"{least} words or more"


def _table(
    cases: Iterable[Case], clusters: int, columns: int, count: Callable[[Case], Iterable[tuple[int, float]]]
) -> Counts:
    """Sum what `count` says of each case, as (column, amount), by cluster."""
    table = np.zeros((clusters, columns))
    for case in cases:
        for at, amount in count(case):
            table[case.cluster, at] += amount
    return table


def _outcome(expected: bool, seen: bool) -> list[tuple[int, float]]:
    """Column 0: right, 1: false, 2: missed."""
    return [(0 if expected and seen else 1 if seen else 2, 1.0)] if expected or seen else []


def _kind_outcome(kind: Kind) -> Callable[[Case], list[tuple[int, float]]]:
    return lambda case: [] if kind in case.doubt else _outcome(kind in case.labelled, kind in case.heard)


def _pooled_ask(case: Case) -> list[tuple[int, float]]:
    if case.doubt & UNINVITED_ASKS:
        return []
    return _outcome(bool(case.labelled & UNINVITED_ASKS), bool(case.heard.keys() & UNINVITED_ASKS))


def told_apart(case: Case) -> tuple[frozenset[Kind], frozenset[Kind]] | None:
    """What was labelled and what was heard of the four kinds of job talk, in a turn where both found any."""
    expected, seen = case.labelled & JOB_TALK, case.heard.keys() & JOB_TALK
    return (expected, frozenset(seen)) if expected and seen and not case.doubt & JOB_TALK else None


def _told_apart(case: Case) -> list[tuple[int, float]]:
    both = told_apart(case)
    return [] if both is None else [(0, float(both[0] == both[1])), (1, 1.0)]


def hearing_measures(cases: Sequence[Case], clusters: int) -> list[Measure]:
    """Asks pooled and told apart, each kind, and the mean over the kinds with enough cases."""
    asks = _table(cases, clusters, 3, _pooled_ask)
    told = _table(cases, clusters, 2, _told_apart)
    kinds = {kind: _table(cases, clusters, 3, _kind_outcome(kind)) for kind in Kind}
    held = {kind: int(table[:, 0].sum() + table[:, 2].sum()) for kind, table in kinds.items()}
    enough = [kinds[kind] for kind in Kind if held[kind] >= ENOUGH_CASES]
    asked = int(asks[:, 0].sum() + asks[:, 2].sum())
    three = (("precision", figures.precision), ("recall", figures.recall), ("f1", figures.f1))
    return [
        *(Measure(f"asks_{name}", asks, formula, asked) for name, formula in three),
        Measure("told_apart", told, figures.ratio, int(told[:, 1].sum())),
        Measure("macro_f1", np.hstack(enough) if enough else np.zeros((clusters, 3)), figures.mean_f1, len(enough)),
        *(Measure(f"kind.{kind}.{name}", kinds[kind], formula, held[kind]) for kind in Kind for name, formula in three),
    ]


def clean_measure(hearing: Hearing) -> Measure:
    """Of the whole calls without a labelled ask: the share in which none was heard."""
    calls = [number for number, row in enumerate(hearing.rows) if not row.single]
    asked = {case.cluster for case in hearing.cases if case.labelled & UNINVITED_ASKS}
    accused = {case.cluster for case in hearing.cases if case.heard.keys() & UNINVITED_ASKS - case.doubt}
    table = np.zeros((len(hearing.rows), 2))
    for number in calls:
        if number not in asked:
            table[number] = [number not in accused, 1]
    return Measure("clean_calls", table, figures.ratio, int(table[:, 1].sum()))


def calibration_table(hearing: Hearing, kinds: frozenset[Kind]) -> Counts:
    """By cluster, of each bin of confidence: how many turns and kinds were heard with it, its sum, how many right."""

    def count(case: Case) -> Iterable[tuple[int, float]]:
        for kind in case.heard.keys() & kinds - case.doubt:
            at = 3 * min(int(case.heard[kind] * BINS), BINS - 1)
            yield from ((at, 1.0), (at + 1, case.heard[kind]), (at + 2, float(kind in case.labelled)))

    return _table(hearing.cases, len(hearing.rows), 3 * BINS, count)


def calibration_measures(hearing: Hearing) -> list[Measure]:
    """The expected calibration error of all kinds, and of each group of kinds."""
    found = []
    for name, kinds in {"": frozenset(Kind), **{f".{name}": kinds for name, kinds in GROUPS.items()}}.items():
        table = calibration_table(hearing, kinds)
        cases = int(table[:, 0::3].sum())
        found.append(Measure(f"ece{name}", table, figures.calibration_error, cases, higher_is_better=False))
    return found


def level_table(hearing: Hearing, name: GradeName) -> Counts:
    """By cluster, the table of a core grade: level by the labels, level given; row after row."""
    table = np.zeros((len(hearing.rows), LEVELS * LEVELS))
    for number in hearing.calls:
        expected, given = _both(hearing.rows[number], name)
        if expected and given:
            table[number, (expected - 1) * LEVELS + given - 1] = 1
    return table


def _both(row: Row, name: GradeName) -> tuple[int | None, int | None]:
    return (row.by_label or {}).get(name), row.levels[name]


def level_measures(hearing: Hearing) -> list[Measure]:
    """Kappa of each core grade; the share within one level, where a level on one side only counts as far off."""
    found, near_all = [], np.zeros((len(hearing.rows), 2))
    for name in CORE:
        table, near = level_table(hearing, name), np.zeros((len(hearing.rows), 2))
        exact = near.copy()
        for number in hearing.calls:
            expected, given = _both(hearing.rows[number], name)
            if expected or given:
                near[number] = [bool(expected and given and abs(expected - given) <= 1), 1]
                exact[number] = [expected == given, 1]
        near_all += near
        found.append(Measure(f"kappa.{name}", table, figures.quadratic_kappa, int(table.sum())))
        found.append(Measure(f"same_level.{name}", exact, figures.ratio, int(exact[:, 1].sum())))
        found.append(Measure(f"within_one.{name}", near, figures.ratio, int(near[:, 1].sum())))
    return [*found, Measure("within_one", near_all, figures.ratio, int(near_all[:, 1].sum()))]


def quote_measure(hearing: Hearing) -> Measure:
    """The share of quotes that stand in their turn."""
    table = np.array([[row.verified, row.quotes] for row in hearing.rows], dtype=np.float64).reshape(-1, 2)
    return Measure("quotes_verified", table, figures.ratio, int(table[:, 1].sum()))


def measures(hearing: Hearing) -> list[Measure]:
    """All figures of a hearing but robustness."""
    return [
        *hearing_measures(hearing.cases, len(hearing.rows)),
        clean_measure(hearing),
        *level_measures(hearing),
        quote_measure(hearing),
        *calibration_measures(hearing),
    ]


@dataclass(frozen=True)
class Group:
    """The turns of one author, one field or one register, and the chief figures on them."""

    turns: int
    figures: Sequence[Figure]


def groups(hearing: Hearing, of: Callable[[Case], str | None]) -> dict[str, Group]:
    """The chief figures of hearing for each group of turns; a turn of which `of` gives nothing is in none."""
    found = {}
    for name in sorted({name for case in hearing.cases if (name := of(case))}):
        own = [case for case in hearing.cases if of(case) == name]
        chief = [one for one in hearing_measures(own, len(hearing.rows)) if not one.name.startswith("kind.")]
        found[name] = Group(len(own), estimates(chief))
    return found


def curve(hearing: Hearing, kinds: frozenset[Kind] = frozenset(Kind)) -> list[dict[str, Any]]:
    """The calibration curve: of each bin that holds any, how many, their mean confidence, and the share right."""
    sums = calibration_table(hearing, kinds).sum(axis=0)
    return [
        {
            "from": round(at / BINS, 2),
            "to": round((at + 1) / BINS, 2),
            "cases": int(number),
            "confidence": round(float(confidence / number), 4),
            "right": round(float(right / number), 4),
        }
        for at, (number, confidence, right) in enumerate(sums.reshape(BINS, 3))
        if number
    ]


def confusions(hearing: Hearing) -> Counter[tuple[str, str]]:
    """How often which kinds of job talk were taken for which; also those missed, and those heard where none was."""

    def names(kinds: Iterable[Kind]) -> str:
        return " + ".join(sorted(kinds)) or "none"

    return Counter(
        (names(case.labelled & JOB_TALK), names(case.heard.keys() & JOB_TALK))
        for case in hearing.cases
        if not case.doubt & JOB_TALK and (case.labelled | case.heard.keys()) & JOB_TALK
    )


def disagreements(hearing: Hearing) -> list[dict[str, Any]]:
    """Every turn and kind on which label and grader differ, in the order of the files."""
    return [
        {
            "id": case.id,
            "turn": case.turn,
            "kind": kind.value,
            "was": "missed" if kind in case.labelled else "false",
            "confidence": case.heard.get(kind),
            "quote": case.quotes[kind],
        }
        for case in hearing.cases
        for kind in Kind
        if kind not in case.doubt and (kind in case.labelled) != (kind in case.heard)
    ]


def level_disagreements(hearing: Hearing) -> list[dict[str, Any]]:
    """Every core grade that is not what the labels give."""
    return [
        {"id": hearing.rows[number].id, "grade": name, "by_label": expected, "given": given}
        for number in hearing.calls
        for name in CORE
        for expected, given in [_both(hearing.rows[number], name)]
        if expected != given
    ]


def main(arguments: Sequence[str]) -> int:
    """Hear the files and print the figures, without robustness and thresholds."""
    if not arguments:
        print("usage: python -m evals.observer FILE...", file=sys.stderr)
        return 2
    try:
        hearing = listen(load(map(Path, arguments)), Listener("offline"))
    except SimulatorError as error:
        print(f"evals: {error}", file=sys.stderr)
        return 2
    for figure in estimates(measures(hearing)):
        print(f"{figure.name:40} {figure!s:24} {figure.cases:5} cases")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
