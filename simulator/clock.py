"""Words -> speech time. All times are seconds unless a name says otherwise.

A turn takes as long as it takes to say: its words at 140 a minute for the learner, at the persona's own pace for the
professional. Where a transcript carries real timings, those count instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from simulator.persona import Persona
from simulator.transcript import Transcript, Turn

LEARNER_WORDS_PER_MINUTE = 140.0
"""From the rubric: an unhurried speaking pace."""
REMEMBERED = 4096
"""Texts whose words are kept."""


# a call's earlier turns are put on the clock again with each new one, several times
@lru_cache(maxsize=REMEMBERED)
def words(text: str) -> int:
    """How many words, as white space tells them apart."""
    return len(text.split())


def speech_seconds(text: str, words_per_minute: float) -> float:
    """How long `text` takes to say aloud."""
    return words(text) / words_per_minute * 60.0


@dataclass(frozen=True)
class Spoken:
    """One turn on the clock."""

    turn: int
    speaker: Literal["learner", "professional"]
    start: float
    seconds: float

    @property
    def end(self) -> float:
        """When it was over."""
        return self.start + self.seconds


@dataclass(frozen=True)
class Timeline:
    """A call on the clock."""

    spoken: tuple[Spoken, ...]
    agreed: float
    taken: float = 0.0
    """Of the agreed time, by the professional: what the learner never had."""

    @property
    def available(self) -> float:
        """The agreed time without what was taken of it; at least half, so that no file can take it all."""
        return self.agreed - min(self.taken, self.agreed / 2)

    @property
    def elapsed(self) -> float:
        """From the first word to the last."""
        return max((spoken.end for spoken in self.spoken), default=0.0)

    def seconds_of(self, speaker: Literal["learner", "professional"]) -> float:
        """How long one of the two spoke."""
        return sum(spoken.seconds for spoken in self.spoken if spoken.speaker == speaker)

    @property
    def learner_share(self) -> float:
        """The learner's part of the speech, 0 to 1; 0 when nobody spoke."""
        total = sum(spoken.seconds for spoken in self.spoken)
        return self.seconds_of("learner") / total if total else 0.0

    @property
    def halfway(self) -> float:
        """Half of the available time or half of the time that the call took, whichever is less."""
        return min(self.available, self.elapsed) / 2

    @property
    def overrun(self) -> float:
        """By how much the call went over what was agreed."""
        return max(0.0, self.elapsed - self.agreed)

    def in_first_half(self, turn: int) -> bool:
        """Whether the turn starts before the halfway point."""
        return self.spoken[turn].start < self.halfway


def timeline(
    turns: Sequence[Turn], words_per_minute: float, agreed_minutes: float, minutes_taken: float = 0
) -> Timeline:
    """Put turns on the clock, one after the other, or where their `at` says."""
    spoken: list[Spoken] = []
    now = 0.0
    for number, turn in enumerate(turns):
        pace = LEARNER_WORDS_PER_MINUTE if turn.speaker == "learner" else words_per_minute
        seconds = turn.seconds if turn.seconds is not None else speech_seconds(turn.text, pace)
        start = turn.at if turn.at is not None else now
        spoken.append(Spoken(number, turn.speaker, start, seconds))
        now = start + seconds
    return Timeline(tuple(spoken), agreed_minutes * 60.0, minutes_taken * 60.0)


def timeline_of(transcript: Transcript, persona: Persona) -> Timeline:
    """The timeline of a whole call."""
    pace, agreed = persona.voice.words_per_minute, transcript.minutes(persona)
    return timeline(transcript.turns, pace, agreed, transcript.minutes_taken)
