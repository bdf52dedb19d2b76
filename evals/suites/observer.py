"""The observer and the grades that follow from it, against labelled calls; and against the same calls told otherwise.

A case is a labelled call or a labelled single turn. With each call some of its variants are graded too (`robustness`):
by default one of each kind with every second call, with `--full` all sixteen with all.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import evals.suite as parts
from evals import observer
from evals.bench import Bench
from evals.figures import LEVELS, Figure, Measure
from evals.gold import held_apart, load
from evals.hearing import CORE
from evals.observer import Group, Hearing, Row
from evals.robustness import DRAWS, Change, Variant, draws, measures, varied
from evals.suite import Asked, Result, Section, sampled
from simulator.observation import Kind

TITLES: Mapping[str, str] = {
    "asks_f1": "uninvited asks, pooled, F1 a turn",
    "asks_precision": "… precision",
    "asks_recall": "… recall",
    "told_apart": "kinds of job talk told apart",
    "clean_calls": "calls without an ask kept clean",
    "macro_f1": "all kinds with ten cases, mean F1",
    "kappa.research": "research, kappa",
    "kappa.intro_clarity": "intro_clarity, kappa",
    "kappa.time_use": "time_use, kappa",
    "kappa.job_ask": "job_ask, kappa",
    "within_one": "core levels within one",
    "within_one.research": "… research",
    "within_one.intro_clarity": "… intro_clarity",
    "within_one.time_use": "… time_use",
    "within_one.job_ask": "… job_ask",
    "quotes_verified": "quotes verified",
    "ece": "calibration error, all kinds",
    **{f"ece.{name}": f"… {name.replace('_', ' ')}" for name in observer.GROUPS},
    "unchanged.names": "other name: no core level moved",
    "unchanged_but_for_the_clock.names": "… but by the clock",
    "unchanged.pronouns": "other pronouns: none moved",
    "unchanged_but_for_the_clock.pronouns": "… but by the clock",
    "unchanged.signature": "other greeting, signature: none moved",
    "unchanged_but_for_the_clock.signature": "… but by the clock",
    "unchanged.slips": "slips of grammar: none moved",
    "unchanged_but_for_the_clock.slips": "… but by the clock",
    "not_up.instructions": "lines for the grader: none moved up",
    "unchanged.instructions": "lines for the grader: none moved",
    "kind.wrong_fact.recall": "wrong facts heard",
    **{f"kind.{kind}.f1": f"{kind}, F1" for kind in Kind},
}
"""What the chief figures are called, in their order."""


class ObserverSuite:
    """How well the grader hears."""

    name = "observer"
    about = (
        "Does the observer hear what people labelled, and do the levels stay when somebody else tells the same call?"
    )
    titles = TITLES
    listens = True
    """It needs the labelled files."""
    plays = False
    """It plays no calls, so that one model more is no reason to run it again."""

    def cases(self, asked: Asked) -> list[parts.Case]:
        """One for each labelled call and single turn, in the order of the files."""
        gold = load(asked.gold or held_apart())
        whole = [one.id for one in gold if not one.single]
        cases = [
            parts.Case(
                one.id, one.id, asked.seed, {"variants": list(map(list, _variants(whole.index(one.id), asked.full)))}
            )
            if not one.single
            else parts.Case(one.id, one.id, asked.seed)
            for one in gold
        ]
        return cases if asked.n is None else sampled(cases, asked.n, asked.seed)

    def run(self, case: parts.Case, bench: Bench) -> Result:
        """Hear it, and its variants."""
        one, hear = bench.gold[case.id], bench.listener
        heard = hear(one.transcript, one.persona)
        row, turns = observer.row_of(one, heard), list(observer.cases_of(0, one, heard))
        wanted = [(kind, draw) for kind, draw in case.given.get("variants", ())]
        told = varied(one, heard.levels, wanted, hear)
        hearing = Hearing([row], turns)
        missed = observer.disagreements(hearing)
        notes = {
            "observer": hear.name,
            "row": asdict(row) | {"levels": dict(row.levels)},
            "turns": [_turn(turn) for turn in turns],
            "variants": [asdict(variant) for variant in told],
        }
        failures = _failures(hearing, missed)
        return Result(
            case.id, _figures(turns, row, told), failures,
            one.transcript.to_json() if failures else None, notes,
        )  # fmt: skip

    def measures(self, results: Sequence[Result]) -> list[Measure]:
        """All figures of the hearing, and those of robustness."""
        heard = [result for result in results if "row" in result.notes]
        return [*observer.measures(_hearing(heard)), *measures([_told(result) for result in heard])]

    def sections(self, results: Sequence[Result]) -> list[Section]:
        """What the figures alone don't tell: what was taken for what, levels, calibration, who and in what field."""
        hearing = _hearing(results)
        changes = [change for result in results for variant in _told(result) for change in variant.changes]
        return [
            Section(
                "Job talk: what was taken for what",
                ("labelled", "heard", "turns"),
                [(*pair, turns) for pair, turns in sorted(observer.confusions(hearing).items())],
            ),
            *(_levels(hearing, name) for name in CORE),
            *(
                _curve(f"Calibration: {name}", hearing, kinds)
                for name, kinds in [("all kinds", frozenset(Kind)), *observer.GROUPS.items()]
            ),
            _groups("By author", observer.groups(hearing, lambda case: case.author)),
            _groups("By field of the professional", observer.groups(hearing, lambda case: case.field)),
            replace(_groups("By register", observer.groups(hearing, lambda case: case.register)), note=_noted(hearing)),
            _groups("By looks of the turn", observer.groups(hearing, lambda case: case.looks)),
            _listed("Levels that differ from the labels'", observer.level_disagreements(hearing)),
            _listed("Levels that moved when the call was told otherwise", _by_variant(changes)),
            _listed("Turns and kinds on which label and grader differ", observer.disagreements(hearing)),
        ]


