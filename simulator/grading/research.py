"""Research: did the learner use what a few minutes of looking up would find, and ask past it?

| level | rule (R different references, B builds, A answerable questions, W wrong facts) |
| --- | --- |
| 5 | R >= 2, B >= 1, A = 0, W = 0 |
| 4 | B >= 1, A <= 1, W = 0 |
| 3 | R >= 1, A <= 2, W <= 1 |
| 2 | neither of level 3 nor of level 1 |
| 1 | R = 0 and (A >= 2, or the first question is answerable); or W >= 2 whatever else |

Where the rubric is silent:
- Two references are different when they cite different facts, if both name their fact; else when their quotes lie in
  different turns or are different spans of one turn.
- A, B and W count observations. One that builds on research without a reference of its own still rests on one: R is
  at least 1 where B is.
- "As the first question": the first turn with a question holds an answerable one, and no other question stands before
  it in that turn.

Points within the level: 5 grows with references beyond two and builds beyond one; 4 with a second of each and with no
answerable question; 3 and 2 with fewer lapses and more use; 1 falls with every lapse.
"""

from dataclasses import dataclass

from simulator.grading.dossier import unused
from simulator.grading.evidence import Evidence, Seen
from simulator.grading.scorecard import Grade, Ungraded
from simulator.grading.wording import capital, counted, in_turns, in_words, quoted
from simulator.observation import Kind


@dataclass(frozen=True)
class Counts:
    """What the levels are made of."""

    references: int
    builds: int
    answerable: int
    wrong: int
    answerable_first: bool


def grade_research(evidence: Evidence) -> Grade | Ungraded:
    """The grade; none where the persona has no public side."""
    if evidence.persona.public.is_empty:
        return Ungraded(f"nothing is public about {evidence.persona.name}, so there was nothing to look up")
    counts = count(evidence)
    reached = level(counts)
    rests_on = evidence.seen(
        Kind.RESEARCH_REFERENCE, Kind.BUILDS_ON_RESEARCH, Kind.ANSWERABLE_QUESTION, Kind.WRONG_FACT
    )
    return Grade.of(
        reached,
        _fraction(reached, counts),
        _why(evidence, counts),
        tuple(one.index for one in rests_on),
        _try_instead(evidence),
    )


def count(evidence: Evidence) -> Counts:
    """The counts of a call."""
    builds = len(evidence.seen(Kind.BUILDS_ON_RESEARCH))
    references = len(_different(evidence.seen(Kind.RESEARCH_REFERENCE)))
    return Counts(
        references=max(references, min(builds, 1)),
        builds=builds,
        answerable=len(evidence.seen(Kind.ANSWERABLE_QUESTION)),
        wrong=len(evidence.seen(Kind.WRONG_FACT)),
        answerable_first=_answerable_first(evidence),
    )


def level(counts: Counts) -> int:
    """The rubric's level."""
    if counts.wrong >= 2 or (counts.references == 0 and (counts.answerable >= 2 or counts.answerable_first)):
        return 1
    if counts.references >= 2 and counts.builds >= 1 and counts.answerable == 0 and counts.wrong == 0:
        return 5
    if counts.builds >= 1 and counts.answerable <= 1 and counts.wrong == 0:
        return 4
    if counts.references >= 1 and counts.answerable <= 2 and counts.wrong <= 1:
        return 3
    return 2


def _different(references: tuple[Seen, ...]) -> list[Seen]:
    kept: list[Seen] = []
    for one in references:
        if all(_differ(one, other) for other in kept):
            kept.append(one)
    return kept


def _differ(one: Seen, other: Seen) -> bool:
    if one.observation.fact and other.observation.fact:
        return one.observation.fact != other.observation.fact
    return (one.turn, one.start, one.end) != (other.turn, other.start, other.end)


def _answerable_first(evidence: Evidence) -> bool:
    turn = evidence.first_question_turn
    answerable = [one for one in evidence.seen(Kind.ANSWERABLE_QUESTION) if one.turn == turn]
    if not answerable:
        return False
    return not any(one.turn == turn and one.end <= answerable[0].start for one in evidence.seen(Kind.QUESTION))


def _fraction(reached: int, counts: Counts) -> float:
    match reached:
        case 5:
            return 0.5 + 0.25 * (counts.references - 2) + 0.25 * (counts.builds - 1)
        case 4:
            return 0.5 * (counts.answerable == 0) + 0.25 * (counts.references >= 2) + 0.25 * (counts.builds >= 2)
        case 3:
            return 0.2 * (2 - counts.answerable) + 0.3 * (counts.wrong == 0) + 0.3 * (counts.builds >= 1)
        case 2:
            clean = 0.5 * (counts.answerable == 0) + 0.25 * (counts.wrong == 0)
            return clean + 0.25 * (counts.references >= 1) - 0.1 * max(0, counts.answerable - 3)
        case _:
            return 1.0 - 0.2 * (counts.answerable + counts.wrong - 1)


def _why(evidence: Evidence, counts: Counts) -> str:
    who = evidence.persona.first_name
    references, builds = evidence.seen(Kind.RESEARCH_REFERENCE), evidence.seen(Kind.BUILDS_ON_RESEARCH)
    answerable, wrong = evidence.seen(Kind.ANSWERABLE_QUESTION), evidence.seen(Kind.WRONG_FACT)
    if counts.references:
        used = references or builds
        where = in_turns(one.turn for one in used)
        said = f"You used {counted(counts.references, 'public fact')} about {who} or their work ({where})"
        said += (
            f" and asked past {'it' if counts.references == 1 else 'them'} in {counted(counts.builds, 'question')}, "
            f"such as {quoted(builds[0].quote)}."
            if builds
            else ", but no question went past what anybody can read."
        )
    else:
        said = f"Nothing that you said rested on a public fact about {who}, so there are no words to point to."
    lapses = []
    if answerable:
        first = ", and it was your first question" if counts.answerable_first and counts.answerable == 1 else ""
        lapses.append(
            f"you asked {counted(counts.answerable, 'thing')} that the public section answers, "
            f"{quoted(answerable[0].quote)} in turn "
            f"{answerable[0].turn}{' for one' if counts.answerable > 1 else ''}{first}"
        )
    if wrong:
        lapses.append(
            f"{quoted(wrong[0].quote)} in turn {wrong[0].turn} is not what the public section says"
            + (f", and it was one of {in_words(counts.wrong)} such slips" if counts.wrong > 1 else "")
        )
    if not lapses:
        return said
    return f"{said} {capital('; '.join(lapses))}."


def _try_instead(evidence: Evidence) -> str | None:
    answerable, wrong = evidence.seen(Kind.ANSWERABLE_QUESTION), evidence.seen(Kind.WRONG_FACT)
    opening = unused(evidence)
    parts = []
    if wrong and wrong[0].observation.fact:
        parts.append(
            f"The public section says {quoted(wrong[0].observation.fact)}: check names and years before the call."
        )
    elif wrong:
        parts.append(f"Check {quoted(wrong[0].quote)} against the public section before the call, or leave it out.")
    if opening and answerable:
        parts.append(
            f"Instead of {quoted(answerable[0].quote)}, start from what was there to read, {opening.fact}. "
            f"For instance: {opening.line}"
        )
    elif opening:
        parts.append(f"Still unused: {opening.fact}. You could say: {opening.line}")
    elif answerable:
        parts.append(
            f"Drop {quoted(answerable[0].quote)} and ask what lies behind the answer that you can read: "
            "“What made you choose that?”"
        )
    return " ".join(parts) or None
