"""How well an observer hears: its observations against labelled calls and labelled single turns.

    python -m evals.observer labelled/transcripts.jsonl labelled/turns.jsonl

A file holds one JSON object a line. A whole call is `{"id", "transcript", "labels": [{"turn", "kinds", "doubt"}]}`, a
single turn `{"id", "persona", "before", "text", "kinds", "doubt"}`; a persona that is only named is looked up in the
`personas.json` beside the file, then in the catalogue. Kinds in `doubt` are left out of that turn's score.

Everything is counted a turn and a kind: a kind holds in a turn or it does not, however often.
"""

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.observation import UNINVITED_ASKS, Kind, Observation
from simulator.observer import Context, Observer
from simulator.persona import Persona, resolve
from simulator.transcript import Preparation, Transcript, Turn

ENOUGH_CASES = 10
"""Kinds with fewer labelled turns say too little to enter the macro mean."""


@dataclass(frozen=True)
class Case:
    """One learner turn, what was labelled on it, and the call that it belongs to."""

    call: str
    turn: int
    text: str
    persona: Persona
    before: tuple[Turn, ...]
    labelled: frozenset[Kind]
    doubtful: frozenset[Kind]
    preparation: Preparation | None = None
    single: bool = False


@dataclass
class Count:
    """Right, wrong and missed turns of one kind."""

    hit: int = 0
    false: int = 0
    missed: int = 0

    def add(self, expected: bool, seen: bool) -> None:
        """Count one turn."""
        self.hit += expected and seen
        self.false += seen and not expected
        self.missed += expected and not seen

    @property
    def cases(self) -> int:
        """Turns that carry the label."""
        return self.hit + self.missed

    @property
    def precision(self) -> float:
        """Share of the seen that was labelled; 1 when nothing was seen."""
        return self.hit / (self.hit + self.false) if self.hit + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of the labelled that was seen; 1 when nothing was labelled."""
        return self.hit / self.cases if self.cases else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.hit / (2 * self.hit + self.false + self.missed) if self.hit + self.false + self.missed else 1.0


@dataclass
class Score:
    """What a run found. Shares are from 0 to 1, and None where there was nothing to count."""

    kinds: dict[Kind, Count]
    asks: Count
    told_apart: float | None
    clean_calls: float | None
    seconds_a_turn: float
    turns: int
    wrong: list[tuple[Case, Kind, bool]] = field(default_factory=list)
    """Each disagreement: the turn, the kind, and whether it was seen (and not labelled) or missed."""

    @property
    def macro_f1(self) -> float:
        """Mean F1 over the kinds with enough labelled turns."""
        counted = [count.f1 for count in self.kinds.values() if count.cases >= ENOUGH_CASES]
        return sum(counted) / len(counted) if counted else 0.0


def _personas_beside(path: Path) -> dict[str, Persona]:
    beside = path.with_name("personas.json")
    if not beside.is_file():
        return {}
    return {persona["id"]: resolve(persona) for persona in json.loads(beside.read_text(encoding="utf-8"))}


def _kinds(names: Mapping[str, Any] | Sequence[str]) -> frozenset[Kind]:
    return frozenset(Kind(name) for name in names)


def _persona(named: str | Mapping[str, Any], known: Mapping[str, Persona]) -> Persona:
    return known[named] if isinstance(named, str) and named in known else resolve(named)


def _of_call(row: Mapping[str, Any], known: Mapping[str, Persona]) -> Iterator[Case]:
    transcript = Transcript.model_validate(row["transcript"])
    persona = _persona(transcript.persona, known)
    for label in row["labels"]:
        number = label["turn"]
        yield Case(
            row["id"],
            number,
            transcript.turns[number].text,
            persona,
            transcript.turns[:number],
            _kinds(label["kinds"]),
            _kinds(label["doubt"]),
            transcript.preparation,
        )


def _of_turn(row: Mapping[str, Any], known: Mapping[str, Persona]) -> Case:
    before = tuple(Turn.model_validate(turn) for turn in row["before"])
    return Case(
        row["id"],
        len(before),
        row["text"],
        _persona(row["persona"], known),
        before,
        _kinds(row["kinds"]),
        _kinds(row["doubt"]),
        single=True,
    )


def load(path: Path) -> list[Case]:
    """The cases of one file of labelled calls or labelled turns, in its order."""
    known = _personas_beside(path)
    cases: list[Case] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            cases.extend(_of_call(row, known) if "transcript" in row else [_of_turn(row, known)])
    return cases


def evaluate(observer: Observer, cases: Sequence[Case]) -> Score:
    """Let the observer hear every case, each call's turns in order, and count."""
    kinds = {kind: Count() for kind in Kind}
    asks, alike, both = Count(), 0, 0
    asked_in: dict[str, bool] = {}
    false_in: dict[str, bool] = {}
    observed: dict[str, list[Observation]] = {}
    wrong: list[tuple[Case, Kind, bool]] = []
    began = time.perf_counter()
    for case in cases:
        earlier = observed.setdefault(case.call, [])
        context = Context(case.persona, case.before, tuple(earlier), case.preparation)
        found = observer.observe(case.turn, case.text, context)
        earlier.extend(found)
        seen = frozenset(observation.kind for observation in found)
        for kind in set(Kind) - case.doubtful:
            kinds[kind].add(kind in case.labelled, kind in seen)
            if (kind in case.labelled) != (kind in seen):
                wrong.append((case, kind, kind in seen))
        if not case.single:
            asked_in[case.call] = asked_in.get(case.call, False) or bool(case.labelled & UNINVITED_ASKS)
            false_in[case.call] = false_in.get(case.call, False) or bool(seen & UNINVITED_ASKS - case.doubtful)
        if not case.doubtful & UNINVITED_ASKS:
            expected, heard = case.labelled & UNINVITED_ASKS, seen & UNINVITED_ASKS
            asks.add(bool(expected), bool(heard))
            if expected and heard:
                both += 1
                alike += expected == heard
    seconds = time.perf_counter() - began
    free = [call for call, asked in asked_in.items() if not asked]
    return Score(
        kinds,
        asks,
        alike / both if both else None,
        sum(not false_in[call] for call in free) / len(free) if free else None,
        seconds / len(cases) if cases else 0.0,
        len(cases),
        wrong,
    )


