"""What came after a call: the note, and what happened some weeks later."""

from dataclasses import dataclass

from simulator.aftermath import Aftermath, what_happened
from simulator.course import Course
from simulator.grading.scorecard import Scorecard
from simulator.happened import Update
from simulator.persona import Persona
from simulator.texts import Texts
from simulator.transcript import Transcript

HOURS_A_WEEK = 168


@dataclass(frozen=True)
class AfterView:
    """What was written after the call and what came of it; empty texts where there was nothing."""

    note: str
    note_when: str
    resume: bool
    answer: None
    update: str
    update_when: str
    update_checks: tuple[()]
    update_answer: None
    letter: Aftermath | None
    """Nothing after a call that is not graded."""


def after_of(
    transcript: Transcript,
    persona: Persona,
    card: Scorecard,
    moods: Course | None,  # noqa: ARG001
    update: Update | None,
    say: Texts,
) -> AfterView:
    """Lay out what came after a call."""
    follow_up = transcript.follow_up
    note = (follow_up.note or "").strip() if follow_up else ""
    return AfterView(
        note=note,
        note_when=later(follow_up.hours_after if follow_up else None, say) if note else "",
        resume=bool(follow_up and follow_up.resume_attached),
        answer=None,
        update=update.text if update else "",
        update_when=later(update.weeks_after * HOURS_A_WEEK, say) if update else "",
        update_checks=(),
        update_answer=None,
        letter=what_happened(transcript, persona, card),
    )


def later(hours: float | None, say: Texts) -> str:
    """How long after the call, in words."""
    if hours is None:
        return say("report.later.unknown")
    if hours < 1:
        return say("report.later.soon")
    if hours < 24:
        return say.n("report.later.hours", round(hours))
    if hours < 14 * 24:
        return say.n("report.later.days", round(hours / 24))
    return say.n("report.later.weeks", round(hours / HOURS_A_WEEK))
