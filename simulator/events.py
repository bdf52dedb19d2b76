"""What can happen in a call, as values, and the call as the fold of them.

    Opened, Said, Heard, Replied, Said, Heard, Guarded, ModelFailed, Replied, Ended, Noted

The events are the truth and are only ever appended; a `CallState` is what one gets by adding them up. So a reload, a
crash or another server needs nothing but the log.
"""

from datetime import UTC, datetime
from functools import reduce
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from simulator.clock import Timeline, timeline
from simulator.director import Difficulty, Mood, Stage
from simulator.observation import Kind, Observation
from simulator.persona import Persona, catalogue
from simulator.transcript import FORMAT, EndedBy, FollowUp, Interruption, Preparation, Transcript, Turn


def _now() -> datetime:
    return datetime.now(UTC)


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime = Field(default_factory=_now)


class Opened(_Event):
    """The phone was picked up. Holds all that the call was started with, the persona included."""

    kind: Literal["opened"] = "opened"
    persona: Persona
    model: str
    seed: int
    minutes: Annotated[float, Field(gt=0)]
    joined_late_seconds: float = 0
    preparation: Preparation | None = None
    difficulty: Difficulty | None = None
    """As the learner chose it; none: as the persona is."""
    mood: Mood
    stage: Stage


class Said(_Event):
    """The learner's words, on disk before they are answered."""

    kind: Literal["said"] = "said"
    text: str


class Heard(_Event):
    """What was observed in them, and what the director made of it."""

    kind: Literal["heard"] = "heard"
    observations: tuple[Observation, ...]
    mood: Mood
    stage: Stage


class Replied(_Event):
    """The professional's words, and which professional said them."""

    kind: Literal["replied"] = "replied"
    text: str
    by: str
    understudy: bool = False
    """Whether the offline professional spoke in place of a model that failed."""
    interrupted: bool = False
    """Whether the learner hung up before the end of it."""
    request: "ModelRequest | None" = None


class ModelRequest(BaseModel):
    """One request to a model, as the log keeps it. Seconds and tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: Literal["reply", "grade"]
    model: str
    prompt: str
    """Fingerprint of the prompt files that it was made from."""
    seconds: float
    first_sentence_seconds: float | None = None
    tokens_in: int
    tokens_out: int
    tokens_estimated: bool
    cut: bool = False
    """Whether the reply was stopped because it ran over its budget of words."""
    attempts: int = 1
    """How often the model was asked for this reply; seconds and tokens are those of all attempts."""


class Guarded(_Event):
    """The guard kept a sentence of a model's from the learner."""

    kind: Literal["guarded"] = "guarded"
    model: str
    violation: Literal[
        "out_of_part", "speaks_for_learner", "stage_direction", "private", "offer", "introduction", "over_budget"
    ]
    sentence: str
    """As the model wrote it."""
    found: str = ""
    """The words that gave it away."""
    attempt: Annotated[int, Field(ge=1)]
    remedy: Literal["taken_out", "said_again", "stopped", "took_over"]
    """A stage direction was taken out of it, the model was asked again, the reply ended there, or the understudy took
    the turn."""


class ModelFailed(_Event):
    """A model failed in mid-call; the understudy took the line."""

    kind: Literal["model_failed"] = "model_failed"
    model: str
    reason: str
    partial: str = ""
    """What the model had said of this turn before it failed. Shown to nobody any more."""


class Ended(_Event):
    """The call is over."""

    kind: Literal["ended"] = "ended"
    by: EndedBy


class Noted(_Event):
    """The thank-you note."""

    kind: Literal["noted"] = "noted"
    follow_up: FollowUp


class Judged(_Event):
    """The learner's verdict on one observation of the scorecard."""

    kind: Literal["judged"] = "judged"
    turn: Annotated[int, Field(ge=0)]
    seen: Kind
    start: int
    end: int
    agrees: bool
    why: str = ""


