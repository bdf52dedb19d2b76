"""The transcript with what was observed marked in it.

segments("Hi. Are you hiring?", [direct_job_ask at 4..19])
->  [Segment("Hi. ", None), Segment("Are you hiring?", "lapse", ("asks for a job",))]
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from simulator.clock import Timeline
from simulator.grading.scorecard import Scorecard
from simulator.observation import LAPSES, Kind, Observation
from simulator.persona import Persona
from simulator.texts import Texts
from simulator.transcript import Transcript

Tone = Literal["credit", "lapse", "plain"]
Verdict = Literal["agree", "dispute"]

_PLAIN = {Kind.QUESTION, Kind.INVITED_JOB_TALK}
TONES: tuple[Tone, ...] = ("lapse", "credit", "plain")
"""The strongest first."""


def tone(kind: Kind) -> Tone:
    """Whether a kind counts for the learner, against, or neither."""
    return "lapse" if kind in LAPSES else "plain" if kind in _PLAIN else "credit"


def minutes_and_seconds(seconds: float) -> str:
    """641.2 -> '10:41'."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


@dataclass(frozen=True)
class Judgement:
    """What the learner makes of one observation."""

    verdict: Verdict
    why: str = ""


@dataclass(frozen=True)
class Mark:
    """One observation beside its turn. `number` is its place in the scorecard's list."""

    number: int
    kind: str
    title: str
    tone: Tone
    quote: str
    fact: str | None
    percent: int
    """How sure whoever observed it is, 0 to 100."""
    judgement: Judgement | None


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
    """Who spoke the professional's part, where it was not the same throughout."""
    segments: tuple[Segment, ...]
    marks: tuple[Mark, ...]
    shown_for: tuple[str, ...]
    """The choices of the filter with which this turn is shown: its own marks', or those of the answer to it."""


@dataclass(frozen=True)
class Choice:
    """What the transcript can be filtered by: a kind, or a tone."""

    value: str
    title: str
    tone: Tone
    count: int


def turns_of(
    transcript: Transcript,
    persona: Persona,
    card: Scorecard,
    timeline: Timeline,
    judged: Mapping[int, Judgement],
    say: Texts,
) -> tuple[TurnView, ...]:
    """Every turn with its marks. `judged` is by the observation's place in the scorecard's list."""
    marks: dict[int, list[Mark]] = {}
    for number, seen in enumerate(card.observations):
        mark = Mark(
            number=number,
            kind=seen.kind.value,
            title=say(f"report.kinds.{seen.kind.value}"),
            tone=tone(seen.kind),
            quote=seen.quote,
            fact=seen.fact,
            percent=round(100 * seen.confidence),
            judgement=judged.get(number),
        )
        marks.setdefault(seen.turn, []).append(mark)
    several = len({turn.by for turn in transcript.turns if turn.by}) > 1
    views = []
    for number, turn in enumerate(transcript.turns):
        here = [seen for seen in card.observations if seen.turn == number]
        # what was said before is shown with the answer to it: a remark is hard to judge without
        about = number if turn.speaker == "learner" else number + 1
        shown_for = dict.fromkeys(key for mark in marks.get(about, ()) for key in (mark.kind, mark.tone))
        views.append(
            TurnView(
                number=number,
                speaker=turn.speaker,
                name=say("report.you") if turn.speaker == "learner" else persona.first_name,
                clock=minutes_and_seconds(timeline.spoken[number].start),
                by=turn.by if several else None,
                segments=tuple(segments(turn.text, here, say)),
                marks=tuple(marks.get(number, ())),
                shown_for=tuple(shown_for),
            )
        )
    return tuple(views)


def choices_of(card: Scorecard, say: Texts) -> tuple[Choice, ...]:
    """By what the marks of a call can be filtered: the tones, then the kinds that there are, the gravest first."""
    kinds = [seen.kind for seen in card.observations]
    tones = [tone(kind) for kind in kinds]
    found = [Choice(each, say(f"report.tones.{each}"), each, tones.count(each)) for each in TONES if each in tones]
    present = sorted(dict.fromkeys(kinds), key=lambda kind: (TONES.index(tone(kind)), list(Kind).index(kind)))
    return (
        *found,
        *(Choice(kind.value, say(f"report.kinds.{kind.value}"), tone(kind), kinds.count(kind)) for kind in present),
    )


def segments(text: str, observations: Sequence[Observation], say: Texts) -> list[Segment]:
    """Cut a turn where marks begin and end. Where several lie on one another, a lapse shows before a credit."""
    cuts = sorted(
        {0, len(text), *(edge for observation in observations for edge in (observation.start, observation.end))}
    )
    pieces = []
    for start, end in pairwise(cuts):
        over = [observation for observation in observations if observation.start <= start and end <= observation.end]
        tones = {tone(observation.kind) for observation in over}
        strongest: Tone | None = next((each for each in TONES if each in tones), None)
        titles = tuple(dict.fromkeys(say(f"report.kinds.{observation.kind.value}") for observation in over))
        pieces.append(Segment(text[start:end], strongest, titles))
    return pieces
