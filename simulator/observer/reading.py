"""A turn with its context -> what the encoder reads: token ids, and where in the turn each of them stands.

    [CLS] what the professional just said [SEP] the public facts nearest to the turn [SEP] the learner's turn [SEP]

The same code makes the input when the encoder is trained and when it listens. On top of what `plain.py` makes alike,
the professional's name is hidden behind one word, contractions are written out, articles left out, and verbs that
agree and that don't are put as one: a slip of grammar is then no other turn.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.observer import Context
from simulator.observer.dossier import dossier, overlap, stems_of
from simulator.observer.lexicon import alike
from simulator.observer.rewriting import Rewritten, rewritten
from simulator.persona import Persona

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BEFORE_TOKENS = 40
"""Of the professional's last turn, its end."""
FACT_TOKENS = 44
"""Of one fact."""
CAREER_TOKENS = 72
"""Of the career, which comes first where it is read."""
FACTS_TOKENS = 110
"""Of all facts together."""
FACTS = 3
LEAST_OVERLAP = 0.7
"""Below this a fact has nothing to do with the turn, and is not read."""
ECHO = 0.5
"""What a word of the professional's last turn weighs against one of the turn itself: "When was that?" is on theirs."""
TURN_TOKENS = 160
"""Of the learner's turn in one reading; a longer one is read in stretches that overlap."""
OVERLAP_TOKENS = 32

WEIGHTS = Path(__file__).parent / "weights"
_PAST = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:stud(?:y|ied|ies)|degrees?|universit\w+|college|school\w*|ph\.?d|doctora\w+|masters?|bachelors?"
    r"|majored|train(?:ed)|qualifi\w+|graduated|before|start(?:ed)?|began|joined|left|moved|came|career|jobs?|role|title"
    r"|position|posts? (?:that )?you|worked|were you|you were|used to|years|since|how long|background|been)\b",
    re.IGNORECASE,
)
"""Words by which a turn may speak of what somebody was and learned; their career is then read with it."""
_HALF = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


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


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """The whole English words that the tokenizer knows, in lower case."""
    return frozenset(word for word in tokenizer().get_vocab() if word.isalpha() and word.isascii() and len(word) > 1)


def nearest_facts(text: str, persona: Persona, echo: str = "") -> list[str]:
    """The public facts that share most with the words and, less so, with what they answer; the nearest first."""
    known = dossier(persona)
    said = frozenset(stems_of(text))
    echoed = frozenset(stems_of(echo)) - said
    scored = [
        (overlap(said, fact) + ECHO * overlap(echoed, fact), -number, fact.text)
        for number, fact in enumerate(known.facts)
    ]
    return [fact for score, _, fact in sorted(scored, reverse=True)[:FACTS] if score >= LEAST_OVERLAP]


def _facts(text: str, echo: str, persona: Persona) -> list[str]:
    """What is read of the dossier: the career in short, if the turn may be about it, and the facts that are nearest."""
    nearest = nearest_facts(text, persona, echo)
    if not _PAST.search(text):
        return nearest
    public = persona.public
    return ["; ".join((*public.career[:4], *public.education[:2])), *nearest[:2]]


def readings(text: str, context: Context, tokens: "Tokenizer") -> list[Reading]:
    """What the encoder reads of one turn, which `plain.py` has made plain."""
    last = next((turn.text for turn in reversed(context.before) if turn.speaker == "professional"), "")
    names = frozenset(part for part in context.persona.name.split() if len(part) > 2)
    before = _encoded(tokens, last, names)[-BEFORE_TOKENS:]
    facts: list[int] = []
    for fact in _facts(text, last, context.persona):
        facts += _encoded(tokens, fact, frozenset())[: FACT_TOKENS if facts else CAREER_TOKENS]
    turn = one_form(text, names)
    said = tokens.encode(turn.text, add_special_tokens=False)
    opening, closing = _mark(tokens, "[CLS]"), _mark(tokens, "[SEP]")
    head = [opening, *before, closing, *facts[:FACTS_TOKENS], closing]
    found = []
    for start in _stretches(len(said.ids)):
        ids = said.ids[start : start + TURN_TOKENS]
        spans = tuple(turn.span(a, b) for a, b in said.offsets[start : start + TURN_TOKENS])
        types = [0] * len(head) + [1] * (len(ids) + 1)
        found.append(Reading((*head, *ids, closing), tuple(types), spans))
    return found


@lru_cache(maxsize=1024)
def _encoded(tokens: "Tokenizer", text: str, names: frozenset[str]) -> tuple[int, ...]:
    """Remembered: the same few facts are read with most turns of a call."""
    return tuple(tokens.encode(one_form(text, names).text, add_special_tokens=False).ids)


@lru_cache(maxsize=1024)
def one_form(text: str, names: frozenset[str]) -> Rewritten:
    """Half characters made whole ones, names hidden, words put in the one form that stands for all."""
    text = _HALF.sub("?", text)
    changes = []
    for found in _WORD.finditer(text):
        word = found[0]
        if word in names:
            changes.append((found.start(), found.end(), "Sam"))
        elif (put := alike("one_form").get(word.lower().replace("’", "'"))) is not None:
            changes.append((found.start(), found.end(), put))
    return rewritten(text, changes)


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