SUITE = ObserverSuite()


def _variants(place: int, full: bool) -> list[tuple[str, int]]:
    """Of the call at a place among the whole calls; of each kind another draw from call to call."""
    everything = draws(place)
    if full:
        return everything
    mine = {kind: place * most + place // 2 % most for kind, most in DRAWS.items()}
    return [one for one in everything if not place % 2 and one[1] == mine[one[0]]]


def _turn(turn: observer.Case) -> dict[str, Any]:
    return {
        "turn": turn.turn,
        "author": turn.author,
        "field": turn.field,
        "register": turn.register,
        "looks": turn.looks,
        "labelled": sorted(turn.labelled),
        "doubt": sorted(turn.doubt),
        "heard": dict(turn.heard),
        "quotes": dict(turn.quotes),
    }


def _figures(turns: Sequence[observer.Case], row: Row, told: Sequence[Variant]) -> dict[str, float | None]:
    """What moves from run to run, case by case."""
    pairs = [(turn, kind) for turn in turns for kind in Kind if kind not in turn.doubt]
    right = sum(kind in turn.labelled and kind in turn.heard for turn, kind in pairs)
    wrong = sum((kind in turn.labelled) != (kind in turn.heard) for turn, kind in pairs)
    levels = {f"level.{name}": row.levels[name] for name in CORE} if not row.single else {}
    moved = {"variants_moved": float(sum(bool(one.changes) for one in told))} if told else {}
    return {"right": float(right), "wrong": float(wrong), **levels, **moved}


def _failures(hearing: Hearing, missed: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Asks missed or made up, and levels that are not the labels'; other kinds are in the tables."""
    asks = {kind.value for kind in observer.JOB_TALK}
    return (
        *(f"turn {one['turn']}: {one['kind']} {one['was']}: {one['quote']!r}" for one in missed if one["kind"] in asks),
        *(
            f"{one['grade']} is {one['given']}, by the labels {one['by_label']}"
            for one in observer.level_disagreements(hearing)
        ),
    )


def _hearing(results: Sequence[Result]) -> Hearing:
    """The hearing that the notes of all cases make together; a baseline's may be from before fields were noted."""
    rows: list[Row] = []
    turns: list[observer.Case] = []
    for number, result in enumerate(result for result in results if "row" in result.notes):
        rows.append(Row(**result.notes["row"]))
        turns += [
            observer.Case(
                result.case, one["turn"], number, one["author"], one.get("field", ""), one["register"],
                one.get("looks", ""), frozenset(map(Kind, one["labelled"])), frozenset(map(Kind, one["doubt"])),
                {Kind(kind): confidence for kind, confidence in one["heard"].items()},
                {Kind(kind): quote for kind, quote in one["quotes"].items()},
            )
            for one in result.notes["turns"]
        ]  # fmt: skip
    return Hearing(rows, turns)


def _told(result: Result) -> list[Variant]:
    return [
        Variant(**{**one, "changes": [Change(**change) for change in one["changes"]]})
        for one in result.notes.get("variants", ())
    ]


def _levels(hearing: Hearing, name: Any) -> Section:
    table = observer.level_table(hearing, name).sum(axis=0).astype(int).reshape(LEVELS, LEVELS).tolist()
    return Section(
        f"Levels of {name}: by the labels (rows), given (columns)",
        (name, *map(str, range(1, LEVELS + 1))),
        [(str(level), *row) for level, row in enumerate(table, 1)],
    )


def _curve(title: str, hearing: Hearing, kinds: frozenset[Kind]) -> Section:
    return Section(
        title,
        ("confidence from", "to", "mean confidence", "share right", "cases"),
        [
            (one["from"], one["to"], one["confidence"], one["right"], one["cases"])
            for one in observer.curve(hearing, kinds)
        ],
        plot="calibration",
    )


def _groups(title: str, groups: Mapping[str, Group]) -> Section:
    names = ("asks_f1", "told_apart", "macro_f1")

    def cell(figures: Sequence[Figure], name: str) -> str:
        return str(next(figure for figure in figures if figure.name == name))

    return Section(
        title,
        ("", "turns", *names),
        [(name, group.turns, *(cell(group.figures, each) for each in names)) for name, group in groups.items()],
    )


def _noted(hearing: Hearing) -> str:
    """How many turns the table by register rests on."""
    named, turns = sum(case.register is not None for case in hearing.cases), len(hearing.cases)
    if not named:
        return "None of these labelled turns names its register: see by author, by field and by looks instead."
    return f"{named} of {turns} labelled turns name their register." if named < turns else ""


def _by_variant(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The changes without their draws: how often each was seen."""
    seen = Counter(tuple((key, value) for key, value in asdict(change).items() if key != "draw") for change in changes)
    return [{**dict(change), "times": times} for change, times in seen.items()]


def _listed(title: str, rows: Sequence[Mapping[str, Any]]) -> Section:
    return Section(title, tuple(rows[0]) if rows else (), [tuple(row.values()) for row in rows])
