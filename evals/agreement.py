"""How far two readers agree: the labels of a second reader, who did not see the first one's, kind by kind.

    python -m evals.agreement [FILE]    a file of the labelled folder; without one, second-reading.jsonl

One turn a line, its kinds with or without the words that carry them:

    {"id": "ash-08:3", "kinds": ["follow_up", "question"], "doubt": []}
    {"id": "alder-01:5", "kinds": {"follow_up": "Did you tell anybody"}, "doubt": []}

Counted a turn and a kind; Cohen's kappa takes off what chance alone would agree on. Doubtful kinds are counted too.

Calls that were read whole are graded by each reader's labels, and the second reader is measured as a grader would be,
with what the first one doubted left out: how near one careful reader comes to another is what a grader can hope for.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evals import gold
from evals.figures import estimates
from evals.hearing import Heard, levels_by_label
from evals.observer import Case, Hearing, Row, cases_of, clean_measure, hearing_measures, level_measures, row_of
from evals.train.data import LABELLED, Labelled, authors, load
from simulator.document import read_text
from simulator.errors import InputError, SimulatorError
from simulator.observation import UNINVITED_ASKS, Kind

SECOND = "second-reading.jsonl"

Seen = Mapping[str, Mapping[Kind, str]]
"""What a reader saw: by a turn's id, the kinds and their quotes; empty where none was given."""


@dataclass(frozen=True)
class Agreement:
    """Turns on which both, one, or none of the readers saw a kind."""

    both: int
    first: int
    second: int
    neither: int

    @property
    def kappa(self) -> float:
        """Cohen's kappa, 1 for readers who never differ."""
        total = self.both + self.first + self.second + self.neither
        same = (self.both + self.neither) / total
        mine, theirs = (self.both + self.first) / total, (self.both + self.second) / total
        chance = mine * theirs + (1 - mine) * (1 - theirs)
        return 1.0 if chance == 1 else (same - chance) / (1 - chance)

    @property
    def f1(self) -> float:
        """The same whichever reader is held against the other; 1 where neither saw the kind."""
        either = 2 * self.both + self.first + self.second
        return 2 * self.both / either if either else 1.0


def read_again(path: Path) -> Seen:
    """What the second reader saw. Raises `InputError` for a file that is not there."""
    rows = [json.loads(line) for line in read_text(path).split("\n") if line]
    quoted = {
        row["id"]: row["kinds"] if isinstance(row["kinds"], dict) else dict.fromkeys(row["kinds"], "") for row in rows
    }
    return {turn: {Kind(kind): quote for kind, quote in kinds.items()} for turn, kinds in quoted.items()}


def read_twice(folder: Path = LABELLED, file: str = SECOND) -> list[tuple[Labelled, frozenset[Kind]]]:
    """The turns that were read twice: as first labelled, and what the second reader saw. Raises `InputError`."""
    seen = read_again(folder / file)
    known = {case.id: case for author in authors(folder) for case in load(author, folder)}
    if strange := seen.keys() - known.keys():
        raise InputError(f"{folder / file}: {min(strange)!r} is no labelled turn")
    return [(known[turn], frozenset(kinds)) for turn, kinds in seen.items()]


def agreement(pairs: list[tuple[Labelled, frozenset[Kind]]], *kinds: Kind) -> Agreement:
    """How the two readers saw a kind, or any of several."""
    seen = [(not case.spans.keys().isdisjoint(kinds), not second.isdisjoint(kinds)) for case, second in pairs]
    return Agreement(*(seen.count(which) for which in ((True, True), (True, False), (False, True), (False, False))))


def as_grader(read: Iterable[gold.Labelled], seen: Seen) -> Hearing:
    """The second reader in the grader's place, on the calls and single turns that were read again whole."""
    rows: list[Row] = []
    cases: list[Case] = []
    for one in read:
        names = {number: one.id if one.single else f"{one.id}:{number}" for number in one.labels}
        if not (one.single or one.whole) or any(name not in seen for name in names.values()):
            continue
        turns = one.transcript.turns
        second = replace(one, labels={number: _label(turns[number].text, seen[name]) for number, name in names.items()})
        observed = tuple(second.observations())
        heard = Heard(observed, levels_by_label(second), quotes=len(observed), verified=len(observed))
        cases.extend(cases_of(len(rows), one, heard))
        rows.append(row_of(one, heard))
    return Hearing(rows, cases)


def _label(text: str, kinds: Mapping[Kind, str]) -> gold.Label:
    """A kind without a quote is quoted by its whole turn."""
    starts = {kind: (text.index(quote), quote or text) for kind, quote in kinds.items()}
    return gold.Label({kind: (start, start + len(quote)) for kind, (start, quote) in starts.items()}, frozenset())


def main(arguments: Sequence[str]) -> int:
    """Print the tables."""
    file = arguments[0] if arguments else SECOND
    try:
        pairs = read_twice(file=file)
    except SimulatorError as error:
        print(f"evals: {error}", file=sys.stderr)
        return 2
    same = sum(set(case.spans) == second for case, second in pairs)
    print(f"{len(pairs)} turns read twice; the same kinds on {same / len(pairs):.0%} of them")
    found: dict[str, Agreement] = {kind.value: agreement(pairs, kind) for kind in Kind}
    mean = sum(each.kappa for each in found.values()) / len(found)
    for name, each in (found | {"uninvited asks": agreement(pairs, *UNINVITED_ASKS)}).items():
        counts = f"both {each.both:3}  first only {each.first:2}  second only {each.second:2}"
        print(f"{name:22} {counts}  F1 {each.f1:.2f}  kappa {each.kappa:.2f}")
    print(f"mean kappa of the kinds {mean:.2f}")
    files = (LABELLED / f"{name}-{kind}.jsonl" for name in authors() for kind in ("transcripts", "turns"))
    read = [one for path in files if path.exists() and path.stat().st_size for one in gold.load([path])]
    hearing = as_grader(read, read_again(LABELLED / file))
    print(f"{len(hearing.calls)} calls and {len(hearing.rows) - len(hearing.calls)} single turns read whole, by both")
    heard = [one for one in hearing_measures(hearing.cases, len(hearing.rows)) if not one.name.startswith("kind.")]
    for figure in estimates([*heard, clean_measure(hearing), *level_measures(hearing)]):
        print(f"{figure.name:40} {figure!s:24} {figure.cases:5} cases")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
