"""`prompts/guard.yaml`, read: what must not be said, as patterns, and what is said about it.

    phrases().offer       ->  the patterns of a kind
    plainly("Résumé, I’d") ->  "resume, i'd"

The file says how its patterns are written.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from simulator.document import read_as
from simulator.resources import prompts_dir

Text = Annotated[str, Field(min_length=1)]
Alternatives = Annotated[str, BeforeValidator(lambda value: "|".join(value) if isinstance(value, list) else value)]
Patterns = Annotated[tuple[Text, ...], Field(min_length=1)]
ViolationName = Literal[
    "out_of_part",
    "speaks_for_learner",
    "stage_direction",
    "private",
    "offer",
    "introduction",
    "over_budget",
    "said_before",
    "no_refusal",
]

Section = Literal[
    "out_of_part",
    "stage_direction",
    "part",
    "for_the_learner",
    "offer",
    "openings",
    "when_asked",
    "papers",
    "introduction",
    "declines",
    "no_refusal",
]

_LIST = re.compile(r"\{([a-z_]+)\}")
_GAP = re.compile(r" ?<(\d)>")
_BLANK = "(?:[ ,]+)"
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|(?<!\w)‘[^’]*’(?!\w)|«[^»]*»")


class Phrases(BaseModel):
    """The file. Every violation must have its words; every list that a pattern names must be there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["guard/1"]
    words: Mapping[str, Alternatives]
    out_of_part: Patterns
    stage_direction: Patterns
    part: Patterns
    for_the_learner: Patterns
    offer: Patterns
    openings: Patterns
    when_asked: Patterns
    papers: Patterns
    introduction: Patterns
    to_somebody: Text
    declines: Patterns
    no_refusal: Patterns
    again: Mapping[ViolationName, Text]
    told: Mapping[ViolationName, Text]

    @model_validator(mode="after")
    def _has_words_for_all(self) -> Self:
        for section in ("again", "told"):
            if missing := [name for name in get_args(ViolationName) if name not in getattr(self, section)]:
                raise ValueError(f"{section} has no words for {', '.join(missing)}")
        return self

    @model_validator(mode="after")
    def _begins_with_no_alternatives(self) -> Self:
        # patterns that begin with the same list are joined behind it, so that what follows must be one thing
        for section in get_args(Section):
            for pattern in getattr(self, section):
                if _LIST.match(pattern) and _outside_brackets("|", pattern):
                    raise ValueError(f"{section}: two patterns in one line: {pattern}")
        return self

    def compiled(self, pattern: str, **names: str) -> re.Pattern[str]:
        """One line of the file, as a regular expression; `names` stand for themselves."""
        written = self._expanded(pattern, names)
        written = _GAP.sub(r"(?: [\\w'-]+){0,\1}?", written).replace(" ", _BLANK)
        return re.compile(rf"(?<!\w)(?:{written})(?!\w)")

    def _expanded(self, pattern: str, names: Mapping[str, str]) -> str:
        def put(name: re.Match[str]) -> str:
            if name[1] in names:
                return re.escape(names[name[1]]).replace(r"\ ", " ")  # a blank of a name is a blank like any other
            return f"(?:{self._expanded(self.words[name[1]], names)})"

        return _LIST.sub(put, pattern)


def _outside_brackets(sign: str, pattern: str) -> bool:
    depth = 0
    for character in pattern:
        depth += (character == "(") - (character == ")")
        if character == sign and depth == 0:
            return True
    return False


@cache
def phrases() -> Phrases:
    """The phrases that came with the program."""
    return read_as(prompts_dir() / "guard.yaml", Phrases)


@cache
def patterns(section: Section) -> tuple[re.Pattern[str], ...]:
    """The patterns of a section, ready to look for in what `plainly` gives.

    Those that begin with the same list are made one: the list is long, and looked for once instead of thirty times.
    """
    alone: list[str] = []
    together: dict[str, list[str]] = {}
    for pattern in getattr(phrases(), section):
        if first := _LIST.match(pattern):
            together.setdefault(first[0], []).append(pattern[first.end() :])
        else:
            alone.append(pattern)
    joined = (f"{first}(?:{'|'.join(rests)})" for first, rests in together.items())
    return tuple(map(phrases().compiled, (*joined, *alone)))


def ready() -> None:
    """Compile what is not compiled yet: a third of a second once in a process, and nothing after that."""
    for section in get_args(Section):
        patterns(section)


def found_in(text: str, section: Section) -> Iterator[re.Match[str]]:
    """Every place of a plain text where a pattern of the section stands."""
    for pattern in patterns(section):
        yield from pattern.finditer(text)


def unquoted(text: str) -> str:
    """The text with what stands between quotation marks blanked: somebody else said that."""
    return _QUOTED.sub(lambda found: " " * len(found[0]), text)


def plainly(text: str) -> str:
    """Lower case, without accents ("résumé"), with straight apostrophes and single blanks; quoted words blanked."""
    text = unquoted(text).replace("’", "'").replace("‘", "'")
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.sub(r"\s+", " ", text).lower().strip()
