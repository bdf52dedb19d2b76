"""Two readings of one call, the offline observer's and a model's -> the observations that are graded.

The one policy, in words that a reader of the scorecard sees, is `POLICY`. What it is made against:

- A model that flatters, or that the learner has talked round, can lift `job_ask` in four ways: by keeping silent about
  an ask, by renaming it, by losing a disclaimer that it broke, and by moving the close before it. So silence clears
  nothing, an ask that the offline observer is sure of stays as it is, disclaimers add up, and a close that only the
  model saw does not come before an ask. The tests hold `job_ask` to never being above the offline grade where the asks
  are sure, and never at all where the learner spoke to the grader.
- An offline observer calls some words an ask that are none. So a model that reads the same words as something that asks
  are often mistaken for clears one that the offline observer is not sure of.
- Whether a citation is right is a matter of comparing, which code does better.
"""

from collections.abc import Iterable, Sequence

from simulator.observation import UNINVITED_ASKS, Kind, Observation
from simulator.observer.clauses import sentences, without_quotes
from simulator.observer.lexicon import load
from simulator.transcript import Transcript

SURE = 0.8
"""Confidence (0 to 1) from which an ask of the offline observer stays whatever a model says: where the confidence is
calibrated, four of five such asks are asks."""
WORDED = "rules"
"""The source of observations that rest on a wording which the observer's rules know; such an ask is sure as well."""

OFFLINE_KINDS = frozenset({Kind.RESEARCH_REFERENCE, Kind.BUILDS_ON_RESEARCH, Kind.ANSWERABLE_QUESTION, Kind.WRONG_FACT})
"""What is found by comparing with the persona's public section. A model is not asked for these."""

POLICY = (
    "What rests on the public section (research, answerable questions, wrong facts) is the offline observer's, which "
    "compares it with the dossier. An uninvited ask counts if the model quotes it, or if the offline observer knows "
    f"its wording or is {SURE:.0%} sure of it, or if the model does not read the same words as something else; silence "
    "clears no ask. Disclaimers of either count, and a close that only the model saw excuses no ask. For all else the "
    "model's reading stands in place of the offline one. If the learner spoke to the grader or against the exercise, "
    "all of the offline reading stands and the model can only add lapses. Every quote of the model's is looked up in "
    "its turn, and what is not there does not count."
)

_LAPSES = UNINVITED_ASKS | {Kind.SELF_PROMOTION, Kind.RUDE, Kind.OFF_SCRIPT}
_TAKEN_FOR_ASKS = frozenset(
    {
        Kind.INTRODUCES_BACKGROUND,
        Kind.STATES_DIRECTION,
        Kind.STATES_PURPOSE,
        Kind.QUESTION,
        Kind.FOLLOW_UP,
        Kind.INVITED_JOB_TALK,
        Kind.NO_JOB_DISCLAIMER,
        Kind.CONTACT_ASK,
        Kind.STAY_IN_TOUCH,
    }
)
"""Kinds that the rubric sets against an ask."""
_NOT_BESIDE_AN_ASK = frozenset({Kind.QUESTION, Kind.FOLLOW_UP, Kind.INVITED_JOB_TALK, Kind.CONTACT_ASK})
"""Kinds that the words of an uninvited ask are not as well, by the rubric's border cases."""


def speaks_to_the_grader(transcript: Transcript) -> bool:
    """Whether anything that the learner wrote and a model is shown is, by its wording, an instruction to it.

    By the rules alone, not weighed against anything: to miss one here costs more than to be wary for nothing.
    """
    request = transcript.preparation.request if transcript.preparation else None
    written = [request or "", *(turn.text for _, turn in transcript.learner_turns)]
    lexicon = load("moves")
    return any(
        lexicon.find(Kind.OFF_SCRIPT, without_quotes(sentence.folded))
        for text in written
        for sentence in sentences(text)
    )


