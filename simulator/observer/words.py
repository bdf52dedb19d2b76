"""Text -> folded text, words, stems, numbers; every offset still true of the text as it was written.

fold("Your RÉSUMÉ’s fine")     ->  "your resume's fine"       (the same length, character by character)
stem("leased"), stem("leases") ->  "leas", "leas"
numbers("twenty-two thousand, in 2024")  ->  22000 and 2024, each with its span
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import yaml

from simulator.resources import prompts_dir

_ODD = dict(zip("’‘‛´`“”„«»–—…？！。，", "'''''\"\"\"\"\"--.?!.,", strict=True))
_TOKEN = re.compile(r"[^\W_]+(?:['&.-](?=[^\W_])[^\W_]+)*")


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character in _ODD:
        return _ODD[character]
    if character.isspace() or unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"}:
        return " "
    lowered = unicodedata.normalize("NFD", character.lower())
    return lowered[0] if unicodedata.category(lowered[0])[0] != "M" else character


def fold(text: str) -> str:
    """Lower case, plain quotes and dashes, no accents, control characters blank; as long as the text, so offsets
    hold."""
    return text.lower() if text.isascii() and text.isprintable() else "".join(map(_fold_character, text))


@dataclass(frozen=True, slots=True)
class Word:
    """One word, folded, with its place and whether it was written with a capital."""

    text: str
    stem: str
    start: int
    end: int
    capital: bool


@lru_cache(maxsize=2048)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text, in order; a hyphenated word as its parts. Remembered: every turn is looked at again and
    again."""
    found = []
    for match in _TOKEN.finditer(fold(text)):
        offset = match.start()
        for piece in match[0].split("-"):
            plain = piece.removesuffix("'s")
            found.append(Word(plain, stem(plain), offset, offset + len(plain), text[offset].isupper()))
            offset += len(piece) + 1
    return tuple(found)


_RULES = (
    "ational>ate ization>ize isation>ize fulness>ful iveness>ive ousness>ous ically>ic ingly edly ities ments ment "
    "ations>ate ation>ate ators>ate ator>ate ings ing ness ies>y ied>y ists ist ers ors er or ed es ity al ly s e y"
)
_ENDINGS = tuple((rule.partition(">")[0], rule.partition(">")[2]) for rule in _RULES.split())


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """What is left of a word without its usual English endings: good enough to see that two words are kin."""
    if len(word) <= 3 or not word.isascii() or any(character.isdigit() for character in word):
        return word
    for _ in range(2):
        for ending, instead in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) + len(instead) >= 3 and not word.endswith("ss"):
                word = word[: len(word) - len(ending)] + instead
                break
        else:
            break
        if len(word) <= 4:
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


_SMALL_NAMES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_SMALL = {name: value for value, name in enumerate(_SMALL_NAMES.split())}
_TENS_NAMES = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {name: 10 * value for value, name in enumerate(_TENS_NAMES.split(), start=2)}
_SCALES = {
    "hundred": 100, "thousand": 1_000, "k": 1_000, "million": 1_000_000, "m": 1_000_000, "billion": 1_000_000_000,
    "bn": 1_000_000_000, "dozen": 12,
}  # fmt: skip


