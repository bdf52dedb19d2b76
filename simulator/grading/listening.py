"""Listening: how often the learner picks up what was said, and whether the professional talks more.

The rate is the number of learner's turns with a `follow_up` over the number of the professional's turns with words.

| follow-ups per professional's turn | the learner speaks less than half | half or more |
| --- | --- | --- |
| 2 in 5 or more | 5 | 4 |
| 1 in 4 or more | 4 | 3 |
| any | 3 | 2 |
| none | 2 | 1 |

Points within the level: the rate within its row, and the share of the speech that was left to the professional. One
follow-up a turn is counted, however many were seen in it. Absent where the professional said nothing.
"""

from simulator.grading.evidence import Evidence, asks_about_learner
from simulator.grading.scorecard import Grade, Ungraded
from simulator.grading.wording import bare, counted, in_turns, quoted, telling_sentence
from simulator.observation import Kind

OFTEN, SOMETIMES = 2 / 5, 1 / 4
EVEN_SHARE = 0.5


def grade_listening(evidence: Evidence) -> Grade | Ungraded:
    """The grade; none where there was nobody to listen to."""
    theirs = len(evidence.professional_turns)
    if not theirs:
        return Ungraded(f"{evidence.persona.first_name} said nothing that could have been picked up")
    picked_up = len(evidence.turns_with(Kind.FOLLOW_UP))
    share = evidence.timeline.learner_share
    reached = level(picked_up, theirs, share)
    rate = picked_up / theirs
    low, high = (OFTEN, 2 * OFTEN) if rate >= OFTEN else (SOMETIMES, OFTEN) if rate >= SOMETIMES else (0.0, SOMETIMES)
    fraction = 0.6 * min(1.0, (rate - low) / (high - low)) + 0.4 * (1 - share)
    return Grade.of(
        reached,
        fraction,
        _why(evidence, picked_up, share),
        tuple(one.index for one in evidence.seen(Kind.FOLLOW_UP)),
        _try_instead(evidence, reached),
    )


def level(picked_up: int, theirs: int, share: float) -> int:
    """The level from the counts of turns and the learner's share of the speech time (0 to 1)."""
    rate = picked_up / theirs
    row = 5 if rate >= OFTEN else 4 if rate >= SOMETIMES else 3 if picked_up else 2
    return row if round(share, 9) < EVEN_SHARE else row - 1


def _why(evidence: Evidence, picked_up: int, share: float) -> str:
    who, theirs = evidence.persona.first_name, len(evidence.professional_turns)
    talk = f"{share:.0%} of the talking was yours"
    if not picked_up:
        return (
            f"You picked up nothing from {who}'s {counted(theirs, 'turn')}, so there are no words to point to; {talk}."
        )
    first = evidence.seen(Kind.FOLLOW_UP)[0]
    where = in_turns(evidence.turns_with(Kind.FOLLOW_UP))
    return (
        f"{who} had {counted(theirs, 'turn')}, and you picked up something from them in {where}, "
        f"such as {quoted(first.quote)}; {talk}."
    )


def _try_instead(evidence: Evidence, reached: int) -> str | None:
    followed = evidence.turns_with(Kind.FOLLOW_UP)
    missed = [
        turn
        for turn in evidence.professional_turns
        if (after := next((one for one in evidence.learner_turns if one > turn), None))
        and after not in followed
        # where they asked about the learner, the thing to do was to answer
        and not asks_about_learner(evidence.transcript.turns[turn].text)
    ]
    if reached == 5:
        return None
    if not missed:
        return "Begin the next question with what was just said: “You said … What was behind that?”"
    # the longest answer that was passed over is where most was left lying
    turn = max(missed, key=lambda number: len(evidence.transcript.turns[number].text))
    remark = bare(telling_sentence(evidence.transcript.turns[turn].text))
    who = evidence.persona.first_name
    return f"In turn {turn} {who} said {quoted(remark)}. Stay with that before you go on: “What was behind that?”"
