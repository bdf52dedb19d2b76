"""Text -> how many tokens it is to a model.

    prepare("gpt-4o", settings)             # when a call is opened; returns at once
    count("Hi Dana, ...", "gpt-4o")         ->  Count(tokens=5, estimated=False)

tiktoken counts, once it has its encoding. It fetches encodings when they are first asked for, with no time-out of its
own, so that happens in a thread that nobody waits for, and only where the settings allow it or the file is there
already and sound. Until then, and where it can't be had, the count is an estimate and says so.
"""

import hashlib
import os
import re
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from langchain_core.messages import BaseMessage

from simulator.settings import Settings

if TYPE_CHECKING:
    import tiktoken

MESSAGE_TOKENS = 4
"""What the frame of one message costs besides its text, from OpenAI's cookbook on counting tokens of chat requests."""

_SOURCES = {
    "cl100k_base": (
        "https://openaipublic.blob.core.windows.net/encodings/cl100k_base.tiktoken",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
    "o200k_base": (
        "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
}
"""Where tiktoken takes an encoding from, and the file's sha256: as in tiktoken, which keeps both inside functions."""
_USUAL = "o200k_base"
REMEMBERED = 8_192
"""Texts whose tokens are remembered: the turns of two hundred calls, some 5 MB."""
_LONGEST_EXACT = 100_000
"""Characters. tiktoken takes some 25 ms for so many letters without a space, and a call goes on meanwhile."""


@dataclass(frozen=True)
class Count:
    """A number of tokens, and whether it is only an estimate."""

    tokens: int
    estimated: bool

    def __add__(self, other: "Count") -> "Count":
        return Count(self.tokens + other.tokens, self.estimated or other.estimated)


def count(text: str, model: str) -> Count:
    """How many tokens `text` is to `model`, without ever waiting."""
    name, known = _encoding_of(model)
    attempt = _attempts.get(name)
    encoding = attempt.encoding if attempt else None
    if encoding is None or len(text) > _LONGEST_EXACT:
        return Count(_estimated(text), estimated=True)
    # a model that tiktoken has never heard of has a tokenizer of its own; this is then merely the better estimate
    return Count(_encoded(text, encoding), estimated=not known)


# a call's earlier turns are counted again with each new one, and its first message is the longest of all
@lru_cache(maxsize=REMEMBERED)
def _estimated(text: str) -> int:
    return estimate(text)


@lru_cache(maxsize=REMEMBERED)
def _encoded(text: str, encoding: "tiktoken.Encoding") -> int:
    return len(encoding.encode_ordinary(text))


def count_messages(messages: Iterable[BaseMessage], model: str) -> Count:
    """How many tokens a request of these messages is to `model`."""
    total = Count(3, estimated=False)  # the reply is primed with three
    for message in messages:
        total += count(message.text, model) + Count(MESSAGE_TOKENS, estimated=False)
    return total


_PIECES = re.compile(
    r"(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<digits>\d+)|(?P<lines>\s*\n\s*)|(?P<spaces>[^\S\n]{2,})|(?P<other>[^\w\s]+|_+)"
)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SYLLABLES = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_PER_HAN, _PER_SYLLABLE = 0.78, 0.7
_PER_LETTER_ELSEWHERE = 0.36
_PER_PICTURE = 2.0


def estimate(text: str) -> int:
    """How many tokens `text` is, by its words, letters and signs.

    The weights were fitted to o200k_base and cl100k_base on English, German, Chinese, program code and emoji, between
    the two where they differ. The tests hold the error against either within 20 % for European prose and code, and
    within 35 % for Chinese and emoji.
    """
    tokens = 0.0
    for piece in _PIECES.finditer(text):
        match piece.lastgroup:
            case "word":
                tokens += _word(piece.group())
            case "digits":
                tokens += -(-len(piece.group()) // 3)
            case "other":
                tokens += _signs(piece.group())
            case _:
                tokens += 1
    return ceil(tokens)


def _word(word: str) -> float:
    if word[0] < "\u0250":
        length = len(word)
        cost = 1 + 0.06 * max(0, min(length, 9) - 5) + 0.33 * max(0, length - 9)
        return cost + 0.3 * sum(letter > "\u007f" for letter in word) + 0.5 * ("'" in word)
    han, syllables = len(_HAN.findall(word)), len(_SYLLABLES.findall(word))
    elsewhere = len(word) - han - syllables
    rest = max(1.0, _PER_LETTER_ELSEWHERE * elsewhere) if elsewhere else 0
    return _PER_HAN * han + _PER_SYLLABLE * syllables + rest


def _signs(signs: str) -> float:
    plain = sum(sign < "\u2e80" and not "\u2190" <= sign <= "\u2bff" for sign in signs)
    wide = sum("\u3000" <= sign <= "\u303f" or "\uff00" <= sign <= "\uffef" for sign in signs)
    return (1 + 0.25 * (plain - 1) if plain else 0) + wide + _PER_PICTURE * (len(signs) - plain - wide)


class _Attempt:
    """One try at having an encoding: under way, had, or given up for good."""

    def __init__(self, name: str, seconds: float) -> None:
        self._encoding: tiktoken.Encoding | None = None
        self._deadline = time.monotonic() + seconds
        self.failure: str | None = None
        self.thread = threading.Thread(target=self._load, args=(name,), name=f"tokenizer {name}", daemon=True)
        self.thread.start()

    def _load(self, name: str) -> None:
        import tiktoken

        try:
            encoding = tiktoken.get_encoding(name)
        except (OSError, ValueError) as error:  # requests' errors are OSErrors; a wrong sha256 is a ValueError
            self.failure = type(error).__name__
            return
        if time.monotonic() > self._deadline:
            self.failure = "too slow"  # a call that has begun with estimates goes on with them
        else:
            self._encoding = encoding

    @property
    def encoding(self) -> "tiktoken.Encoding | None":
        return self._encoding

    @property
    def may_be_repeated(self) -> bool:
        return self.failure is not None and not self.thread.is_alive()


_attempts: dict[str, _Attempt] = {}
_lock = threading.Lock()


def prepare(model: str, settings: Settings) -> threading.Thread | None:
    """Begin to load the encoding of `model`, unless that was done or may not be. Returns the thread, if any."""
    name, _ = _encoding_of(model)
    with _lock:
        attempt = _attempts.get(name)
        if attempt is None or attempt.may_be_repeated:
            if not (settings.fetch_encodings or is_cached(name)):
                return None
            attempt = _attempts[name] = _Attempt(name, settings.tokenizer_seconds)
    return attempt.thread


def is_cached(name: str) -> bool:
    """Whether tiktoken would find this encoding on disk, whole, and fetch nothing.

    A damaged file counts as missing: tiktoken deletes such a file and fetches it again.
    """
    # tiktoken's own variables, read here because nothing else can tell where it will look
    folder = os.environ.get("TIKTOKEN_CACHE_DIR", os.environ.get("DATA_GYM_CACHE_DIR"))
    if folder == "" or name not in _SOURCES:
        return False
    url, sha256 = _SOURCES[name]
    path = Path(folder or Path(tempfile.gettempdir(), "data-gym-cache")) / cache_name(url)
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def cache_name(url: str) -> str:
    """What tiktoken calls the file of an encoding in its cache."""
    return hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()


@cache
def _encoding_of(model: str) -> tuple[str, bool]:
    """Which encoding counts for a model, and whether tiktoken knows so."""
    import tiktoken  # here, not above: what is never counted need not be imported

    try:
        name = tiktoken.encoding_name_for_model(model)
    except KeyError:
        return _USUAL, False
    # the harmony encoding has the same words and other signs between messages, which ordinary text does not hold
    return (_USUAL if name == "o200k_harmony" else name), True
