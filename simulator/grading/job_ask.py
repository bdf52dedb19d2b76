"""The job ask: an informational interview is not the place, and an ask in disguise is worse.

| level | rule (only uninvited asks: direct, veiled, résumé) |
| --- | --- |
| 5 | none |
| 4 | one veiled ask, in a turn at or after the learner's `wrap_up` |
| 3 | one veiled ask in the second half before the close; or one résumé push in the second half |
| 2 | one direct ask in the second half; or one veiled ask or résumé push in the first half |
| 1 | one direct ask in the first half; or two or more asks; or any ask after a `no_job_disclaimer` |

Where the rubric is silent:
- Asks are counted by observation: two in one turn are two.
- A veiled ask at or after the `wrap_up` closes the call, whichever half the clock puts it in.
- An ask comes after a disclaimer when it stands in a later turn, or later in the text of the same turn. Only a
  disclaimer that was observed on the call counts, not one in the written request.
- `invited_job_talk` never counts.

Points within the level: a single ask costs less the later it comes; on level 1 every further ask costs more, and so
does a broken promise.
"""

from simulator.grading.evidence import Evidence, Seen
from simulator.grading.scorecard import Grade, Ungraded
from simulator.grading.wording import counted, in_turns, quoted
from simulator.observation import UNINVITED_ASKS, Kind

_WHAT = {
    Kind.DIRECT_JOB_ASK: "asked for it outright",
    Kind.VEILED_JOB_ASK: "hinted at a job",
    Kind.RESUME_PUSH: "pushed your résumé",
}


def grade_job_ask(evidence: Evidence) -> Grade | Ungraded:
    """The grade; always given."""
    asks = evidence.seen(*UNINVITED_ASKS)
    broken = broken_promise(evidence)
    reached = level(evidence)
    rests_on = [*asks, *([broken] if broken else [])]
    return Grade.of(
        reached,
        _fraction(evidence, reached, asks, broken),
        _why(evidence, asks, broken),
        tuple(one.index for one in rests_on),
        _try_instead(evidence, asks, broken),
    )


def level(evidence: Evidence) -> int:
    """The rubric's level."""
    asks = evidence.seen(*UNINVITED_ASKS)
    if not asks:
        return 5
    if len(asks) > 1 or broken_promise(evidence):
        return 1
    early = evidence.in_first_half(asks[0].turn)
    match asks[0].kind:
        case Kind.DIRECT_JOB_ASK:
            return 1 if early else 2
        case Kind.VEILED_JOB_ASK if _closes(evidence, asks[0]):
            return 4
        case _:
            return 2 if early else 3


def broken_promise(evidence: Evidence) -> Seen | None:
    """The first disclaimer that an ask came after."""
    asks = evidence.seen(*UNINVITED_ASKS)
    # one span for both is "I'm not here for a job, but ...": in English the denial comes first
    return next(
        (
            disclaimer
            for disclaimer in evidence.seen(Kind.NO_JOB_DISCLAIMER)
            if any((ask.turn, ask.start) >= (disclaimer.turn, disclaimer.start) for ask in asks)
        ),
        None,
    )


def _closes(evidence: Evidence, ask: Seen) -> bool:
    return evidence.wrap_up_turn is not None and ask.turn >= evidence.wrap_up_turn


def _fraction(evidence: Evidence, reached: int, asks: tuple[Seen, ...], broken: Seen | None) -> float:
    if reached == 5:
        return 1.0
    if reached > 1:
        return evidence.position(asks[0].turn)
    if len(asks) == 1:
        return 0.7 if broken else 1.0
    return 0.5 - 0.15 * (len(asks) - 2) - (0.15 if broken else 0.0)


def _why(evidence: Evidence, asks: tuple[Seen, ...], broken: Seen | None) -> str:
    if not asks:
        invited = evidence.seen(Kind.INVITED_JOB_TALK)
        if invited:
            who = evidence.persona.first_name
            where = in_turns(one.turn for one in invited)
            return f"You made no uninvited ask: {who} had opened the door to the talk of posts or a résumé ({where})."
        return "You asked for no job, no good word and no reading of a résumé."
    first = asks[0]
    if len(asks) == 1:
        half = "first" if evidence.in_first_half(first.turn) else "second"
        when = (
            "as you closed the call"
            if first.kind is Kind.VEILED_JOB_ASK and _closes(evidence, first)
            else f"in the {half} half of the call"
        )
        said = f"You {_WHAT[first.kind]}, uninvited, {when}: {quoted(first.quote)}, turn {first.turn}."
    else:
        where = in_turns(one.turn for one in asks)
        said = f"You made {counted(len(asks), 'uninvited ask')} ({where}), the first {quoted(first.quote)}."
    if broken:
        said += f" It came after {quoted(broken.quote)} in turn {broken.turn}, so that promise was broken."
    return said


def _try_instead(evidence: Evidence, asks: tuple[Seen, ...], broken: Seen | None) -> str | None:
    if not asks:
        return None
    where = evidence.persona.organisation
    ask = quoted(asks[0].quote)
    match asks[0].kind:
        case Kind.DIRECT_JOB_ASK:
            said = (
                f"Recast {ask} as a question about the way in: "
                f"“What do people who join teams like yours at {where} tend to have done first?”"
            )
        case Kind.VEILED_JOB_ASK:
            said = (
                f"Recast {ask} as a question that they can answer: "
                "“What would somebody have to be good at to be of use on a team like yours?”"
            )
        case _:
            said = (
                f"Leave {ask} unsaid until you are asked for it; ask instead what a résumé should show: "
                f"“When you read about somebody new to {evidence.persona.field}, what makes you slow down?”"
            )
    return said + (f" Having said {quoted(broken.quote)}, keep to it." if broken else "")
