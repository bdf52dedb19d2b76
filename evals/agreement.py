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
from simulator.observation import Kind

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
    """What the second reader saw."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    quoted = {
        row["id"]: row["kinds"] if isinstance(row["kinds"], dict) else dict.fromkeys(row["kinds"], "") for row in rows
    }
    return {turn: {Kind(kind): quote for kind, quote in kinds.items()} for turn, kinds in quoted.items()}


def read_twice(folder: Path = LABELLED, file: str = SECOND) -> list[tuple[Labelled, frozenset[Kind]]]:
    """The turns that were read twice: as first labelled, and what the second reader saw."""
    known = {case.id: case for author in authors(folder) for case in load(author, folder)}
    return [(known[turn], frozenset(kinds)) for turn, kinds in read_again(folder / file).items()]


def agreement(pairs: list[tuple[Labelled, frozenset[Kind]]], kind: Kind) -> Agreement:
    """How the two readers saw one kind."""
    seen = [(kind in case.spans, kind in second) for case, second in pairs]
    return Agreement(*(seen.count(which) for which in ((True, True), (True, False), (False, True), (False, False))))


def as_grader(calls: Iterable[gold.Labelled], seen: Seen) -> Hearing:
    """The second reader in the grader's place, on the calls of which every turn of the learner's was read again."""
    rows: list[Row] = []
    cases: list[Case] = []
    for call in calls:
        said = {number: turn.text for number, turn in call.transcript.learner_turns}
        if any(f"{call.id}:{number}" not in seen for number in said):
            continue
        again = {number: _label(text, seen[f"{call.id}:{number}"]) for number, text in said.items()}
        second = replace(call, labels=again)
        observed = tuple(second.observations())
        heard = Heard(observed, levels_by_label(second), quotes=len(observed), verified=len(observed))
        cases.extend(cases_of(len(rows), call, heard))
        rows.append(row_of(call, heard))
    return Hearing(rows, cases)


def _label(text: str, kinds: Mapping[Kind, str]) -> gold.Label:
    """A kind without a quote is quoted by its whole turn."""
    starts = {kind: (text.index(quote), quote or text) for kind, quote in kinds.items()}
    return gold.Label({kind: (start, start + len(quote)) for kind, (start, quote) in starts.items()}, frozenset())


def main(arguments: Sequence[str]) -> None:
    """Print the tables."""
    file = arguments[0] if arguments else SECOND
    pairs = read_twice(file=file)
    same = sum(set(case.spans) == second for case, second in pairs)
    print(f"{len(pairs)} turns read twice; the same kinds on {same / len(pairs):.0%} of them")
    found = {kind: agreement(pairs, kind) for kind in Kind}
    for kind, each in found.items():
        counts = f"both {each.both:3}  first only {each.first:2}  second only {each.second:2}"
        print(f"{kind.value:22} {counts}  F1 {each.f1:.2f}  kappa {each.kappa:.2f}")
    print(f"mean kappa {sum(each.kappa for each in found.values()) / len(found):.2f}")
    read = sorted({case.author for case, _ in pairs if ":" in case.id})
    hearing = as_grader(
        gold.load(LABELLED / f"{author}-transcripts.jsonl" for author in read), read_again(LABELLED / file)
    )
    print(f"{len(hearing.rows)} calls read whole, by both")
    of_asks = [one for one in hearing_measures(hearing.cases, len(hearing.rows)) if not one.name.startswith("kind.")]
    for figure in estimates([*of_asks, clean_measure(hearing), *level_measures(hearing)]):
        print(f"{figure.name:40} {figure!s:24} {figure.cases:5} cases")


if __name__ == "__main__":
    main(sys.argv[1:])
