"""What the rules propose and what the encoder hears, weighed into one chance for each kind, and a choice.

    weigh(attend(plain), proposed)  ->  candidates with calibrated confidences

The weights are a logistic regression a kind, fitted on authors whom the encoder was not trained on
(`evals/train/combine.py`), so that a confidence of 0.8 is right about eight times in ten; the thresholds are chosen on
the same turns. The choice then keeps to the rubric: what implies what, and what excludes what.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from simulator.observation import UNINVITED_ASKS, Kind
from simulator.observer import Context
from simulator.observer.aside import SURE, to_the_grader, without
from simulator.observer.asks import Doors, doors
from simulator.observer.candidate import Candidate
from simulator.observer.encoder import Impression, listen
from simulator.observer.further import apart, further_ask, misheard
from simulator.observer.moves import UNMISTAKABLE
from simulator.observer.plain import Understood
from simulator.observer.reading import WEIGHTS, nearest_facts
from simulator.observer.strangers import Strange, strangers
from simulator.observer.words import words

JOB_TALK = (Kind.DIRECT_JOB_ASK, Kind.VEILED_JOB_ASK, Kind.RESUME_PUSH, Kind.INVITED_JOB_TALK)
RESEARCH = (Kind.RESEARCH_REFERENCE, Kind.BUILDS_ON_RESEARCH, Kind.ANSWERABLE_QUESTION, Kind.WRONG_FACT)
_TOGETHER: Mapping[Kind, tuple[Kind, ...]] = {
    **dict.fromkeys(JOB_TALK, (*JOB_TALK, Kind.QUESTION)),
    **dict.fromkeys(RESEARCH, (*RESEARCH, Kind.QUESTION)),
}
"""Kinds that are told apart from one another, whose signs are looked at together."""


class Weight(BaseModel):
    """One kind's regression: its weights in the order of `signs`, and the chance from which it counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: tuple[float, ...]
    bias: float
    threshold: float


class Weights(BaseModel):
    """All regressions: one a kind, and one for whether there is any uninvited ask at all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fitted_on: str
    any_ask: Weight
    kinds: Mapping[Kind, Weight]


@lru_cache(maxsize=2)
def _weights(folder: Path) -> Weights:
    return Weights.model_validate_json((folder / "combine.json").read_text(encoding="utf-8"))


NOT_UNLIKELY = -1.5
"""A logit of the encoder above which it does not contradict what the rules found: a wrong fact, words to the grader."""
LIKELY, GUESSED = 0.5, 0.7
"""A logit above which the encoder bears out what the rules are less sure of than that: of the wrong facts that they
guess and the encoder half hears, four in five were none."""


PLAIN, FEW_WORDS = 0.8, 16
"""A rule's confidence from which an ask is plain, and the words of a turn up to which that settles it: "Are you
hiring?" is one whatever the ear makes of so short a turn. On all labelled turns of that length the rules are right
with nineteen of twenty; in longer ones an ask is more often somebody else's, or in the conditional."""
SEVERAL_WORDS, BRIEF = 32, 80
"""The words of a turn, and the characters of a question in it, up to which one that every page answers is such a
question: right with nine of ten of them on all labelled turns."""


ANSWERED = 0.9
"""The chance from which the ear is believed that a question has its answer in the dossier, whatever the rules say."""
GREETING = 0.8
"""The chance from which a question counts in the learner's first turn. There it is mostly after the line, the day or
the weather, and one that is taken for the first of the call makes the introduction in the next turn come too late."""
PICKS_UP, INTRODUCED = 4, 20
"""Words up to which a professional's first turn is somebody picking up the phone, without their name and with it."""


def signs_of_any_ask(impression: Impression, proposed: Mapping[Kind, float], opened: Doors) -> list[float]:
    """What speaks for an uninvited ask of whatever kind. Pooled, because each kind alone is rare."""
    heard = max(_bounded(impression.chance[kind]) for kind in UNINVITED_ASKS)
    loudest = max(_bounded(impression.loudest[kind]) for kind in UNINVITED_ASKS)
    ruled = max(proposed.get(kind, 0.0) for kind in UNINVITED_ASKS)
    invited = _bounded(impression.chance[Kind.INVITED_JOB_TALK])
    door = float(opened.resume or opened.role or opened.openings or opened.asked_for_openings)
    return [heard, loudest, ruled, float(ruled >= 0.8), invited, proposed.get(Kind.INVITED_JOB_TALK, 0.0), door]


