"""What the public section still held: a fact that the learner left unused, and words that start from it and go past it.

    unused(evidence).line  ->  '“I read ‘Follow the Freight’. What happened afterwards that is not in it?”'

A fact counts as used when one turn of the learner has half of its telling words: better to pass over a fact that was
nearly used than to tell somebody to cite what they have just cited.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from simulator.grading.evidence import Evidence
from simulator.grading.wording import bare, content_words, quoted, sentences
from simulator.persona import Persona, Writing

_SPOKEN = re.compile(r"\b(?:talk|webinar|keynote|lecture|panel|conference|expo|speech|summit|tedx?)\b", re.IGNORECASE)
_HEARD = re.compile(r"\b(?:podcast|radio|interview|episode)\b", re.IGNORECASE)
_MEDIUM = re.compile(
    r"^(?:talk|webinar|keynote|lecture|panel|speech|podcast|interview|radio|op-ed|essay|column|article|post|blog)\b[\s,:]*",
    re.IGNORECASE,
)
_DRY = re.compile(r"\b(?:founded|employees|staff|people|offices?)\b", re.IGNORECASE)
"""Of a fact about an organisation: a date or a size, from which there is little to ask."""
_STEP = re.compile(
    r"^\s*(?P<since>\d{4})\s*[-–]\s*(?P<until>\d{4}|now|present|today)\s+(?P<what>.+?)\s*$", re.IGNORECASE
)


@dataclass(frozen=True)
class Opening:
    """A public fact and what could be asked past it."""

    fact: str
    """The fact, named as one would name it to the learner."""
    line: str
    """The learner's line, in quotation marks."""


@dataclass(frozen=True)
class _Candidate:
    opening: Opening
    marks: tuple[frozenset[str], ...]
    """Sets of words, any of which, half said, shows that the fact was used."""


def title_of(writing: Writing) -> str:
    """The title as it is said in the middle of a sentence: without a full stop, but with its question mark."""
    return bare(writing.title) + ("?" if writing.title.rstrip().endswith("?") else "")


def _of_writing(writing: Writing) -> Opening:
    where = bare(_MEDIUM.sub("", writing.where))
    year = f", {writing.year}" if writing.year else ""
    source = f" ({where}{year})" if where else f" ({writing.year})" if writing.year else ""
    summary = f": {bare(writing.summary)}" if writing.summary else ""
    title = title_of(writing)
    if _SPOKEN.search(writing.where):
        said = f"I came across your talk ‘{title}’. What did people take issue with afterwards?"
    elif _HEARD.search(writing.where):
        said = f"I listened to ‘{title}’. What did you think of afterwards that is not in it?"
    else:
        # "in company blog" is not how anybody says it: only a name is named
        source_said = f" in {where}" if where[:1].isupper() else ""
        said = f"I read ‘{title}’{source_said}. What happened afterwards that is not in it?"
    return Opening(f"“{title}”{source}{summary}", f"“{said}”")


def _of_organisation(fact: str, organisation: str) -> Opening:
    told = bare(fact)
    first, _, rest = told.partition(" ")
    if first in ("It", "Its"):
        known = f"I read that {organisation}{'’s' if first == 'Its' else ''} {rest}."
    elif first in ("The", "A", "An", "All"):
        known = f"I read that {first.lower()} {rest}."
    elif organisation.startswith(first):
        known = f"I read that {told}."
    else:
        known = f"I read about {organisation}: ‘{told}’."
    return Opening(quoted(bare(fact)), f"“{known} What is the story behind that, from where you sit?”")


def _of_step(entry: str) -> Opening:
    step = _STEP.match(entry)
    if step and step["until"].isdigit():
        was = f"{step['what']} until {step['until']}"
        said = f"I saw that you were {was}. What made you move on, and what do you still use from there?"
    elif step:
        said = f"I saw ‘{step['what']}’, since {step['since']}. What made you say yes to that?"
    else:
        said = f"I saw ‘{bare(entry)}’ on your profile. What took you there?"
    return Opening(quoted(entry), f"“{said}”")


def _candidates(persona: Persona) -> Iterator[_Candidate]:
    # the organisation's and the person's own names are said in any call, and show nothing
    common = content_words(f"{persona.name} {persona.organisation} {persona.title} {persona.field}")

    def marks(*texts: str) -> tuple[frozenset[str], ...]:
        return tuple(words for text in texts if (words := content_words(text) - common))

    for writing in persona.public.writing:
        yield _Candidate(_of_writing(writing), marks(writing.title, writing.summary))
    # dates, sizes and the post that they hold now lead nowhere far, so they come last
    news = [
        _Candidate(_of_organisation(fact, persona.organisation), marks(fact))
        for fact in persona.public.organisation_facts
    ]
    yield from (candidate for candidate in news if not _DRY.search(candidate.opening.fact))
    for entry in sorted(persona.public.career, key=_is_present):
        yield _Candidate(_of_step(entry), marks(entry))
    yield from (candidate for candidate in news if _DRY.search(candidate.opening.fact))
    for sentence in sentences(persona.public.profile):
        yield _Candidate(_of_profile(sentence), marks(sentence))


def opening_of(fact: str, persona: Persona) -> Opening | None:
    """What could be asked past a fact, named as the observer names facts; nothing for one that is not public."""
    public = persona.public
    for writing in public.writing:
        if fact.startswith(writing.title):
            return _of_writing(writing)
    if fact in public.organisation_facts:
        return _of_organisation(fact, persona.organisation)
    if fact in public.career:
        return _of_step(fact)
    if fact in public.education:
        return Opening(quoted(fact), f"“I saw ‘{bare(fact)}’. What of it do you still use, and what did you unlearn?”")
    if fact.strip() and fact in public.profile:
        return _of_profile(fact)
    return None


def _of_profile(sentence: str) -> Opening:
    return Opening(quoted(bare(sentence)), f"“Your profile says ‘{bare(sentence)}’. How did it come to that?”")


def _is_present(entry: str) -> bool:
    step = _STEP.match(entry)
    return step is not None and not step["until"].isdigit()


def _used(candidate: _Candidate, spoken: list[frozenset[str]]) -> bool:
    return any(
        len(shared := mark & words) >= min(2, len(mark)) and len(shared) * 2 >= len(mark)
        for mark in candidate.marks
        for words in spoken
    )


def unused(evidence: Evidence) -> Opening | None:
    """The first public fact that no turn of the learner came near.

    First writing, then the organisation's news, then the career, then the rest.
    """
    spoken = [content_words(evidence.transcript.turns[turn].text) for turn in evidence.learner_turns]
    spoken += [content_words(one.fact) for one in evidence.observations if one.fact]
    found = (
        candidate for candidate in _candidates(evidence.persona) if candidate.marks and not _used(candidate, spoken)
    )
    return next((candidate.opening for candidate in found), None)
