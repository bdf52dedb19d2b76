"""A call on paper -> how the professional's mood went: the director, run over what was observed.

    course(transcript, persona, card.observations).end      ->  Mood(patience=71.2, rapport=68.0, ...)

For a call of this program the log has the moods as they were. This is for any transcript, whoever held the call: it
hangs on the observations and on nothing else, so that it is the same for whoever reads the same scorecard.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator import director
from simulator.clock import timeline_of
from simulator.director import Mood, Stage
from simulator.observation import Observation
from simulator.persona import Persona
from simulator.transcript import Transcript


@dataclass(frozen=True)
class Step:
    """The mood after one of the learner's turns, and what the director would have had the professional do."""

    turn: int
    mood: Mood
    stage: Stage


@dataclass(frozen=True)
class Course:
    """The moods of a call, from the ringing of the phone to its end."""

    start: Mood
    steps: tuple[Step, ...]

    @property
    def end(self) -> Mood:
        """The last one."""
        return self.steps[-1].mood if self.steps else self.start


def course(transcript: Transcript, persona: Persona, observations: Sequence[Observation]) -> Course:
    """The course of a call. A call that went on where the director would have ended it goes on here, too."""
    preparation = transcript.preparation
    timeline = timeline_of(transcript, persona)
    start, _ = director.opening(
        persona,
        late_seconds=transcript.joined_late_seconds,
        unconfirmed=preparation is not None and preparation.confirmed_hours_before is None,
        agreed_seconds=timeline.agreed,
        accepted=preparation.request_accepted if preparation else None,
        terms=director.terms_of(preparation.request) if preparation else None,
    )
    mood, steps = start, []
    for turn, _ in transcript.learner_turns:
        seen = [one for one in observations if one.turn == turn]
        broken_into = sum(each.minutes_taken for each in transcript.interruptions or () if each.turn < turn)
        taken = (start.minutes_taken + broken_into) * 60
        heard = director.Heard(
            kinds=tuple(one.kind for one in seen),
            elapsed=timeline.spoken[turn].end,
            agreed=timeline.agreed - min(taken, timeline.agreed / 2),
            turn_seconds=timeline.spoken[turn].seconds,
            words_per_minute=persona.voice.words_per_minute,
        )
        before = mood if mood.phase != "over" else mood.model_copy(update={"phase": "closing"})
        mood, stage = director.direct(before, heard, persona.temperament)
        steps.append(Step(turn, mood, stage))
    return Course(start, tuple(steps))
