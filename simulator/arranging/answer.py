"""What the professional makes of a request: a yes, a cool yes or a no, for reasons, in a letter of their own.

What a request earns is counted up, and how much of it somebody wants to see hangs on how hard they are to get: there is
no luck in the verdict. The seed chooses among wordings only.

| for | points |
| --- | --- |
| something particular about this person | 2 |
| saying whether it is about advice or about a job | 1 |
| the name of whoever sent the learner | 1 |
| 150 words at most; more | 1; -1 |
| hardly a sentence | -2 |
| more minutes than this person has | -1 |
| looking for work, and saying so openly, to a tough person | -1 |
| a résumé with it, which nobody asked for | -1 |
| asking for a job, a good word, the passing on of a résumé | -4 |

After two refusals the third request is accepted coolly, whatever it says: nobody learns from a locked door.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, model_validator

from simulator.appointment import RequestTry, Verdict
from simulator.arranging.request import SHORTEST_WORDS, RequestReading, read_request
from simulator.director import Difficulty
from simulator.document import read_as
from simulator.errors import InputError
from simulator.grading.dossier import title_of
from simulator.grading.wording import content_words
from simulator.letters import Pool, Scribe
from simulator.persona import Persona
from simulator.professional.learner import about_learner
from simulator.resources import prompts_dir
from simulator.written import learner_words

MOST_TRIES = 3
MAX_REQUEST_CHARACTERS = 8000

_WANTED: Mapping[Difficulty, tuple[int, int]] = {"friendly": (3, 0), "typical": (4, 2), "tough": (4, 3)}
"""Points from which a request is accepted warmly, and from which it is accepted at all."""

Reason = Literal[
    "particular", "referrer", "information", "seeker", "short_and_good",
    "asks_for_job", "resume_unasked", "too_short", "not_particular", "too_long", "unclear", "seeker_vague",
    "referrer_missing", "too_many_minutes", "seeker_unwelcome", "kept_at_it",
]  # fmt: skip
"""What decided it: what pleased, then what did not."""
_PLEASES: frozenset[Reason] = frozenset({"particular", "referrer", "information", "seeker", "short_and_good"})
_MOST_REASONS = 2
"""In one letter: nobody writes a list."""
_SLOTS = frozenset("learner first name title organisation field minutes asked words referrer cited next".split())  # noqa: SIM905


class Wording(BaseModel):
    """`prompts/arranging.yaml`, read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["arranging/1"]
    salutation: Pool
    verdicts: Mapping[Verdict, Pool]
    reasons: Mapping[Reason, Pool]
    advice: Pool
    """To somebody who may write again."""
    closing: Mapping[Verdict, Pool]
    confirmed: Mapping[Literal["in_time", "same_day", "early"], Pool]

    @model_validator(mode="after")
    def _has_words_for_all(self) -> Self:
        for section, wanted, worded in (
            ("verdicts", get_args(Verdict), self.verdicts),
            ("reasons", get_args(Reason), self.reasons),
            ("closing", get_args(Verdict), self.closing),
            ("confirmed", ("in_time", "same_day", "early"), self.confirmed),
        ):
            if missing := [value for value in wanted if value not in worded or not worded[value].always_writes]:
                raise ValueError(f"{section} has no words for everybody for {', '.join(missing)}")
        sections = (self.verdicts, self.reasons, self.closing, self.confirmed)
        pools = (self.salutation, self.advice, *(pool for section in sections for pool in section.values()))
        if unknown := sorted({slot for pool in pools for slot in pool.slots} - _SLOTS):
            raise ValueError(f"there is no slot {', '.join(unknown)}")
        return self


@cache
def wording() -> Wording:
    """The words that came with the program."""
    return read_as(prompts_dir() / "arranging.yaml", Wording)


