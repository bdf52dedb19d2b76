"""The preparation: request, questions, goal, confirmation, being on time. Five parts:

| part | met when |
| --- | --- |
| request | there is one, it asks for no job, and at least three of its other four qualities hold |
| questions | at least three prepared questions that the public section does not answer |
| goal | one is stated |
| confirmed | at least 24 hours before |
| on time | joined less than 60 s late (where `time_use` begins to count) |

Qualities of the request: *particular* (two telling words of the public section, or whom they were referred by), *brief*
(150 words at most), *honest* (it does not disclaim a job request which the call then brought), *says who referred them*
(met where nobody did). An honest seeker, who writes openly that they look for work now, has not asked for a job by
saying so.

Five parts are level 5, four level 4, three level 3, two level 2, fewer level 1. Points within the level: the qualities
of the request and the number of good questions. Nothing here is said on the call, so the grade rests on no
observation, save the ask that broke the promise of the request.
"""

from dataclasses import dataclass

from simulator.clock import words
from simulator.grading.dossier import title_of
from simulator.grading.evidence import Evidence
from simulator.grading.scorecard import Grade, Ungraded
from simulator.grading.time_use import LATE_SECONDS
from simulator.grading.wording import capital, content_words, counted, duration, listed, phrases, plain, quoted
from simulator.observation import UNINVITED_ASKS
from simulator.transcript import Preparation

QUESTIONS = 3
CONFIRM_HOURS = 24.0
_SAID_IN_DAYS = 48.0
REQUEST_WORDS = 150
"""Ours: what a busy person reads in under a minute."""

_JOB = "(?:job|position|post|role|internship|applying|application|vacanc(?:y|ies)|hire|hiring)"
_DISCLAIMS = phrases(
    rf"(?:not|\w+n't|no|never|rather than|instead of|without) [^.!?]{{0,40}}{_JOB}",
    f"no {_JOB}",
    "(?:advice|information) only",
    "(?:only|just|after) (?:for )?(?:advice|information|insight)",
)
_WORK = r"(?:\w+ ){0,3}(?:work|job|post|position|role|employment)"
_SEEKS = phrases(
    f"(?:i am|i'm|i have been|i've been) (?:currently |now |actively )?(?:looking|searching|hunting) for {_WORK}",
    "job[- ]?hunting",
    "job[- ]?seek(?:er|ing)",
    "out of work",
    "made redundant",
    "laid off",
)


@dataclass(frozen=True)
class Request:
    """The written request, read."""

    text: str
    particular: bool
    brief: bool
    honest: bool
    names_referrer: bool
    asks: bool

    @property
    def qualities(self) -> int:
        """How many of the four hold."""
        return sum((self.particular, self.brief, self.honest, self.names_referrer))

    @property
    def is_met(self) -> bool:
        """Whether the request counts as good."""
        return bool(self.text) and not self.asks and self.qualities >= 3


def grade_preparation(evidence: Evidence) -> Grade | Ungraded:
    """The grade; none where nothing is known of what came before the call."""
    preparation = evidence.transcript.preparation
    if preparation is None:
        return Ungraded("nothing was written down before the call")
    request = read_request(evidence, preparation)
    good = [question for question in preparation.questions if question.strip() and not evidence.answerable(question)]
    parts = {
        "request": request.is_met,
        "questions": len(good) >= QUESTIONS,
        "goal": bool((preparation.goal or "").strip()),
        "confirmed": (preparation.confirmed_hours_before or 0.0) >= CONFIRM_HOURS,
        "on time": evidence.transcript.joined_late_seconds < LATE_SECONDS,
    }
    met = sum(parts.values())
    fraction = 0.5 * (request.qualities / 4 if request.text and not request.asks else 0.0) + 0.5 * min(
        1.0, len(good) / (QUESTIONS + 1)
    )
    broken = evidence.seen(*UNINVITED_ASKS) if request.text and not request.honest else ()
    return Grade.of(
        level(met),
        fraction,
        _why(evidence, preparation, request, good, parts),
        tuple(one.index for one in broken),
        _try_instead(evidence, preparation, request, parts),
    )


def level(met: int) -> int:
    """The level from the number of parts met, 0 to 5."""
    return max(1, met)


