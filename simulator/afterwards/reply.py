"""The professional's answer to what the learner wrote after the call: in their manner, and as the call deserves.

Nothing in it promises work, and nothing in it was private on the call. Words that it quotes are the learner's own.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, model_validator

from simulator.afterwards.standing import Tone, standing
from simulator.afterwards.update import read_update
from simulator.arranging import asks_in_writing
from simulator.course import Course
from simulator.document import read_as
from simulator.grading.evidence import Evidence
from simulator.grading.follow_through import PROMPT_HOURS, Note, read_note
from simulator.grading.scorecard import Scorecard
from simulator.grading.wording import content_words, sentences
from simulator.happened import Update
from simulator.letters import Pool, Scribe
from simulator.persona import Persona
from simulator.professional.learner import about_learner
from simulator.resources import prompts_dir
from simulator.transcript import Transcript

VERY_LATE_HOURS = 240.0
"""Ten days: by then a thank-you note is answered out of politeness, if at all."""
LONGEST_QUOTE, SHORTEST_CLAUSE = 18, 5
"""Words: of what is quoted, and of the least that is quoted when it is cut at a comma."""

Remark = Literal[
    "particular", "late", "ask", "resume_read", "resume_unwanted", "general", "touch",
    "news", "news_general", "news_ask", "no_news",
]  # fmt: skip
"""What an answer takes up of what was written."""
_SLOTS = frozenset("learner first name quote field organisation".split())  # noqa: SIM905
_WRITTEN: tuple[Tone, ...] = ("warm", "civil", "cool")


class Wording(BaseModel):
    """`prompts/afterwards.yaml`, read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["afterwards/1"]
    salutation: Pool
    opening: Mapping[Tone, Pool]
    opening_update: Mapping[Tone, Pool]
    remarks: Mapping[Remark, Pool]
    closing: Mapping[Tone, Pool]

    @model_validator(mode="after")
    def _has_words_for_all(self) -> Self:
        sections: tuple[tuple[str, tuple[str, ...], Mapping[str, Pool]], ...] = (
            ("opening", _WRITTEN, {str(name): pool for name, pool in self.opening.items()}),
            ("opening_update", _WRITTEN, {str(name): pool for name, pool in self.opening_update.items()}),
            ("remarks", get_args(Remark), {str(name): pool for name, pool in self.remarks.items()}),
            ("closing", _WRITTEN, {str(name): pool for name, pool in self.closing.items()}),
        )
        for section, wanted, worded in sections:
            if missing := [value for value in wanted if value not in worded or not worded[value].any]:
                raise ValueError(f"{section} has no words for {', '.join(missing)}")
            if unknown := sorted({slot for pool in worded.values() for slot in pool.slots} - _SLOTS):
                raise ValueError(f"there is no slot {', '.join(unknown)}")
        return self


@cache
def wording() -> Wording:
    """The words that came with the program."""
    return read_as(prompts_dir() / "afterwards.yaml", Wording)


@dataclass(frozen=True)
class Reply:
    """What came back."""

    tone: Tone
    paragraphs: tuple[str, ...] = ()
    """None where no answer came."""
    why: str = ""
    """Why none came, to the learner."""

    @property
    def letter(self) -> str:
        """The answer, its paragraphs apart."""
        return "\n\n".join(self.paragraphs)


def answer_note(
    transcript: Transcript, persona: Persona, card: Scorecard, course: Course | None = None
) -> Reply | None:
    """The answer to the thank-you note; nothing where there is no note, or the call could not be graded."""
    follow_up = transcript.follow_up
    if follow_up is None or not (follow_up.note or "").strip() or card.overall is None:
        return None
    evidence = Evidence.of(transcript, persona, card.observations, asks_in=lambda text: asks_in_writing(text, persona))
    stands = standing(evidence, course)
    note = read_note(evidence, follow_up)
    hours = note.hours or 0.0
    unwanted = note.resume and not note.resume_invited
    if stands.tone != "silent" and hours > VERY_LATE_HOURS and stands.tone != "warm":
        days = round(hours / 24)
        return Reply("silent", (), f"It came {days} days after the call, and {persona.first_name} had moved on.")
    tone = stands.at_most("cool" if note.asks or unwanted else "civil" if hours > PROMPT_HOURS else "warm")
    if tone == "silent":
        return Reply("silent", (), stands.because)
    quote = _most_particular(note)
    remarks: list[Remark] = []
    if note.asks:
        remarks.append("ask")
    if note.resume:
        remarks.append("resume_unwanted" if unwanted else "resume_read")
    if hours > PROMPT_HOURS:
        remarks.append("late")
    if not note.asks:
        remarks.append("particular" if quote else "general")
    if note.marks["a way to stay in touch"] and tone != "cool":
        remarks.append("touch")
    return _written(transcript, persona, tone, wording().opening, remarks, note.text, quote)


