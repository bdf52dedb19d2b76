"""`prompts/director.yaml`, read: every number that moves a mood or opens something, with its reason beside it there."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simulator.director.stage import Frozen
from simulator.document import read_as
from simulator.observation import Kind
from simulator.resources import prompts_dir
from simulator.transcript import InterruptionKind

Accepted = Literal["warmly", "coolly", "declined"]
"""How the written request was received."""
Difficulty = Literal["friendly", "typical", "tough"]
DIFFICULTIES: tuple[Difficulty, ...] = ("friendly", "typical", "tough")
"""From the easiest to the hardest, one step apart."""

Share = Annotated[float, Field(ge=0, le=1)]


class Move(Frozen):
    """By how much something moves the mood."""

    patience: float = 0
    rapport: float = 0


class _Scale(Frozen):
    base: float
    per_temperament: float


class _Start(Frozen):
    patience: _Scale
    rapport: _Scale
    late_per_minute: float
    unconfirmed: float
    accepted: Mapping[Accepted, Move]


class _Standing(Frozen):
    full: Annotated[float, Field(gt=0)]
    softens: Share
    dampens: Share
    unforgiven: tuple[Kind, ...]
    once: tuple[Kind, ...]


class _Steps(Frozen):
    start: Move
    losses: Annotated[float, Field(ge=1)]
    gains: Annotated[float, Field(gt=0, le=1)]


class _Asks(Frozen):
    after_disclaimer: float
    decline_politely_up_to: int
    decline_coolly_up_to: int


class _Turns(Frozen):
    rambling_seconds: float
    rambling_intro_seconds: float
    rambling: Move
    empty: Move
    empties_before_pressing: int
    gracious: Move


class _Words(Frozen):
    greet: int
    answer: int
    answer_at_full_rapport: int
    story: int
    answer_shortly: int
    brief: int
    invitation: int
    event: int


class _Earned(Frozen):
    opinions: float
    stories: float
    introduction: float
    story_for_builds: float
    introductions: int
    seconds_for_an_offer: float


class _Doors(Frozen):
    warmth: Share
    rapport: float
    patience: float
    questions: int
    listened: int
    late: Share
    seconds: float
    chance_at_full_warmth: Share
    resume_share: Share


class _AskBack(Frozen):
    every_questions: int
    most: int
    turns_between: int
    seconds: float


class _Clock(Frozen):
    short_patience: float
    warn_seconds: float
    close_seconds: float


class _Breaks(Frozen):
    chance: Mapping[Difficulty, Share]
    second: Mapping[Difficulty, Share]
    first_turn: int
    last_turn: int
    turns_between: int
    minutes: Mapping[InterruptionKind, float]
    most_of_the_call: Share
    seconds_after: float


class Weights(Frozen):
    """All the numbers. Every kind of observation must have its move."""

    format: Literal["director/1"]
    start: _Start
    moves: Mapping[Kind, Move]
    standing: _Standing
    difficulty: _Steps
    asks: _Asks
    turns: _Turns
    words: _Words
    earned: _Earned
    doors: _Doors
    ask_back: _AskBack
    clock: _Clock
    breaks: _Breaks

    @model_validator(mode="after")
    def _every_kind_has_its_move(self) -> Self:
        if missing := [kind.value for kind in Kind if kind not in self.moves]:
            raise ValueError(f"moves: {', '.join(missing)}: missing")
        return self


@cache
def weights() -> Weights:
    """The weights that came with the program."""
    return read_as(prompts_dir() / "director.yaml", Weights)
