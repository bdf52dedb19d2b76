"""A turn -> the same turn as anybody might have said it, with the way back to the learner's own characters.

    "Hello! Its Priya (she/her). My aunt wroks at a port - whta is a day like? Best, Priya"
    "       Its Sam          . My uncle works at a port - what is a day like?            "

What a learner is called, which gender they speak of, how they greet and sign, and a slip of the finger say nothing
about how they led the call. So they are made alike before anything listens, and nothing can hear them differently.
"""

import re
from collections.abc import Container
from dataclasses import dataclass, replace
from functools import lru_cache

from simulator.observer import Context
from simulator.observer.dossier import dossier
from simulator.observer.lexicon import alike, document
from simulator.observer.reading import vocabulary
from simulator.observer.rewriting import Rewritten, rewritten
from simulator.observer.spelled import everyones
from simulator.observer.words import is_common, is_function, stem
from simulator.transcript import Turn

STAND_IN = "Sam"
"""What every learner is called while they are listened to."""

_CAPITAL = r"(?:[^\W\d_a-z](?=[\w-]*[^\W\d_A-Z])[\w-]+(?:['’][^\W\d_a-z]\w+)?|[OD]['’][^\W\d_a-z]\w+)"
_LEAD = r"\b(?i:i['’]?m|i am|it['’]?s|it is|this is|my name is|my name['’]?s|name['’]?s|call me|myself)\s+"
_INTRODUCED = re.compile(rf"{_LEAD}(?:(?:Mr|Ms|Mrs|Miss|Dr)\.?\s+)?({_CAPITAL}(?:\s+{_CAPITAL}){{0,2}})")
_HERE = re.compile(
    rf"\b({_CAPITAL}(?:\s+{_CAPITAL})?)(?:,)?\s+here\b(?! is)|\b(?i:here is|soy)\s+({_CAPITAL}(?:\s+{_CAPITAL})?)"
)
_BARE = re.compile(
    rf"(?:^|[.,!?…–—]\s+)(?:(?:Mr|Ms|Mrs|Miss|Dr|Engr)\.?\s+)*({_CAPITAL}(?:\s+{_CAPITAL}){{1,2}})(?=\s*(?:[.,!?–—]|from\b|$))"
)
"""A first name and a family name with nothing around them: an introduction, in somebody's first words."""
_FIRST_WORDS = 90
"""Characters of somebody's first turn in which a name stands that nothing announces; further on it may be a firm's."""
_LOWER = re.compile(
    r"\b(?:my name is|my name['’]?s|name['’]?s|call me)\s+([a-z]{3,})(?:\s+([a-z]{3,})(?=\s*(?:[,.!]|$)))?"
    r"|\b(?:it['’]?s|this is)\s+([a-z]{3,})(?=\s+(?:here|again|from|speaking|calling)\b|,? (?:we|you) said)"
)
_LOWER_FIRST = re.compile(
    r"\b(?:it['’]?s|this is|here is)\s+([a-z]{3,})(?:\s+([a-z]{3,}))?(?=\s*(?:[,.!?]|$|from\b|off\b|i\b|we\b))"
)
"""The same where nothing was said before."""
_ADDRESSED = re.compile(
    rf"^(?i:hi|hello|hey|good (?:morning|afternoon|evening)|morning|afternoon|thanks|thank you|nice to meet you"
    rf"|welcome|right|okay|ok|well|yes|goodbye|bye|take care|good luck)[,\s]+({_CAPITAL})(?=[.,!?])"
    rf"|\b(?i:is (?:that|this)|that|you['’]re|you must be)\s+({_CAPITAL})(?=[.,?])"
    rf"|\b(?:Mr|Ms|Mrs|Miss)\.?\s+({_CAPITAL})"
    rf"|,\s+({_CAPITAL})(?=[.!?](?:\s|$))"
)
"""How professionals use a learner's name: the last at the end of a sentence, where else hardly a name stands alone."""
_PART = re.compile(r"[\s-]+")

_GREETING = re.compile(
    r"^\W*(?:hi there|hi|hello there|hello|hey there|hey|hiya|yo|dear|greetings"
    r"|good (?:morning|afternoon|evening|day))\b(?=[\s,.!–—-])[ ]*[,.!–—-]?",
    re.IGNORECASE,
)
_TAG = re.compile(r"\(?\b(?:she|he|they)\s?/\s?(?:her|him|his|hers|them|theirs)(?:\s?/\s?\w+)?\b\)?", re.IGNORECASE)
_CLOSING = (
    r"(?:yours sincerely|yours faithfully|yours truly|yours|sincerely|with thanks|(?:with )?(?:kind|best|warm) regards"
    r"|with regards|best wishes|all the best|respectfully|regards|best|cheers|warmly)"
)
_SIGNED = re.compile(
    rf"(?:(?<=[.!?…\n])|(?<=[.!?…\n]\s)|(?<=\n))\s*(?:(?i:{_CLOSING})\s*[,!.–—-]*\s+(?:{_CAPITAL}(?:\s+{_CAPITAL})?)?"
    rf"|[–—/~-]+\s*{_CAPITAL}(?:\s+{_CAPITAL})?|\(\s*{_CAPITAL}(?:\s+{_CAPITAL})?\s*\)"
    rf"|{STAND_IN}(?:\s{STAND_IN})?)[\s.)]*$"
)
_DASHED = re.compile(rf"\s*(?:[–—/~-]+\s*|\(\s*){STAND_IN}(?:\s{STAND_IN})?[\s.)]*$")

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LONGEST_CORRECTED = 14


@dataclass(frozen=True)
class Understood:
    """A turn and what went before it, made plain."""

    turn: Rewritten
    context: Context


