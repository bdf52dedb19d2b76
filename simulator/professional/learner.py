"""What the learner said of themselves, as far as it is safe to say it back.

    about_learner(["Hi, I'm Ana.", "I'm studying marine biology at Kiel and I love boats."])
    ->  Learner(name="Ana", subject="marine biology")

A professional who remembers what one does sounds awake. But a learner can write anything: only a name and a few plain
words are taken up, and none of those in `never_echo`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from simulator.professional.hearing import cues, plain

LONGEST_SUBJECT = 32
"""Characters of what somebody does or studies, to be said back."""


@dataclass(frozen=True)
class Learner:
    """Who they are, in their own few words."""

    name: str | None
    subject: str | None
    """Their field ("marine biology") or their work ("a school nurse")."""


def about_learner(turns: Iterable[str]) -> Learner:
    """Name and subject out of their turns, the latest that they said."""
    name = subject = None
    for turn in turns:
        heard = plain(turn)
        name = _name(heard) or name
        subject = _subject(heard) or subject
    return Learner(name, subject)


_FIELD = re.compile(
    r"\b(?:stud(?:y|ying|ied)|student of|major(?:ing|ed)? in"
    r"|(?:degree|masters?|master's|bachelor's|background(?: is)?) in"
    r"|(?:ph\.?d|b\.?sc|m\.?sc)\.? in|(?:work(?:ed|ing)?|years|career) in|train(?:ed|ing) in)"
    r"\s+(?P<what>[a-z][a-z '&-]{2,60})",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\b(?:i'm|i am|work(?:ing|ed)? as)\s+(?:currently |now )?(?P<what>an? [a-z][a-z '&-]{2,60})", re.IGNORECASE
)
_STUDENT = re.compile(
    r"\b(?:an?|my|year|junior|senior|sophomore|freshman|graduate|undergrad|undergraduate|master's|masters|phd) "
    r"(?:\w+-year )?(?P<what>(?!year|in\b)[a-z][a-z&-]+(?: (?!year)[a-z&][a-z&-]*){0,2})"
    r" (?:student|major|graduate|grad|undergrad|degree)\b",
    re.IGNORECASE,
)
_NAMES = (
    re.compile(
        r"\b(?:[Mm]y name(?: is|'s)|I'm|I am|[Tt]his is|[Hh]ere is|[Ii]t's|[Ii]t is)\s+"
        r"(?P<name>[A-Z][a-zà-ÿ'-]{1,14})\b"
    ),
    re.compile(
        r"(?:^|[,.!?]\s)\s*(?:(?:[Hh]i|[Hh]ello|[Hh]ey|[Yy]es)(?: there)?,? )?"
        r"(?P<name>[A-Z][a-zà-ÿ-]{1,14})(?: [A-Z][\w'-]+){0,2},? (?:here|speaking|calling)\b"
    ),
)


_NERVOUS = re.compile(
    r"\b(?:i'm|i am|i was|feel(?:ing)?|bit|little|so|very|really|quite|slightly) (?:\w+ )?"
    r"(?:nervous|shy|anxious|terrified|scared)\b"
    r"|^\W*nervous\b",
    re.IGNORECASE,
)


def is_nervous(text: str) -> bool:
    """Whether somebody owns up to it."""
    return bool(_NERVOUS.search(text))


_WISHES = re.compile(
    r"\b(?:have a|enjoy (?:the|your)|good luck with|all the best (?:with|for))\b[^.?!]{0,60}[.!]*\W*$", re.IGNORECASE
)


def wishes_well(text: str) -> bool:
    """Whether somebody parts with a wish: "Have a good call with the regulator!"."""
    return bool(_WISHES.search(text))


_THEMSELVES = re.compile(
    r"\b(?:i|i'm|i'd|me|my|myself)\b|\b(?:some(?:one|body)|people|a person) (?:like|from|with)\b", re.IGNORECASE
)
_SOMEBODY = re.compile(
    r"\b(?:who(?:m|ever)?|any(?:one|body)|some(?:one|body)|nobody|people|colleagues?|friends?|names?|contacts?)\b"
    r"(?! like me| like myself)",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"\b(?:talk|speak|meet|introduc\w+|connect|contact|touch|reach|hear from|say (?:hi|hello))\b", re.I
)
_TO_WRITE = re.compile(
    r"\b(?:may|can|could|might|should|shall) i (?:\w+ )?(?:write|message|text|e-?mail|drop|send|add|follow|stay|keep)\b"
    r"[^.?!]{0,30}\b(?:you|touch)\b",
    re.IGNORECASE,
)


def speaks_of_themselves(text: str) -> bool:
    """Whether a question is about the one who asks it."""
    return bool(_THEMSELVES.search(text))


def asks_for_somebody(text: str) -> bool:
    """Whether people, or meeting them, come up in it at all, as they do wherever somebody is asked for."""
    return bool(_SOMEBODY.search(text) or _MEETING.search(text))


def asks_to_write(text: str) -> bool:
    """Whether it is the professional themselves whom the learner wants to write to, and nobody else is spoken of."""
    return bool(_TO_WRITE.search(text)) and not _SOMEBODY.search(text)


# every turn of a call is looked at again with each new one
@lru_cache(maxsize=4096)
def _name(heard: str) -> str | None:
    for pattern in _NAMES:
        for match in pattern.finditer(heard):
            name = match["name"]
            known = name in cues().not_names or name.lower() in cues().never_echo | cues().stopwords
            if not known and not name.endswith(("ing", "'s")):
                return name
    return None


@lru_cache(maxsize=4096)
def _subject(heard: str) -> str | None:
    """ "I study marine biology at Kiel" -> "marine biology"; "I'm a school nurse and" -> "a school nurse"."""
    for pattern in (_STUDENT, _FIELD, _WORK):
        for match in pattern.finditer(heard):
            words = _until_stop(match["what"].split())
            bare = [word for word in words if word.lower() not in {"a", "an"}]
            # "years in a bank", "work in Leeds": where, not what
            place = pattern is _FIELD and (bare != words or all(word[0].isupper() for word in bare))
            if bare and len(words) <= 4 and not place and _safe(bare):
                return " ".join(words)
    return None


def _until_stop(words: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for word in words:
        if word.lower() in cues().learner_stops and any(earlier.lower() not in {"a", "an"} for earlier in kept):
            break
        kept.append(word)
    return kept


def _safe(words: Sequence[str]) -> bool:
    unsafe = cues().never_echo | cues().learner_stops | cues().stopwords
    plain_words = [word.lower().strip("'-&") for word in words]
    return len(" ".join(words)) <= LONGEST_SUBJECT and not any(
        word in unsafe or word.endswith("student") for word in plain_words
    )
