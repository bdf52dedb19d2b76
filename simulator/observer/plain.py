"""A turn -> the same turn as anybody might have said it, with the way back to the learner's own characters.

    "Hello! Its Priya (she/her). My aunt wroks at a port - whta is a day like? Best, Priya"
    "       Its Sam          . My uncle works at a port - what is a day like?            "

What a learner is called, which gender they speak of, how they greet and sign, and a slip of the finger say nothing
about how they led the call. So they are made alike before anything listens, and nothing can hear them differently.
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from simulator.observer import Context
from simulator.observer.dossier import dossier
from simulator.observer.lexicon import alike, document
from simulator.observer.reading import vocabulary
from simulator.observer.rewriting import Rewritten, rewritten
from simulator.observer.spelled import everyones
from simulator.observer.tongue import everyday, is_latin
from simulator.observer.words import is_common, is_function, stem
from simulator.transcript import Turn

STAND_IN = "Sam"
"""What every learner is called while they are listened to."""

_CAPITAL = r"(?:[^\W\d_a-z](?=[\w-]*[^\W\d_A-Z])[\w-]+(?:['’][^\W\d_a-z]\w+)?|[OD]['’][^\W\d_a-z]\w+)"
_RUN = rf"({_CAPITAL}(?:\s+{_CAPITAL}){{0,2}})"
_TITLED = r"(?:(?:Mr|Ms|Mrs|Miss|Dr)\.?\s+)?"
_NAMED = re.compile(rf"\b(?i:i['’]?m|i am|my name is|my name['’]?s|name['’]?s|call me|myself|soy)\s+{_TITLED}{_RUN}")
"""What somebody says of themselves, whatever else their name may be the name of."""
_INTRODUCED = re.compile(
    rf"\b(?i:it['’]?s|it is|this is|here is)\s+{_TITLED}{_RUN}|\b({_CAPITAL}(?:\s+{_CAPITAL})?)(?:,)?\s+here\b(?! is)"
)
"""What may be said of a firm or a town as well."""
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
)
"""How professionals use a learner's name."""
_MENTIONED = re.compile(rf"\b(?:Mr|Ms|Mrs|Miss)\.?\s+({_CAPITAL})|,\s+({_CAPITAL})(?=[.!?](?:\s|$))")
"""The same, or a third person's name, or a town's."""
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
    return Understood(_plain(_english(_readable(text)), names, known, True), replace(context, before=before))


_CODE = re.compile(r"\S*\\u[0-9a-f]{4}\S*|(?<!\S)(?=\S*\d)(?=\S*[a-z])(?=\S*[A-Z])[A-Za-z0-9+/=]{24,}(?!\S)")
"""Letters that are no words: "\\u003cdirection\\u003e", or a text in base64."""


def _readable(text: str) -> str:
    """The text with as many blanks for what an ear for English can but guess at: code, letters of other scripts."""
    if text.isascii() and "\\u" not in text and not any(len(word) >= 24 for word in text.split()):
        return text
    text = _CODE.sub(lambda code: " " * len(code[0]), text)
    return "".join(" " if character.isalpha() and not is_latin(character) else character for character in text)


_SENTENCE = re.compile(r"[^.!?\n]+")
_WORDS = re.compile(r"[^\W\d_]{2,}(?:['’][^\W\d_]+)?|[iI]['’][^\W\d_]+")
_FEWEST = 6
"""Words of a sentence of which one at least is everyday English if the sentence is."""


def _english(text: str) -> str:
    """The text with blanks, as many, for whole sentences of which no word is everyday English."""
    return _SENTENCE.sub(lambda one: one[0] if _has_english(one[0]) else " " * len(one[0]), text)


def _has_english(sentence: str) -> bool:
    said = [word.lower().replace("’", "'") for word in _WORDS.findall(sentence)]  # "i" and "o" are of many tongues
    return len(said) < _FEWEST or any("'" in word or word in everyday() or is_common(stem(word)) for word in said)


def _retold(turn: Turn, names: frozenset[str], known: frozenset[str]) -> Turn:
    text = _plain(turn.text, names, known, turn.speaker == "learner").text
    return turn if text == turn.text else turn.model_copy(update={"text": text})


def own_names(text: str, context: Context) -> frozenset[str]:
    """What the learner is called, by themselves or by the professional; never a name of the professional's."""
    theirs = {part.lower() for part in _PART.split(context.persona.name)}
    public = dossier(context.persona).known
    by_learner = [turn.text for turn in context.before if turn.speaker == "learner"] + [text]
    told = [_told(words, place == 0) for place, words in enumerate(by_learner)]
    found = frozenset().union(*(each.sure for each in told))
    # "This is Northwind Foods?" names nobody; "this is Emma Foods" does
    for run in (run for each in told for run in each.guessed):
        if not all(stem(part.lower()) in public or part.lower() in theirs for part in run):
            found |= _both(run)
    spoken = [turn.text for turn in context.before if turn.speaker == "professional"]
    # who has said first name and family name is called nothing else
    heard = (_called(words, len({name.lower() for name in found}) < 2) for words in spoken)
    found |= {name for names in heard for name in names if stem(name.lower()) not in public}
    return frozenset(name for name in found if name.lower() not in theirs)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a turn says of the learner's name."""

    sure: frozenset[str]
    guessed: tuple[tuple[str, ...], ...]
    """Names, part by part, that may be a firm's."""


def _both(parts: Iterable[str]) -> frozenset[str]:
    """Names as they are and as the professional would write them."""
    return frozenset(name for part in parts for name in (part, part.capitalize() if part.islower() else part))


@lru_cache(maxsize=1)
def _no_names() -> frozenset[str]:
    return frozenset(str(document("plain")["no_names"]).split())


@lru_cache(maxsize=2048)
def _told(text: str, first: bool) -> _Told:
    sure = [tuple(part for part in found[1].split() if _is_no_other_word(part)) for found in _NAMED.finditer(text)]
    runs = [tuple((found[1] or found[2]).split()) for found in _INTRODUCED.finditer(text)]
    guessed = [tuple(filter(_is_no_other_word, run)) for run in runs]
    if first:
        runs = [tuple(found[1].split()) for found in _BARE.finditer(text[:_FIRST_WORDS])]
        guessed += [run for run in runs if all(map(_may_be_called, run))]
    # "it's Graham, Graham Pettifer"
    for run in (*sure, *guessed):
        for found in (found for part in run for found in re.finditer(rf"\b{re.escape(part)}\s+({_CAPITAL})", text)):
            if _may_be_called(found[1]):
                guessed.append((*run, found[1]))
    lower = {part for found in _LOWER.finditer(text) for part in found.groups() if part}
    if first:
        lower |= {part for found in _LOWER_FIRST.finditer(text[:_FIRST_WORDS]) for part in found.groups() if part}
    lower = {part for part in lower if _may_be_called(part) and not is_common(stem(part))}
    guessed += [(part,) for part in lower if not part.endswith(("ing", "ed", "ly"))]
    return _Told(_both(part for run in sure for part in run), tuple(filter(None, guessed)))


@lru_cache(maxsize=2048)
def _called(text: str, mentioned: bool) -> frozenset[str]:
    found = [*_ADDRESSED.finditer(text), *(_MENTIONED.finditer(text) if mentioned else ())]
    names = (next(filter(None, each.groups())) for each in found)
    return frozenset(name for name in names if _may_be_called(name) and not is_common(stem(name.lower())))


def _is_no_other_word(part: str) -> bool:
    return len(part) > 1 and part.lower() not in _no_names()


def _may_be_called(part: str) -> bool:
    return _is_no_other_word(part) and not is_function(part.lower())


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
