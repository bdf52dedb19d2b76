"""The same words as somebody else would write them. What a piece means stays."""

import random
import re
from dataclasses import replace

from evals.learners.archetype import Manner
from evals.learners.spoken import Piece
from evals.variants import slips

_LONG = {
    "I'm": "I am", "I've": "I have", "I'd": "I would", "I'll": "I will", "don't": "do not",
    "isn't": "is not", "it's": "it is", "that's": "that is", "what's": "what is", "What's": "What is",
    "won't": "will not", "can't": "cannot", "you've": "you have", "you'd": "you would", "We've": "We have",
    "we've": "we have", "hadn't": "had not", "wouldn't": "would not", "haven't": "have not",
}  # fmt: skip
_SHORT = {"you": "u", "are": "r", "because": "bc", "please": "pls", "about": "abt", "though": "tho", "thanks": "thx"}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SHORTENED = 0.3
"""How often a word that has a short form is written so, and how often a full stop is left out."""


def put(piece: Piece, manner: Manner, chance: random.Random) -> Piece:
    """A piece in a manner; quoted titles and names stay as they are written."""
    match manner:
        case "formal":
            return replace(piece, text=_WORD.sub(lambda word: _LONG.get(word[0], word[0]), piece.text))
        case "texting":
            return replace(piece, text=_texted(piece.text, chance))
        case "learned_late":
            return replace(piece, text="".join(_late(part, chance) for part in re.split(r"(“[^”]*”)", piece.text)))
    return piece


def _texted(text: str, chance: random.Random) -> str:
    text = text.lower().replace("’", "").replace("'", "")
    text = _WORD.sub(
        lambda word: _SHORT[word[0]] if word[0] in _SHORT and chance.random() < SHORTENED else word[0], text
    )
    return text.removesuffix(".") if chance.random() < SHORTENED else text


def _late(part: str, chance: random.Random) -> str:
    return part if part.startswith("“") or not part.strip() else slips(part, chance)
