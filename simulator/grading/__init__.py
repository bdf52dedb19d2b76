"""Observations + clock -> scorecard. Plain arithmetic by the rubric's letter, the same whatever found the observations.

    card = grade(transcript, persona, observations, transcript_name="c7", grader=Grader(name="offline", version="3"))
    card.grades["job_ask"].level, card.overall.points, card.ungraded["follow_through"]

One grade a file, each a function of the `Evidence` that gives a `Grade` or says why there is none.
"""

from collections.abc import Callable, Mapping, Sequence

from simulator.clock import timeline_of
from simulator.grading.closing import grade_closing
from simulator.grading.evidence import Evidence, seems_answerable, seems_to_ask
from simulator.grading.follow_through import grade_follow_through
from simulator.grading.intro_clarity import grade_intro_clarity
from simulator.grading.job_ask import grade_job_ask
from simulator.grading.listening import grade_listening
from simulator.grading.preparation import grade_preparation
from simulator.grading.questions import grade_questions
from simulator.grading.research import grade_research
from simulator.grading.scorecard import (
    GRADE_NAMES,
    Grade,
    GradeName,
    Grader,
    Overall,
    Scorecard,
    Time,
    Ungraded,
    level_of,
)
from simulator.grading.time_use import grade_time_use
from simulator.observation import Observation
from simulator.persona import Persona
from simulator.transcript import Transcript

__all__ = [
    "GRADES",
    "GRADE_NAMES",
    "WEIGHTS",
    "Grade",
    "GradeName",
    "Grader",
    "Overall",
    "Scorecard",
    "Time",
    "grade",
    "refuse",
]

GRADES: tuple[tuple[GradeName, Callable[[Evidence], Grade | Ungraded], int], ...] = (
    ("research", grade_research, 20),
    ("intro_clarity", grade_intro_clarity, 20),
    ("time_use", grade_time_use, 20),
    ("job_ask", grade_job_ask, 20),
    ("questions", grade_questions, 4),
    ("listening", grade_listening, 4),
    ("closing", grade_closing, 4),
    ("preparation", grade_preparation, 4),
    ("follow_through", grade_follow_through, 4),
)
"""Every grade: its name, what gives it, and its weight in the overall mean.

The weights are the rubric's: 20 for each core grade, 4 for each supporting one.
"""

WEIGHTS: Mapping[GradeName, int] = {name: weight for name, _, weight in GRADES}

LEAST_TURNS = 2
"""Learner's turns with words, below which there is no call to grade."""


def grade(
    transcript: Transcript,
    persona: Persona,
    observations: Sequence[Observation],
    *,
    transcript_name: str,
    grader: Grader,
    asks_in: Callable[[str], bool] = seems_to_ask,
    answerable: Callable[[str], bool] = seems_answerable,
) -> Scorecard:
    """Grade a call.

    `asks_in` says whether a written text holds an uninvited ask, `answerable` whether the public section answers a
    prepared question. Raises `ValueError` for an observation that is not in the transcript.
    """
    if len(transcript.learner_turns) < LEAST_TURNS:
        said = "once" if transcript.learner_turns else "not at all"
        return refuse(
            transcript,
            persona,
            observations,
            f"too short to grade: the learner spoke {said}",
            transcript_name=transcript_name,
            grader=grader,
        )
    evidence = Evidence.of(transcript, persona, observations, asks_in=asks_in, answerable=answerable)
    grades: dict[GradeName, Grade | None] = {}
    ungraded: dict[GradeName, str] = {}
    for name, give, _ in GRADES:
        match give(evidence):
            case Grade() as given:
                grades[name] = given
            case Ungraded(reason):
                grades[name], ungraded[name] = None, reason
    return Scorecard(
        transcript=transcript_name,
        persona=persona.id,
        observations=evidence.observations,
        grades=grades,
        ungraded=ungraded,
        overall=overall(grades),
        time=Time.of(evidence.timeline, transcript.joined_late_seconds),
        grader=grader,
        rewinds=transcript.rewinds,
    )


def refuse(
    transcript: Transcript,
    persona: Persona,
    observations: Sequence[Observation],
    reason: str,
    *,
    transcript_name: str,
    grader: Grader,
) -> Scorecard:
    """A scorecard without grades, every one of them for the same reason ("not graded: the call is not in English").

    The observations and the clock are given all the same. Raises `ValueError` for an observation that is not in the
    transcript.
    """
    evidence = Evidence.of(transcript, persona, observations)
    return Scorecard(
        transcript=transcript_name,
        persona=persona.id,
        observations=evidence.observations,
        grades=dict.fromkeys(GRADE_NAMES),
        ungraded=dict.fromkeys(GRADE_NAMES, reason),
        overall=None,
        time=Time.of(timeline_of(transcript, persona), transcript.joined_late_seconds),
        grader=grader,
        rewinds=transcript.rewinds,
    )


def overall(grades: Mapping[GradeName, Grade | None]) -> Overall | None:
    """The weighted mean of the grades that are there, halves rounded up; none where there is none."""
    present = [(grade.points, WEIGHTS[name]) for name, grade in grades.items() if grade]
    if not present:
        return None
    points = int(sum(points * weight for points, weight in present) / sum(weight for _, weight in present) + 0.5)
    return Overall(points=points, level=level_of(points))
