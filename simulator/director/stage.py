"""The stage direction: what the professional does with a turn, what may be said in it, and what must not.

    Stage(act="answer", budget_words=72, manner="engaged", phase="questions", minutes_left=9.5,
          may_tell=("opinions",), must_not=("offer_work", "introduce", ...), remarks=("ask_back",))

Everything that a professional is told travels in these fields; none of it is ever part of what the learner sees.
"""

from enum import StrEnum
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from simulator.transcript import EndedBy, InterruptionKind

Phase = Literal["opening", "questions", "closing", "over"]
Manner = Literal["warm", "engaged", "neutral", "cool", "impatient"]
Tellable = Literal["opinions", "stories", "contacts", "hiring"]
AskBack = Literal[
    "ask_background",  # who the learner is: they began to ask without saying so
    "ask_direction",  # what they look for
    "ask_purpose",  # why they came to this person
    "ask_back",  # something about them, out of interest
]
"""What the learner is asked about themselves, at the end of the turn."""
Remark = Literal["late", "unconfirmed", "two_minutes", "wrong_fact", "disclaimer_broken", AskBack, InterruptionKind]
"""What is said besides, in the same breath. What breaks into the call comes first, a question to the learner last."""

MustNot = Literal[
    "offer_work",  # a job, an interview, a referral, a good word: on no turn of any call
    "invite_resume",
    "talk_of_openings",
    "introduce",
    "tell_stories",
    "give_opinions",
    "ask_back",
    "begin_anew",  # the call is closing
]
"""What must not be said on a turn, whatever the learner says and whoever plays the professional."""

Promise = Literal["introduction", "stay_in_touch", "read_resume", "talk_of_openings"]
"""What a professional has held out to the learner on this call."""


ASK_BACKS: tuple[AskBack, ...] = get_args(AskBack)


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
    INVITE_RESUME = "invite_resume"  # unasked, rarely and late: "send me your résumé"
    OPEN_DOOR = "open_door"  # likewise: "you may ask me about openings"
    KEEP_IN_TOUCH = "keep_in_touch"
    STAY_IN_PART = "stay_in_part"  # somebody tries to make them drop it
    REBUKE = "rebuke"
    CLOSE = "close"
    HANG_UP = "hang_up"


class Frozen(BaseModel):
    """A value: it cannot be changed, and refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Break(Frozen):
    """Something that breaks into the call. `minutes_taken` are gone from the agreed ones."""

    kind: InterruptionKind
    minutes_taken: Annotated[float, Field(ge=0)] = 0


class Stage(Frozen):
    """A stage direction: all that the professional is told about this turn."""

    act: Act
    budget_words: Annotated[int, Field(ge=1)]
    manner: Manner
    phase: Phase
    minutes_left: float
    may_tell: tuple[Tellable, ...] = ()
    must_not: tuple[MustNot, ...] = ()
    remarks: tuple[Remark, ...] = ()
    asks: int = 0
    fact: str | None = None
    """The public fact that the turn is about: what was asked though it is public, or what was said wrongly."""
    event: Break | None = None
    """What breaks in on this turn; its kind is among the remarks, too."""
    ends: EndedBy | None = None
    """Set when this reply is the last: who or what ended the call."""

    @property
    def ask_back(self) -> AskBack | None:
        """What the learner is asked about themselves at the end of the turn."""
        return next((what for what in ASK_BACKS if what in self.remarks), None)
