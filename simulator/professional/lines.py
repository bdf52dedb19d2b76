"""The words for the turns that every call has: a persona's own lines first, then those of `prompts/offline.yaml`.

Here too is what keeps a call from repeating itself: `sentences` cuts a text, `Said` remembers what was said.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, field_validator

from simulator.clock import words
from simulator.document import read_as
from simulator.persona import LineUse, Persona, Topic
from simulator.resources import prompts_dir

SharedUse = Literal[
    "hello",
    "nervous",
    "hear_me",
    "which_part",
    "echo",
    "echo_advice",
    "on_profile_bare",
    "wrong_fact_bare",
    "close_named",
    "next",
    "steer",
    "second",
    "contact_name",
]
"""Turns for which only the shared wording has words."""

Use = LineUse | SharedUse
Endless = Literal["steer", "refuse", "bye", "names", "keep"]

_ENDLESS: Mapping[str, Endless] = {
    "decline": "refuse",
    "decline_coolly": "refuse",
    "resume_offer": "refuse",
    "disclaimer": "refuse",
    "hang_up": "bye",
    "close": "bye",
    "close_cool": "bye",
    "time_up": "bye",
    "withhold": "names",
    "no_contact": "names",
    "contact": "names",
    "keep_in_touch": "keep",
    "thanks": "keep",
    "two_way": "keep",
}
"""What goes on when the lines for a use are all said; `steer` for the rest."""

_END = re.compile(r"(?<=[.!?…])(?P<quote>[\"'”’)]*)\s+(?=[\"'“‘(¿¡]*[^\W_a-z])|\n+")
_ABBREVIATION = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|St|vs|etc|approx|No|[A-Z])|\b[a-z]\.[a-z])\.$")
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")


class _Pool(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    any: tuple[str, ...] = ()
    friendly: tuple[str, ...] = ()
    typical: tuple[str, ...] = ()
    tough: tuple[str, ...] = ()


class _Halves(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    heads: tuple[str, ...]
    tails: tuple[str, ...]


class Wording(BaseModel):
    """`prompts/offline.yaml`, read. Every use and every topic must have its words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["offline/1"]
    lines: Mapping[Use, _Pool]
    endless: Mapping[Endless, _Halves]
    crumbs: tuple[str, ...]
    generic: Mapping[Topic, tuple[str, ...]]

    @field_validator("lines")
    @classmethod
    def _all_uses(cls, value: Mapping[Use, _Pool]) -> Mapping[Use, _Pool]:
        if missing := {*get_args(LineUse), *get_args(SharedUse)} - set(value):
            raise ValueError(f"no lines for {', '.join(sorted(missing))}")
        return value

    @field_validator("generic")
    @classmethod
    def _all_topics(cls, value: Mapping[Topic, tuple[str, ...]]) -> Mapping[Topic, tuple[str, ...]]:
        if missing := set(get_args(Topic)) - set(value):
            raise ValueError(f"no generic answers for {', '.join(sorted(missing))}")
        return value


@cache
def wording() -> Wording:
    """The shared words that came with the program."""
    return read_as(prompts_dir() / "offline.yaml", Wording)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each whole: no cut inside double quotes or behind an abbreviation."""
    parts: list[str] = []
    start = 0
    for end in _END.finditer(text):
        so_far = text[start : end.end("quote") if end["quote"] is not None else end.start()]
        if end["quote"] is not None and (
            so_far.count('"') % 2 or so_far.count("“") > so_far.count("”") or _ABBREVIATION.search(so_far)
        ):
            continue
        if so_far.strip():
            parts.append(so_far.strip())
        start = end.end()
    return [*parts, text[start:].strip()] if text[start:].strip() else parts


def key(sentence: str) -> str:
    """What makes two sentences the same: their words."""
    return " ".join(re.findall(r"\w+", sentence.lower()))


class Said:
    """The professional's sentences of this call."""

    def __init__(self, turns: Iterable[str]) -> None:
        self._keys = {part for turn in turns for part in keys(turn)}

    def add(self, text: str) -> None:
        """Remember a text as said."""
        self._keys.update(keys(text))

    def knows(self, sentence: str) -> bool:
        """Whether the sentence, or a part of it that stands between full stops, was said."""
        return self.holds(keys(sentence))

    def holds(self, any_of: frozenset[str]) -> bool:
        """Whether any of the sentences was said that have these keys."""
        return not self._keys.isdisjoint(any_of)


