"""What happened next: some weeks after a call, what the professional did, in a letter that says what decided it.

    what_happened(transcript, persona, card)
    ->  Aftermath(deed="article_sent", weeks=5, moments=(Moment(3, "I read your piece"), ...), ...)

Pure: the same call gives the same letter. Every quotation in it stands word for word in the learner's turn that it
names; `Aftermath` refuses any other. The words are in `prompts/aftermath.yaml`; no model takes part.
"""

import re
from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulator.aftermath.deeds import Deed, deed_of, outcome_of
from simulator.aftermath.letter import Pen, written
from simulator.aftermath.moments import FEWEST_MOMENTS, MOST_MOMENTS, Moment, moments_of
from simulator.clock import words
from simulator.director import Mood
from simulator.director.chance import drawn
from simulator.grading.evidence import Evidence
from simulator.grading.scorecard import Scorecard
from simulator.persona import Persona
from simulator.professional.learner import about_learner
from simulator.professional.lines import sentences
from simulator.transcript import Transcript

__all__ = ["Aftermath", "Deed", "Moment", "what_happened"]

LONGEST_AFTERTHOUGHT = 28
"""Words."""
WEEKS = ("three", "four", "five", "six", "seven", "eight", "nine")


class Aftermath(BaseModel):
    """What happened next."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    deed: Deed
    weeks: Annotated[int, Field(ge=1)]
    """After the call."""
    moments: Annotated[tuple[Moment, ...], Field(min_length=FEWEST_MOMENTS, max_length=MOST_MOMENTS)]
    paragraphs: tuple[str, ...]
    note: bool
    """Whether the learner had written."""

    @property
    def letter(self) -> str:
        """The letter, its paragraphs apart."""
        return "\n\n".join(self.paragraphs)

    @model_validator(mode="after")
    def _cites_its_moments(self) -> Self:
        for moment in self.moments:
            if f"“{moment.quote}”" not in self.letter or not re.search(rf"\b[Tt]urn {moment.turn}\b", self.letter):
                raise ValueError(f"the letter does not cite turn {moment.turn}, {moment.quote!r}")
        return self

    def checked(self, transcript: Transcript) -> Self:
        """Itself, if every quotation stands in its turn. Raises `ValueError`."""
        for moment in self.moments:
            turn = transcript.turns[moment.turn]
            if turn.speaker != "learner" or moment.quote not in turn.text:
                raise ValueError(f"{moment.quote!r} is not in turn {moment.turn}")
        return self


def what_happened(
    transcript: Transcript, persona: Persona, card: Scorecard, *, ended_in: Mood | None = None
) -> Aftermath | None:
    """What happened next; nothing after a call that could not be graded.

    A transcript does not say how difficult the learner wished the professional to be, nor what the seed brought. Of a
    call of this program the log does: `ended_in` is the mood that it ended in, `CallState.mood`.
    """
    if card.overall is None:
        return None
    evidence = Evidence.of(transcript, persona, card.observations)
    outcome = outcome_of(evidence, card, ended_in)
    said = [turn.text for _, turn in transcript.learner_turns]
    follow_up = transcript.follow_up
    key = "\x1f".join([persona.id, *said, (follow_up.note if follow_up else None) or ""])
    deed = deed_of(outcome, card.observations, key)
    moments = moments_of(deed, transcript, card.observations)
    weeks = 3 + int(drawn(0, key, "weeks") * len(WEEKS))
    values = {
        "learner": about_learner(said).name,
        "weeks": f"{WEEKS[weeks - 3]} weeks",
        "contact": outcome.contact,
        "article": persona.public.writing[0].title if persona.public.writing else None,
        "next": persona.schedule.next.rstrip(".") or None,
        "organisation": persona.organisation,
        "field": persona.field,
        "afterthought": _afterthought(persona, transcript, key),
        "peeve": _drawn_from(persona.temperament.pet_peeves, key, "peeve"),
        "first": persona.first_name,
        "name": persona.name,
    }
    cited, paragraphs = written(deed, moments, Pen(persona, key, values))
    found = Aftermath(deed=deed, weeks=weeks, moments=cited, paragraphs=paragraphs, note=outcome.note)
    return found.checked(transcript)


def _afterthought(persona: Persona, transcript: Transcript, key: str) -> str | None:
    """Advice of theirs, in their own words, that the call did not come to."""
    heard = " ".join(turn.text for turn in transcript.turns if turn.speaker == "professional")
    advice = (answer.text for answer in persona.private.answers if answer.topic == "advice")
    beginnings = [_beginning(text) for text in advice]
    return _drawn_from([text for text in beginnings if text and text not in heard], key, "afterthought")


def _beginning(text: str) -> str:
    """The first sentences, as many as a letter has room for."""
    kept: list[str] = []
    for sentence in sentences(text):
        if words(" ".join([*kept, sentence])) > LONGEST_AFTERTHOUGHT:
            break
        kept.append(sentence)
    return " ".join(kept)


def _drawn_from(options: Sequence[str], key: str, what_for: str) -> str | None:
    return options[int(drawn(0, key, what_for) * len(options))] if options else None
