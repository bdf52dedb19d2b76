"""(mood, observations, clock) -> (mood, stage direction). Pure: no model, no storage, no chance but the seed's.

    mood, stage = direct(mood, Heard(...), temperament)

The director decides what the professional does next and in how many words; the professional finds the words. It is the
same for every model, so that no model can be a pushover: patience, rapport, the clock and the answer to an ask are
decided here.

    mood.py     what was heard moves the mood
    table.py    the mood and the turn choose an act; the phases of a call
    grants.py   what the turn has earned: words, stories, a name
    terms.py    what the written request said of a job
    chance.py   what the call's seed brings: interruptions, a door
    stage.py    the direction itself
    weights.py  the numbers, from `prompts/director.yaml`, with their reasons there
"""

from math import ceil, floor

from simulator.director import chance, grants
from simulator.director.mood import Door, Given, Heard, Level, Mood, Planned, moved, standing
from simulator.director.stage import (
    Act,
    AskBack,
    Break,
    Manner,
    MustNot,
    Phase,
    Promise,
    Remark,
    Stage,
    Tellable,
)
from simulator.director.table import Situation, phase_after, rule_for
from simulator.director.terms import Terms, terms_of
from simulator.director.weights import DIFFICULTIES, Accepted, Difficulty, Move, Weights, weights
from simulator.observation import UNINVITED_ASKS, Kind
from simulator.persona import Persona, Temperament

__all__ = [
    "DIFFICULTIES",
    "Accepted",
    "Act",
    "AskBack",
    "Break",
    "Difficulty",
    "Door",
    "Given",
    "Heard",
    "Level",
    "Manner",
    "Mood",
    "Move",
    "MustNot",
    "Phase",
    "Planned",
    "Promise",
    "Remark",
    "Stage",
    "Tellable",
    "Terms",
    "Weights",
    "direct",
    "opening",
    "standing",
    "terms_of",
    "weights",
]


def _missed(late_seconds: float, agreed_seconds: float) -> float:
    """Whole minutes of the agreed ones that are gone when somebody joins late; at most half of them."""
    return min(floor(late_seconds / 60), agreed_seconds / 120)


def opening(
    persona: Persona,
    *,
    late_seconds: float = 0,
    unconfirmed: bool = False,
    agreed_seconds: float,
    accepted: Accepted | None = None,
    terms: Terms | None = None,
    difficulty: Difficulty | None = None,
    interruptions: bool = False,
    seed: int | None = None,
    w: Weights | None = None,
) -> tuple[Mood, Stage]:
    """The mood in which the phone is picked up, and the direction for the greeting.

    `accepted` is how the written request was received, `terms` what it said of a job. `difficulty` is the learner's
    choice, the persona's own if there is none. From the `seed`, if there is one, comes whether this call has a door
    that may open, and with `interruptions` what will break in.
    """
    w = w or weights()
    temperament, start = persona.temperament, w.start
    harder = DIFFICULTIES.index(difficulty or persona.difficulty) - DIFFICULTIES.index(persona.difficulty)
    received = start.accepted[accepted] if accepted else Move()
    patience = start.patience.base + start.patience.per_temperament * temperament.patience
    patience += start.late_per_minute * ceil(late_seconds / 60) + start.unconfirmed * unconfirmed
    patience += received.patience + w.difficulty.start.patience * harder
    rapport = start.rapport.base + start.rapport.per_temperament * temperament.warmth
    rapport += received.rapport + w.difficulty.start.rapport * harder
    patience, rapport = (round(min(100.0, max(0.0, level)), 2) for level in (patience, rapport))
    kind = difficulty or persona.difficulty
    gone = _missed(late_seconds, agreed_seconds)
    mood = Mood(
        patience=patience,
        minutes_taken=gone,
        rapport=rapport,
        rapport_at_start=rapport,
        harder=harder,
        disclaimed=terms == "information",
        seeker=terms == "openings" and accepted != "declined",
        door=None if seed is None else chance.door(seed, persona, w),
        ahead=() if seed is None or not interruptions else chance.breaks(seed, persona, agreed_seconds / 60, kind, w),
    )
    late: tuple[Remark, ...] = ("late",) if late_seconds >= 60 else ()
    stage = Stage(
        act=Act.GREET,
        budget_words=w.words.greet,
        manner=mood.manner,
        phase="opening",
        minutes_left=agreed_seconds / 60 - gone,
        must_not=grants.must_not(Act.GREET, (), None),
        remarks=late + (("unconfirmed",) if unconfirmed else ()),
    )
    return mood, stage


def direct(mood: Mood, heard: Heard, temperament: Temperament, w: Weights | None = None) -> tuple[Mood, Stage]:
    """The mood after a turn, and what the professional does about it. `mood.phase` must not be over."""
    if mood.phase == "over":
        raise ValueError("after the end nobody speaks")
    w = w or weights()
    agreed = heard.on_the_terms_of(mood)
    after = moved(mood, agreed, temperament, w)
    if heard.has(*UNINVITED_ASKS):
        after = after.model_copy(
            update={"patience": min(after.patience, mood.patience), "rapport": min(after.rapport, mood.rapport)}
        )
    now = Situation(mood, after, agreed, temperament, w)
    rule = rule_for(now)
    act = rule.act
    after = after.model_copy(update={"phase": phase_after(now, rule)})
    broken_into, ahead = grants.breaks_in(after, act, agreed, w)
    left = max(0.0, agreed.left - (broken_into.minutes_taken * 60 if broken_into else 0))
    goes_on = rule.ends is None and act is not Act.CLOSE and broken_into is None
    warn = goes_on and left <= w.clock.warn_seconds and not mood.warned
    asks = None if broken_into else grants.asked_back(Situation(mood, after, agreed, temperament, w), act, left)
    may = grants.may_tell(act, after, agreed, w)
    after = after.model_copy(
        update={
            "warned": mood.warned or warn or act is Act.CLOSE,
            "contact_given": mood.contact_given or act is Act.OFFER_INTRODUCTION,
            "invited": after.invited or act in {Act.INVITE_RESUME, Act.OPEN_DOOR},
            "given": grants.given(may, mood.given),
            "promised": grants.promised(act, mood, after.manner),
            "asked_back": mood.asked_back + (asks is not None),
            "asked_back_on": after.turns if asks else mood.asked_back_on,
            "ahead": ahead,
            "interrupted": broken_into is not None,
            "minutes_taken": mood.minutes_taken + (broken_into.minutes_taken if broken_into else 0),
        }
    )
    remarks: dict[Remark, bool] = {
        "wrong_fact": agreed.has(Kind.WRONG_FACT),
        "disclaimer_broken": after.asks > mood.asks and after.disclaimed,
        "two_minutes": warn,
    }
    stage = Stage(
        act=act,
        budget_words=grants.budget(act, after, left, agreed, w, broken_into),
        manner=after.manner,
        phase=after.phase,
        minutes_left=round(left / 60, 2),
        may_tell=may,
        must_not=grants.must_not(act, may, asks),
        remarks=(
            *((broken_into.kind,) if broken_into else ()),
            *(remark for remark, holds in remarks.items() if holds),
            *((asks,) if asks else ()),
        ),
        asks=after.asks,
        fact=agreed.fact,
        event=broken_into,
        ends=rule.ends,
    )
    return after, stage