def _share(value: float | None) -> str:
    return "   -" if value is None else f"{value:.2f}"


def show(name: str, score: Score) -> str:
    """The figures as a table for people."""
    rows = [f"{name}: {score.turns} turns, {score.seconds_a_turn * 1000:.1f} ms a turn"]
    rows += [
        f"  {kind:22} {count.cases:4} cases  precision {count.precision:.2f}  recall {count.recall:.2f}  F1 "
        f"{count.f1:.2f}"
        for kind, count in score.kinds.items()
    ]
    rows += [
        f"  uninvited asks pooled  {score.asks.cases:4} cases  precision {score.asks.precision:.2f}  "
        f"recall {score.asks.recall:.2f}  F1 {score.asks.f1:.2f}",
        f"  asks told apart            {_share(score.told_apart)}",
        f"  ask-free calls kept clean  {_share(score.clean_calls)}",
        f"  macro F1                   {score.macro_f1:.2f}  (kinds with at least {ENOUGH_CASES} cases)",
    ]
    return "\n".join(rows)


def main(arguments: Sequence[str]) -> int:
    """Score the offline observer on each file, and on all of them together when there are several."""
    from simulator.observer.offline import OfflineObserver

    if not arguments:
        print("usage: python -m evals.observer FILE...", file=sys.stderr)
        return 2
    observer, everything = OfflineObserver(), list[Case]()
    for path in map(Path, arguments):
        cases = load(path)
        everything += cases
        print(show(str(path), evaluate(observer, cases)))
    if len(arguments) > 1:
        print(show("together", evaluate(observer, everything)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
