"""Small calls to grade: a line is who spoke, for how long, and what the learner was seen to do in it.

    evidence(they(), you(BACKGROUND, DIRECTION, seconds=50), they(), you(QUESTION, "Why?"), ended_by="learner")

Every line has real seconds, so a test says exactly how long a call took; nothing here listens.
"""

from dataclasses import dataclass, field
from typing import Any

from simulator.grading.evidence import Evidence
from simulator.observation import Kind, Observation
from simulator.persona import Persona, Private, Public, Schedule, Voice, Writing
from simulator.transcript import Transcript, Turn

BACKGROUND, DIRECTION, PURPOSE = Kind.INTRODUCES_BACKGROUND, Kind.STATES_DIRECTION, Kind.STATES_PURPOSE
REFERENCE, BUILDS, ANSWERABLE, WRONG = (
    Kind.RESEARCH_REFERENCE,
    Kind.BUILDS_ON_RESEARCH,
    Kind.ANSWERABLE_QUESTION,
    Kind.WRONG_FACT,
)
QUESTION, FOLLOW_UP = Kind.QUESTION, Kind.FOLLOW_UP
DIRECT, VEILED, RESUME, INVITED, DISCLAIMER = (
    Kind.DIRECT_JOB_ASK,
    Kind.VEILED_JOB_ASK,
    Kind.RESUME_PUSH,
    Kind.INVITED_JOB_TALK,
    Kind.NO_JOB_DISCLAIMER,
)
CONTACT, IN_TOUCH, TIME_CHECK, WRAP_UP, THANKS = (
    Kind.CONTACT_ASK,
    Kind.STAY_IN_TOUCH,
    Kind.TIME_CHECK,
    Kind.WRAP_UP,
    Kind.THANKS,
)

DANA = Persona(
    format="persona/1",
    id="dana-okafor",
    name="Dana Okafor",
    title="VP of Supply Chain",
    organisation="Northwind Foods",
    field="food logistics",
    public=Public(
        profile="I run supply chain at Northwind Foods.",
        career=("2019-now VP of Supply Chain, Northwind Foods", "2012-2019 Depot Manager, Harrow Freight"),
        education=("BSc Geography, Hull, 2008",),
        writing=(
            Writing(
                title="Cold Chain, Warm Heads", where="Logistics Today", year=2024, summary="Why drivers plan routes."
            ),
            Writing(
                title="Empty Lorries", where="talk, Freight Week", year=2022, summary="On the way back with nothing."
            ),
        ),
        organisation_facts=("Northwind merged with Polar Dairy in 2023.", "It was founded in 1987."),
    ),
    private=Private(hiring="Nothing is open."),
    schedule=Schedule(minutes=15, next="a board call"),
    voice=Voice(words_per_minute=150),
)
UNKNOWN = DANA.model_copy(update={"id": "no-one", "public": Public()})


@dataclass(frozen=True)
class Line:
    """A turn and what is seen in it: kinds, each with its span of the text, and a fact where one was cited."""

    turn: Turn
    seen: tuple[tuple[Kind, int, int, str | None], ...] = field(default=())


def they(text: str = "That depends on the week.", seconds: float = 20.0) -> Line:
    """The professional speaks."""
    return Line(Turn(speaker="professional", text=text, seconds=seconds))


def you(*seen: Kind | tuple[Kind, str] | str, seconds: float = 10.0, fact: str | None = None) -> Line:
    """The learner speaks. A kind alone spans the whole turn; with a quote, that quote; a bare string is the text."""
    text = next((one for one in seen if isinstance(one, str) and not isinstance(one, Kind)), "")
    kinds = [one for one in seen if isinstance(one, tuple | Kind)]
    text = text or " ".join(one[1] for one in kinds if isinstance(one, tuple)) or "So that is that, then."
    spans = []
    for one in kinds:
        kind, quote = one if isinstance(one, tuple) else (one, text)
        start = text.index(quote)
        spans.append((kind, start, start + len(quote), fact))
    return Line(Turn(speaker="learner", text=text, seconds=seconds), tuple(spans))


def transcript(*lines: Line, **fields: Any) -> Transcript:
    """The call on paper."""
    return Transcript(
        format="transcript/1",
        persona="dana-okafor",
        turns=tuple(line.turn for line in lines),
        **{"agreed_minutes": 15, **fields},
    )


def observations(*lines: Line) -> list[Observation]:
    """What is seen in the lines."""
    return [
        Observation.of(number, kind, line.turn.text, start, end, source="test", confidence=1.0, fact=fact)
        for number, line in enumerate(lines)
        for kind, start, end, fact in line.seen
    ]


def evidence(*lines: Line, persona: Persona = DANA, **fields: Any) -> Evidence:
    """A call as the grades see it."""
    hooks = {name: fields.pop(name) for name in ("asks_in", "answerable") if name in fields}
    return Evidence.of(transcript(*lines, **fields), persona, observations(*lines), **hooks)
