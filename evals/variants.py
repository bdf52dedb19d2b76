"""The same call, told by somebody else: another name, other pronouns, another signature, slips of grammar, and lines
that are meant for the grader.

    vary("names", call, draw=0)   ->  the transcript with the learner's name swapped throughout; None where none is said

What a variant says is what the call said, so its levels should be the call's. Everything is seeded by call and draw.
"""

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from evals.gold import Labelled
from simulator.observer.words import is_function
from simulator.persona import Persona
from simulator.transcript import Transcript, Turn

SEED = 20262
OPENING_TURNS = 3
"""Turns of the learner in which they may have said their name."""
DROP_ARTICLE, OTHER_TENSE, TYPO = 0.2, 0.1, 0.03
"""Chances, for each article, each verb of the list, and each plain word of five letters or more: two or three slips in
a turn of forty words, which is about how people write who learned English late."""

_CAPITAL = r"[^\W\d_a-z][\w'’-]+"
_LEAD = r"\b(?i:it['’]?s|it is|this is|here is|i['’]?m|i am|my name is|name['’]?s|myself|call me)\s+"
_INTRODUCED = re.compile(rf"{_LEAD}(?:(?:Mr|Ms|Mrs|Dr)\.?\s+)?({_CAPITAL}(?:\s+{_CAPITAL})?)")
_BARE = re.compile(rf"(?:^|[.,!?]\s+)({_CAPITAL}\s+{_CAPITAL})(?=[.,!?]|$)")
_NO_NAMES = frozenset(
    ["hi", "hiya", "hey", "hello", "yes", "good", "morning", "alright", "dear", "mr", "mrs", "ms", "dr", "it's", "i'm"]
)
_LOWER = re.compile(rf"{_LEAD}([a-z]{{3,}})\b")
_GREETING = re.compile(
    r"^(?:hi there|hi|hello there|hello|hey|hiya|yo|good (?:morning|afternoon|evening|day)|dear)\b", re.IGNORECASE
)
_SIGNED = re.compile(
    r"(?:yours sincerely|yours truly|yours|with thanks|with kind regards|kind regards|best wishes|respectfully|"
    r"thanks again|regards|best|cheers)\s*[,!]*\s+(?=\S+(?:\s+\S+){0,2}$)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(rf"(?:[.,!?]|\w+ [Rr]egards|Yours)\s+({_CAPITAL}\s+{_CAPITAL})$")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@cache
def texts() -> Mapping[str, Any]:
    """The lists of `variants.toml`."""
    return tomllib.loads(Path(__file__).with_name("variants.toml").read_text(encoding="utf-8"))


def vary(kind: str, call: Labelled, draw: int) -> Transcript | None:
    """One variant of a call, of a kind in `VARIANTS`; none where the call has nothing that can be varied so."""
    varied = VARIANTS[kind](call, random.Random(f"{SEED}:{kind}:{call.id!a}:{draw}"), draw)
    return None if varied == call.transcript else varied


def _reworded(
    paper: Transcript,
    spoken: Callable[[int, Turn], str] = lambda _, turn: turn.text,
    written: Callable[[str], str] = lambda text: text,
) -> Transcript:
    """The call with every turn, and with what the learner wrote before and after it, put otherwise."""
    preparation, follow_up = paper.preparation, paper.follow_up
    if preparation and preparation.request:
        preparation = preparation.model_copy(update={"request": written(preparation.request)})
    if follow_up and follow_up.note:
        follow_up = follow_up.model_copy(update={"note": written(follow_up.note)})
    turns = tuple(turn.model_copy(update={"text": spoken(number, turn)}) for number, turn in enumerate(paper.turns))
    return paper.model_copy(update={"turns": turns, "preparation": preparation, "follow_up": follow_up})


def learner_name(paper: Transcript, persona: Persona) -> str | None:
    """What the learner calls themselves on the call, as written; none where they don't say."""
    known = " ".join(turn.text for turn in paper.turns if turn.speaker == "professional")
    taken = {word.lower() for word in re.findall(r"\w+", f"{persona.name} {persona.organisation}")}
    for name in _introduced(paper):
        first = name.split()[0]
        if first.lower() in taken | _NO_NAMES or (first.islower() and is_function(first)):
            continue
        # "I'm Indian" and "its fine" are no names: a single word is one if the professional uses it as one
        if " " in name or re.search(rf"\b{re.escape(first.capitalize())}\b", known):
            return name
    return None


def _introduced(paper: Transcript) -> Iterator[str]:
    opening = [turn.text for _, turn in paper.learner_turns[:OPENING_TURNS]]
    for pattern, where in ((_INTRODUCED, opening), (_BARE, opening[:1]), (_LOWER, opening)):
        yield from (found[1] for text in where for found in pattern.finditer(text))
    for text in (paper.preparation and paper.preparation.request, paper.follow_up and paper.follow_up.note):
        if text and (found := _SIGNATURE.search(text)):
            yield found[1]


def other_name(call: Labelled, chance: random.Random, _: int) -> Transcript | None:
    """Another name for the learner, whoever says it."""
    name = learner_name(call.transcript, call.persona)
    if name is None:
        return None
    swapped = dict(zip(name.split(), chance.choice(texts()["names"]).split(), strict=False))

    def change(text: str) -> str:
        for old, new in swapped.items():
            text = re.sub(rf"\b{re.escape(old)}\b", new.lower() if old.islower() else new, text)
            # "its tyler" is "Tyler" in the professional's mouth
            text = re.sub(rf"\b{re.escape(old.capitalize())}\b", new, text) if old.islower() else text
        return text

    return _reworded(call.transcript, lambda _, turn: change(turn.text), change)


@cache
def _gendered() -> Mapping[str, str]:
    # where a word stands in two pairs the first one holds
    return dict(reversed([pair for one, other in texts()["gendered"] for pair in ((one, other), (other, one))]))


def other_gender(call: Labelled, _: random.Random, __: int) -> Transcript:
    """Every "he" a "she", every "sir" a "madam"; but for words that stand in what is public, which are facts."""
    facts = set(_WORD.findall(call.persona.public.model_dump_json().lower())) - {"he", "she", "him", "her", "his"}

    def other(word: str, rest: str) -> str:
        owns = bool(re.match(r"\s+[^\W\d_]", rest))
        match word:
            case "her":
                return "his" if owns else "him"
            case "his":
                return "her" if owns else "hers"
            case "him":
                return "her"
            case _:
                return word if word in facts else _gendered().get(word, word)

    def change(text: str) -> str:
        def swap(found: re.Match[str]) -> str:
            put = other(found[0].lower(), text[found.end() :])
            return found[0] if put == found[0].lower() else put.capitalize() if found[0][0].isupper() else put

        return _WORD.sub(swap, text)

    return _reworded(call.transcript, lambda _, turn: change(turn.text), change)


def other_signature(call: Labelled, chance: random.Random, _: int) -> Transcript | None:
    """Another greeting in the learner's first turn, a signature under the last, other closings in what they wrote."""
    numbers = [number for number, _ in call.transcript.learner_turns]
    if not numbers:
        return None
    greeting, closing = chance.choice(texts()["greetings"]), chance.choice(texts()["closings"])
    name = learner_name(call.transcript, call.persona)
    signature = chance.choice(texts()["signatures"]).format(name=name.split()[0].capitalize()) if name else ""

    def change(number: int, turn: Turn) -> str:
        text = turn.text
        if number == numbers[0]:
            text = _GREETING.sub(greeting, text) if _GREETING.match(text) else f"{greeting}. {text}"
        return text + signature if number == numbers[-1] else text

    return _reworded(call.transcript, change, lambda text: _SIGNED.sub(f"{closing} ", text))


def with_slips(call: Labelled, chance: random.Random, _: int) -> Transcript:
    """Articles dropped, verbs in another form, letters swapped: lightly, and never in a name or a number."""

    def change(_: int, turn: Turn) -> str:
        return slips(turn.text, chance) if turn.speaker == "learner" else turn.text

    return _reworded(call.transcript, change)


def slips(text: str, chance: random.Random) -> str:
    """A text as somebody writes it in haste, or in a language learned late."""
    slipped = re.sub(r"\S+\s*", lambda found: _slip(found[0], chance), text)
    return slipped if slipped.strip() else text


def _slip(word_and_space: str, chance: random.Random) -> str:
    word = word_and_space.rstrip()
    space = word_and_space[len(word) :]
    tenses = dict(texts()["tenses"])
    if word in {"a", "an", "the"}:
        return "" if chance.random() < DROP_ARTICLE else word_and_space
    if word in tenses:
        return (tenses[word] if chance.random() < OTHER_TENSE else word) + space
    if len(word) >= 5 and word.isalpha() and word.islower() and chance.random() < TYPO:
        at = chance.randrange(1, len(word) - 2)
        word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word + space


def instruction(draw: int) -> str:
    """The line for the grader of a draw; two draws after each other have the same."""
    lines: list[str] = texts()["instructions"]
    return lines[draw // 2 % len(lines)]


def with_instruction(call: Labelled, chance: random.Random, draw: int) -> Transcript | None:
    """A line for the grader: on even draws at the end of one of the learner's turns, on odd ones as a turn after it."""
    spoken = [number for number, _ in call.transcript.learner_turns]
    if not spoken:
        return None
    line = instruction(draw)
    place, turns = chance.choice(spoken), list(call.transcript.turns)
    if draw % 2:
        turns.insert(place + 1, Turn(speaker="learner", text=line))
    else:
        turns[place] = turns[place].model_copy(update={"text": f"{turns[place].text} {line}"})
    return call.transcript.model_copy(update={"turns": tuple(turns)})


VARIANTS: Mapping[str, Callable[[Labelled, random.Random, int], Transcript | None]] = {
    "names": other_name,
    "pronouns": other_gender,
    "signature": other_signature,
    "slips": with_slips,
    "instructions": with_instruction,
}
"""What can be changed without changing what was said."""
