"""A turn with its context -> what the encoder reads: token ids, and where in the turn each of them stands.

    [CLS] what the professional just said [SEP] the public facts nearest to the turn [SEP] the learner's turn [SEP]

The same code makes the input when the encoder is trained and when it listens. Names of the two speakers are hidden
behind one word, so that a learner is not heard differently for what they are called.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.observer import Context
from simulator.observer.dossier import dossier, overlap, stems_of
from simulator.persona import Persona

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BEFORE_TOKENS = 48
"""Of the professional's last turn, its end."""
FACT_TOKENS = 40
"""Of all facts together."""
FACTS = 2
TURN_TOKENS = 160
"""Of the learner's turn in one reading; a longer one is read in stretches that overlap."""
OVERLAP_TOKENS = 32

WEIGHTS = Path(__file__).parent / "weights"
_NAME = re.compile(r"[^\W\d_]{3,}")
_HALF = re.compile("[\ud800-\udfff]")
_NO_NAMES = frozenset({"The", "And", "But", "Not", "Mr", "Mrs", "Miss", "Dr", "Just", "Also", "So", "Now", "Still"})
_NAMED = re.compile(
    r"(?P<lead>\b(?:i['’]?m|i am|it['’]?s|its|this is|my name is|my name['’]s|name['’]?s|call me)\s+)"
    r"(?P<name>[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,2})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reading:
    """One stretch of a turn as the encoder reads it."""

    ids: tuple[int, ...]
    types: tuple[int, ...]
    """1 for the learner's words, 0 for everything else."""
    spans: tuple[tuple[int, int], ...]
    """Of each of the learner's tokens: characters of the turn. As many as there are ones in `types`, less the last."""


@lru_cache(maxsize=4)
def tokenizer(folder: Path = WEIGHTS) -> "Tokenizer":
    """The encoder's own tokenizer, from its file."""
    from tokenizers import Tokenizer

    tokens: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokens.no_truncation()
    tokens.no_padding()
    return tokens


def nearest_facts(text: str, persona: Persona) -> list[str]:
    """The public facts that share most with the words, the nearest first."""
    known = dossier(persona)
    said = frozenset(stems_of(text))
    scored = [(overlap(said, fact, known), -number, fact.text) for number, fact in enumerate(known.facts)]
    return [fact for score, _, fact in sorted(scored, reverse=True)[:FACTS] if score > 0]


def readings(text: str, context: Context, tokens: "Tokenizer") -> list[Reading]:
    """What the encoder reads of one turn."""
    last = next((turn.text for turn in reversed(context.before) if turn.speaker == "professional"), "")
    names = speakers(text, context)
    before = tokens.encode(hide(last, names), add_special_tokens=False).ids[-BEFORE_TOKENS:]
    facts: list[int] = []
    for fact in nearest_facts(text, context.persona):
        facts += tokens.encode(fact, add_special_tokens=False).ids
    said = tokens.encode(hide(text, names), add_special_tokens=False)
    opening, closing = _mark(tokens, "[CLS]"), _mark(tokens, "[SEP]")
    head = [opening, *before, closing, *facts[:FACT_TOKENS], closing]
    found = []
    for start in _stretches(len(said.ids)):
        ids = said.ids[start : start + TURN_TOKENS]
        spans = tuple((int(a), int(b)) for a, b in said.offsets[start : start + TURN_TOKENS])
        types = [0] * len(head) + [1] * (len(ids) + 1)
        found.append(Reading((*head, *ids, closing), tuple(types), spans))
    return found


def speakers(text: str, context: Context) -> frozenset[str]:
    """The names of the two who speak: the professional's own, and what the learner was heard to call themselves."""
    said = [turn.text for turn in context.before if turn.speaker == "learner"]
    own = frozenset(_NAME.findall(context.persona.name))
    return own.union(*map(own_names, (*said, text)))


@lru_cache(maxsize=4096)
def own_names(text: str) -> frozenset[str]:
    """What somebody calls themselves in a text. Only what is written with a capital can be told for a name."""
    found: set[str] = set()
    for introduced in _NAMED.finditer(text):
        parts = introduced["name"].split()
        while parts and parts[0][:1].isupper():
            found.update(_NAME.findall(parts.pop(0)))
    return frozenset(found - _NO_NAMES)


def hide(text: str, names: frozenset[str]) -> str:
    """The text with names made plain, letter for letter as long as before, and half characters made whole ones."""
    text = _HALF.sub("?", text)
    if not names:
        return text
    return _pattern(names).sub(lambda found: _plain(len(found[0])), text)


@lru_cache(maxsize=512)
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, names))) + r")\b")


def _plain(length: int) -> str:
    return ("Sam" + "o" * length)[:length]


@lru_cache(maxsize=8)
def _mark(tokens: "Tokenizer", name: str) -> int:
    found = tokens.token_to_id(name)
    assert found is not None
    return int(found)


def _stretches(length: int) -> Sequence[int]:
    if length <= TURN_TOKENS:
        return [0]
    step = TURN_TOKENS - OVERLAP_TOKENS
    return range(0, length - OVERLAP_TOKENS, step)
