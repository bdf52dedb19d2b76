"""(mood, observations, clock) -> (mood, stage direction). Pure: no model, no storage, no chance.

    mood, stage = direct(mood, Heard(...), weights)

The director decides what the professional does next and in how many words; the professional finds the words. It is the
same for every model, so that no model can be a pushover: patience, rapport, the clock and the answer to an ask are
decided here. The weights and their reasons are in `prompts/director.yaml`.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from math import ceil
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulator.document import read_document, read_text
from simulator.errors import InputError
from simulator.observation import UNINVITED_ASKS, Kind
from simulator.persona import Persona, Temperament
from simulator.resources import prompts_dir
from simulator.transcript import EndedBy

Phase = Literal["opening", "questions", "closing", "over"]
Manner = Literal["warm", "engaged", "neutral", "cool", "impatient"]
Tellable = Literal["opinions", "stories", "contacts", "hiring"]
Remark = Literal["late", "unconfirmed", "two_minutes", "wrong_fact", "disclaimer_broken"]
Level = Annotated[float, Field(ge=0, le=100)]


class Act(StrEnum):
    """What the professional does with a turn."""

    GREET = "greet"
    ACKNOWLEDGE = "acknowledge"  # takes the introduction, and hands back
    SMALL_TALK = "small_talk"
    ANSWER = "answer"
    TELL_STORY = "tell_story"
    ANSWER_SHORTLY = "answer_shortly"
    POINT_TO_PUBLIC = "point_to_public"
    CORRECT = "correct"  # a wrong fact, with no question to go on with
    PRESS = "press"  # "what is it you want to know?"
    INTERRUPT = "interrupt"  # a rambler
    DECLINE = "decline"
    DECLINE_COOLLY = "decline_coolly"
    OFFER_INTRODUCTION = "offer_introduction"
    WITHHOLD_INTRODUCTION = "withhold_introduction"
    KEEP_IN_TOUCH = "keep_in_touch"
    STAY_IN_PART = "stay_in_part"  # somebody tries to make them drop it
    REBUKE = "rebuke"
    CLOSE = "close"
    HANG_UP = "hang_up"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mood(_Frozen):
    """How the professional feels about the call so far. `patience` and `rapport` are 0 to 100."""

    patience: Level
    rapport: Level
    phase: Phase = "opening"
    asks: int = 0
    """Uninvited asks so far."""
    disclaimed: bool = False
    introduced: bool = False
    invited: bool = False
    """Whether the professional opened the door to talk of jobs."""
    questions: int = 0
    empties: int = 0
    """Turns in a row in which nothing was asked or said."""
    warned: bool = False
    """Whether the two minutes were announced."""
    contact_given: bool = False

    @property
    def manner(self) -> Manner:
        """What the learner can see of it."""
        if self.patience < 25:
            return "impatient"
        if self.rapport < 20 or self.patience < 40:
            return "cool"
        if self.rapport >= 65:
            return "warm"
        return "engaged" if self.rapport >= 42 else "neutral"


class Stage(_Frozen):
    """A stage direction: all that the professional is told about this turn."""

    act: Act
    budget_words: Annotated[int, Field(ge=1)]
    manner: Manner
    phase: Phase
    minutes_left: float
    may_tell: tuple[Tellable, ...] = ()
    remarks: tuple[Remark, ...] = ()
    asks: int = 0
    fact: str | None = None
    """The public fact that the turn is about: what was asked though it is public, or what was said wrongly."""
    ends: EndedBy | None = None
    """Set when this reply is the last: who or what ended the call."""


class Heard(_Frozen):
    """What the director knows of a turn that was just spoken. Times are seconds of the call's clock."""

    kinds: tuple[Kind, ...]
    elapsed: Annotated[float, Field(ge=0)]
    """With this turn, without the reply."""
    agreed: Annotated[float, Field(gt=0)]
    turn_seconds: Annotated[float, Field(ge=0)]
    words_per_minute: float
    """The professional's pace, which turns the time left into words."""
    fact: str | None = None

    @property
    def left(self) -> float:
        """Seconds of the agreed time that are left."""
        return max(0.0, self.agreed - self.elapsed)

    def has(self, *kinds: Kind) -> bool:
        """Whether any of these was heard."""
        return any(kind in self.kinds for kind in kinds)