_ARTICLES = {"a": 1.0, "half": 0.5}


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was said, in digits or in words."""

    value: float
    start: int
    end: int

    @property
    def is_year(self) -> bool:
        """Whether it reads like a calendar year."""
        return 1850 <= self.value <= 2060 and self.value.is_integer()

    @property
    def is_plain(self) -> bool:
        """One and two are mostly not counts at all ("the one that", "one of them")."""
        return self.value <= 2


_SHORT_YEAR = re.compile(
    r"(?:(?<![\w'])'(?P<digits>\d\d)(?!\w))|\b(?:in|since|until|till|back in|summer|spring|autumn|fall|"
    r"(?:from|of|by|to)(?=\s(?:oh|o|ought)\b))\s(?:(?P<oh>oh|o|ought)[\s-](?P<unit>one|two|three|four|five|six|seven|eight|nine)"
    r"|(?:twenty[\s-])?(?P<tens>twenty|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
    r"(?:[\s-](?P<ones>one|two|three|four|five|six|seven|eight|nine))?)(?=\W*(?:$|[,.;:?!]|right\b|when\b|"
    r"and\b|i\b|you\b|was\b|is\b))"
)
"""Years as they are said: "'24", "since oh-nine", "in twenty-three"."""


def short_years(text: str) -> list[Number]:
    """The years that are said short, as calendar years from 1930 to 2029."""
    found = []
    for match in _SHORT_YEAR.finditer(fold(text)):
        if match["digits"]:
            value = int(match["digits"])
        elif match["oh"]:
            value = _SMALL[match["unit"]]
        else:
            tens = _TENS.get(match["tens"], _SMALL.get(match["tens"], 0))
            value = tens + (_SMALL[match["ones"]] if match["ones"] and tens % 10 == 0 else 0)
        start = match.start("digits") if match["digits"] else match.start("oh") if match["oh"] else match.start("tens")
        found.append(Number(2000 + value if value < 30 else 1900 + value, start, match.end()))
    return found


_NUMBERISH = re.compile(r"[0-9]{1,15}(?:,[0-9]{3})*(?:\.[0-9]+)?|[a-z]+")
"""At most fifteen digits in a row: what is longer is no number that anybody says, and need not be exact."""


def numbers(text: str) -> list[Number]:
    """The numbers of a text: digits, number words, and the two mixed ("1.4 million", "two hundred and ten")."""
    found: list[Number] = []
    total = current = 0.0
    start = end = -1
    article = tenth = 0.0

    def close() -> None:
        nonlocal total, current, start, tenth
        tenth = 0.0
        if start >= 0:
            found.append(Number(total + current, start, end))
        total = current = 0.0
        start = -1

    folded = fold(text)
    for match in _NUMBERISH.finditer(folded):
        said = match[0]
        if said == "and" and start >= 0 and current >= 100:
            continue
        if said == "point" and start >= 0 and match.start() - end == 1:
            tenth, end = 0.1, match.end()
            continue
        between = folded[end : match.start()] if start >= 0 else ""
        adjacent = start >= 0 and len(between) <= (5 if current >= 100 else 1) and "," not in between
        if not adjacent:
            close()
        if said[0] in "0123456789":
            close()
            current = float(said.replace(",", ""))
            start = match.start()
        elif said in _SMALL or said in _TENS:
            value = _SMALL.get(said, _TENS.get(said, 0))
            if tenth and value < 10:
                current, tenth, end = current + value * tenth, tenth / 10, match.end()
                continue
            if start >= 0 and not (current % 100 == 0 or (current % 10 == 0 and value < 10)):
                close()
            start = match.start() if start < 0 else start
            current += value
        elif start < 0 and article and len(said) > 2 and said in _SCALES:
            start, current = match.start(), article * _SCALES[said]
        elif said in _SCALES and start >= 0:
            if _SCALES[said] == 100:
                current *= 100
            else:
                total, current = total + current * _SCALES[said], 0.0
        else:
            close()
            # "a hundred", "half a million"
            article = _ARTICLES.get(said, 0.0) * (article if said == "a" and article == _ARTICLES["half"] else 1.0)
            continue
        article = 0.0
        end = match.end()
    close()
    return found


@cache
def _lists() -> dict[str, frozenset[str]]:
    path = prompts_dir() / "observer" / "words.yaml"
    lists = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: frozenset(stem(word) for word in value.split()) for name, value in lists.items() if name != "version"}


@lru_cache(maxsize=16384)
def is_common(stemmed: str) -> bool:
    """Whether a stem is one that anybody says, whatever they know about the professional."""
    return stemmed in _lists()["common"]


@lru_cache(maxsize=16384)
def is_function(stemmed: str) -> bool:
    """Whether a stem is a mere function word, or a filler."""
    return stemmed in _lists()["function"] or len(stemmed) < 2


def content(found: Iterable[Word]) -> Iterator[Word]:
    """The words that carry meaning."""
    return (word for word in found if not is_function(word.stem))
