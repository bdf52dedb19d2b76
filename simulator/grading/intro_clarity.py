"""The introduction: who the learner is, where they are heading, why this call; in up to two minutes, unasked.

| level | rule |
| --- | --- |
| 5 | background, direction and purpose, at most 120 s |
| 4 | background and direction, at most 120 s; or all three, at most 150 s |
| 3 | two elements that are not background and direction; or level 4's elements, but up to 210 s; |
|   | or background and direction, but only after the first question or after the professional had to ask |
| 2 | one element; or over 210 s whatever it holds |
| 1 | none in the whole call |

Where the rubric is silent:
- The introduction is the learner's turns up to the one with the first substantive question; without any such question
  it is all of their turns.
- "Over 210 s whatever it holds" comes before everything else, also before late elements and before "none".
- The professional "had to ask" when their words directly before the turn in which background or direction first came
  asked for it, and the learner had already let a chance go by (`Evidence.was_asked_for`). Purpose may come on being
  asked.
- Elements that came only after the first question, and are not both background and direction, are level 2: something
  was said, but not in the introduction.

Points within the level: shorter is better where all is there (full marks up to 90 s); in level 3 what came unasked and
in time counts more; in level 2 an element in the introduction counts more than one after it.
"""

from dataclasses import dataclass

from simulator.clock import LEARNER_WORDS_PER_MINUTE, speech_seconds
from simulator.grading.dossier import title_of
from simulator.grading.evidence import Evidence, Seen
from simulator.grading.scorecard import Grade, Ungraded
from simulator.grading.wording import bare, capital, duration, listed, quoted
from simulator.observation import Kind

BACKGROUND, DIRECTION, PURPOSE = Kind.INTRODUCES_BACKGROUND, Kind.STATES_DIRECTION, Kind.STATES_PURPOSE
ELEMENTS = (BACKGROUND, DIRECTION, PURPOSE)
NAMES = {BACKGROUND: "who you are", DIRECTION: "where you are heading", PURPOSE: "why this call"}

FULL_SECONDS = 90.0
"""Up to here a complete introduction has full marks; inside the advice's "one to two minutes"."""
GOOD_SECONDS, FAIR_SECONDS, LONGEST_SECONDS = 120.0, 150.0, 210.0
"""The rubric's limits."""


@dataclass(frozen=True)
class Introduction:
    """What the levels are made of."""

    first: dict[Kind, Seen]
    """Where each element first came, anywhere in the call."""
    inside: frozenset[Kind]
    """The elements that came in the introduction."""
    prompted: frozenset[Kind]
    """Those of them that the professional had to ask for."""
    seconds: float

    @property
    def complete(self) -> bool:
        """Whether all three elements came in the introduction."""
        return len(self.inside) == len(ELEMENTS)

    @property
    def core_volunteered(self) -> bool:
        """Whether background and direction came in the introduction, unasked."""
        return {BACKGROUND, DIRECTION} <= self.inside - self.prompted

    @property
    def core_anywhere(self) -> bool:
        """Whether background and direction came at all."""
        return BACKGROUND in self.first and DIRECTION in self.first


def grade_intro_clarity(evidence: Evidence) -> Grade | Ungraded:
    """The grade; always given."""
    intro = read(evidence)
    reached = level(intro)
    return Grade.of(
        reached,
        _fraction(reached, intro),
        _why(evidence, intro),
        tuple(seen.index for seen in intro.first.values()),
        _try_instead(evidence, intro, reached),
    )


def read(evidence: Evidence) -> Introduction:
    """The introduction of a call."""
    first: dict[Kind, Seen] = {}
    for seen in evidence.seen(*ELEMENTS):
        first.setdefault(seen.kind, seen)
    inside = frozenset(kind for kind, seen in first.items() if seen.turn in evidence.introduction)
    return Introduction(
        first,
        inside,
        frozenset(kind for kind in inside if evidence.was_asked_for(first[kind].turn)),
        evidence.introduction_seconds,
    )


def level(intro: Introduction) -> int:
    """The rubric's level."""
    if intro.seconds > LONGEST_SECONDS:
        return 2
    if intro.core_volunteered:
        if intro.complete and intro.seconds <= GOOD_SECONDS:
            return 5
        return 4 if intro.seconds <= (FAIR_SECONDS if intro.complete else GOOD_SECONDS) else 3
    if intro.core_anywhere or len(intro.inside) == 2:
        return 3
    return 2 if intro.first else 1


