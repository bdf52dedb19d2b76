"""A word written as it sounds -> the word that everybody writes.

    "What are ye workin' on? I dinnae know zis vork."
    "What are you working on? I don't know this work."

By a list of words (`prompts/observer/plain.yaml`), by what an apostrophe stands for, and by the sounds that people who
spell an accent put in place of others. A word that English has is left alone, whatever it might also be.
"""

from collections.abc import Container, Iterator
from functools import lru_cache

from simulator.observer.lexicon import alike
from simulator.observer.reading import vocabulary
from simulator.observer.words import is_common, is_function, stem

_SOUNDS = (
    ("z", "th"), ("d", "th"), ("t", "th"), ("f", "th"), ("v", "th"), ("v", "w"), ("v", "wh"), ("y", "j"), ("b", "v"),
    ("ee", "i"),
)  # fmt: skip
"""What is written, what is meant."""
_MARKS = "'’"
_LONGEST = 14


def everyones(text: str, start: int, end: int, known: Container[str]) -> tuple[int, int, str] | None:
    """The word at this place as everybody writes it, with the stretch that it takes the place of; none if it is so.

    `known` are stems of the professional's page: what stands there is no accent.
    """
    word = text[start:end]
    low = word.lower().replace("’", "'")
    if stem(low) in known or len(word) > _LONGEST or not (word.islower() or _begins(text, start)):
        return None
    before = start - 1 if start and text[start - 1] in _MARKS and not text[start - 2 : start - 1].isalnum() else start
    after = end + 1 if text[end : end + 1] in _MARKS and text[end : end + 1] else end
    for first, last, put in (
        (before, after, alike("as_said").get(low)),
        (start, after, _ending(low) if after > end else None),
        (before, end, _beginning(low) if before < start else None),
        (start, end, _sounded(low)),
    ):
        if put is not None:
            return first, last, put.capitalize() if word[0].isupper() else put
    return None


def _begins(text: str, start: int) -> bool:
    """Whether a sentence begins here: elsewhere a capital makes a name of what would be a word of some place."""
    return text[:start].rstrip(" \n'’\"(")[-1:] in {"", ".", "!", "?", ":"}


def _ending(low: str) -> str | None:
    """ "workin'"."""
    return f"{low}g" if low.endswith("in") and f"{low}g" in vocabulary() and not _said(low) else None


def _beginning(low: str) -> str | None:
    """ "'ave" and "'bout"."""
    found = [f"{lost}{low}" for lost in ("h", "a", "be", "th") if _said(f"{lost}{low}")]
    return found[0] if found and not _said(low) else None


@lru_cache(maxsize=4096)
def _sounded(low: str) -> str | None:
    if low in vocabulary() or _said(low) or not low.isalpha():
        return None
    found = {word for word in _as_meant(low) if _said(word)}
    return found.pop() if len(found) == 1 else None


def _as_meant(low: str) -> Iterator[str]:
    for written, meant in _SOUNDS:
        if written in low:
            yield low.replace(written, meant)
            yield low.replace(written, meant, 1)
    if low.startswith(("est", "esk", "esp", "esc", "esm")):
        yield low[1:]


@lru_cache(maxsize=16384)
def _said(word: str) -> bool:
    """Whether it is a word that anybody says."""
    return word in vocabulary() and (is_function(stem(word)) or is_common(stem(word)))
