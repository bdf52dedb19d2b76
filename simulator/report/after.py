"""What came after a call: the note and its answer, the news some weeks later, and what happened next."""

from dataclasses import dataclass

from simulator.aftermath import Aftermath, what_happened
from simulator.afterwards import Reply, answer_note, answer_update, read_update
from simulator.appointment import Check
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
    note_when_plainly: str
    resume: bool
    answer: Reply | None
    update: str
    update_when: str
    update_when_plainly: str
    update_checks: tuple[Check, ...]
    update_answer: Reply | None
    letter: Aftermath | None
    """Nothing after a call that is not graded."""


def after_of(
    transcript: Transcript,
    persona: Persona,
    card: Scorecard,
    moods: Course | None,
    update: Update | None,
    say: Texts,
) -> AfterView:
    """Lay out what came after a call."""
    follow_up = transcript.follow_up
    note = (follow_up.note or "").strip() if follow_up else ""
    answered = update is not None and card.overall is not None
    return AfterView(
        note=note,
        note_when=later(follow_up.hours_after if follow_up else None, say) if note else "",
        note_when_plainly=later_plainly(follow_up.hours_after if follow_up else None, say) if note else "",
        resume=bool(follow_up and follow_up.resume_attached),
        answer=answer_note(transcript, persona, card, moods) if note else None,
        update=update.text if update else "",
        update_when=later(update.weeks_after * HOURS_A_WEEK, say) if update else "",
        update_when_plainly=later_plainly(update.weeks_after * HOURS_A_WEEK, say) if update else "",
        update_checks=read_update(transcript, persona, card, update).checks if update and answered else (),
        update_answer=answer_update(transcript, persona, card, update, moods) if update and answered else None,
        letter=what_happened(transcript, persona, card, ended_in=moods.end if moods else None),
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


def later_plainly(hours: float | None, say: Texts) -> str:
    """The same without figures: some hours later, some days later."""
    said = later(hours, say)
    if hours is None or not any(one.isdigit() for one in said):
        return said
    return say(f"report.later_plainly.{'hours' if hours < 24 else 'days' if hours < 14 * 24 else 'weeks'}")