@lru_cache(maxsize=8192)
def keys(text: str) -> frozenset[str]:
    """What tells the sentences of a text from others: of whole ones, and of what a cruder eye would take for some."""
    parts = sentences(text)
    cruder = (part for sentence in parts for part in re.split(r"(?<=[.!?…])[\"'”’)]*\s+", sentence))
    return frozenset(found for part in (*parts, *cruder) if (found := key(part)))


class Lines:
    """What may be said for a use, in the order of trying: the persona's, the shared ones, then made-up halves."""

    def __init__(self, persona: Persona, seed: int) -> None:
        self._persona, self._seed = persona, seed

    def candidates(
        self,
        use: Use,
        values: Mapping[str, str | None],
        spoken: str = "",
        rather: Callable[[str], bool] = lambda _: True,
    ) -> Iterator[str]:
        """Every line for a use with its placeholders filled; those whose values are unknown are left out.

        A line that begins like something `spoken` comes after those that don't: "It's on my profile: ..." wears out.
        The lines that one would `rather` say come before the others.
        """
        shared = wording().lines[use]
        own = next((lines for own_use, lines in self._persona.voice.lines.items() if own_use == use), ())
        groups = (own, getattr(shared, self._persona.difficulty), shared.any)
        # the first thing said about being a program explains itself, so that those lines keep their order
        lines = [line for group in groups for line in (group if use == "program" else self.shuffled(group, use))]
        for line in sorted(lines, key=lambda line: (not rather(line), _begins_like(line, spoken))):
            if (filled := fill(line, values)) is not None:
                yield filled

    def more(self, use: Use) -> Iterator[str]:
        """Sentences that go on when the lines for a use are said."""
        halves = wording().endless[_ENDLESS.get(use, "steer")]
        joints = {"steer": ": "}
        joint = joints.get(_ENDLESS.get(use, "steer"), ", ")
        yield from self.shuffled([f"{head}{joint}{tail}" for head in halves.heads for tail in halves.tails], use)

    def shuffled(self, lines: Iterable[str], salt: str) -> list[str]:
        """The lines in an order of their own for each seed and persona."""
        return sorted(lines, key=lambda line: chance(self._seed, self._persona.id, salt, line))


def _begins_like(line: str, spoken: str) -> bool:
    """Whether what stands before the first placeholder was said: two words of it at least."""
    head = line.partition("{")[0].strip()
    return len(head) < len(line) and words(head) >= 2 and head.lower() in spoken.lower()


def chance(*parts: object) -> int:
    """A number, 0 to 2**32 - 1, that hangs on the parts and on nothing else."""
    return int.from_bytes(hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=4).digest(), "big")


def fill(line: str, values: Mapping[str, str | None]) -> str | None:
    """The line with its placeholders filled, first letter large; nothing if a value is unknown."""
    if any(not values.get(name) for name in _PLACEHOLDER.findall(line)):
        return None
    filled = _PLACEHOLDER.sub(lambda match: values[match[1]] or "", line)
    return filled[:1].upper() + filled[1:]


def fits(text: str, budget: int) -> bool:
    """Whether a text is within a number of words."""
    return words(text) <= budget


_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_TENS = {25: "twenty-five", 30: "thirty", 40: "forty", 45: "forty-five", 50: "fifty", 60: "sixty"}


def spoken_minutes(minutes: float) -> str:
    """ "about four minutes", "fifteen minutes", as one says it."""
    whole = round(minutes)
    if whole < 1:
        return "less than a minute"
    number = _NUMBERS[whole] if whole < len(_NUMBERS) else _TENS.get(whole, str(whole))
    return f"{number} minute{'s' if whole != 1 else ''}"
