"""Are the simulated learners as good as their word, and is a prepared one graded prepared?

Each says what it does and which levels follow by the rubric. What it does is looked up in its own construction; the
levels are those of the construction, and those of the grader that was asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evals.bench import Bench
from evals.figures import Measure
from evals.hearing import CORE
from evals.learners.cast import Held, Role, hold, roles
from evals.suite import Asked, Case, Result, means
from simulator.grading import GRADE_NAMES, GradeName, Scorecard

USUAL, WHOLE = 28, 24 * 12 * 3
FAR = 2
"""Levels beside what the rubric gives: one is a matter of hearing, two is another call."""


TITLES: Mapping[str, str] = {
    "passed": "calls as declared, no level two beside",
    "behaviour": "declared behaviour kept",
    "levels_by_construction": "declared levels, by construction",
    "levels": "declared levels, by the grader",
    "core_agreement": "core levels as by construction",
}
"""What the figures are called in a report."""


class Learners:
    """Every learner with some professional, heard and graded."""

    name = "learners"
    about = "Do simulated learners do what they declare, and does the grader give what the rubric gives to it?"
    titles = TITLES

    def cases(self, asked: Asked) -> list[Case]:
        """Learner after learner, each time with the next professionals."""
        cast, people = roles(asked.learners), asked.personas
        return [
            self._case(asked, number, cast[number % len(cast)], people[(number * 5 + asked.seed) % len(people)].id)
            for number in range(asked.size(max(USUAL, len(cast)), len(cast) * len(people) * 3))
        ]

    @staticmethod
    def _case(asked: Asked, number: int, role: Role, persona: str) -> Case:
        name = f"{role.name}.{persona}.{number}"
        return Case(name, name, asked.seed + number, {"persona": persona, **role.given})

    def run(self, case: Case, bench: Bench) -> Result:
        """One call."""
        held = hold(bench, case.given, seed=case.seed)
        card = bench.score(bench.paper(held.call), held.persona)
        kind, record = held.archetype, held.record
        if kind is None or record is None:
            return _levels_only(case, card, bench, held)
        meant = record.graded()
        broken = [f"does not as declared: {claim}" for claim in kind.does if not claim.holds(record)]
        constructed = _outside(meant, kind.levels, "construction", 1)
        far = _outside(card, kind.levels, "the grader", FAR)
        declared = len(kind.levels)
        same = [_level(card, name) == _level(meant, name) for name in CORE]
        result = Result(
            case.id,
            {
                "behaviour": float(not broken),
                "levels_by_construction": 1 - len(constructed) / declared,
                "levels": 1 - len(_outside(card, kind.levels, "the grader", 1)) / declared,
                "core_agreement": sum(same) / len(same),
            },
            (*broken, *constructed, *far),
            notes={"levels": {name: _level(card, name) for name in GRADE_NAMES}},
        )
        return replace(result, transcript=bench.paper(held.call)) if result.failures else result

    def measures(self, results: Sequence[Result]) -> list[Measure]:
        """The means."""
        return means(results)


def _levels_only(case: Case, card: Scorecard, bench: Bench, held: Held) -> Result:
    """For a learner who declares nothing, or whose words are a model's: what they earned."""
    levels = {name: _level(card, name) for name in GRADE_NAMES}
    figures: dict[str, float | None] = {f"level.{name}": levels[name] for name in CORE}
    if held.archetype:
        declared = held.archetype.levels
        figures["levels"] = 1 - len(_outside(card, declared, "the grader", 1)) / len(declared)
    return Result(case.id, figures, notes={"levels": levels}, transcript=bench.paper(held.call))


def _level(card: Scorecard, name: GradeName) -> int | None:
    given = card.grades[name]
    return given.level if given else None


def _outside(card: Scorecard, declared: object, by: str, least: int) -> list[str]:
    """The declared levels that were missed by at least so much, one line each."""
    assert isinstance(declared, dict)
    found = []
    for name, (low, high) in declared.items():
        level = _level(card, name)
        if level is None:
            found.append(f"{name}: none by {by}, {low} to {high} declared")
        elif max(low - level, level - high) >= least:
            found.append(f"{name}: {level} by {by}, {low} to {high} declared")
    return found


SUITE = Learners()
