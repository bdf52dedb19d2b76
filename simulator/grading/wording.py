"""Small text work that several grades share: quoting, counting aloud, and which words two texts have in common.

quoted("are you hiring? ")         ->  '“are you hiring?”'
in_turns([3, 5, 9])                ->  'turns 3, 5 and 9'
content_words("the rent ledgers")  ->  {'rent', 'ledger'}
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

LONGEST_QUOTE = 140
"""Characters after which a quote is cut: a remark is read at a glance, the whole turn stands in the transcript."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# possessive, and from the first mark of a row only: a turn that is ten thousand full stops must not take seconds
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"”’')\]]*+(?=\s|$)|\n|$")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "ly", "s", "e", "y")

_STOP = frozenset(
    """
    a about after again all also always am an and any anybody anyone anything are around as ask asked at away back
    be because been before being best between both but by call came can cannot come could day did do does doing done
    down each either else ever every everybody everyone everything few first for from get give go going gone good
    got great had has have having he hear heard hello her here hers hi him his how i if in into is it its just keep
    kind know last less let like little long look lot made make many may maybe me mean might mine minute more most
    much must my myself never new next no nobody none nor not nothing now of off okay on once one only or other our
    out over own part people perhaps person please put quite rather really right said same saw say see seem she
    should since so some somebody someone something still such sure take talk tell than thank that the their them
    then there these they thing think this those though thought through time to told too took two under until up
    upon us use used very want was way we week well went were what when where which while who whole whom whose why
    will with without word work would write wrote year yes yet you your yours
    """.split()  # noqa: SIM905  (a list of a word a line would be longer than all the rest)
)


def plain(text: str) -> str:
    """Lower case, straight apostrophes, no accents, single spaces: what `phrases` are looked for in."""
    marked = unicodedata.normalize("NFD", text.lower().replace("’", "'").replace("‘", "'"))
    return " ".join("".join(character for character in marked if not unicodedata.combining(character)).split())


def phrases(*patterns: str) -> re.Pattern[str]:
    """One pattern that finds any of these, on whole words of a `plain` text."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


def quoted(text: str, at_most: int = LONGEST_QUOTE) -> str:
    """The text in quotation marks, on one line, cut at a word where it is long."""
    line = " ".join(text.split())
    if len(line) > at_most:
        line = line[: at_most - 1].rsplit(" ", 1)[0].rstrip(",;:") + " …"
    return f"“{line}”"


def listed(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def in_turns(turns: Iterable[int]) -> str:
    """ "turn 3", "turns 3, 5 and 9"; each turn once, in order."""
    numbers = sorted(set(turns))
    return f"turn{'s' if len(numbers) > 1 else ''} {listed([str(number) for number in numbers])}"


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def in_words(number: int) -> str:
    """ "no", "one", ..., "twelve", "13"."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def counted(number: int, noun: str) -> str:
    """ "no question", "one question", "two questions"."""
    return f"{in_words(number)} {noun}{'' if number in (0, 1) else 's'}"


def duration(seconds: float) -> str:
    """ "46 s", "2 min", "2 min 5 s"."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    if not minutes:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def capital(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def bare(text: str) -> str:
    """On one line, without the marks at its end, so that a sentence can go on after it."""
    return " ".join(text.split()).rstrip(" .,;:!?…")


def _spans(text: str) -> list[tuple[int, int]]:
    ends = [match.end() for match in _END.finditer(text)]
    return list(pairwise([0, *ends]))


def sentences(text: str) -> list[str]:
    """The sentences of a text, trimmed."""
    return [found for start, end in _spans(text) if (found := text[start:end].strip())]


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence, or sentences, that `text[start:end]` lies in."""
    spans = [span for span in _spans(text) if span[0] < end and start < span[1]]
    return text[spans[0][0] : spans[-1][1]].strip() if spans else text[start:end]


_SENT_AWAY = re.compile(
    r"^(?:ask|check|try|send|tell|look|read|say|begin|start|go|next time|come back)\b|\b(?:my profile|the website)\b",
    re.IGNORECASE,
)
"""What a professional says to be rid of a question, or of the learner; nobody comes back to that with thanks."""


def telling_sentence(text: str) -> str:
    """The sentence worth coming back to: the longest of those that can be repeated in one breath (5 to 20 words)."""
    found = [one for one in sentences(text) if not _SENT_AWAY.search(one)] or sentences(text)
    short = [sentence for sentence in found if 5 <= len(sentence.split()) <= 20 and not sentence.endswith("?")]
    return max(short or found or [text.strip()], key=len)


def root(word: str) -> str:
    """A word without its usual English endings: enough to see that "ledgers" and "ledger" are kin."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


_STOP_ROOTS = frozenset(map(root, _STOP)) | _STOP


def content_words(text: str, *, names: bool = True) -> frozenset[str]:
    """The roots of the words that carry meaning; without `names`, only of those that are written small."""
    found = set()
    for match in _WORD.finditer(text):
        word = re.sub(r"['’].*$", "", match[0])
        if not names and word[:1].isupper():
            continue
        word = word.lower()
        kin = root(word)
        if len(word) >= 3 and word not in _STOP and kin not in _STOP_ROOTS:
            found.add(kin)
    return frozenset(found)
