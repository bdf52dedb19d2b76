"""A language model's stream of text -> sentences that somebody could say on the telephone.

    speech = Speech("Dana Okafor")
    speech.feed('**Dana:** "Well, Dr. Ames *sighs* hired me. I wa')
    ->  [Utterance("Well, Dr. Ames hired me.", '**Dana:** "Well, Dr. Ames *sighs* hired me.', ("*sighs*",))]
    speech.finish()  ->  [Utterance("I wa", " I wa")]

A sentence comes out as soon as it is certain to be whole, and never changes after that. What goes on the way: thoughts,
names put in front, quotation marks around everything, Markdown, stage directions, what can't be seen or said. What was
written comes along, so that a guard can see what an eye for speech no longer does.
"""

import re
import unicodedata
from dataclasses import dataclass

from simulator.errors import ModelUnreadable

_HELD = 240
"""Characters. An opened bracket or asterisk that is not closed within so many was no bracket but a slip of the pen."""

_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>\s*", re.DOTALL | re.IGNORECASE)
_OPEN_THOUGHT = re.compile(r"<think(?:ing)?>", re.IGNORECASE)
_END_OF_THOUGHT = re.compile(r"</think(?:ing)?>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:learner|direction|s|br)\s*/?>|<\|[^|>\n]{1,40}\|>", re.IGNORECASE)

_END = re.compile(
    r"[.!?…]+[\"'”’»)\]*_`]*(?=\s+(?P<next>\S))|[。！？]+[\"”’」』）]*(?=[^。！？\"”’」』）])|\n+(?=\s*\S)"
)
_SPAN = re.compile(
    rf"\([^()\n]{{0,{_HELD}}}\)|\[[^\[\]\n]{{0,{_HELD}}}\]|(?<![\w*])\*{{1,2}}(?=\S)[^*\n]{{0,{_HELD}}}\*{{1,2}}"
)
_OPEN_SPAN = re.compile(
    rf"(?:\([^()\n]{{0,{_HELD}}}|\[[^\[\]\n]{{0,{_HELD}}}|(?<![\w*])\*{{1,2}}(?=\S)[^*\n]{{0,{_HELD}}})\Z"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|St|Sr|Jr|vs|etc|e\.g|i\.e|approx|Inc|Ltd|Co|Corp|Dept|Fig|ca|cf|al|a\.m|p\.m)"
    r"|\b(?!I\b)[A-Za-z](?:\.[A-Za-z])*)\.\Z"
)
_NUMBER = re.compile(r"\bNos?\.\Z")
_ITEM = re.compile(r"(?:\A|\n)\s*\d{1,2}\.\Z")

_MARKDOWN = (
    (re.compile(r"```\w*\n?|`"), ""),
    (re.compile(r"!?\[([^\[\]\n]+)\]\([^()\s]*\)"), r"\1"),
    (re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?)", re.MULTILINE), ""),
    (re.compile(r"^\s*(?:[-*•+–—]|\d{1,2}[.)])(?:\s+|\Z)", re.MULTILINE), ""),
    (re.compile(r"^\s*(?:[-*_]\s*){3,}$", re.MULTILINE), ""),
    (re.compile(r"\*\*([^*\n]+)\*\*"), r"\1"),
    (re.compile(r"(?<!\w)__?([^_\n]+)__?(?!\w)"), r"\1"),
)
_HOW = r"\s*(?:[a-z]+ly,?\s+)?(?:an?\s+|the\s+)?(?:(?:brief|short|long|slight|small|wry|dry|quick|soft|warm)\s+)?"
_ACTS = (
    r"(?:laugh|chuckl|sigh|smil|grin|nod|paus|shrug|glanc|look|lean|check|tak|sip|rais|clear|shak|roll|tap|typ|breath|inhal|exhal"
    r"|frown|snort|scoff|cough|think|wav|point|gestur|hesitat|mutter|whisper|click|hang|stop|shift|settl|shuffl)"
)
_SOUNDS = r"(?:beat|pause|silence|laughter|laugh|chuckle|sigh|smile|(?:soft|warm|dri|dry|wry|cool|flat|quiet|firm)ly)\b"
_MORE_ACTS = (
    r"(?:set|put|hold|lift|turn|mov|walk|sit|stand|drum|adjust|rub|scratch|stretch|scribbl|writ|hum|whistl|swallow|winc|beam|blink"
    r"|squint|star|gaz|peer|pick|reach|cross|bit|purs|soften|brighten|perk|sniff|yawn|groan|grunt|gasp|mumbl|murmur|listen|tilt)"
)
_TONE = (
    r"(?:in|with) an? (?:[\w-]+,? ){0,3}(?:tone|voice|smile|laugh|sigh|grin|nod|shrug|chuckle)|voice [a-z]+ing|tone:"
)
_DONE = rf"{_HOW}(?:{_ACTS}\w*(?:s|ing)\b|{_SOUNDS}|{_TONE})"
_SET_OFF = rf"(?<!\w )(?<!, )\*{_HOW}{_MORE_ACTS}\w*(?:s|ing)\b [^*\n]+\*"
_DIRECTION = re.compile(rf"\({_DONE}[^()\n]*\)|\*{_DONE}[^*\n]*\*|{_SET_OFF}", re.IGNORECASE)
"""The form of the word decides: *thinks* is something done, and "I *think* so (typically in May)" is something said."""
_SQUARE = re.compile(r"\[[^\[\]\n]*\]")
_WHOLE = re.compile(r"\A\s*(?:\([^()]*\)|\*[^*]*\*)[\s.!?…]*\Z")
_EMPHASIS = re.compile(r"\*([^*\n]+)\*")
_OPENING_QUOTES, _CLOSING_QUOTES = ('"', "“", "„", "«"), ('"', "”", "“", "»")