def understood(text: str, context: Context) -> Understood:
    """The turn and the earlier ones as everything that listens is given them."""
    names = own_names(text, context)
    known = dossier(context.persona).known
    before = tuple(_retold(turn, names, known) for turn in context.before)
    return Understood(_plain(text, names, known, True), replace(context, before=before))


def _retold(turn: Turn, names: frozenset[str], known: frozenset[str]) -> Turn:
    text = _plain(turn.text, names, known, turn.speaker == "learner").text
    return turn if text == turn.text else turn.model_copy(update={"text": text})


def own_names(text: str, context: Context) -> frozenset[str]:
    """What the learner is called, by themselves or by the professional; never a name of the professional's."""
    theirs = {part.lower() for part in _PART.split(context.persona.name)}
    public = dossier(context.persona).known
    said = [(turn.text, turn.speaker == "learner") for turn in context.before] + [(text, True)]
    first = next(place for place, (_, by_learner) in enumerate(said) if by_learner)
    found = frozenset().union(
        *(_names_in(words, by_learner, place == first) for place, (words, by_learner) in enumerate(said))
    )
    return frozenset(name for name in found if name.lower() not in theirs and stem(name.lower()) not in public)


@lru_cache(maxsize=1)
def _no_names() -> frozenset[str]:
    return frozenset(str(document("plain")["no_names"]).split())


@lru_cache(maxsize=2048)
def _names_in(text: str, by_learner: bool, first: bool) -> frozenset[str]:
    if not by_learner:
        said = [next(filter(None, found.groups())) for found in _ADDRESSED.finditer(text)]
        return frozenset(name for name in said if _may_be_called(name) and not is_common(stem(name.lower())))
    said = [found[1] for found in _INTRODUCED.finditer(text)]
    said += [found[1] or found[2] for found in _HERE.finditer(text)]
    if first:
        bare = [found[1] for found in _BARE.finditer(text[:_FIRST_WORDS])]
        said += [name for name in bare if all(map(_may_be_called, name.split()))]
    capital = {part for name in said for part in name.split() if _may_be_called(part)}
    # "it's Graham, Graham Pettifer"
    capital |= {
        found[1] for part in capital for found in re.finditer(rf"\b{re.escape(part)}\s+({_CAPITAL})", text)
        if _may_be_called(found[1])
    }  # fmt: skip
    lower = {part for found in _LOWER.finditer(text) for part in found.groups() if part}
    if first:
        lower |= {part for found in _LOWER_FIRST.finditer(text[:_FIRST_WORDS]) for part in found.groups() if part}
    lower = {part for part in lower if not (part in _no_names() or is_function(part) or is_common(stem(part)))}
    lower = {part for part in lower if not part.endswith(("ing", "ed", "ly"))}
    return frozenset(capital | lower | {part.capitalize() for part in lower})


def _may_be_called(word: str) -> bool:
    return len(word) > 1 and word.lower() not in _no_names() and not is_function(word.lower())


@lru_cache(maxsize=1024)
def _plain(text: str, names: frozenset[str], known: frozenset[str], by_learner: bool) -> Rewritten:
    """Words first, one by one; then what stands around them, in place, which is blanked and not cut."""
    changes = []
    joined = [found.span() for name in names if "-" in name for found in re.finditer(rf"\b{re.escape(name)}\b", text)]
    changes += [(start, end, STAND_IN) for start, end in joined]
    for found in _WORD.finditer(text):
        start, end = found.span()
        if any(first <= start and end <= last for first, last in joined):
            continue
        put = _word(found[0], text[end : end + 2], names, known)
        if put is not None:
            changes.append((start, end, put))
        elif by_learner and (change := everyones(text, start, end, known)):
            changes.append(change)
        elif by_learner and found[0].islower() and (put := corrected(found[0], known)):
            changes.append((start, end, put))
    turn = rewritten(text, sorted(changes))
    if not by_learner:
        return turn
    for pattern in (_TAG, _SIGNED, _DASHED, _GREETING):
        for found in reversed(list(pattern.finditer(turn.text))):
            left = turn.text[: found.start()] + " " * (found.end() - found.start()) + turn.text[found.end() :]
            if left.strip(" .,!-"):
                turn = replace(turn, text=left)
    return turn


def _word(word: str, after: str, names: frozenset[str], known: frozenset[str]) -> str | None:
    """What a word is put as that names the learner or tells a gender."""
    if word in names:
        return STAND_IN
    low = word.lower().replace("’", "'")
    if low == "her":
        put: str | None = "his" if after[1:2].isalpha() else "him"
    else:
        put = alike("gendered").get(low)
    if put and stem(low) not in known:
        return put.capitalize() if word[0].isupper() else put
    return None


def corrected(word: str, known: Container[str]) -> str | None:
    """The word that a slip of the finger hides: two letters swapped, or one doubled or not. None if it is a word."""
    if not 5 <= len(word) <= _LONGEST_CORRECTED or not word.isascii() or not word.isalpha():
        return None
    if word in vocabulary() or stem(word) in known or stem(word) in _stems():
        return None
    return _nearest(word)


@lru_cache(maxsize=16384)
def _nearest(word: str) -> str | None:
    cuts = [(word[:at], word[at:]) for at in range(1, len(word))]
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1} & vocabulary()
    doubled = {a + a[-1] + b for a, b in cuts} | {a + b[1:] for a, b in cuts if a[-1] == b[0]}
    found = swapped or doubled & vocabulary()
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=1)
def _stems() -> frozenset[str]:
    return frozenset(map(stem, vocabulary()))
