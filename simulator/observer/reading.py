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
    hidden = hide_names(text, context.persona)
    before = tokens.encode(hide_names(last, context.persona), add_special_tokens=False).ids[-BEFORE_TOKENS:]
    facts: list[int] = []
    for fact in nearest_facts(text, context.persona):
        facts += tokens.encode(fact, add_special_tokens=False).ids
    said = tokens.encode(hidden, add_special_tokens=False)
    opening, closing = _mark(tokens, "[CLS]"), _mark(tokens, "[SEP]")
    head = [opening, *before, closing, *facts[:FACT_TOKENS], closing]
    found = []
    for start in _stretches(len(said.ids)):
        ids = said.ids[start : start + TURN_TOKENS]
        spans = tuple((int(a), int(b)) for a, b in said.offsets[start : start + TURN_TOKENS])
        types = [0] * len(head) + [1] * (len(ids) + 1)
        found.append(Reading((*head, *ids, closing), tuple(types), spans))
    return found


def hide_names(text: str, persona: Persona) -> str:
    """The text with the speakers' names made plain, letter for letter as long as before."""
    own = re.findall(r"[^\W\d_]{3,}", persona.name)
    pattern = r"\b(?:" + "|".join(map(re.escape, own)) + r")\b" if own else r"(?!)"
    text = re.sub(pattern, lambda found: _plain(len(found[0])), text)
    return _NAMED.sub(_hide_own_name, text)


def _hide_own_name(found: re.Match[str]) -> str:
    # "I'm Priya" hides the name; "I'm studying" has none: only what is written with a capital can be one
    parts = (part if not part[:1].isupper() else _plain(len(part)) for part in found["name"].split(" "))
    return found["lead"] + " ".join(parts)


def _plain(length: int) -> str:
    return ("sam" + "o" * length)[:length]


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
