"""How far two readers agree: the labels of a second reader, who did not see the first one's, kind by kind.

    python -m evals.agreement

Counted a turn and a kind; Cohen's kappa takes off what chance alone would agree on. Doubtful kinds are counted too.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from evals.train.data import LABELLED, Labelled, authors, load
from simulator.observation import Kind

SECOND = "second-reading.jsonl"


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


def read_twice(folder: Path = LABELLED) -> list[tuple[Labelled, frozenset[Kind]]]:
    """The turns that were read twice: as first labelled, and what the second reader saw."""
    known = {case.id: case for author in authors(folder) for case in load(author, folder)}
    rows = [json.loads(line) for line in (folder / SECOND).read_text(encoding="utf-8").splitlines()]
    return [(known[row["id"]], frozenset(map(Kind, row["kinds"]))) for row in rows]


def agreement(pairs: list[tuple[Labelled, frozenset[Kind]]], kind: Kind) -> Agreement:
    """How the two readers saw one kind."""
    seen = [(kind in case.spans, kind in second) for case, second in pairs]
    return Agreement(*(seen.count(which) for which in ((True, True), (True, False), (False, True), (False, False))))


def main() -> None:
    """Print the table."""
    pairs = read_twice()
    same = sum(set(case.spans) == second for case, second in pairs)
    print(f"{len(pairs)} turns read twice; the same kinds on {same / len(pairs):.0%} of them")
    found = {kind: agreement(pairs, kind) for kind in Kind}
    for kind, each in found.items():
        counts = f"both {each.both:3}  first only {each.first:2}  second only {each.second:2}"
        print(f"{kind.value:22} {counts}  kappa {each.kappa:.2f}")
    print(f"mean kappa {sum(each.kappa for each in found.values()) / len(found):.2f}")


if __name__ == "__main__":
    main()
