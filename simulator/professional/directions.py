"""`prompts/stage.yaml`, read: words for every value that a stage direction can take, and whether they are read aloud.

    directions().manners["engaged"]                                  ->  "Your mood: interested. You are with them, ..."
    read_aloud("You are with the caller, open and matter-of-fact.")  ->  "open and matter of fact"

A small model takes the direction for its part and says it to the learner. Much of it may be said, since it names what
to say ("that is not what this call is for"); what sets the scene, tells of the mood or speaks of the caller may not.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulator import prompts
from simulator.director import Act, Manner, MustNot, Remark, Tellable
from simulator.document import read_as
from simulator.professional.lines import sentences
from simulator.professional.phrases import phrases
from simulator.resources import prompts_dir
from simulator.transcript import EndedBy

Text = Annotated[str, Field(min_length=1)]

RUN = 5
"""So many words in a row are the direction's. Of 21,096 sentences of the personas and of the professionals in
`evals/labelled`, none has them."""
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SCENE = re.compile(r"the (?:caller|telephone|conversation)\b", re.IGNORECASE)


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


def read_aloud(sentence: str) -> str | None:
    """The words of a sentence that are the direction's, and not meant for the caller's ears."""
    tokens = _tokens(sentence)
    found = next((run for run in _runs(tokens) if run in _not_for_the_caller()), None)
    return " ".join(found) if found else None


@cache
def _not_for_the_caller() -> frozenset[tuple[str, ...]]:
    return frozenset(run for text in _asides() for run in _runs(_tokens(text)))


def _asides() -> Iterator[str]:
    """What of all the directions sets the scene, tells of the mood, or speaks of the caller and of what went wrong."""
    words = directions()
    yield from (words.opening, words.omitted, *words.manners.values(), *words.must_not.values(), *words.ends.values())
    for text in (*words.acts.values(), *words.remarks.values()):
        yield from (sentence for sentence in sentences(text) if _SCENE.match(sentence))
    yield from phrases().again.values()
    for said in (True, False):
        yield prompts.load("again").render(sentence="", said=said, reason="", words_left=0)


def _tokens(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


def _runs(tokens: list[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(tokens[start : start + RUN]) for start in range(len(tokens) - RUN + 1))