def reconciled(
    offline: Sequence[Observation], model: Sequence[Observation], *, whole: bool = True, wary: bool = False
) -> list[Observation]:
    """What is graded, in the order of the call.

    `whole`: whether the model saw the call in one part; `wary`: whether the learner is known to have spoken to the
    grader. A model that saw only a part can't know of an invitation before it: what the offline observer, which heard
    all of the call, takes for invited then stays so.
    """
    wary = wary or any(one.kind is Kind.OFF_SCRIPT for one in (*offline, *model))
    asks = _asks(offline, model, whole=whole, wary=wary)
    if wary:
        rest = [one for one in offline if one.kind not in UNINVITED_ASKS]
        rest += _further([one for one in model if one.kind in _LAPSES - UNINVITED_ASKS], rest)
    else:
        rest = _rest(offline, model, asks)
    order = list(Kind)
    return sorted([*asks, *rest], key=lambda one: (one.turn, one.start, one.end, order.index(one.kind)))


def _asks(
    offline: Sequence[Observation], model: Sequence[Observation], *, whole: bool, wary: bool
) -> list[Observation]:
    heard = [one for one in model if one.kind in UNINVITED_ASKS]
    standing = []
    for ask in offline:
        if ask.kind not in UNINVITED_ASKS:
            continue
        confirmed = any(_overlap(ask, other) for other in heard)
        read_otherwise = any(other.kind in _TAKEN_FOR_ASKS and _same_words(ask, other) for other in model)
        if wary or _is_sure(ask) or not (confirmed or read_otherwise):
            standing.append(ask)
    invited = [] if whole else [one for one in offline if one.kind is Kind.INVITED_JOB_TALK]
    new = [one for one in heard if not any(_overlap(one, other) for other in (*standing, *invited))]
    return [*standing, *_further(new, standing)]


def _is_sure(ask: Observation) -> bool:
    return ask.source == WORDED or ask.confidence >= SURE


def _rest(
    offline: Sequence[Observation], model: Sequence[Observation], asks: Sequence[Observation]
) -> list[Observation]:
    rest = [
        one
        for one in model
        if one.kind not in OFFLINE_KINDS | UNINVITED_ASKS
        and not (one.kind in _NOT_BESIDE_AN_ASK and any(_same_words(one, ask) for ask in asks))
        and not (one.kind is Kind.WRAP_UP and _excuses(one, asks, offline))
        and not (one.kind is Kind.NO_JOB_DISCLAIMER and _known(one, offline))
    ]
    compared = [one for one in offline if one.kind in OFFLINE_KINDS]
    # by the rubric a question holds wherever one of these two does
    asked = {one.turn for one in compared if one.kind in {Kind.BUILDS_ON_RESEARCH, Kind.ANSWERABLE_QUESTION}}
    questions = [one for one in offline if one.kind is Kind.QUESTION and one.turn in asked]
    disclaimers = [one for one in offline if one.kind is Kind.NO_JOB_DISCLAIMER]
    return [*rest, *compared, *_further(questions, rest), *disclaimers]


def _excuses(close: Observation, asks: Sequence[Observation], offline: Sequence[Observation]) -> bool:
    """Whether a close would turn an ask into one in closing that the offline observer heard in mid-call."""
    known = min((one.turn for one in offline if one.kind is Kind.WRAP_UP), default=None)
    return any(close.turn <= ask.turn and (known is None or known > ask.turn) for ask in asks)


def _further(more: Iterable[Observation], there: Iterable[Observation]) -> list[Observation]:
    """Those of a turn and kind that is not there yet."""
    known = list(there)
    return [one for one in more if not _known(one, known)]


def _known(one: Observation, there: Iterable[Observation]) -> bool:
    return any((one.turn, one.kind) == (other.turn, other.kind) for other in there)


def _shared(one: Observation, other: Observation) -> int:
    return min(one.end, other.end) - max(one.start, other.start) if one.turn == other.turn else 0


def _overlap(one: Observation, other: Observation) -> bool:
    return _shared(one, other) > 0


def _same_words(one: Observation, other: Observation) -> bool:
    """Whether two quotes are readings of the same words: at least half of the longer one is in both."""
    return 2 * _shared(one, other) >= max(one.end - one.start, other.end - other.start)