def _falling(seconds: float, start: float, end: float) -> float:
    return min(1.0, max(0.0, (end - seconds) / (end - start)))


def _fraction(reached: int, intro: Introduction) -> float:
    match reached:
        case 5:
            return 0.5 + 0.5 * _falling(intro.seconds, FULL_SECONDS, GOOD_SECONDS)
        case 4 if intro.complete:
            return 0.6 + 0.4 * _falling(intro.seconds, GOOD_SECONDS, FAIR_SECONDS)
        case 4:
            return 0.25 + 0.25 * _falling(intro.seconds, FULL_SECONDS, GOOD_SECONDS)
        case 3 if intro.core_volunteered:
            return 0.5 + 0.2 * intro.complete + 0.3 * _falling(intro.seconds, GOOD_SECONDS, LONGEST_SECONDS)
        case 3:
            return 0.25 * len(intro.inside - intro.prompted) + 0.2 * (len(intro.first) == len(ELEMENTS))
        case 2:
            return 0.3 * len(intro.inside) + 0.1 * (len(intro.first) - len(intro.inside))
        case _:
            return 0.0


def _why(evidence: Evidence, intro: Introduction) -> str:
    if not intro.first:
        return (
            "In the whole call you said neither who you are, nor where you are heading, nor why you wanted to talk; "
            "there are no words to point to."
        )
    inside = [
        f"{NAMES[kind]} ({quoted(intro.first[kind].quote, 80)}, turn {intro.first[kind].turn})"
        for kind in ELEMENTS
        if kind in intro.inside
    ]
    late = [
        f"{NAMES[kind]} only in turn {intro.first[kind].turn}"
        for kind in ELEMENTS
        if kind in intro.first and kind not in intro.inside
    ]
    missing = [NAMES[kind] for kind in ELEMENTS if kind not in intro.first]
    until = "your first question" if evidence.first_question_turn is not None else "the end, without a question"
    content = listed(inside) if inside else "nothing about yourself"
    said = f"In the {duration(intro.seconds)} up to {until} you said {content}"
    if intro.prompted:
        asked = listed([NAMES[kind] for kind in ELEMENTS if kind in intro.prompted])
        said += f"; {evidence.persona.first_name} had to ask for {asked}"
    rest = [*late, *([f"missing: {listed(missing)}"] if missing else [])]
    if intro.seconds > GOOD_SECONDS:
        rest.append(f"it ran {duration(intro.seconds - GOOD_SECONDS)} past the two minutes that a listener gives")
    return f"{said}." + (f" {capital('; '.join(rest))}." if rest else "")


def _try_instead(evidence: Evidence, intro: Introduction, reached: int) -> str | None:
    if reached == 5:
        return None
    short = " ".join(_lines(evidence, intro))
    spoken = duration(speech_seconds(short, LEARNER_WORDS_PER_MINUTE))
    missing = [NAMES[kind] for kind in ELEMENTS if kind not in intro.first]
    lead = (
        f"Cut it to the three things, about {spoken} aloud"
        if intro.seconds > GOOD_SECONDS
        else f"Add {listed(missing)}"
        if missing
        else "Say all of it before your first question, without being asked"
    )
    return f"{lead}: “{short}”"


def _lines(evidence: Evidence, intro: Introduction) -> list[str]:
    """An introduction in three sentences: the learner's own words, and gaps to fill in where there are none."""
    persona = evidence.persona
    gaps = {
        BACKGROUND: "I study … / I have worked as … for … years",
        DIRECTION: "I am trying to decide between … and …, and lean towards …",
        PURPOSE: (
            f"I wanted to talk to you because of ‘{title_of(persona.public.writing[0])}’, and hope to take away …"
            if persona.public.writing
            else f"I wanted to talk to you because you know {persona.field} from the inside, and hope to take away …"
        ),
    }
    lines = [bare(intro.first[kind].quote) if kind in intro.first else gaps[kind] for kind in ELEMENTS]
    # one sentence may hold two of the elements
    return [f"{capital(line)}{'' if line.endswith('…') else '.'}" for line in dict.fromkeys(lines)]
