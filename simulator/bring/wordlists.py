"""`prompts/bring.yaml`: the words by which a page shows what stands where, as patterns."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from simulator.document import read_as
from simulator.resources import prompts_dir

Heading = Literal["about", "career", "education", "writing", "organisation", "other"]
Text = Annotated[str, Field(min_length=1)]


class WordLists(BaseModel):
    """The file, read. Words stand in one string, a space apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["bring/1"]
    headings: Mapping[Heading, tuple[Text, ...]]
    noise: tuple[Text, ...]
    posts: Text
    firms: Text
    degrees: Text
    published: Text
    anybody: Text
    denials: Text
    opposites: tuple[Text, ...]

    def heading(self, line: str) -> Heading | None:
        """The section that a line opens, if it is a heading."""
        return next((name for name, pattern in _headings().items() if pattern.fullmatch(line)), None)


@cache
def wordlists() -> WordLists:
    """The lists, read once. Raises `InputError`, one line, for a file that is not as it should be."""
    return read_as(prompts_dir() / "bring.yaml", WordLists)


@cache
def _headings() -> Mapping[Heading, re.Pattern[str]]:
    found = wordlists().headings
    return {name: re.compile(rf"(?:{'|'.join(words)})\s*:?", re.IGNORECASE) for name, words in found.items()}


@cache
def noise() -> re.Pattern[str]:
    """Whole lines that are no part of the text."""
    return re.compile("|".join(f"(?:{each})" for each in wordlists().noise), re.IGNORECASE)


@cache
def posts() -> re.Pattern[str]:
    """A word for what somebody does, or several of them: "manager", "directors"."""
    return _any_of(wordlists().posts, re.IGNORECASE, plural=True)


@cache
def firms() -> re.Pattern[str]:
    """A word that firms and other places of work are called by."""
    return _any_of(wordlists().firms, re.IGNORECASE)


@cache
def degrees() -> re.Pattern[str]:
    """What one studies for."""
    return _any_of(wordlists().degrees)


@cache
def published() -> re.Pattern[str]:
    """Writing, and what is written."""
    return _any_of(wordlists().published, re.IGNORECASE)


def _any_of(words: str, flags: re.RegexFlag = re.NOFLAG, *, plural: bool = False) -> re.Pattern[str]:
    alternatives = "|".join(sorted(map(re.escape, words.split()), key=len, reverse=True))
    return re.compile(rf"(?<![\w.])(?:{alternatives}){'s?' if plural else ''}(?!\w)", flags)
