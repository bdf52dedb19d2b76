"""The one sentence that matters most, and the one thing to do differently: the grade that cost most.

What a grade costs is its weight times its missing points, as a share of the weights of the grades that were given: that
many points of a hundred the overall grade lacks because of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.grading import WEIGHTS
from simulator.grading.scorecard import GRADE_NAMES, Grade, GradeName, Scorecard
from simulator.grading.wording import counted, sentences
from simulator.observation import UNINVITED_ASKS, Kind

WORTH_SAYING = 2.0
"""Points of the overall grade below which nothing cost enough to be told first."""

_COST: Mapping[GradeName, str] = {
    "research": "not using what you could have read",
    "intro_clarity": "the introduction",
    "time_use": "the use of the time",
    "job_ask": "asking for work",
    "questions": "the questions",
    "listening": "not taking up what was said",
    "closing": "the end of the call",
    "preparation": "the preparation",
    "follow_through": "the thank-you note",
}
_HELD: Mapping[GradeName, str] = {
    "research": "what you had read",
    "intro_clarity": "your introduction",
    "time_use": "your eye on the clock",
    "job_ask": "not asking for work",
    "questions": "your questions",
    "listening": "your listening",
    "closing": "the end of the call",
    "preparation": "your preparation",
    "follow_through": "your note",
}
_AGAINST: Mapping[GradeName, frozenset[Kind]] = {
    "research": frozenset({Kind.ANSWERABLE_QUESTION, Kind.WRONG_FACT}),
    "job_ask": UNINVITED_ASKS,
}
"""What counted against a grade, where that was seen in so many words."""


@dataclass(frozen=True)
class Headline:
    """What mattered most."""

    grade: GradeName
    cost: float
    """Points of the overall hundred; with little cost, the grade is the one that held up best instead."""
    sentence: str
    """What mattered most."""
    why: str
    """What was decisive, in the words of the grade, with its quotes."""
    instead: str | None
    """The one thing to do differently; none where nothing is left to do better."""
    turn: int | None
    """Where it happened, if it happened in one place."""
    quote: str | None
    """The learner's own words there."""


def costs(card: Scorecard) -> dict[GradeName, float]:
    """What each grade that was given cost: points of the overall hundred."""
    given = {name: grade for name in GRADE_NAMES if (grade := card.grades[name])}
    total = sum(WEIGHTS[name] for name in given)
    return {name: WEIGHTS[name] * (100 - grade.points) / total for name, grade in given.items()}


def headline(card: Scorecard) -> Headline | None:
    """What mattered most; nothing where nothing was graded."""
    lost = costs(card)
    if not lost:
        return None
    # of two that cost the same, the one that the professional minds most
    name = max(lost, key=lambda one: (round(lost[one], 1), one == "job_ask"))
    if lost[name] < WORTH_SAYING:
        best = max(lost, key=lambda one: (WEIGHTS[one], _given(card, one).points))
        grade = _given(card, best)
        said = f"Nothing cost you much; what carried the call was {_HELD[best]}."
        return Headline(best, round(lost[best], 1), said, grade.why, _given(card, name).try_instead, None, None)
    grade = _given(card, name)
    points = counted(max(1, round(lost[name])), "point")
    decisive = next(iter(sentences(grade.why)), grade.why)
    seen = min(
        (one for index in grade.observations if (one := card.observations[index]).kind in _AGAINST.get(name, ())),
        key=lambda one: (one.turn, one.start),
        default=None,
    )
    return Headline(
        grade=name,
        cost=round(lost[name], 1),
        sentence=f"What cost you most was {_COST[name]}, {points} of a hundred: {decisive}",
        why=grade.why,
        instead=grade.try_instead,
        turn=seen.turn if seen else None,
        quote=seen.quote if seen else None,
    )


def _given(card: Scorecard, name: GradeName) -> Grade:
    grade = card.grades[name]
    if grade is None:
        raise ValueError(f"{name} was not graded")
    return grade
