"""`prompts/stage.yaml`, read: words for every value that a stage direction can take, and whether they are read aloud.

    directions().manners["engaged"]                        ->  "Your mood: interested. You are with them, ..."
    read_aloud("Then stop and let the caller go on.", ...) ->  "then stop and let the"
    read_aloud("That is not what this call is for.", ...)  ->  None

A small model takes for its part what it was given, and says it to the learner; one that obeys the learner reads it out.
All that the program itself writes to the professional is known here, the prompts around the direction as well. What a
direction names to be said ("that is not what this call is for") may be said, and who the persona is belongs to them.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulator import prompts
from simulator.director import Act, Manner, MustNot, Remark, Tellable
from simulator.document import read_as
from simulator.professional.phrases import phrases
from simulator.resources import prompts_dir
from simulator.transcript import EndedBy

Text = Annotated[str, Field(min_length=1)]

PROMPTS = ("professional", "heard", "turn", "again", "notes")
"""The files that a professional's messages are put together with."""
RUN = 5
"""So many words in a row are the program's. Of 27,011 sentences of the personas and of the professionals in
`evals/labelled`, none has them."""
OWN = 2
"""So many of them at least are in nothing that may be said. Of "politely and clearly that is", three are; of "and
clearly that is not", two."""
_NAME, _GAP = "§", "¦"
_WORD = re.compile(rf"{_NAME}|[^\W\d_]+(?:'[^\W\d_]+)?")
_END = re.compile(rf"{_GAP}|(?<=[.!?])\s|\n\s*\n|\n(?=[-#])")
"""Of a sentence, an item or a heading; a line of a prompt may end in mid-sentence."""


class Directions(BaseModel):
    """`prompts/stage.yaml`, read: words for every value that a stage direction can take."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["stage/1"]
    acts: Mapping[Act, Text]
    remarks: Mapping[Remark, Text]
    manners: Mapping[Manner, Text]
    tellable: Mapping[Tellable, Text]
    must_not: Mapping[MustNot, Text]
    ends: Mapping[EndedBy, Text]
    opening: Text
    omitted: Text
    sayable: Annotated[tuple[Text, ...], Field(min_length=1)]
    """What of this and of the prompts may be said; `{name}` is the professional."""

    @model_validator(mode="after")
    def _has_words_for_all(self) -> Self:
        wanted: dict[str, tuple[Iterable[str], Collection[str]]] = {
            "acts": (Act, self.acts.keys()),
            "remarks": (get_args(Remark), self.remarks.keys()),
            "manners": (get_args(Manner), self.manners.keys()),
            "tellable": (get_args(Tellable), self.tellable.keys()),
            "must_not": (get_args(MustNot), self.must_not.keys()),
            "ends": (get_args(EndedBy), self.ends.keys()),
        }
        for section, (values, worded) in wanted.items():
            if missing := [str(value) for value in values if value not in worded]:
                raise ValueError(f"{section} has no words for {', '.join(missing)}")
        return self


@cache
def directions() -> Directions:
    """The words for stage directions that came with the program."""
    return read_as(prompts_dir() / "stage.yaml", Directions)


def read_aloud(sentence: str, name: str) -> str | None:
    """The words of a sentence that the program wrote to the professional, of that name, and not for the caller."""
    tokens = _tokens(_named(name).sub(_NAME, sentence))
    found = next((run for run in _runs(tokens) if run in _not_for_the_caller()), None)
    return " ".join(found).replace(_NAME, name) if found else None


@cache
def _named(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{re.escape(name)}|{re.escape(name.split()[0])})\b")


@cache
def _not_for_the_caller() -> frozenset[tuple[str, ...]]:
    return frozenset(run for text in _written() for piece in _END.split(text) for run in _asides(_tokens(piece)))


def _written() -> Iterator[str]:
    """All that a professional can be given, with gaps where something is put in that others wrote."""
    words = directions()
    yield from (words.opening, words.omitted)
    for section in (words.acts, words.remarks, words.manners, words.tellable, words.must_not, words.ends):
        yield from section.values()
    yield from phrases().again.values()
    for prompt in map(prompts.load, PROMPTS):
        for filled in (True, False):
            places = {place: _Place(_NAME if place == "name" else _GAP, filled) for place in prompt.variables}
            yield prompt.render(**places)


class _Place:
    """Whatever a placeholder of a prompt asks for: a text, a list of one, something with parts; or nothing of these."""

    def __init__(self, text: str, filled: bool) -> None:
        self._text, self._filled = text, filled

    def __str__(self) -> str:
        return self._text

    def __bool__(self) -> bool:
        return self._filled

    def __iter__(self) -> Iterator[Self]:
        return iter([self] if self._filled else [])

    def __getattr__(self, part: str) -> Self:
        return self


def _asides(tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The runs that are not, but for a word, in what may be said."""
    sayable = {
        position
        for phrase in _sayable()
        for start in range(len(tokens) - len(phrase) + 1)
        if tuple(tokens[start : start + len(phrase)]) == phrase
        for position in range(start, start + len(phrase))
    }
    for start, run in enumerate(_runs(tokens)):
        if len(set(range(start, start + RUN)) - sayable) >= OWN:
            yield run


@cache
def _sayable() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_tokens(phrase.replace("{name}", _NAME))) for phrase in directions().sayable)


def _tokens(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'").replace(f"{_NAME}'s", _NAME))


def _runs(tokens: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(tokens[start : start + RUN]) for start in range(len(tokens) - RUN + 1))
