"""What a learner can be seen to do: the kinds, the span, the quote.

    Observation(turn=1, kind=Kind.DIRECT_JOB_ASK, quote="are you hiring", start=42, end=56, source="rules", ...)

This is the one vocabulary of the program. The director, the grades and the reports know a learner only through it.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Kind(StrEnum):
    """The kinds of the rubric, in its order. The value is the name that files and reports use."""

    INTRODUCES_BACKGROUND = "introduces_background"
    STATES_DIRECTION = "states_direction"
    STATES_PURPOSE = "states_purpose"
    RESEARCH_REFERENCE = "research_reference"
    BUILDS_ON_RESEARCH = "builds_on_research"
    ANSWERABLE_QUESTION = "answerable_question"
    WRONG_FACT = "wrong_fact"
    QUESTION = "question"
    FOLLOW_UP = "follow_up"
    DIRECT_JOB_ASK = "direct_job_ask"
    VEILED_JOB_ASK = "veiled_job_ask"
    RESUME_PUSH = "resume_push"
    INVITED_JOB_TALK = "invited_job_talk"
    NO_JOB_DISCLAIMER = "no_job_disclaimer"
    CONTACT_ASK = "contact_ask"
    STAY_IN_TOUCH = "stay_in_touch"
    TIME_CHECK = "time_check"
    WRAP_UP = "wrap_up"
    THANKS = "thanks"
    TWO_WAY_OFFER = "two_way_offer"
    SELF_PROMOTION = "self_promotion"
    RUDE = "rude"
    OFF_SCRIPT = "off_script"


UNINVITED_ASKS = frozenset({Kind.DIRECT_JOB_ASK, Kind.VEILED_JOB_ASK, Kind.RESUME_PUSH})
"""Asks that count against the learner."""
LAPSES = UNINVITED_ASKS | {
    Kind.ANSWERABLE_QUESTION,
    Kind.WRONG_FACT,
    Kind.SELF_PROMOTION,
    Kind.RUDE,
    Kind.OFF_SCRIPT,
}
"""All that counts against the learner."""


class Observation(BaseModel):
    """One thing the learner did, with the turn and the learner's own words.

    `start` and `end` are character offsets into that turn's text; `fact`, where the kind rests on a public fact of the
    persona (a citation, a question that the dossier answers), is that fact in the dossier's words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    turn: Annotated[int, Field(ge=0)]
    kind: Kind
    quote: Annotated[str, Field(min_length=1)]
    start: Annotated[int, Field(ge=0)]
    end: int
    source: str
    confidence: Annotated[float, Field(ge=0, le=1)]
    fact: str | None = None

    @model_validator(mode="after")
    def _span_fits_quote(self) -> Self:
        if self.end - self.start != len(self.quote):
            raise ValueError(f"span {self.start}:{self.end} does not fit a quote of {len(self.quote)} characters")
        return self

    @classmethod
    def of(
        cls,
        turn: int,
        kind: Kind,
        text: str,
        start: int,
        end: int,
        *,
        source: str,
        confidence: float,
        fact: str | None = None,
    ) -> Self:
        """Cut the quote out of `text`, so that it can't but match."""
        return cls(
            turn=turn,
            kind=kind,
            quote=text[start:end],
            start=start,
            end=end,
            source=source,
            confidence=confidence,
            fact=fact,
        )

    def stands_in(self, text: str) -> bool:
        """Whether the quote is really there, at its offsets."""
        return text[self.start : self.end] == self.quote