class Move(_Frozen):
    """By how much something moves the mood."""

    patience: float = 0
    rapport: float = 0


class _Scale(_Frozen):
    base: float
    per_temperament: float


class _Start(_Frozen):
    patience: _Scale
    rapport: _Scale
    late_per_minute: float
    unconfirmed: float


class _Asks(_Frozen):
    after_disclaimer: float
    decline_politely_up_to: int
    decline_coolly_up_to: int


class _Turns(_Frozen):
    rambling_seconds: float
    rambling_intro_seconds: float
    rambling: Move
    empty: Move
    empties_before_pressing: int


class _Words(_Frozen):
    greet: int
    answer: int
    answer_at_full_rapport: int
    story: int
    answer_shortly: int
    brief: int


class _Earned(_Frozen):
    opinions: float
    stories: float
    introduction: float
    story_for_builds: float


class _Clock(_Frozen):
    short_patience: float
    warn_seconds: float
    close_seconds: float


class Weights(_Frozen):
    """`prompts/director.yaml`, read. Every kind of observation must have its move."""

    format: Literal["director/1"]
    start: _Start
    moves: Mapping[Kind, Move]
    asks: _Asks
    turns: _Turns
    words: _Words
    earned: _Earned
    clock: _Clock

    @model_validator(mode="after")
    def _every_kind_has_its_move(self) -> Self:
        if missing := [kind.value for kind in Kind if kind not in self.moves]:
            raise ValueError(f"moves: {', '.join(missing)}: missing")
        return self


@cache
def weights() -> Weights:
    """The weights that came with the program."""
    path = prompts_dir() / "director.yaml"
    return Weights.model_validate(read_document(read_text(path), str(path), InputError).value)


def opening(
    persona: Persona,
    *,
    late_seconds: float = 0,
    unconfirmed: bool = False,
    agreed_seconds: float,
    w: Weights | None = None,
) -> tuple[Mood, Stage]:
    """The mood in which the phone is picked up, and the direction for the greeting."""
    w = w or weights()
    temperament, start = persona.temperament, w.start
    patience = start.patience.base + start.patience.per_temperament * temperament.patience
    patience += start.late_per_minute * ceil(late_seconds / 60) + start.unconfirmed * unconfirmed
    rapport = start.rapport.base + start.rapport.per_temperament * temperament.warmth
    mood = Mood(patience=_clip(patience), rapport=_clip(rapport))
    late: tuple[Remark, ...] = ("late",) if late_seconds >= 60 else ()
    remarks = late + (("unconfirmed",) if unconfirmed else ())
    stage = Stage(
        act=Act.GREET,
        budget_words=w.words.greet,
        manner=mood.manner,
        phase="opening",
        minutes_left=agreed_seconds / 60,
        remarks=remarks,
    )
    return mood, stage


