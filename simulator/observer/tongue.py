"""Is a call held in English? The rubric's words are English; a call in another language is refused, not graded at
random.

A dialect, slang, texting and the English of people who learned it late are English. What decides is how many of the
learner's words are everyday English words, against those of the languages that learners are likeliest to fall into,
and the script.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

import yaml

from simulator.observer.words import fold, words
from simulator.resources import prompts_dir
from simulator.transcript import Transcript

_ENOUGH = 12
"""Words below which shares say nothing: a name and a "bonjour" are no evidence."""
_FEW = 2
"""Words of another language that are evidence among so few, where there is no English one beside them."""
_SHARE = 0.18
"""Share of everyday English words from which a text is English; even the most broken English of learners has over
0.3."""


@cache
def _lists() -> tuple[frozenset[str], Mapping[str, frozenset[str]]]:
    document = yaml.safe_load((prompts_dir() / "observer" / "tongues.yaml").read_text(encoding="utf-8"))
    other = {name: frozenset(fold(str(text)).split()) for name, text in document["other"].items()}
    return frozenset(document["english"].split()), other


def everyday() -> frozenset[str]:
    """Everyday English words."""
    return _lists()[0]


def _latin_share(text: str) -> float:
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return 1.0
    return sum(map(is_latin, letters)) / len(letters)


@lru_cache(maxsize=4096)
def is_latin(letter: str) -> bool:
    """Whether a letter is one of the Latin script, with marks or without."""
    return "LATIN" in unicodedata.name(letter, "")


def speaks_english(text: str) -> bool:
    """Whether a text is English, or too short to tell."""
    sample = text[:20_000]
    if len([character for character in sample if character.isalpha()]) > 3 * _ENOUGH and _latin_share(sample) < 0.5:
        return False
    said = [word.text for word in words(sample)]
    english, other = _lists()
    if len(said) < _ENOUGH:
        foreign = max(len({word for word in said if word in common} - english) for common in other.values())
        return foreign < _FEW or any(word in english for word in said)
    share = sum(word in english for word in said) / len(said)
    rival = max(sum(word in common for word in said) / len(said) for common in other.values())
    return share >= _SHARE and share >= rival * 0.8


def is_english(transcript: Transcript) -> bool:
    """Whether the learner's side of a call is English, taken as a whole."""
    return speaks_english(" ".join(_said(transcript)))


def _said(transcript: Transcript) -> Iterable[str]:
    return (turn.text for _, turn in transcript.learner_turns)
