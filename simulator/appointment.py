"""How a call came about, as values: the letters that went to and fro before it, and the days of a simulated calendar.

    Appointment(asked_at=Tue 3 Nov 18:00, call_at=Thu 12 Nov 15:00, confirmed_at=Wed 11 Nov 09:00)
    .confirmed_hours_before  ->  30.0

Every time is a simulated local one, without a zone: no clock of any machine can shift it. `simulator/arranging` judges
and answers what is written; here is only what is kept of it.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

Verdict = Literal["warmly", "coolly", "declined"]
"""How a written request was received."""

_TIMES = (time(9), time(13), time(19))
"""When a learner might sit down to write: before work, at lunch, in the evening."""
_LAST_CHANCES = (5.0, 1.0)
"""Hours before the call at which it could still be confirmed on its own day."""
_THANKS_AFTER = (0.5, 4.0, 20.0, 48.0, 120.0, 240.0)
"""Hours after the call at which a note could be sent: from the same half hour to ten days later."""
_UPDATES_AFTER = (2, 3, 4, 6, 10)
"""Weeks after the call."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class Check:
    """One thing about a text that was written."""

    code: str
    met: bool
    graded: bool
    """Whether the grade looks at it too; the rest is for the reader's sake alone."""
    words: str
    """What to make of it, to the learner."""


class RequestTry(_Frozen):
    """One written request, and what came back."""

    request: str
    referred_by: str | None = None
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    """Codes of what decided it, the weightiest first."""
    letter: str
    """The professional's answer."""
    may_rewrite: bool = False
    """Whether another request would still be read."""


class Appointment(_Frozen):
    """When the call was asked for, when it takes place, and whether that was confirmed."""

    asked_at: NaiveDatetime
    call_at: NaiveDatetime
    confirmed_at: NaiveDatetime | None = None
    confirmed_reply: str | None = None
    """The professional's line in answer."""

    @property
    def confirmed_hours_before(self) -> float | None:
        """Hours between the confirmation and the call; none where nobody confirmed."""
        return None if self.confirmed_at is None else round((self.call_at - self.confirmed_at) / timedelta(hours=1), 2)


class Arrangement(_Frozen):
    """All that was written before a call, in order."""

    tries: tuple[RequestTry, ...] = ()
    appointment: Appointment | None = None

    @property
    def last(self) -> RequestTry | None:
        """The request that counts."""
        return self.tries[-1] if self.tries else None


class Chance(_Frozen):
    """A moment at which something could be written. `hours` before the call, or after it."""

    at: NaiveDatetime
    hours: Annotated[float, Field(ge=0)]


def chances_to_confirm(appointment: Appointment) -> tuple[Chance, ...]:
    """Every moment, from the request on, at which the call could be confirmed, the earliest first."""
    first, last = appointment.asked_at, appointment.call_at
    days = [first.date() + timedelta(days=step) for step in range((last.date() - first.date()).days)]
    moments = [datetime.combine(day, when) for day in days for when in _TIMES]
    moments += [last - timedelta(hours=hours) for hours in _LAST_CHANCES]
    return tuple(Chance(at=at, hours=_hours(at, last)) for at in moments if first < at < last)


def chances_to_thank(call: Appointment | datetime) -> tuple[Chance, ...]:
    """Moments after the call at which a note could be sent."""
    start = _start(call)
    return tuple(Chance(at=start + timedelta(hours=hours), hours=hours) for hours in _THANKS_AFTER)


def chances_to_update(call: Appointment | datetime) -> tuple[Chance, ...]:
    """Moments some weeks after the call at which news could be sent; their hours are whole weeks."""
    start = _start(call)
    return tuple(Chance(at=start + timedelta(weeks=weeks), hours=weeks * 168.0) for weeks in _UPDATES_AFTER)


def _start(call: Appointment | datetime) -> datetime:
    return call.call_at if isinstance(call, Appointment) else call.replace(tzinfo=None)


def _hours(earlier: datetime, later: datetime) -> float:
    return round((later - earlier) / timedelta(hours=1), 2)