def direct(mood: Mood, heard: Heard, temperament: Temperament, w: Weights | None = None) -> tuple[Mood, Stage]:
    """The mood after a turn, and what the professional does about it. `mood.phase` must not be over."""
    if mood.phase == "over":
        raise ValueError("after the end nobody speaks")
    w = w or weights()
    after = _moved(mood, heard, temperament, w)
    act, ends = _act(mood, after, heard, w)
    warn = heard.left <= w.clock.warn_seconds and not mood.warned and ends is None and act is not Act.CLOSE
    after = after.model_copy(
        update={
            "phase": "over"
            if ends
            else "closing"
            if act is Act.CLOSE or heard.has(Kind.WRAP_UP) or mood.phase == "closing"
            else _phase(after),
            "warned": mood.warned or warn or act is Act.CLOSE,
            "contact_given": mood.contact_given or act is Act.OFFER_INTRODUCTION,
        }
    )
    remarks: list[Remark] = []
    if heard.has(Kind.WRONG_FACT):
        remarks.append("wrong_fact")
    if after.asks > mood.asks and after.disclaimed:
        remarks.append("disclaimer_broken")
    if warn:
        remarks.append("two_minutes")
    stage = Stage(
        act=act,
        budget_words=_budget(act, after, heard, w),
        manner=after.manner,
        phase=after.phase,
        minutes_left=round(heard.left / 60, 2),
        may_tell=_may_tell(act, after, heard, w),
        remarks=tuple(remarks),
        asks=after.asks,
        fact=heard.fact,
        ends=ends,
    )
    return after, stage


def _moved(mood: Mood, heard: Heard, temperament: Temperament, w: Weights) -> Mood:
    loss, gain = 1.5 - temperament.patience, 0.7 + 0.6 * temperament.warmth
    asks = [kind for kind in heard.kinds if kind in UNINVITED_ASKS]
    disclaimed = mood.disclaimed or Kind.NO_JOB_DISCLAIMER in heard.kinds
    empty = not heard.kinds
    moves = [(kind, w.moves[kind]) for kind in _once_each_but_asks(heard.kinds)]
    patience, rapport = mood.patience, mood.rapport
    for kind, move in moves:
        dearer = w.asks.after_disclaimer if kind in UNINVITED_ASKS and disclaimed else 1.0
        patience += _scaled(move.patience, loss, 1.0) * dearer
        rapport += _scaled(move.rapport, 1.0, gain) * dearer
    extra: list[Move] = []
    if _rambled(mood, heard, w):
        extra.append(w.turns.rambling)
    if empty and mood.empties + 1 >= w.turns.empties_before_pressing:
        extra.append(w.turns.empty)
    patience += sum(_scaled(move.patience, loss, 1.0) for move in extra)
    rapport += sum(_scaled(move.rapport, 1.0, gain) for move in extra)
    if asks:
        # whatever else was nice about a turn, an ask never leaves them better disposed
        patience, rapport = min(patience, mood.patience), min(rapport, mood.rapport)
    return mood.model_copy(
        update={
            "patience": _clip(patience),
            "rapport": _clip(rapport),
            "asks": mood.asks + len(asks),
            "disclaimed": disclaimed,
            "introduced": mood.introduced
            or heard.has(Kind.INTRODUCES_BACKGROUND, Kind.STATES_DIRECTION, Kind.STATES_PURPOSE),
            "invited": mood.invited or heard.has(Kind.INVITED_JOB_TALK),
            "questions": mood.questions + heard.has(Kind.QUESTION),
            "empties": mood.empties + 1 if empty else 0,
        }
    )


