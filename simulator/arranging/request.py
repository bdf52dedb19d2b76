"""The written request, read by the rubric: particular, brief, no job ask, says who sent the learner.

read_request(dana, "Dear Dana, I read The Last Cold Mile ...").checks
->  (Check("particular", met=True, graded=True, ...), Check("brief", ...), ...)
"""

import re
from dataclasses import dataclass
from typing import Literal

from simulator.appointment import Check
from simulator.arranging.asks import asks_in_writing
from simulator.clock import words
from simulator.director import Terms, terms_of
from simulator.grading.evidence import RESUME, Evidence
from simulator.grading.preparation import REQUEST_WORDS
from simulator.grading.preparation import read_request as graded_request
from simulator.grading.wording import phrases, plain, sentences
from simulator.persona import Persona
from simulator.transcript import FORMAT, Preparation, Transcript

SHORTEST_WORDS = 15
"""Ours: in fewer, nobody has said who they are, what they want and why of this person."""

_MINUTES = re.compile(r"\b(\d{1,3})[ -]?(?:minutes?|mins?)\b", re.IGNORECASE)
_SPELLED = {"ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45, "sixty": 60}
_SPELLED_MINUTES = re.compile(rf"\b({'|'.join(sorted(_SPELLED, key=len, reverse=True))})[ -]minutes?\b", re.IGNORECASE)
_WORK = "(?:job|work|position|post|role|employment|internship|placement|traineeship|apprenticeship)s?"
_SORT = r"(?:(?!advice|information|insight|about|on|how|people|somebody)[\w'-]+ )"
_SEEKS = phrases(
    rf"(?:looking|searching|hunting|applying) for {_SORT}{{0,4}}{_WORK}",
    rf"(?:i'm|am|be|been|and|currently|actively|now) seeking {_SORT}{{0,4}}{_WORK}",
    rf"i need (?:an?|some|any) {_SORT}{{0,2}}{_WORK}",
    "job[- ](?:hunting|hunt|seeking|seeker|search)",
    "on the job market",
    "out of (?:work|a job)",
    "between jobs",
    "unemployed",
    "made redundant",
    "laid off",
)
"""How people say that they look for work, in `plain` text."""
_DENIED = phrases(r"[a-z]+n't", "not", "never", "no", "nor", "without", "nobody", "rather than", "instead of")
_REACH = 3
"""Words over which a denial reaches."""
_HANDS_OVER = phrases(
    "attach(?:ed|ing|es)?", "enclos(?:e|ed|ing)", "includ(?:e|ed|ing)", "(?:please )?find", "here(?:'s| is)", "below",
    "send(?:ing)?", "sent", "forward(?:ing)?", "shar(?:e|ing)", "look at", "read", "see",
)  # fmt: skip
_HOUR = re.compile(r"\b(half an|an|one) hour\b", re.IGNORECASE)


ReadsAs = Literal["information", "openings", "seeker", "job", "unclear"]


@dataclass(frozen=True)
class RequestReading:
    """What a request is like."""

    checks: tuple[Check, ...]
    terms: Terms | None
    """What it says of a job: openly that the questions will be about openings, that it is none, or nothing."""
    seeks: bool
    """Whether it says openly that the learner looks for work, and leaves open what that means for the call."""
    resume: bool
    """Whether it comes with a résumé, or offers one: nobody has asked for it yet."""
    asks: bool
    words: int
    minutes: int | None
    """How many it asks for, where it says so."""
    is_good: bool
    """Whether it counts as good in the preparation grade."""

    @property
    def reads_as(self) -> ReadsAs:
        """What it is a request for."""
        if self.asks:
            return "job"
        return self.terms or ("seeker" if self.seeks else "unclear")

    def met(self, code: str) -> bool:
        """Whether a check is there and met."""
        return any(check.code == code and check.met for check in self.checks)

    def failed(self, code: str) -> bool:
        """Whether a check is there and not met."""
        return any(check.code == code and not check.met for check in self.checks)


def read_request(persona: Persona, request: str, *, referred_by: str | None = None) -> RequestReading:
    """What a request is like. An empty one meets nothing. Fast enough to be asked while it is being written."""
    text = request.strip()
    preparation = Preparation(request=text or None, referred_by=(referred_by or "").strip() or None)
    call = Transcript(format=FORMAT, persona=persona.id, turns=(), preparation=preparation)
    evidence = Evidence.of(call, persona, (), asks_in=lambda written: asks_in_writing(written, persona))
    read = graded_request(evidence, preparation)
    terms, resume = terms_of(text), _says(text, RESUME, _HANDS_OVER)
    seeks = terms is None and _says(text, _SEEKS)
    count, who = words(text), persona.first_name
    checks = [
        Check(
            "particular",
            read.particular,
            True,
            f"It names something that only {who}’s reader would know."
            if read.particular
            else f"Nothing in it is about {who} in particular: name an article, a step of the career, a piece of news.",
        ),
        Check(
            "brief",
            bool(text) and read.brief,
            True,
            f"{count} words: a busy person reads that."
            if read.brief
            else f"{count} words: cut it to {REQUEST_WORDS}, who you are, why them, how long.",
        ),
        Check(
            "no_ask",
            bool(text) and not read.asks,
            True,
            "It asks for a job or a good word: leave that out, or say openly that you are looking for work."
            if read.asks
            else "It asks for nobody’s job.",
        ),
    ]
    if preparation.referred_by:
        checks.append(
            Check(
                "referrer",
                read.names_referrer,
                True,
                "It says who sent you."
                if read.names_referrer
                else f"It does not say that {preparation.referred_by} sent you.",
            )
        )
    checks.append(
        Check(
            "terms",
            terms is not None,
            False,
            {
                "openings": "It says openly that you look for work: if they agree, you may ask about openings.",
                "information": "It says that this is not about a job: keep to that on the call.",
                None: "It says openly that you look for work. Say too whether you will ask about openings."
                if seeks
                else "It does not say whether this is about advice or about a job. Say which.",
            }[terms],
        )
    )
    if resume:
        said = "A résumé comes with it that nobody asked for: leave it out, and have it at hand on the call."
        checks.append(Check("resume", False, False, said))
    return RequestReading(tuple(checks), terms, seeks, resume, read.asks, count, minutes_in(text), read.is_met)


def _says(text: str, *patterns: re.Pattern[str]) -> bool:
    """Whether a sentence says all of this, and denies none of it."""
    for sentence in map(plain, sentences(text)):
        found = [pattern.search(sentence) for pattern in patterns]
        if all(found):
            before = sentence[: max(one.start() for one in found if one)].split()
            if not _DENIED.search(" ".join(before[-_REACH:])):
                return True
    return False


def minutes_in(text: str) -> int | None:
    """How many minutes a text asks for: the most that it names."""
    found = [int(match[1]) for match in _MINUTES.finditer(text)]
    found += [_SPELLED[match[1].lower()] for match in _SPELLED_MINUTES.finditer(text)]
    found += [30 if match[1].lower() == "half an" else 60 for match in _HOUR.finditer(text)]
    return max(found, default=None)
