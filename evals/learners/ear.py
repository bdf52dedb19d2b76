"""What a learner catches of the professional's last words, as far as anybody would who is on the telephone with them.

    catch("Dana. I have two minutes, then it's the board.")     ->  Caught(short_of_time=True, ...)

No stage direction reaches a learner: all that they go by is what was said.
"""

import random
import re
from dataclasses import dataclass

_PRESSED = re.compile(
    r"\b(?:want to (?:know|ask)|would you like to (?:know|ask|hear)|what(?:'s| is) (?:the"
    r"|your) (?:question|first)|your question|on the list"
    r"|(?:have you|you've) got|can i help|can i do for you|(?:shall|do) we (?:begin|start)"
    r"|may i answer|where (?:shall|do) we start)\b",
    re.IGNORECASE,
)
_ABOUT_ME = re.compile(r"\b(?:you|your|yourself)\b", re.IGNORECASE)
_SHORT = re.compile(
    r"\b(?:two minutes|one hundred and twenty seconds|out of time|(?:time|clock)(?:'s| is) (?:up"
    r"|done|over)|that's time|have to (?:go|jump|run|leave)"
    r"|(?:last|one more) question)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\b(?:no hard feelings|same (?:line|answer|queue|door|way)|jobs? (?:go|goes|are|is)"
    r"|i don't do that|not this call|i said no|can't help you with that"
    r"|not (?:something|what) (?:i|this)|no résumés?|keep the résumé|not (?:for|about) (?:jobs?"
    r"|posts?|résumés?)|it was a no|won't|cannot)\b",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"\b(?:on (?:my|the|our) (?:page|profile|website|site)|public record|anybody can read|you can read)\b",
    re.IGNORECASE,
)
_DOOR = re.compile(
    r"\b(?:send me (?:your|a|that|the) (?:résumé|resume|cv|one page|page)|(?:may|can"
    r"|could) ask (?:me )?about (?:openings|posts|what is open|what's open))\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?:use my name|say (?:that )?\w+ sent you|my name in|talk to|write to|speak (?:to|with)"
    r"|tell (?:him|her|them) (?:that )?i)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]+[\"”’]?")
_CLAUSE = re.compile(r"[,;:–—]\s+")
_THING = re.compile(
    r"\b(?:the|my|our|his|her) ((?:[a-z-]{3,} )?[a-z-]{4,})(?= (?:of|in|on|at|with|from|for|by)\b|[,.;])"
)
_NO_THING = frozenset(
    {
        "rest", "time", "other", "others", "same", "first", "second", "last", "question", "call", "page",
        "people", "person", "moment", "thing", "things", "way", "end", "start", "morning", "evening", "day",
        "days", "week", "year", "years", "night", "minute", "minutes", "hour", "half", "most", "best", "worst",
        "point", "line", "whole", "answer"
    }
)  # fmt: skip
FEWEST_WORDS = 18
"""Of a reply that leaves something to take up; below it are greetings, remarks and refusals."""


@dataclass(frozen=True)
class Caught:
    """What one reply brought."""

    asked_me: bool = False
    """About themselves, and not only what they want to know."""
    pressed: bool = False
    short_of_time: bool = False
    refused: bool = False
    pointed: bool = False
    """To what is public."""
    opened: bool = False
    """A door: to a résumé, to openings."""
    named: bool = False
    quote: str | None = None
    """A stretch of their own words, four to nine of them."""
    thing: str | None = None
    """Something that they mentioned, with its article."""


def catch(reply: str, chance: random.Random) -> Caught:
    """What is caught of a reply; which of its words stay in mind is chance."""
    sentences = [one.strip() for one in _SENTENCE.findall(reply)]
    asked = [one for one in sentences if one.rstrip('"”’').endswith("?")]
    told = len(reply.split()) >= FEWEST_WORDS
    about_me = bool(asked) and not _PRESSED.search(asked[-1]) and bool(_ABOUT_ME.search(asked[-1]))
    return Caught(
        asked_me=about_me,
        pressed=bool(asked) and not about_me,
        short_of_time=bool(_SHORT.search(reply)),
        refused=bool(_NO.search(reply)),
        pointed=bool(_PAGE.search(reply)),
        opened=bool(_DOOR.search(reply)),
        named=bool(_NAME.search(reply)),
        quote=_quote([one for one in sentences if one not in asked], chance) if told else None,
        thing=_thing(reply, chance) if told else None,
    )


def _quote(sentences: list[str], chance: random.Random) -> str | None:
    clauses = [
        clause.strip(" .!…")
        for sentence in sentences
        for clause in _CLAUSE.split(sentence)
        if not re.search('["“”]', clause)
    ]
    fitting = [clause for clause in clauses if 4 <= len(clause.split()) <= 9]
    return chance.choice(fitting) if fitting else None


def _thing(reply: str, chance: random.Random) -> str | None:
    found = [thing for thing in _THING.findall(reply) if thing.split()[-1] not in _NO_THING]
    return f"the {chance.choice(found)}" if found else None
