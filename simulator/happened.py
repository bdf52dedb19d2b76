"""What can happen in a call, as values: the rows of the log.

Opened, Said, Heard, Replied, Rewound, Said, Heard, Guarded, ModelFailed, Replied, Ended, Noted, Graded
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from simulator.appointment import Arrangement
from simulator.director import Difficulty, Mood, Stage
from simulator.observation import Kind, Observation
from simulator.persona import Persona
from simulator.transcript import EndedBy, FollowUp, Preparation

Timing = Literal["speech", "real"]
"""What the clock counts: words at speaking pace, so that slow typing costs nothing, or the time that passes."""


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
    timing: Timing = "speech"
    owner: str = ""
    """Whose call it is, where learners share a server: a digest of what their browser holds."""
    drill: str | None = None
    """Which drill it is, if it is one."""
    coached: bool = False
    """Whether the call began with the coach beside it."""
    resume_at_hand: bool = False
    arrangement: Arrangement | None = None
    """The letters and days before the call."""
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
    """Whether the offline professional spoke in place of a model that failed, or that had been relieved of its part: in
    that case no model was asked, and there is no `request`."""
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
        "out_of_part",
        "speaks_for_learner",
        "stage_direction",
        "private",
        "offer",
        "introduction",
        "over_budget",
        "said_before",
        "no_refusal",
    ]
    sentence: str
    """As the model wrote it; the whole reply where the fault was what it lacks."""
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


class Rewound(_Event):
    """The learner went back to try other words. What was said from that turn on stays, as another branch."""

    kind: Literal["rewound"] = "rewound"
    turn: Annotated[int, Field(ge=0)]
    """The learner's turn that is taken back."""


class Chose(_Event):
    """The learner chose which branch counts."""

    kind: Literal["chose"] = "chose"
    branch: Annotated[int, Field(ge=0)]


class Coached(_Event):
    """The learner asked the coach in, or out."""

    kind: Literal["coached"] = "coached"
    on: bool


class Update(BaseModel):
    """News that the learner sent some weeks after the call."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, Field(min_length=1)]
    weeks_after: Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Updated(_Event):
    """The learner wrote again."""

    kind: Literal["updated"] = "updated"
    update: Update


class Mark(BaseModel):
    """A grade without its reasons: level 1 to 5, points 0 to 100."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Annotated[int, Field(ge=1, le=5)]
    points: Annotated[int, Field(ge=0, le=100)]


class Graded(_Event):
    """What the call was worth, for whoever looks back on many calls."""

    kind: Literal["graded"] = "graded"
    grades: Mapping[str, Mark | None]
    overall: Mark | None
    grader: str
    """Name and version of what graded."""


Event = Annotated[
    Opened
    | Said
    | Heard
    | Replied
    | Guarded
    | ModelFailed
    | Ended
    | Noted
    | Judged
    | Rewound
    | Chose
    | Coached
    | Updated
    | Graded,
    Field(discriminator="kind"),
]
events: TypeAdapter[Event] = TypeAdapter(Event)
