"""The simulated calendar: when the call is, and when the learner wrote to confirm it.

plan(dana, date(2026, 11, 3), seed=7).call_at      ->  Wed 11 Nov 15:00
confirm(appointment, at, dana, 7).confirmed_reply  ->  "Still on. Talk tomorrow."
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from simulator.appointment import Appointment, Arrangement
from simulator.arranging.answer import MAX_REQUEST_CHARACTERS, wording
from simulator.arranging.questions import MAX_CHARACTERS
from simulator.director.chance import drawn
from simulator.errors import InputError
from simulator.grading.preparation import CONFIRM_HOURS
from simulator.letters import Scribe
from simulator.persona import Persona
from simulator.transcript import Preparation

_ASKED = time(18)
_HOURS = (9, 10, 11, 14, 15, 16)
"""At which a busy person gives away a quarter of an hour."""
_SOONEST_DAYS, _LATEST_DAYS = 6, 10
"""From the request to the call."""
_LONGEST_NAME = 200
"""Characters: of a name with what the person does."""
_EARLY_HOURS = 96.0
"""Before that it is too far off to be a confirmation of anything."""


def plan(persona: Persona, today: date, seed: int) -> Appointment:
    """When the call is: a working day in about a week, by the seed."""
    days = _SOONEST_DAYS + int(drawn(seed, persona.id, "day") * (_LATEST_DAYS - _SOONEST_DAYS + 1))
    day = today + timedelta(days=days)
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    hour = _HOURS[int(drawn(seed, persona.id, "hour") * len(_HOURS))]
    return Appointment(asked_at=datetime.combine(today, _ASKED), call_at=datetime.combine(day, time(hour)))


def confirm(appointment: Appointment, at: datetime, persona: Persona, seed: int) -> Appointment:
    """The appointment, confirmed at that time, with what came back. Written again, the last time counts.

    Raises `InputError` for a time that is not between the request and the call.
    """
    if not appointment.asked_at < at < appointment.call_at:
        raise InputError("a call can be confirmed between the request and the call itself")
    hours = (appointment.call_at - at) / timedelta(hours=1)
    replies = wording().confirmed
    pool = replies["same_day" if hours < CONFIRM_HOURS else "early" if hours > _EARLY_HOURS else "in_time"]
    values = {"first": persona.first_name, "next": persona.schedule.next.rstrip(".") or None, "name": persona.name}
    reply = Scribe(persona, f"{seed}\x1f{at.isoformat()}", values).line(pool, "confirmed")
    return Appointment(
        asked_at=appointment.asked_at, call_at=appointment.call_at, confirmed_at=at, confirmed_reply=reply
    )


def prepared(
    arrangement: Arrangement,
    *,
    questions: Sequence[str] = (),
    goal: str | None = None,
    notes: str | None = None,
    request: str | None = None,
    referred_by: str | None = None,
) -> Preparation:
    """The preparation of a call: what was sent and answered, what is only written yet, and the confirmation.

    A request that nobody was sent counts as written, and as answered by nobody. Raises `InputError`, one line, for a
    text that is longer than anybody can have at hand on a call.
    """
    for name, text, most in (
        ("questions", "\n".join(questions), MAX_CHARACTERS),
        ("goal", goal, MAX_CHARACTERS),
        ("notes", notes, MAX_CHARACTERS),
        ("request", request, MAX_REQUEST_CHARACTERS),
        ("who sent you", referred_by, _LONGEST_NAME),
    ):
        if text and len(text) > most:
            raise InputError(
                f"{name}: {len(text):,} characters are too many; {most:,} fit. Nothing was lost: shorten it and join"
            )
    last = arrangement.last
    appointment = arrangement.appointment
    return Preparation(
        request=last.request if last else _text(request),
        referred_by=(last.referred_by if last else None) or _text(referred_by),
        questions=tuple(line for question in questions if (line := question.strip(" \t-*•"))),
        goal=_text(goal),
        notes=_text(notes),
        confirmed_hours_before=appointment.confirmed_hours_before if appointment else None,
        request_accepted=last.verdict if last else None,
    )


def _text(value: str | None) -> str | None:
    return (value or "").strip() or None
