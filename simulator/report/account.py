"""Who graded and who spoke, in words: nothing on a scorecard comes from nowhere."""

from simulator.grading.scorecard import Grader, Scorecard
from simulator.persona import Persona
from simulator.texts import Texts
from simulator.transcript import Transcript

_WHY_DROPPED = (
    "quote_not_in_turn",
    "unknown_kind",
    "kind_not_asked_for",
    "not_a_turn_of_the_learner",
    "turn_of_another_part",
    "repeated",
    "outvoted",
)
"""Why marks of a model were not used, as its reader names it."""


def how_it_ended(transcript: Transcript, persona: Persona, say: Texts) -> str:
    """Who ended the call, or what."""
    by = transcript.ended_by or "unknown"
    return say(f"report.ended.{by}", **({"name": persona.first_name} if by == "professional" else {}))


def how_it_was_held(transcript: Transcript, say: Texts) -> str:
    """What a reader of the scorecard has to know of the call: that turns were tried again, that a coach helped."""
    said = []
    if transcript.rewinds:
        said.append(say.n("report.rewinds", len(transcript.rewinds)))
    if transcript.coached:
        said.append(say("report.coached"))
    if transcript.drill:
        said.append(say("report.drill"))
    return " ".join(said)


def how_it_was_held_plainly(transcript: Transcript, say: Texts) -> str:
    """The same without how often."""
    said, rewinds = how_it_was_held(transcript, say), len(transcript.rewinds or ())
    return said.replace(say.n("report.rewinds", rewinds), say("report.rewinds_plainly")) if rewinds > 1 else said


def who_spoke(transcript: Transcript, persona: Persona, say: Texts) -> str:
    """What spoke the professional's part, and that one who was brought is an invention."""
    spoke: dict[str, int] = {}
    for turn in transcript.turns:
        if turn.speaker == "professional" and turn.by:
            spoke[turn.by] = spoke.get(turn.by, 0) + 1
    name = persona.first_name
    if spoke:
        parts = [
            say.n("report.account.turns", count, who=say("report.account.built_in") if by == "offline" else by)
            for by, count in spoke.items()
        ]
        said = [say("report.account.spoken", name=name, who=f" {say('report.account.and')} ".join(parts))]
    else:
        said = [say("report.account.spoken_unknown", name=name)]
    if persona.invented:
        said.append(say("report.account.invention", name=name))
        if any(path != "private" for path in persona.invented):
            said.append(say("report.account.counted_true"))
    return " ".join(said)


def without_counts(transcript: Transcript, persona: Persona, card: Scorecard, say: Texts) -> str:
    """Who graded and who spoke, without versions, counts and costs."""
    grader, name = card.grader, persona.first_name
    named = grader.name if grader.asked is None or grader.unused_because else grader.asked
    said = [say("report.account.by_plainly", name=named)]
    said += [say("report.account.verified")]
    spoke = dict.fromkeys(turn.by for turn in transcript.turns if turn.speaker == "professional" and turn.by)
    if spoke:
        who = [say("report.account.built_in") if by == "offline" else by for by in spoke]
        said.append(say("report.account.spoken", name=name, who=f" {say('report.account.and')} ".join(who)))
    if persona.invented:
        said.append(say("report.account.invention", name=name))
    return " ".join(said)


def who_graded(card: Scorecard, say: Texts) -> str:
    """What listened and graded, what it took, and that its quotes were verified."""
    grader = card.grader
    if grader.asked is None or grader.unused_because:
        by = say("report.account.by", name=grader.name, version=grader.version)
        known = grader.model is not None
        said = [
            say("report.account.with_model", by=by, model=grader.model)
            if known
            else say("report.account.no_model", by=by)
        ]
    else:
        served = say("report.account.served", model=grader.model) if grader.model else ""
        said = [say("report.account.asked", asked=grader.asked, served=served, version=grader.version)]
    if grader.requests:
        said.append(_account(grader, say))
    if grader.dropped:
        left_out = [_dropped(reason, count, say) for reason, count in grader.dropped.items()]
        said.append(say("report.account.left_out", what=", ".join(left_out)))
    if grader.policy:
        said.append(grader.policy)
    return " ".join([*said, say("report.account.verified")])


def why_unused(card: Scorecard, say: Texts) -> str:
    """Why the grader that was asked for was not used; empty if it was."""
    grader = card.grader
    return say("report.account.unused", asked=grader.asked, why=grader.unused_because) if grader.unused_because else ""


def _dropped(reason: str, count: int, say: Texts) -> str:
    known = reason if reason in _WHY_DROPPED else "other"
    return say(f"report.account.dropped.{known}", count=count)


def _account(grader: Grader, say: Texts) -> str:
    """What the model's reading took."""
    temperature = (
        say("report.account.its_own")
        if grader.temperature is None
        else say("report.account.temperature", value=f"{grader.temperature:g}")
    )
    account = say.n(
        "report.account.requests",
        grader.requests or 0,
        tokens_in=f"{grader.tokens_in:,}",
        tokens_out=f"{grader.tokens_out:,}",
        counted=" " + say("report.account.estimated") if grader.tokens_estimated else "",
        seconds=f"{grader.seconds:.1f}",
    )
    return say.n("report.account.read", grader.readings or 1, temperature=temperature, account=account)
