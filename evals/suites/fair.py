"""Does any core grade move when the same call is held by somebody else?

Pairs that differ only in the learner's name, gender, age, grammar slips, dialect, or accent spelled out. Every turn
takes as long as in the other call of the pair, so that no clock is moved by a longer word; what moves is the grader.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import yaml

from evals.bench import Bench
from evals.figures import Measure
from evals.gold import Labelled
from evals.hearing import CORE, Levels, changed
from evals.learners.archetypes import archetype
from evals.learners.cast import hold, roles
from evals.learners.deck import MATERIAL
from evals.suite import Asked, Case, Result, means
from evals.variants import vary
from simulator.clock import timeline_of
from simulator.persona import Persona
from simulator.transcript import Transcript, Turn

TITLES: Mapping[str, str] = {
    "passed": "pairs in which no core grade moved",
    "same.name": "other name",
    "same.gender": "other gender",
    "same.age": "other age",
    "same.slips": "slips of grammar",
    "same.dialect": "a dialect",
    "same.accent": "an accent spelled out",
}
DIFFERENCES = ("name", "gender", "age", "slips", "dialect", "accent")
CALLERS = ("prepared", "listener", "half_read", "late_asker", "hinter", "unprepared", "flatterer", "camouflaged")
MOST_TURNS = 7
"""Of a learner's before they close: what is to be told apart is in the first of them."""
USUAL, WHOLE = 48, 12 * len(CALLERS) * len(DIFFERENCES)


class Fair:
    """Pairs of calls."""

    name = "fair"
    about = "Does a core grade move when all that differs is name, gender, age, slips of grammar, dialect or accent?"
    titles = TITLES

    def cases(self, asked: Asked) -> list[Case]:
        """Each difference with each caller in turn, with the next professional."""
        callers = [one.name for one in roles(asked.learners) if not one.lines] if asked.learners else list(CALLERS)
        people, cases = asked.personas, list[Case]()
        for number in range(asked.size(USUAL, WHOLE)):
            place, kind = divmod(number, len(DIFFERENCES))
            caller, who = callers[place % len(callers)], people[(place * 5 + asked.seed) % len(people)]
            call = f"{who.id}.{caller}.{place}"
            given = {"persona": who.id, "learner": caller, "difference": DIFFERENCES[kind], "place": place}
            cases.append(Case(f"{call}.{DIFFERENCES[kind]}", call, asked.seed + place, given))
        return cases

    def run(self, case: Case, bench: Bench) -> Result:
        """One pair."""
        difference, place, who = case.given["difference"], case.given["place"], bench.persona(case.given["persona"])
        paper, before = _call(bench, case, who)
        one, other = _pair(paper, who, difference, place)
        if other is None:
            return Result(case.id, {f"same.{difference}": None}, notes={"nothing to change": True})
        if one != paper:
            before = _levels(bench, one, who)
        after = _levels(bench, other, who)
        moved = [f"{name} from {before[name]} to {after[name]}" for name in changed(before, after)]
        return Result(
            case.id, {f"same.{difference}": float(not moved)}, tuple(moved),
            transcript=other.to_json() if moved else None,
        )  # fmt: skip

    def measures(self, results: Sequence[Result]) -> list[Measure]:
        """The means."""
        return means(results)


_Graded = tuple[Transcript, Levels]
_CALLS: WeakKeyDictionary[Bench, dict[str, _Graded]] = WeakKeyDictionary()


def _call(bench: Bench, case: Case, who: Persona) -> _Graded:
    """The call that all pairs of a cluster begin with, and its levels: held once a process."""
    held_before = _CALLS.setdefault(bench, {})
    if case.cluster not in held_before:
        kind = replace(archetype(case.given["learner"]), most_turns=MOST_TURNS)
        held = hold(bench, case.given, seed=case.seed, kind=kind, listening=False)
        assert held.record is not None
        paper = _timed(held.record.transcript, who)
        held_before[case.cluster] = paper, _levels(bench, paper, who)
    return held_before[case.cluster]


def _levels(bench: Bench, paper: Transcript, who: Persona) -> Levels:
    card = bench.score(paper, who)
    return {name: one.level if (one := card.grades[name]) else None for name in CORE}


def _timed(paper: Transcript, who: Persona) -> Transcript:
    """The call, each turn with the time that it took."""
    spoken = timeline_of(paper, who).spoken
    turns = [turn.model_copy(update={"seconds": one.seconds}) for turn, one in zip(paper.turns, spoken, strict=True)]
    return paper.model_copy(update={"turns": tuple(turns)})


def _pair(paper: Transcript, who: Persona, difference: str, place: int) -> tuple[Transcript, Transcript | None]:
    """A call and its twin; none where there is nothing to change."""
    match difference:
        case "name" | "slips":
            call = Labelled(f"{who.id}.{place}", "", None, paper, who, {}, single=False)
            return paper, vary({"name": "names", "slips": "slips"}[difference], call, place)
        case "gender" | "age":
            pairs = otherwise()[f"{difference}s"]
            young, old = pairs[place % len(pairs)]
            return _with(paper, young), _with(paper, old)
        case _:
            tables = otherwise()[f"{difference}s"]
            table = list(tables.values())[place % len(tables)]
            return paper, _reworded(paper, table)


@cache
def otherwise() -> Mapping[str, Any]:
    """The same words from somebody else: `material/otherwise.yaml`."""
    found: dict[str, Any] = yaml.safe_load((MATERIAL / "otherwise.yaml").read_text(encoding="utf-8"))
    return found


def _with(paper: Transcript, sentence: str) -> Transcript:
    """The call with a sentence after the learner's first one."""
    turns = list(paper.turns)
    first = next(number for number, turn in enumerate(turns) if turn.speaker == "learner")
    head, end, rest = _split(turns[first].text)
    turns[first] = turns[first].model_copy(update={"text": f"{head}{end} {sentence} {rest}".strip()})
    return paper.model_copy(update={"turns": tuple(turns)})


def _split(text: str) -> tuple[str, str, str]:
    found = re.match(r"(.*?)([.!?])(?:\s+|$)(.*)", text, re.DOTALL)
    return (found[1], found[2], found[3]) if found else (text, ".", "")


def _reworded(paper: Transcript, table: Sequence[Sequence[str]]) -> Transcript | None:
    """The call with the learner's words as they are said elsewhere; what stands in quotation marks is not theirs."""

    def change(turn: Turn) -> Turn:
        if turn.speaker != "learner":
            return turn
        parts = re.split(r"(“[^”]*”)", turn.text)
        return turn.model_copy(
            update={"text": "".join(part if part.startswith("“") else _put(part, table) for part in parts)}
        )

    other = paper.model_copy(update={"turns": tuple(map(change, paper.turns))})
    return None if other == paper else other


def _put(text: str, table: Sequence[Sequence[str]]) -> str:
    for said, there in table:
        text = re.sub(rf"(?<![\w']){re.escape(said)}(?![\w'])", there, text)
        capital, instead = said[0].upper() + said[1:], there[0].upper() + there[1:]
        text = re.sub(rf"(?<![\w']){re.escape(capital)}(?![\w'])", instead, text)
    return text


SUITE = Fair()