def _bounded(logit: float) -> float:
    return max(-8.0, min(8.0, logit)) / 4


def _chance(weight: Weight, found: Sequence[float]) -> float:
    score = weight.bias + sum(a * b for a, b in zip(weight.weights, found, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def signs_of_one(kind: Kind, impression: Impression, proposed: Mapping[Kind, float]) -> list[float]:
    """What was heard of a kind in the turn and in its loudest sentence, and what the rules say."""
    return [_bounded(impression.chance[kind]), _bounded(impression.loudest[kind]), proposed.get(kind, 0.0)]


def signs(
    kind: Kind,
    impression: Impression,
    proposed: Mapping[Kind, float],
    opened: Doors,
    strange: Strange,
) -> list[float]:
    """What speaks for a kind: what was heard of it and of its neighbours, what the rules say, which doors are open,
    and what is strange to the dossier."""
    found: list[float] = []
    for other in (kind, *(each for each in _TOGETHER.get(kind, ()) if each is not kind)):
        found += signs_of_one(other, impression, proposed)
    if kind in JOB_TALK:
        seeker = opened.openings or opened.asked_for_openings
        found += [float(opened.resume), float(opened.role), float(seeker), float(opened.just_now)]
    return found + list(strange) if kind in RESEARCH else found


def surest(proposed: Sequence[Candidate]) -> dict[Kind, float]:
    """The rules' confidence in each kind that they propose."""
    sure: dict[Kind, float] = {}
    for candidate in proposed:
        sure[candidate.kind] = max(sure.get(candidate.kind, 0.0), candidate.confidence)
    return sure


def chances(
    impression: Impression,
    proposed: Sequence[Candidate],
    opened: Doors,
    strange: Strange,
    words_said: int,
    folder: Path = WEIGHTS,
) -> dict[Kind, float]:
    """The calibrated chance of each kind, 0 to 1."""
    sure = surest(proposed)
    weights = _weights(folder)
    found = {
        kind: _chance(weight, signs(kind, impression, sure, opened, strange)) for kind, weight in weights.kinds.items()
    }
    any_ask = _chance(weights.any_ask, signs_of_any_ask(impression, sure, opened))
    for each in proposed:
        if not _stands(each, impression, words_said):
            continue
        if each.kind in UNINVITED_ASKS:
            any_ask = max(any_ask, each.confidence)
        else:
            found[each.kind] = max(found[each.kind], each.confidence)
    if any_ask >= weights.any_ask.threshold:
        # there is one; which one it is, the kinds decide among themselves
        likeliest = max(UNINVITED_ASKS, key=lambda kind: (found[kind] + 0.5 * sure.get(kind, 0.0), kind.value))
        found[likeliest] = max(found[likeliest], any_ask)
    else:
        for kind in UNINVITED_ASKS:
            found[kind] = min(found[kind], 0.99 * weights.kinds[kind].threshold)
    return found


def _stands(proposed: Candidate, impression: Impression, words_said: int) -> bool:
    """Whether what a rule has found counts at the rule's own confidence, whatever the regression makes of it."""
    match proposed.kind:
        case Kind.WRONG_FACT:
            # the comparison with the dossier knows; the encoder, which can't compare, only says whether it is a claim
            least = NOT_UNLIKELY if proposed.confidence >= GUESSED else LIKELY
            return impression.chance[Kind.WRONG_FACT] > least
        case Kind.ANSWERABLE_QUESTION:
            # "So what do you do?" has its answer on every page, and is too short for the ear to tell
            short = words_said <= SEVERAL_WORDS and proposed.end - proposed.start <= BRIEF
            return short and proposed.confidence >= PLAIN
        case Kind.RUDE:
            return proposed.confidence >= UNMISTAKABLE
        case kind if kind in UNINVITED_ASKS:
            return words_said <= FEW_WORDS and proposed.confidence >= PLAIN
    return False


@dataclass(frozen=True)
class Attention:
    """A turn as it is listened to: without what was said to the grader, which comes apart."""

    plain: Understood
    impression: Impression
    aside: tuple[Candidate, ...]
    suspected: tuple[Candidate, ...] = ()
    """What may be meant for the grader and may not: it can cost something, and it earns nothing."""


def attend(plain: Understood, folder: Path = WEIGHTS, *, by_ear: bool = True) -> Attention:
    """Listen to a turn and set aside what is not for the professional: by the rules and, with `by_ear`, by the ear."""
    impression = listen(plain.turn.text, plain.context, folder)
    likely = max(impression.chance[Kind.OFF_SCRIPT], impression.loudest[Kind.OFF_SCRIPT]) >= NOT_UNLIKELY
    found = to_the_grader(plain)
    aside = [each for each in found if likely or each.confidence >= SURE]
    if not aside and by_ear and (heard := _heard_aside(impression, folder)):
        aside = [heard]
    if not aside and not found:
        return Attention(plain, impression, ())
    rest = without(plain, aside or found)
    quieter = listen(rest.turn.text, rest.context, folder)
    if aside:
        return Attention(rest, quieter, tuple(aside))
    # the rules suspect and the ear does not
    return Attention(plain, _the_worse_of(impression, quieter), (), tuple(found))


def _the_worse_of(one: Impression, other: Impression) -> Impression:
    def worse(kind: Kind, a: float, b: float) -> float:
        return max(a, b) if kind in _AGAINST else min(a, b)

    return Impression(
        {kind: worse(kind, chance, other.chance[kind]) for kind, chance in one.chance.items()},
        {kind: worse(kind, loudest, other.loudest[kind]) for kind, loudest in one.loudest.items()},
        one.place,
    )


_AGAINST = UNINVITED_ASKS | {Kind.RUDE, Kind.SELF_PROMOTION, Kind.WRONG_FACT, Kind.ANSWERABLE_QUESTION}


def _heard_aside(impression: Impression, folder: Path) -> Candidate | None:
    weight = _weights(folder).kinds[Kind.OFF_SCRIPT]
    chance = _chance(weight, signs_of_one(Kind.OFF_SCRIPT, impression, {}))
    if chance < weight.threshold:
        return None
    start, end = impression.place[Kind.OFF_SCRIPT]
    return Candidate(Kind.OFF_SCRIPT, start, end, chance, None, "encoder")


def weigh(heard: Attention, proposed: Sequence[Candidate], folder: Path = WEIGHTS) -> list[Candidate]:
    """The candidates that count, each with its calibrated confidence. Places are those of the plain turn."""
    text, context, impression = heard.plain.turn.text, heard.plain.context, heard.impression
    proposed = [
        each for each in proposed if each.kind in _AGAINST or not any(each.overlaps(one) for one in heard.suspected)
    ]
    opened = doors(context)
    chance = chances(impression, proposed, opened, strangers(text, context), len(words(text)), folder)
    counts = {kind for kind, weight in _weights(folder).kinds.items() if chance[kind] >= weight.threshold}
    counts.discard(Kind.OFF_SCRIPT)  # that has been set aside before
    if chance[Kind.QUESTION] < GREETING and _opens(context):
        counts.discard(Kind.QUESTION)
    if context.persona.public.is_empty:
        counts = counts - set(RESEARCH)
    if Kind.ANSWERABLE_QUESTION in counts and _goes_past(proposed, impression, chance):
        counts.discard(Kind.ANSWERABLE_QUESTION)
    counts = _by_the_rubric(counts, chance)
    wrong = [candidate for candidate in proposed if candidate.kind is Kind.WRONG_FACT and Kind.WRONG_FACT in counts]
    kept: list[Candidate] = []
    for kind in sorted(counts, key=list(Kind).index):
        said = [candidate for candidate in proposed if candidate.kind is kind]
        # a rule knows the exact words, and the fact; the encoder knows the sentence
        kept += [replace(candidate, confidence=chance[kind]) for candidate in said] or [
            _heard(kind, text, context, impression, chance[kind])
        ]
    kept = apart(kept)

    def ear(rest: Understood, left: Sequence[Candidate]) -> tuple[Kind, float, tuple[int, int]]:
        return _likeliest_ask(rest, left, folder)

    uninvited = [candidate for candidate in kept if candidate.kind in UNINVITED_ASKS]
    if misheard(heard.plain, uninvited, ear, _weights(folder).any_ask.threshold):
        kept = [candidate for candidate in kept if candidate not in uninvited]
    asks = [candidate for candidate in kept if candidate.kind in JOB_TALK]
    if further := further_ask(heard.plain, asks, proposed, ear):
        kept.append(further)
    return [*_alone(kept, wrong), *heard.aside[:1]]


def _goes_past(proposed: Sequence[Candidate], impression: Impression, chance: Mapping[Kind, float]) -> bool:
    """Whether the ear alone takes a question for answered that by the rules, which know the dossier, goes past it."""
    if chance[Kind.ANSWERABLE_QUESTION] >= ANSWERED or any(each.kind is Kind.ANSWERABLE_QUESTION for each in proposed):
        return False
    start, end = impression.place[Kind.ANSWERABLE_QUESTION]
    return any(each.kind is Kind.BUILDS_ON_RESEARCH and each.start < end and start < each.end for each in proposed)


def _opens(context: Context) -> bool:
    """Whether the turn answers somebody who has just picked up the phone: with a name, or in a word or two."""
    if len(context.before) != 1:
        return False
    picked_up = context.before[0].text
    said = len(words(picked_up))
    named = any(part in picked_up for part in context.persona.name.split() if len(part) > 2)
    return said <= PICKS_UP or (named and said <= INTRODUCED)


def _likeliest_ask(
    plain: Understood, proposed: Sequence[Candidate], folder: Path
) -> tuple[Kind, float, tuple[int, int]]:
    impression, opened, sure = listen(plain.turn.text, plain.context, folder), doors(plain.context), surest(proposed)
    strange = strangers(plain.turn.text, plain.context)
    weights = _weights(folder)
    likely = {
        kind: _chance(weights.kinds[kind], signs(kind, impression, sure, opened, strange)) + 0.5 * sure.get(kind, 0.0)
        for kind in UNINVITED_ASKS
    }
    kind = max(likely, key=lambda each: (likely[each], each.value))
    return kind, _chance(weights.any_ask, signs_of_any_ask(impression, sure, opened)), impression.place[kind]


def _alone(kept: Sequence[Candidate], wrong: Sequence[Candidate]) -> list[Candidate]:
    """A citation that is half right is wrong alone; what is built on it is built on nothing."""
    right = [
        candidate
        for candidate in kept
        if candidate.kind is not Kind.RESEARCH_REFERENCE or not any(candidate.overlaps(other) for other in wrong)
    ]
    cited = any(candidate.kind is Kind.RESEARCH_REFERENCE for candidate in right)
    return [candidate for candidate in right if cited or candidate.kind is not Kind.BUILDS_ON_RESEARCH]


def _heard(kind: Kind, text: str, context: Context, impression: Impression, chance: float) -> Candidate:
    start, end = impression.place[kind]
    fact = next(iter(nearest_facts(text[start:end], context.persona)), None) if kind in RESEARCH else None
    return Candidate(kind, start, end, chance, fact, "encoder")


def _by_the_rubric(counts: set[Kind], chance: Mapping[Kind, float]) -> set[Kind]:
    """What implies what, and what excludes what."""
    asks = counts & UNINVITED_ASKS
    if Kind.INVITED_JOB_TALK in counts and asks:
        # an ask is invited or it is not
        if chance[Kind.INVITED_JOB_TALK] >= max(chance[kind] for kind in asks):
            counts = counts - asks
        else:
            counts = counts - {Kind.INVITED_JOB_TALK}
    if Kind.BUILDS_ON_RESEARCH in counts:
        counts = counts | {Kind.RESEARCH_REFERENCE, Kind.QUESTION}
    if Kind.ANSWERABLE_QUESTION in counts:
        counts = counts | {Kind.QUESTION}
    return counts