def answer_request(
    persona: Persona,
    request: str,
    *,
    referred_by: str | None = None,
    minutes: float,
    seed: int,
    difficulty: Difficulty | None = None,
    earlier: Sequence[RequestTry] = (),
) -> RequestTry:
    """The professional's answer. `minutes` are those of the call, `earlier` the requests so far.

    Raises `InputError` for an empty request or one that is too long, and when nothing more would be read.
    """
    text = learner_words(request, most=MAX_REQUEST_CHARACTERS, what="a request")
    if earlier and not earlier[-1].may_rewrite:
        raise InputError(f"{persona.first_name} has answered already; there is no other request to send")
    reading = read_request(persona, text, referred_by=referred_by)
    level = difficulty or persona.difficulty
    points, reasons = weighed(reading, level, minutes)
    warmly, at_all = _WANTED[level]
    verdict: Verdict = "warmly" if points >= warmly else "coolly" if points >= at_all else "declined"
    if verdict == "warmly" and any(reason not in _PLEASES for reason in reasons):
        # whoever has something to find fault with says yes, but not with joy
        verdict = "warmly" if points > warmly else "coolly"
    last = len(earlier) + 1 >= MOST_TRIES
    if verdict == "declined" and last:
        verdict, reasons = "coolly", ("kept_at_it", *reasons)
    told = tuple(reason for reason in reasons if (reason in _PLEASES) == (verdict == "warmly")) or reasons
    may_rewrite = verdict == "declined"
    scribe = Scribe(persona, f"{seed}\x1f{text}", _values(persona, text, referred_by, minutes, reading))
    letter = _letter(scribe, verdict, told, may_rewrite=may_rewrite)
    return RequestTry(
        request=text,
        referred_by=(referred_by or "").strip() or None,
        verdict=verdict,
        reasons=told,
        letter=letter,
        may_rewrite=may_rewrite,
    )


def weighed(reading: RequestReading, level: Difficulty, minutes: float) -> tuple[int, tuple[Reason, ...]]:
    """What a request earns, and why, the weightiest reasons first."""
    short = reading.words < SHORTEST_WORDS
    told: list[tuple[bool, int, Reason]] = [
        (reading.asks, -4, "asks_for_job"),
        (reading.resume, -1, "resume_unasked"),
        (short, -2, "too_short"),
        (reading.failed("brief"), -1, "too_long"),
        (reading.minutes is not None and reading.minutes > minutes, -1, "too_many_minutes"),
        (reading.terms == "openings" and level == "tough", -1, "seeker_unwelcome"),
        (reading.failed("particular"), 0, "not_particular"),
        (reading.reads_as == "unclear", 0, "unclear"),
        (reading.reads_as == "seeker", 0, "seeker_vague"),
        (reading.failed("referrer"), 0, "referrer_missing"),
        (reading.met("particular"), 2, "particular"),
        (reading.met("referrer"), 1, "referrer"),
        (reading.terms == "information", 1, "information"),
        (reading.terms == "openings", 1, "seeker"),
        (reading.met("brief") and not short, 1, "short_and_good"),
    ]
    held = [(points, reason) for holds, points, reason in told if holds]
    return sum(points for points, _ in held), tuple(reason for _, reason in held)


def _values(
    persona: Persona, text: str, referred_by: str | None, minutes: float, reading: RequestReading
) -> dict[str, str | None]:
    said = content_words(text)
    cited = [piece for piece in persona.public.writing if (mark := content_words(piece.title)) and mark <= said]
    return {
        "learner": about_learner([text]).name,
        "first": persona.first_name,
        "name": persona.name,
        "title": persona.title,
        "organisation": persona.organisation,
        "field": persona.field,
        "minutes": f"{minutes:g}",
        "asked": str(reading.minutes) if reading.minutes else None,
        "words": str(reading.words),
        "referrer": (referred_by or "").split(",")[0].strip() or None,
        "cited": title_of(cited[0]) if cited else None,
        "next": persona.schedule.next.rstrip(".") or None,
    }


def _letter(scribe: Scribe, verdict: Verdict, reasons: Sequence[str], *, may_rewrite: bool) -> str:
    text = wording()
    told = [scribe.line(pool, reason) for reason in reasons[:_MOST_REASONS] if (pool := _pool(text, reason))]
    body = [scribe.line(text.verdicts[verdict], verdict), *told]
    if may_rewrite:
        body.append(scribe.line(text.advice, "advice"))
    else:
        body.append(scribe.line(text.closing[verdict], "closing"))
    return "\n\n".join([scribe.line(text.salutation, "salutation"), " ".join(body), scribe.persona.name])


def _pool(text: Wording, reason: str) -> Pool | None:
    return next((pool for name, pool in text.reasons.items() if name == reason), None)