def answer_update(
    transcript: Transcript, persona: Persona, card: Scorecard, update: Update, course: Course | None = None
) -> Reply | None:
    """The answer to news some weeks later; nothing after a call that could not be graded."""
    if card.overall is None:
        return None
    reading = read_update(transcript, persona, card, update)
    stands = standing(Evidence.of(transcript, persona, card.observations), course)
    pleased = reading.met("news") and reading.met("particular")
    tone = stands.at_most("cool" if not reading.met("no_ask") else "warm" if pleased else "civil")
    if tone == "silent":
        return Reply("silent", (), stands.because)
    remark: Remark = (
        "news_ask"
        if not reading.met("no_ask")
        else "news"
        if pleased
        else "news_general"
        if reading.met("news")
        else "no_news"
    )
    quote = _cut(_SALUTATION.sub("", reading.telling)) if remark == "news" else ""
    return _written(transcript, persona, tone, wording().opening_update, [remark], update.text, quote)


def _written(
    transcript: Transcript,
    persona: Persona,
    tone: Tone,
    openings: Mapping[Tone, Pool],
    remarks: Sequence[Remark],
    text: str,
    quote: str,
) -> Reply:
    words = wording()
    said = [turn.text for _, turn in transcript.learner_turns]
    values = {
        "learner": about_learner([*said, text]).name,
        "first": persona.first_name,
        "name": persona.name,
        "quote": quote or None,
        "field": persona.field,
        "organisation": persona.organisation,
    }
    scribe = Scribe(persona, "\x1f".join([persona.id, text]), values)
    body = [scribe.line(openings[tone], "opening")]
    body += [scribe.line(words.remarks[remark], remark) for remark in remarks[:3]]
    body.append(scribe.line(words.closing[tone], "closing"))
    paragraphs = (
        scribe.line(words.salutation, "salutation"),
        " ".join(line for line in body if line),
        persona.first_name if tone == "warm" else persona.name,
    )
    return Reply(tone, paragraphs)


_SALUTATION = re.compile(r"^(?:dear|hi|hello)\b[^,.!?]{0,40},\s*", re.IGNORECASE)


def _most_particular(note: Note) -> str:
    """The learner's own words that take up what the professional said; none if nothing does."""
    if len(note.shared) < 2:
        return ""

    def most_shared(parts: Sequence[str]) -> str:
        return max(parts, key=lambda one: len(content_words(one, names=False) & note.shared))

    best = most_shared(sentences(note.text))
    # of a long sentence, from the clause on that takes it up: a salutation is no memory of a call
    return _cut(best[best.index(most_shared(re.split(r"(?<=[,;:–])\s+", best))) :])


def _cut(sentence: str) -> str:
    """So much of a sentence as is quoted in a letter, word for word: to the end of a clause, if there is one."""
    words = sentence.split()
    if len(words) > LONGEST_QUOTE:
        clauses = [end for end in range(SHORTEST_CLAUSE, LONGEST_QUOTE + 1) if words[end - 1][-1] in ",;:–-"]
        words = words[: clauses[-1] if clauses else LONGEST_QUOTE]
        while len(words) > SHORTEST_CLAUSE and not content_words(words[-1]):
            words.pop()  # no quotation ends in "with" or "as you"
    return " ".join(words).strip(" ,;:.!?–-“”\"'")