def _act(before: Mood, mood: Mood, heard: Heard, w: Weights) -> tuple[Act, EndedBy | None]:
    if mood.asks > before.asks and mood.asks > w.asks.decline_coolly_up_to:
        return Act.HANG_UP, "professional"
    if mood.patience <= 0:
        return Act.HANG_UP, "professional"
    if heard.elapsed >= heard.agreed or (heard.left < w.clock.close_seconds and before.warned):
        return Act.CLOSE, "time"
    if heard.has(Kind.RUDE):
        return Act.REBUKE, None
    if heard.has(Kind.OFF_SCRIPT):
        return Act.STAY_IN_PART, None
    if mood.asks > before.asks:
        return (Act.DECLINE if mood.asks <= w.asks.decline_politely_up_to else Act.DECLINE_COOLLY), None
    if _rambled(before, heard, w):
        return Act.INTERRUPT, None
    if heard.has(Kind.CONTACT_ASK):
        earned = mood.rapport >= w.earned.introduction or mood.contact_given
        return (Act.OFFER_INTRODUCTION if earned else Act.WITHHOLD_INTRODUCTION), None
    if heard.has(Kind.ANSWERABLE_QUESTION) and not heard.has(Kind.BUILDS_ON_RESEARCH, Kind.INVITED_JOB_TALK):
        return Act.POINT_TO_PUBLIC, None
    if heard.has(Kind.QUESTION, Kind.INVITED_JOB_TALK):
        if mood.patience < w.clock.short_patience:
            return Act.ANSWER_SHORTLY, None
        opened = w.earned.story_for_builds if heard.has(Kind.BUILDS_ON_RESEARCH) else w.earned.stories
        return (Act.TELL_STORY if mood.rapport >= opened else Act.ANSWER), None
    if heard.has(Kind.WRONG_FACT):
        return Act.CORRECT, None
    if heard.has(Kind.STAY_IN_TOUCH):
        return Act.KEEP_IN_TOUCH, None
    if heard.has(Kind.WRAP_UP) or (before.phase == "closing" and not heard.has(Kind.FOLLOW_UP)):
        return Act.CLOSE, None
    if heard.has(Kind.FOLLOW_UP):
        return Act.ANSWER_SHORTLY, None
    if heard.has(
        Kind.INTRODUCES_BACKGROUND,
        Kind.STATES_DIRECTION,
        Kind.STATES_PURPOSE,
        Kind.RESEARCH_REFERENCE,
        Kind.NO_JOB_DISCLAIMER,
        Kind.THANKS,
        Kind.TIME_CHECK,
        Kind.SELF_PROMOTION,
        Kind.TWO_WAY_OFFER,
    ):
        return Act.ACKNOWLEDGE, None
    return (Act.PRESS if mood.empties >= w.turns.empties_before_pressing else Act.SMALL_TALK), None


def _rambled(mood: Mood, heard: Heard, w: Weights) -> bool:
    limit = (
        w.turns.rambling_intro_seconds if mood.phase == "opening" and not mood.introduced else w.turns.rambling_seconds
    )
    return heard.turn_seconds > limit


def _phase(mood: Mood) -> Phase:
    return "questions" if mood.questions else "opening"


def _budget(act: Act, mood: Mood, heard: Heard, w: Weights) -> int:
    """How many words, never more than there is time for."""
    match act:
        case Act.ANSWER:
            most = w.words.answer + (w.words.answer_at_full_rapport - w.words.answer) * mood.rapport / 100
        case Act.TELL_STORY:
            most = float(w.words.story)
        case Act.ANSWER_SHORTLY:
            most = float(w.words.answer_shortly)
        case _:
            most = float(w.words.brief)
    room = max(heard.left / 60 * heard.words_per_minute, w.words.answer_shortly)
    return int(min(most, room))


def _may_tell(act: Act, mood: Mood, heard: Heard, w: Weights) -> tuple[Tellable, ...]:
    may: list[Tellable] = []
    if act in {Act.ANSWER, Act.TELL_STORY, Act.ANSWER_SHORTLY}:
        if mood.rapport >= w.earned.opinions:
            may.append("opinions")
        if act is Act.TELL_STORY:
            may.append("stories")
        if heard.has(Kind.INVITED_JOB_TALK):
            may.append("hiring")
    if act is Act.OFFER_INTRODUCTION:
        may.append("contacts")
    return tuple(may)


def _once_each_but_asks(kinds: Iterable[Kind]) -> list[Kind]:
    """Two asks in one turn are two asks; two facts in one turn please once."""
    kept: list[Kind] = []
    for kind in kinds:
        if kind in UNINVITED_ASKS or kind not in kept:
            kept.append(kind)
    return kept


def _scaled(change: float, loss: float, gain: float) -> float:
    return change * (loss if change < 0 else gain)


def _clip(level: float) -> float:
    return round(min(100.0, max(0.0, level)), 2)
