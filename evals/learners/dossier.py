"""A professional's public section as a learner has read it: facts that can be woven into a sentence.

    facts(dana)   ->  [Fact("title", "The Last Cold Mile", ...), Fact("employer", "Prairie Cold Storage", ...), ...]

Only what can be put into a sentence without a mistake is taken: an employer who is named, a degree, an article's title,
a sentence on the organisation.
"""

import re
from dataclasses import dataclass
from typing import Literal

from simulator.persona import Persona

Sort = Literal["title", "employer", "degree", "fact"]

_YEARS = re.compile(r"^\d{4}(?:-(?:\d{4}|now))?:?\s+")
_DEGREE = re.compile(r"^(?:[A-Z]{1,2}[A-Za-z]{1,4}|Bachelor|Master|Degree|Diploma|Doctorate|Diplom|Certificate)\b")
_OPENS_LOWER = re.compile(r"^(?:Since|In|When|Public|Many|About|Crews|Infections|European)\b")


@dataclass(frozen=True)
class Fact:
    """Something that anybody could have read."""

    sort: Sort
    said: str
    """As it stands inside a sentence."""
    source: str
    """The dossier's own words."""


def facts(persona: Persona) -> list[Fact]:
    """All that can be cited, in the dossier's order."""
    public = persona.public
    found = [Fact("title", piece.title, piece.title) for piece in public.writing]
    for line in public.career[1:]:
        if (employer := _employer(line)) and employer != persona.organisation:
            found.append(Fact("employer", employer, line))
    for line in public.education:
        degree = line.split(",")[0].strip()
        if _DEGREE.match(degree) and len(degree.split()) >= 2:
            found.append(Fact("degree", degree[0].lower() + degree[1:] if degree[1].islower() else degree, line))
    found += [Fact("fact", said, line) for line in public.organisation_facts if (said := _clause(line, persona))]
    return found


def _employer(line: str) -> str | None:
    """The employer of a line of the career, where one can tell: the one name after the post, with a town at most."""
    _, *rest = _YEARS.sub("", line).split(",")
    parts = [part.strip() for part in rest if not part.strip().startswith("then ")]
    if not parts or len(parts) > 2 or (len(parts) == 2 and len(parts[1].split()) > 1):
        return None
    return parts[0] if parts[0][:1].isupper() and len(parts[0].split()) >= 2 else None


def _clause(line: str, persona: Persona) -> str | None:
    """A sentence on the organisation as a clause after "that"; none for one of several sentences."""
    text = line.strip().rstrip(".")
    if ". " in text or ":" in text or len(text.split()) > 30:
        return None
    text = re.sub(r"^It\b", persona.organisation, text)
    text = re.sub(r"^Its\b", f"{persona.organisation}'s", text)
    return text[0].lower() + text[1:] if _OPENS_LOWER.match(text) else text