Event = Annotated[
    Opened | Said | Heard | Replied | Guarded | ModelFailed | Ended | Noted | Judged, Field(discriminator="kind")
]
events: TypeAdapter[Event] = TypeAdapter(Event)


class CallState(BaseModel):
    """A call at one moment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    opened: Opened
    turns: tuple[Turn, ...] = ()
    observed: tuple[Observation, ...] = ()
    mood: Mood
    stage: Stage
    interruptions: tuple[Interruption, ...] = ()
    heard: bool = True
    """Whether the last of the learner's turns has been through observer and director."""
    answered: bool = False
    """Whether the last of the learner's turns, or the ringing phone, has been answered."""
    guarded: tuple[Guarded, ...] = ()
    """Every sentence of the model's that was held back."""
    failures: tuple[ModelFailed, ...] = ()
    ended_by: EndedBy | None = None
    follow_up: FollowUp | None = None
    judged: tuple[Judged, ...] = ()

    @property
    def persona(self) -> Persona:
        """Who answers the phone."""
        return self.opened.persona

    @property
    def over(self) -> bool:
        """Whether the call has ended."""
        return self.ended_by is not None

    @property
    def clock(self) -> Timeline:
        """The call so far on the clock of speech time, against the minutes that are left of the agreed ones."""
        minutes = self.opened.minutes - self.mood.minutes_taken
        return timeline(self.turns, self.persona.voice.words_per_minute, minutes)

    def after(self, event: Event) -> "CallState":
        """The call once this has happened too."""
        match event:
            case Said():
                turn = Turn(speaker="learner", text=event.text)
                change: dict[str, Any] = {"turns": (*self.turns, turn), "heard": False, "answered": False}
            case Heard():
                change = {
                    "observed": (*self.observed, *event.observations),
                    "mood": event.mood,
                    "stage": event.stage,
                    "interruptions": (*self.interruptions, *self._interrupted_by(event.stage)),
                    "heard": True,
                }
            case Replied():
                turn = Turn(speaker="professional", text=event.text, by=event.by)
                change = {"turns": (*self.turns, turn), "answered": True}
            case Guarded():
                change = {"guarded": (*self.guarded, event)}
            case ModelFailed():
                change = {"failures": (*self.failures, event)}
            case Ended():
                change = {"ended_by": event.by, "mood": self.mood.model_copy(update={"phase": "over"})}
            case Noted():
                change = {"follow_up": event.follow_up}
            case Judged():
                change = {"judged": (*self.judged, event)}
            case Opened():
                raise ValueError("a call is opened once")
        return self.model_copy(update=change)

    def _interrupted_by(self, stage: Stage) -> tuple[Interruption, ...]:
        """What breaks in with the reply that this stage is for: the next turn of the call."""
        if stage.event is None:
            return ()
        return (Interruption(turn=len(self.turns), kind=stage.event.kind, minutes_taken=stage.event.minutes_taken),)

    def transcript(self, call_id: str) -> Transcript:
        """The call on paper. The persona goes along whole unless it is one of the catalogue's, unchanged."""
        persona = self.persona
        known = catalogue().get(persona.id) == persona
        return Transcript(
            format=FORMAT,
            id=call_id,
            persona=persona.id if known else persona.model_dump(mode="json", exclude_defaults=True),
            agreed_minutes=self.opened.minutes,
            joined_late_seconds=self.opened.joined_late_seconds,
            ended_by=self.ended_by,
            preparation=self.opened.preparation,
            turns=self.turns,
            follow_up=self.follow_up,
            interruptions=self.interruptions or None,
        )


def replay(log: list[Event]) -> CallState:
    """The call that a log adds up to. The log must begin with `Opened`."""
    first = log[0]
    if not isinstance(first, Opened):
        raise ValueError(f"a call begins with opened, not with {first.kind}")
    return reduce(CallState.after, log[1:], CallState(opened=first, mood=first.mood, stage=first.stage))
