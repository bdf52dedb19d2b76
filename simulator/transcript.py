"""A call on paper: the `transcript/1` schema.

    {"format": "transcript/1", "persona": "dana-okafor", "agreed_minutes": 15,
     "turns": [{"speaker": "professional", "text": "Dana Okafor."}, {"speaker": "learner", "text": "Hi Dana, ..."}]}

Turns are numbered from 0, both speakers counted.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from simulator.document import Document, first_problem
from simulator.errors import PersonaError, TranscriptError
from simulator.persona import Persona, resolve

FORMAT = "transcript/1"
EndedBy = Literal["learner", "professional", "time"]
InterruptionKind = Literal["colleague", "urgent_call", "fewer_minutes"]
"""Somebody at the professional's door, a call that they have to take, or a next appointment that came forward."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Turn(_Strict):
    """One speaker's words. `seconds` is how long it really took, `at` when it began, if that is known."""

    speaker: Literal["learner", "professional"]
    text: Annotated[str, Field(strict=True)]
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    at: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    by: str | None = None
    """Of a professional's turn: what spoke it (`offline`, `openai:NAME`, ...), where that is known."""

    @field_validator("text")
    @classmethod
    def _whole_characters(cls, text: str) -> str:
        if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            raise ValueError("holds half a character (a lone surrogate), which no text file can hold")
        return text


class Preparation(_Strict):
    """What the learner did before the call."""

    request: str | None = None
    referred_by: str | None = None
    questions: tuple[str, ...] = ()
    goal: str | None = None
    notes: str | None = None
    confirmed_hours_before: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    request_accepted: Literal["warmly", "coolly", "declined"] | None = None


class FollowUp(_Strict):
    """What the learner wrote after the call."""

    note: str | None = None
    hours_after: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    resume_attached: bool = False


class Interruption(_Strict):
    """What broke into the call from the professional's side, in which of their turns, and what it took of the time."""

    turn: Annotated[int, Field(ge=0)]
    kind: InterruptionKind
    minutes_taken: Annotated[float, Field(ge=0, le=240)] = 0


class Transcript(_Strict):
    """A whole call, as a value."""

    format: Literal["transcript/1"]
    persona: str | dict[str, Any]
    agreed_minutes: Annotated[float, Field(gt=0, le=240)] | None = None
    joined_late_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0
    ended_by: EndedBy | None = None
    preparation: Preparation | None = None
    turns: tuple[Turn, ...]
    follow_up: FollowUp | None = None
    interruptions: tuple[Interruption, ...] | None = None
    """Where there were any. `agreed_minutes` stays what was agreed, whatever was taken of it."""
    rewinds: tuple[Annotated[int, Field(ge=0)], ...] | None = None
    """The turns that the learner took back to try other words, where they did."""
    coached: bool | None = None
    """Whether a coach was at the learner's side at the end, where one was."""
    drill: str | None = None
    """Which drill it was, where it was one."""
    id: str | None = None
    """The call's id, where it was a call of this program."""

    @model_validator(mode="before")
    @classmethod
    def _known_version(cls, value: Any) -> Any:
        if isinstance(value, Mapping):
            if "format" not in value:
                raise ValueError(f"format is missing; this program reads {FORMAT}")
            if value["format"] != FORMAT:
                raise ValueError(f"format {value['format']!r} is unknown; this program reads {FORMAT}")
        return value

    @field_validator("joined_late_seconds", mode="before")
    @classmethod
    def _null_is_on_time(cls, value: Any) -> Any:
        return 0 if value is None else value

    @property
    def learner_turns(self) -> list[tuple[int, Turn]]:
        """The learner's turns that hold any words, with their numbers."""
        return [
            (number, turn) for number, turn in enumerate(self.turns) if turn.speaker == "learner" and turn.text.strip()
        ]

    @classmethod
    def parse(cls, document: Document) -> Self:
        """A transcript from a parsed file. Raises `TranscriptError`, one line, with the file and the line."""
        if not isinstance(document.value, Mapping):
            raise TranscriptError(document.complain((), "a transcript is a mapping of keys to values"))
        try:
            return cls.model_validate(document.value)
        except ValidationError as error:
            raise TranscriptError(document.complain(*first_problem(error))) from None

    def who(self, folder: Path | None = None, *, own: Path | None = None) -> Persona:
        """The persona of this call, by `simulator.persona.resolve`. Raises `PersonaError`."""
        try:
            return resolve(self.persona, folder, own=own)
        except PersonaError as error:
            raise PersonaError(str(error)) from None

    def minutes(self, persona: Persona) -> float:
        """What was agreed, in minutes; the persona's own schedule where the file does not say."""
        return self.agreed_minutes if self.agreed_minutes is not None else persona.schedule.minutes

    @property
    def minutes_taken(self) -> float:
        """Minutes that the professional took from the learner."""
        return sum(interruption.minutes_taken for interruption in self.interruptions or ())

    def to_json(self) -> dict[str, Any]:
        """The JSON form, without what is unknown."""
        return self.model_dump(mode="json", exclude_none=True)

    def to_text(self) -> str:
        """The JSON form as the text of a file."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=2) + "\n"
