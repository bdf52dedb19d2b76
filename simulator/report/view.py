"""A graded call, laid out for reading: one value that every form of the report is made from.

View.of(transcript, persona, card).grades[0]
->  GradeView(name="research", title="Research", level=4, word="good", quotes=(QuoteView(turn=3, ...),), ...)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from simulator.aftermath import Aftermath, what_happened
from simulator.clock import Timeline, timeline_of
from simulator.grading.scorecard import GradeName, Grader, Scorecard
from simulator.observation import Kind, Observation
from simulator.persona import Persona
from simulator.transcript import Transcript

Tone = Literal["credit", "lapse", "plain"]

LEVEL_WORDS = {1: "poor", 2: "weak", 3: "fair", 4: "good", 5: "excellent"}
GRADE_TITLES: dict[GradeName, str] = {
    "research": "Research",
    "intro_clarity": "Introduction",
    "time_use": "Use of time",
    "job_ask": "Not asking for a job",
    "questions": "Questions",
    "listening": "Listening",
    "closing": "Closing",
    "preparation": "Preparation",
    "follow_through": "Thank-you note",
}
KIND_TITLES: dict[Kind, str] = {
    Kind.INTRODUCES_BACKGROUND: "says who you are",
    Kind.STATES_DIRECTION: "says what you look for",
    Kind.STATES_PURPOSE: "says why this call",
    Kind.RESEARCH_REFERENCE: "uses research",
    Kind.BUILDS_ON_RESEARCH: "goes past the research",
    Kind.ANSWERABLE_QUESTION: "could have been looked up",
    Kind.WRONG_FACT: "wrong fact",
    Kind.QUESTION: "question",
    Kind.FOLLOW_UP: "follows up",
    Kind.DIRECT_JOB_ASK: "asks for a job",
    Kind.VEILED_JOB_ASK: "hints at a job",
    Kind.RESUME_PUSH: "pushes a résumé",
    Kind.INVITED_JOB_TALK: "job talk, invited",
    Kind.NO_JOB_DISCLAIMER: "says it is not about a job",
    Kind.CONTACT_ASK: "asks for contacts",
    Kind.STAY_IN_TOUCH: "keeps in touch",
    Kind.TIME_CHECK: "minds the clock",
    Kind.WRAP_UP: "starts the close",
    Kind.THANKS: "thanks for something particular",
    Kind.TWO_WAY_OFFER: "makes it two-way",
    Kind.SELF_PROMOTION: "sells yourself",
    Kind.RUDE: "rude",
    Kind.OFF_SCRIPT: "tries to leave the exercise",
}
_LAPSES = {
    Kind.ANSWERABLE_QUESTION,
    Kind.WRONG_FACT,
    Kind.DIRECT_JOB_ASK,
    Kind.VEILED_JOB_ASK,
    Kind.RESUME_PUSH,
    Kind.SELF_PROMOTION,
    Kind.RUDE,
    Kind.OFF_SCRIPT,
}
_STRONGEST_FIRST: tuple[Tone, ...] = ("lapse", "credit", "plain")
_PLAIN = {Kind.QUESTION, Kind.INVITED_JOB_TALK}
_DROPPED = {
    "quote_not_in_turn": "with a quote that is not in its turn",
    "unknown_kind": "of a kind that does not exist",
    "kind_not_asked_for": "of a kind that it was not asked for",
    "not_a_turn_of_the_learner": "on what is no turn of the learner",
    "turn_of_another_part": "on a turn that was shown as context only",
    "repeated": "said twice",
    "outvoted": "without a majority of the readings",
}
"""Why marks of a model were not used."""


def tone(kind: Kind) -> Tone:
    """Whether a kind counts for the learner, against, or neither."""
    return "lapse" if kind in _LAPSES else "plain" if kind in _PLAIN else "credit"


def minutes_and_seconds(seconds: float) -> str:
    """641.2 -> '10:41'."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


@dataclass(frozen=True)
class QuoteView:
    """The learner's own words, and what they were seen as."""

    turn: int
    text: str
    title: str
    tone: Tone
    fact: str | None


@dataclass(frozen=True)
class GradeView:
    """One grade, ready to be shown. `level` and `points` are None when there was nothing to grade."""

    name: str
    title: str
    level: int | None
    word: str
    points: int | None
    why: str
    quotes: tuple[QuoteView, ...]
    try_instead: str | None


@dataclass(frozen=True)
class Segment:
    """A stretch of a turn with the marks that lie on it."""

    text: str
    tone: Tone | None
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class TurnView:
    """One turn, marked."""

    number: int
    speaker: Literal["learner", "professional"]
    name: str
    clock: str
    by: str | None
    segments: tuple[Segment, ...]
    marks: tuple[tuple[str, Tone], ...]


@dataclass(frozen=True)
class View:
    """The whole report."""

    persona: Persona
    transcript: Transcript
    card: Scorecard
    timeline: Timeline
    ended: str
    speakers: str
    grader: str
    unused: str
    """Why the grader that was asked for was not used; empty if it was."""
    grades: tuple[GradeView, ...]
    turns: tuple[TurnView, ...]
    next: Aftermath | None
    """What happened next; nothing after a call that is not graded."""

    @classmethod
    def of(cls, transcript: Transcript, persona: Persona, card: Scorecard) -> "View":
        """Lay out a graded call."""
        timeline = timeline_of(transcript, persona)
        return cls(
            persona=persona,
            transcript=transcript,
            card=card,
            timeline=timeline,
            ended=_ended(transcript, persona),
            speakers=" ".join(filter(None, (_speakers(transcript, persona), _invention(persona)))),
            grader=_grader(card),
            unused=_unused(card),
            grades=tuple(_grade(name, card) for name in GRADE_TITLES),
            turns=tuple(_turns(transcript, persona, card.observations, timeline)),
            next=what_happened(transcript, persona, card),
        )

    @property
    def graded(self) -> bool:
        """Whether any grade was given."""
        return self.card.overall is not None

    @property
    def why_ungraded(self) -> str:
        """Why no grade was given, if none was."""
        return next(iter(self.card.ungraded.values()), "")

    @property
    def first_name(self) -> str:
        """What the professional is called."""
        return self.persona.first_name