def read_request(evidence: Evidence, preparation: Preparation) -> Request:
    """What the written request is like. An empty one has no quality at all."""
    text = (preparation.request or "").strip()
    if not text:
        return Request("", False, False, False, False, False)
    persona, public = evidence.persona, evidence.persona.public
    known = " ".join(
        [
            persona.title,
            persona.field,
            public.profile,
            *public.career,
            *public.education,
            *public.organisation_facts,
            *(f"{writing.title} {writing.summary}" for writing in public.writing),
        ]
    )
    names = content_words(f"{persona.name} {persona.organisation}")
    referrer = content_words(preparation.referred_by or "")
    named = bool(referrer & content_words(text))
    return Request(
        text=text,
        particular=named or len((content_words(known) - names) & content_words(text)) >= 2,
        brief=words(text) <= REQUEST_WORDS,
        honest=not (_DISCLAIMS.search(plain(text)) and evidence.seen(*UNINVITED_ASKS)),
        names_referrer=named or not referrer,
        asks=evidence.asks_in(text) and not _SEEKS.search(plain(text)),
    )


def _faults(evidence: Evidence, request: Request) -> list[str]:
    if not request.text:
        return ["there was no written request"]
    faults = []
    if request.asks:
        faults.append("the request asks for a job")
    if not request.honest:
        ask = evidence.seen(*UNINVITED_ASKS)[0]
        faults.append(
            f"the request promised that it was not about a job, and then came {quoted(ask.quote)} in turn {ask.turn}"
        )
    if not request.particular:
        faults.append(f"the request names nothing particular about {evidence.persona.first_name}")
    if not request.brief:
        faults.append(f"the request has {words(request.text)} words")
    if not request.names_referrer:
        faults.append("the request does not say who referred you")
    return faults


def _why(
    evidence: Evidence, preparation: Preparation, request: Request, good: list[str], parts: dict[str, bool]
) -> str:
    faults = _faults(evidence, request)
    if not parts["questions"]:
        weak = [question for question in preparation.questions if question.strip() and question not in good]
        faults.append(
            f"{counted(len(good), 'prepared question')} that reading could not answer, of the three that a call needs"
            + (f" ({quoted(weak[0])} can be looked up)" if weak else "")
        )
    if not parts["goal"]:
        faults.append("no goal for the call")
    hours = preparation.confirmed_hours_before
    if hours is None:
        faults.append("the call was not confirmed")
    elif not parts["confirmed"]:
        faults.append(f"it was confirmed only {_before(hours)} before")
    late = evidence.transcript.joined_late_seconds
    if not parts["on time"]:
        faults.append(f"you joined {duration(late)} late")
    holds = [name for name, met in parts.items() if met]
    said = f"{capital(counted(len(holds), 'part'))} of five in order{f' ({listed(holds)})' if holds else ''}"
    return (
        f"{said}; {'; '.join(faults)}."
        if faults
        else f"{said}: {counted(len(good), 'question')} beyond reading, confirmed {_before(hours)} before."
    )


def _before(hours: float | None) -> str:
    """How long before the call, as people say it: hours up to two days, then days. Never more than it was."""
    hours = hours or 0.0
    return counted(int(hours), "hour") if hours < _SAID_IN_DAYS else counted(int(hours / 24), "day")


def _try_instead(evidence: Evidence, preparation: Preparation, request: Request, parts: dict[str, bool]) -> str | None:
    persona = evidence.persona
    advice = []
    if request.text and not request.honest:
        advice.append("Keep to what the request promised; if you do look for a job, say so openly in the request.")
    elif not request.is_met or request.qualities < 4:
        writing = persona.public.writing
        reason = f"I read ‘{title_of(writing[0])}’" if writing else f"you know {persona.field} from the inside"
        sent = (
            f"{preparation.referred_by.split(',')[0].strip()} suggested that I write to you. "
            if preparation.referred_by
            else ""
        )
        minutes = f"{evidence.transcript.minutes(persona):g}"
        advice.append(
            f"In the request: “{sent}I am asking for {minutes} minutes of your advice because {reason}. "
            "I am not asking for a job.” If you do look for one now, say just that instead."
        )
    if not parts["questions"]:
        advice.append(
            "Prepare what cannot be looked up: “What was the hardest part?”, “What do newcomers get wrong?”, "
            "“What would you do in my place?”"
        )
    if not parts["goal"]:
        advice.append("Write down one thing that you want to know when you hang up.")
    if not parts["confirmed"]:
        advice.append(
            f"A day before: “I look forward to our call tomorrow, {persona.first_name}. Does the time still suit you?”"
        )
    if not parts["on time"]:
        advice.append("Be on the line a minute before the time.")
    return " ".join(advice[:2]) or None