@dataclass(frozen=True)
class Utterance:
    """A whole sentence: as it can be said, as it was written, and the stage directions that were taken out of it.

    `text` is empty where a stage direction was all that there was.
    """

    text: str
    written: str
    taken_out: tuple[str, ...] = ()


class Speech:
    """What one reply has been so far. `name` is who speaks, as the persona is called."""

    def __init__(self, name: str) -> None:
        spoken_by = "|".join(sorted({re.escape(part) for part in (name, *name.split())}, key=len, reverse=True))
        self._label = re.compile(
            rf"^\s*\**(?:(?:{spoken_by})(?:\s+(?:{spoken_by}))*|assistant|professional|answer|reply)\**\s*"
            r"(?:\([^()\n]*\)\s*)?:\**\s*",
            re.IGNORECASE | re.MULTILINE,
        )
        self._raw = ""
        self._said = 0
        self._quoted = False

    @property
    def waiting(self) -> int:
        """Roughly how many words have come in and are no whole sentence yet, without thoughts. Cheaper than to look."""
        return 0 if _OPEN_THOUGHT.search(self._raw) else self._raw.count(" ") + len(self._raw) // 9

    @property
    def pending(self) -> str:
        """What has come in and is no whole sentence yet, tidied up."""
        return "" if _OPEN_THOUGHT.search(self._raw) else self._tidied(self._raw)[0]

    def feed(self, text: str) -> list[Utterance]:
        """Take in what has come, give out the sentences it completes. Raises `ModelUnreadable` for thoughts spoken."""
        self._raw += text
        self._drop_thoughts()
        sentences: list[Utterance] = []
        while end := self._end():
            piece, self._raw = self._raw[:end], self._raw[end:]
            sentences += self._out(piece)
        return sentences

    def finish(self) -> list[Utterance]:
        """The rest, when nothing more will come."""
        if thought := _OPEN_THOUGHT.search(self._raw):
            self._raw = self._raw[: thought.start()]
        rest, self._raw = self._raw, ""
        return self._out(rest)

    def _drop_thoughts(self) -> None:
        if "<" not in self._raw:
            return
        self._raw = _THOUGHT.sub("", self._raw)
        end = _END_OF_THOUGHT.search(self._raw)
        if end and not _OPEN_THOUGHT.search(self._raw):
            if self._said:
                raise ModelUnreadable("the model spoke its thoughts aloud")
            self._raw = self._raw[end.end() :]

    def _end(self) -> int | None:
        """Where the first whole sentence of what has come ends, if there is one for certain."""
        certain = len(self._raw)
        for held in (_OPEN_THOUGHT.search(self._raw), _OPEN_SPAN.search(self._raw)):
            if held:
                certain = min(certain, held.start())
        spans = [span.span() for span in _SPAN.finditer(self._raw)]
        for found in _END.finditer(self._raw):
            if found.end() > certain:
                return None
            if any(start < found.start() and found.end() < end for start, end in spans):
                continue
            if found["next"] and _goes_on(self._raw[: found.end()], found["next"]):
                continue
            if self._raw[: found.end()].strip():
                return found.end()
        return None

    def _out(self, piece: str) -> list[Utterance]:
        tidied, taken_out = self._tidied(piece)
        sentence = self._unquoted(tidied)
        if not any(character.isalnum() for character in sentence):
            return [Utterance("", piece, taken_out)] if taken_out else []
        self._said += 1
        return [Utterance(sentence, piece, taken_out)]

    def _tidied(self, text: str) -> tuple[str, tuple[str, ...]]:
        """What can be said of a text, and the stage directions that were in it."""
        text = _TAG.sub("", text)
        if not (text.isascii() and text.isprintable()):
            text = "".join(filter(_can_be_said, text))
        text = self._label.sub("", text)
        for pattern, kept in _MARKDOWN:
            text = pattern.sub(kept, text)
        text = self._label.sub("", text)
        taken_out: list[str] = []
        for pattern in (_DIRECTION, _SQUARE, _WHOLE):
            taken_out += (found[0].strip() for found in pattern.finditer(text))
            text = pattern.sub("", text)
        text = _EMPHASIS.sub(r"\1", text).replace("*", "")
        return re.sub(r"\s+(?=[,.;:!?…](?:\s|\Z))", "", " ".join(text.split())).strip(), tuple(taken_out)

    def _unquoted(self, sentence: str) -> str:
        """Without the quotation marks that stand around the whole reply; those around words that are quoted stay."""
        if not self._said and sentence.startswith(_OPENING_QUOTES):
            inner = sentence[1:]
            if not _holds(inner, _CLOSING_QUOTES):
                self._quoted = True
                return inner.lstrip()
            if inner.endswith(_CLOSING_QUOTES) and not _holds(inner[:-1], _CLOSING_QUOTES):
                return inner[:-1].strip()
        if self._quoted and sentence.endswith(_CLOSING_QUOTES) and not _holds(sentence[:-1], _OPENING_QUOTES):
            self._quoted = False
            return sentence[:-1].rstrip()
        return sentence


def _goes_on(text: str, following: str) -> bool:
    """Whether a full stop ends no sentence: in "Dr. Ames", "No. 5", "etc. and", and after the number of an item."""
    if following.islower() or (following.isdigit() and _NUMBER.search(text)):
        return True
    return bool(_ABBREVIATION.search(text) or _ITEM.search(text))


def _holds(text: str, marks: tuple[str, ...]) -> bool:
    return any(mark in text for mark in marks)


def _can_be_said(character: str) -> bool:
    if character in "\n\t\u200c\u200d":  # the last two hold Persian words and composed emoji together
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