def _grade(name: GradeName, card: Scorecard) -> GradeView:
    grade = card.grades.get(name)
    if grade is None:
        reason = card.ungraded.get(name, "there was nothing to grade")
        return GradeView(name, GRADE_TITLES[name], None, "not graded", None, reason, (), None)
    quotes = tuple(_quote(card.observations[index]) for index in grade.observations)
    return GradeView(
        name,
        GRADE_TITLES[name],
        grade.level,
        LEVEL_WORDS[grade.level],
        grade.points,
        grade.why,
        quotes,
        grade.try_instead,
    )


def _quote(observation: Observation) -> QuoteView:
    kind = observation.kind
    return QuoteView(observation.turn, observation.quote, KIND_TITLES[kind], tone(kind), observation.fact)


def _turns(
    transcript: Transcript, persona: Persona, observations: Sequence[Observation], timeline: Timeline
) -> list[TurnView]:
    views = []
    for number, turn in enumerate(transcript.turns):
        here = [observation for observation in observations if observation.turn == number]
        kinds = dict.fromkeys(observation.kind for observation in here)
        views.append(
            TurnView(
                number=number,
                speaker=turn.speaker,
                name="You" if turn.speaker == "learner" else persona.first_name,
                clock=minutes_and_seconds(timeline.spoken[number].start),
                by=turn.by,
                segments=tuple(segments(turn.text, here)),
                marks=tuple((KIND_TITLES[kind], tone(kind)) for kind in kinds),
            )
        )
    return views


def segments(text: str, observations: Sequence[Observation]) -> list[Segment]:
    """Cut a turn where marks begin and end. Where several lie on one another, a lapse shows before a credit."""
    cuts = sorted(
        {0, len(text), *(edge for observation in observations for edge in (observation.start, observation.end))}
    )
    pieces = []
    for start, end in pairwise(cuts):
        over = [observation for observation in observations if observation.start <= start and end <= observation.end]
        tones = {tone(observation.kind) for observation in over}
        strongest: Tone | None = next((each for each in _STRONGEST_FIRST if each in tones), None)
        titles = tuple(dict.fromkeys(KIND_TITLES[observation.kind] for observation in over))
        pieces.append(Segment(text[start:end], strongest, titles))
    return pieces


def _ended(transcript: Transcript, persona: Persona) -> str:
    match transcript.ended_by:
        case "learner":
            return "you hung up"
        case "professional":
            return f"{persona.first_name} ended the call early"
        case "time":
            return "the time was up"
        case _:
            return "how it ended is not known"


def _speakers(transcript: Transcript, persona: Persona) -> str:
    spoke: dict[str, int] = {}
    for turn in transcript.turns:
        if turn.speaker == "professional" and turn.by:
            spoke[turn.by] = spoke.get(turn.by, 0) + 1
    if not spoke:
        return f"What spoke {persona.first_name}'s part is not recorded."
    parts = [
        f"{'the built-in professional' if by == 'offline' else by} ({count} turn{'s' if count != 1 else ''})"
        for by, count in spoke.items()
    ]
    return f"{persona.first_name}'s part was spoken by {' and '.join(parts)}."


def _invention(persona: Persona) -> str:
    """What is to be known of somebody whom the learner brought: that nobody said these words."""
    if not persona.invented:
        return ""
    marked = any(path != "private" for path in persona.invented)
    counted = " What the dossier marks as not in the pasted text counted as true." if marked else ""
    return f"{persona.first_name} is an invention for practice: these are nobody's real words.{counted}"


def _grader(card: Scorecard) -> str:
    grader = card.grader
    if grader.asked is None or grader.unused_because:
        by = f"Graded by the {grader.name} grader, version {grader.version}"
        said = [f"{by}, with {grader.model}." if grader.model else f"{by}; no language model took part in the grading."]
    else:
        served = f", which its server calls {grader.model}," if grader.model else ""
        said = [f"Graded by {grader.asked}{served} together with the offline observer, version {grader.version}."]
    if grader.requests:
        said.append(_account(grader))
    if grader.dropped:
        left_out = (f"{count} {_DROPPED.get(reason, reason)}" for reason, count in grader.dropped.items())
        said.append(f"Not used of the model's answers: {', '.join(left_out)}.")
    if grader.policy:
        said.append(grader.policy)
    return " ".join(said)


def _account(grader: Grader) -> str:
    """What the model's reading took."""
    temperature = "its own temperature" if grader.temperature is None else f"temperature {grader.temperature:g}"
    counted = " by our own estimate" if grader.tokens_estimated else ""
    return (
        f"The model read the call {_times(grader.readings or 1)} at {temperature}: "
        f"{_number(grader.requests, 'request')}, "
        f"{grader.tokens_in:,} tokens in and {grader.tokens_out:,} out{counted}, {grader.seconds:.1f} seconds."
    )


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _number(number: int | None, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _unused(card: Scorecard) -> str:
    grader = card.grader
    return f"{grader.asked} was not used: {grader.unused_because}." if grader.unused_because else ""
