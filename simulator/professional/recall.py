"""The part of a long call that a request has no room for -> notes on it, a line a turn.

    notes(persona, turns)
    ->  ['Caller asked: "How did you get into this?"', 'You told of: the first night on the dispatch desk',
         'Caller asked: "Could you refer me?"', 'You declined: "That isn\\'t something I do on a first call."']

Code, no model: what is in quotation marks was said. So a professional who no longer has the beginning in sight still
knows what was asked, what was told, and to whom somebody was sent.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial

from simulator.persona import Persona, kept
from simulator.professional.earned import stories_in
from simulator.professional.hearing import hear
from simulator.professional.lines import sentences
from simulator.transcript import Turn

REMEMBERED = 2048
"""Turns whose lines are kept, of learners and of each professional."""
LONGEST = 18
"""Words of a quotation."""
MOST_QUESTIONS = 2
"""Questions of one turn that are noted; few people ask more at once, and the last are the ones that were answered."""

_DECLINES = re.compile(
    r"\b(?:can['’]?t|cannot|won['’]?t|don['’]?t|not|no|never|rather)\b[^.?!]{0,80}"
    r"\b(?:jobs?|positions?|posts?|openings?|r[ée]sum[ée]s?|cvs?|papers|portfolios?|refer\w*|vouch|good word|interview"
    r"|offer|promise|hir(?:e|ing)|introduc\w+|names?|for this call|call is for)\b",
    re.IGNORECASE,
)


def notes(persona: Persona, turns: Sequence[Turn]) -> list[str]:
    """A line for each turn that holds any words."""
    told = _told_by(persona)
    lines = (_asked(turn.text) if turn.speaker == "learner" else told(turn.text) for turn in turns)
    return [line for line in lines if line]


# a long call's earlier turns are noted again with each new one
@lru_cache(maxsize=REMEMBERED)
def _asked(text: str) -> str:
    questions = [question.text for question in hear(text).questions][-MOST_QUESTIONS:]
    if questions:
        return "Caller asked: " + " ".join(map(_quoted, questions))
    return f"Caller said: {_quoted(text)}" if text.strip() else ""


@kept
def _told_by(persona: Persona) -> Callable[[str], str]:
    return lru_cache(maxsize=REMEMBERED)(partial(_told, persona))


def _told(persona: Persona, text: str) -> str:
    noted: list[str] = []
    if told := stories_in(text, persona):
        noted.append(f"You told of: {', '.join(told)}")
    if named := [contact.name for contact in persona.private.contacts if contact.name in text]:
        noted.append(f"You sent them to: {', '.join(named)}")
    declined = next((sentence for sentence in sentences(text) if _DECLINES.search(sentence)), None)
    if declined and not noted:
        return f"You declined: {_quoted(declined)}"
    return "; ".join(noted) or (f"You said: {_quoted(text)}" if text.strip() else "")


def _quoted(text: str) -> str:
    words = text.replace('"', "'").split()
    return f'"{" ".join(words)}"' if len(words) <= LONGEST else f'"{" ".join(words[:LONGEST])} ..."'
