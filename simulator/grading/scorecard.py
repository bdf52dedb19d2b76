"""What a call was worth: the `scorecard/1` schema.

    {"format": "scorecard/1", "grades": {"research": {"level": 4, "points": 71, ...}, ..., "follow_through": null},
     "ungraded": {"follow_through": "no note was written"}, "overall": {"points": 68, "level": 4}, ...}

A grade that could not be given is `null` with a reason: never zero, never full marks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)

from simulator.clock import Timeline
from simulator.document import first_problem
from simulator.errors import InputError
from simulator.observation import Observation

FORMAT = "scorecard/1"

GradeName = Literal[
    "research",
    "intro_clarity",
    "time_use",
    "job_ask",
    "questions",
    "listening",
    "closing",
    "preparation",
    "follow_through",
]
"""The nine grades, in the order of the rubric: four core ones, five supporting ones."""

GRADE_NAMES: tuple[GradeName, ...] = get_args(GradeName)

Level = Annotated[int, Field(ge=1, le=5)]
Points = Annotated[int, Field(ge=0, le=100)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0)]

BAND = 20
"""Points a level: 1 is 0-19, 2 is 20-39, 3 is 40-59, 4 is 60-79, 5 is 80-100 (the rubric's bands)."""


def level_of(points: int) -> int:
    """The level, 1 to 5, in whose band the points (0-100) lie."""
    return min(5, points // BAND + 1)


def points_within(level: int, fraction: float) -> int:
    """Points inside the band of a level; `fraction` from 0, its lower end, to 1, its upper end."""
    width = BAND if level == 5 else BAND - 1
    return (level - 1) * BAND + int(min(1.0, max(0.0, fraction)) * width + 0.5)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Grade(_Strict):
    """One grade, and what it rests on."""

    level: Level
    points: Points
    why: Annotated[str, Field(min_length=1)]
    """What was decisive, one or two sentences to the learner."""
    observations: tuple[Annotated[int, Field(ge=0)], ...] = ()
    """Indices into the scorecard's observations."""
    try_instead: str | None = None
    """What to say or do instead; nothing only where nothing was left to do better."""

    @model_validator(mode="after")
    def _points_lie_in_band(self) -> Self:
        if level_of(self.points) != self.level:
            raise ValueError(f"{self.points} points are level {level_of(self.points)}, not {self.level}")
        return self

    @classmethod
    def of(
        cls, level: int, fraction: float, why: str, observations: tuple[int, ...] = (), try_instead: str | None = None
    ) -> Self:
        """A grade with its points at `fraction` (0 to 1) of the level's band."""
        return cls(
            level=level,
            points=points_within(level, fraction),
            why=why,
            observations=tuple(sorted(set(observations))),
            try_instead=try_instead,
        )


@dataclass(frozen=True)
class Ungraded:
    """There was nothing to grade."""

    reason: str


class Overall(_Strict):
    """The weighted mean of the grades that are there, rounded to whole points, and the level of its band."""

    points: Points
    level: Level

    @model_validator(mode="after")
    def _level_is_the_bands(self) -> Self:
        if level_of(self.points) != self.level:
            raise ValueError(f"{self.points} points are level {level_of(self.points)}, not {self.level}")
        return self


class Time(_Strict):
    """The call on the clock; seconds to a hundredth, the learner's share of the speech to a ten-thousandth."""

    agreed_seconds: Seconds
    elapsed_seconds: Seconds
    learner_share: Annotated[float, Field(ge=0, le=1)]
    joined_late_seconds: Seconds
    overrun_seconds: Seconds

    @classmethod
    def of(cls, timeline: Timeline, joined_late_seconds: float) -> Self:
        """What the scorecard says of a timeline."""
        return cls(
            agreed_seconds=round(timeline.agreed, 2),
            elapsed_seconds=round(timeline.elapsed, 2),
            learner_share=round(timeline.learner_share, 4),
            joined_late_seconds=round(joined_late_seconds, 2),
            overrun_seconds=round(timeline.overrun, 2),
        )


class Grader(_Strict):
    """What listened and graded.

    Beyond the first three, all is about a language model that was asked to read the call, and absent where none was. If
    it was asked in vain, `unused_because` says why, the first three are the offline grader's, and the account stands.
    """

    name: str
    version: str
    model: str | None = None
    """The language model that took part, as its server names it, if one did."""
    asked: str | None = None
    """The grader that was asked for, `openai:NAME`."""
    unused_because: str | None = None
    """Why the model's reading was not used, one line."""
    policy: str | None = None
    """How the model's reading and the offline one became one, in words."""
    temperature: Annotated[float, Field(ge=0)] | None = None
    """What the model was asked to sample with; absent where its server's own default was left."""
    readings: Annotated[int, Field(ge=1)] | None = None
    """How many times the call was read; what more than half of the readings found counted."""
    parts: Count | None = None
    """In how many overlapping windows each time."""
    prompt: str | None = None
    """A fingerprint of the prompts."""
    requests: Count | None = None
    tokens_in: Count | None = None
    tokens_out: Count | None = None
    tokens_estimated: bool | None = None
    """Whether any of these tokens are the program's own count, for want of the server's."""
    cached_prefix_share: Annotated[float, Field(ge=0, le=1)] | None = None
    """The share of the prompts' tokens that lies in the beginning that all requests have in common."""
    cached_tokens: Count | None = None
    """Tokens of the prompts that the server had in its cache, where it says so."""
    seconds: Seconds | None = None
    dropped: Mapping[str, Count] | None = None
    """What was not used of the model's answers, by reason."""

    @model_serializer(mode="wrap")
    def _without_what_is_absent(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        whole: dict[str, Any] = handler(self)
        return {name: value for name, value in whole.items() if value is not None or name == "model"}


class Scorecard(_Strict):
    """A graded call, as a value. Refuses grades without a reason to be absent, and indices that lead nowhere."""

    format: Literal["scorecard/1"] = "scorecard/1"
    transcript: str
    persona: str
    observations: tuple[Observation, ...]
    grades: Mapping[GradeName, Grade | None]
    ungraded: Mapping[GradeName, str]
    overall: Overall | None
    time: Time
    grader: Grader
    rewinds: tuple[Count, ...] | None = None
    """The turns that the learner took back to try other words; absent where there were none."""

    @model_validator(mode="before")
    @classmethod
    def _known_version(cls, value: Any) -> Any:
        if isinstance(value, Mapping) and value.get("format", FORMAT) != FORMAT:
            raise ValueError(f"format {value['format']!r} is unknown; this program reads {FORMAT}")
        return value

    @model_validator(mode="after")
    def _nothing_is_missing(self) -> Self:
        if missing := [name for name in GRADE_NAMES if name not in self.grades]:
            raise ValueError(f"grades: {', '.join(missing)} missing; a grade that was not given is null")
        absent = {name for name, grade in self.grades.items() if grade is None}
        if wrong := sorted(absent ^ set(self.ungraded)):
            raise ValueError(
                f"ungraded: {', '.join(wrong)}: a reason stands for the grades that are null, and for no others"
            )
        if (self.overall is None) != (len(absent) == len(GRADE_NAMES)):
            raise ValueError("overall: there is one if, and only if, there is a grade")
        for name, grade in self.grades.items():
            if grade and any(index >= len(self.observations) for index in grade.observations):
                raise ValueError(f"grades.{name}.observations: there are only {len(self.observations)} observations")
        return self

    def to_json(self) -> dict[str, Any]:
        """The JSON form of the contract. An observation's `fact` is ours alone and is left out."""
        whole = self.model_dump(mode="json", exclude={"observations": {"__all__": {"fact"}}})
        if self.rewinds is None:
            del whole["rewinds"]
        return whole

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """A scorecard from its JSON form. Raises `InputError`, one line, that says where and what."""
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            loc, message = first_problem(error)
            raise InputError(": ".join(["scorecard", *([".".join(map(str, loc))] if loc else []), message])) from None
