"""The coach at the learner's elbow: at most one hint a turn, one line, of what the learner could see themselves.

    hint([before_turn_1, before_turn_3, now]).text  ->  "They asked about you. Two sentences, then hand back."

It looks at what was observed, at what the professional then did, at the clock and at the dossier; never at the private
side of anybody, and it never speaks as the professional. The rules are read from the top, the first that holds speaks,
unless it spoke a moment ago. The words are in `prompts/coach.yaml`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from simulator.director import Act
from simulator.document import read_as
from simulator.events import CallState
from simulator.grading.dossier import unused
from simulator.grading.evidence import Evidence
from simulator.grading.question_form import form_of
from simulator.grading.wording import bare, phrases, plain, sentences
from simulator.observation import UNINVITED_ASKS, Kind
from simulator.resources import prompts_dir

LEAVING_SECONDS = 120.0
"""Of the agreed time that is left: from here on the close comes first."""
SHORT_PATIENCE = 30.0
"""The director's own mark, below which answers are short."""
TALKS_TOO_MUCH, TALKED_ENOUGH_SECONDS = 0.5, 120.0
"""The learner's share of the speech, and how long a call must have gone before a share says anything."""
DEAF_TURNS = 3
"""Turns with a question in a row of which none took up what was said."""

_PARTS = {"background": "who you are", "direction": "where you are heading", "purpose": "why you wanted this call"}

_LEAVE = (
    r"\bmy name\b(?!(?:'s| is) {me})|\bmention me\b|\b(?:we|say (?:that )?you) (?:spoke|talked)\b"
    r"|\b(?:i|{me}(?: of [\w ]+)?) (?:sent|sends|told|suggested)\b|\b(?:my|{me}'s) idea\b|\bsay {me}(?=[.,;!]|$)"
)
"""How a professional lends their name, in `plain` text; `me` is what they are called."""
_WITHHELD = phrases(r"(?:do|wo|ca|should|would)n't", "not", "never", "rather", "without")


class Hint(BaseModel):
    """One line to the learner."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    text: str


def lends_name(said: str, name: str) -> bool:
    """Whether the words of a professional of that name say that the learner may tell others who sent them."""
    me = rf"(?:{'|'.join(re.escape(part) for part in plain(name).split())})"
    leave = re.compile(_LEAVE.format(me=me))
    return any(
        (lent := leave.search(one)) and not _WITHHELD.search(one, 0, lent.start())
        for one in map(plain, sentences(said))
    )


@dataclass(frozen=True)
class _View:
    """What the coach looks at."""

    state: CallState
    unasked: tuple[str, ...] = ()

    @property
    def last(self) -> frozenset[Kind]:
        """What was observed in the learner's last turn."""
        if not self.state.steps:
            return frozenset()
        turn = self.state.steps[-1].turn
        return frozenset(seen.kind for seen in self.state.observed if seen.turn == turn)

    def has(self, *kinds: Kind) -> bool:
        """Whether one of these was seen in the last turn."""
        return bool(self.last & set(kinds))

    def ever(self, *kinds: Kind) -> bool:
        """Whether one of these was seen in the call."""
        return any(seen.kind in kinds for seen in self.state.observed)

    @property
    def act(self) -> Act | None:
        """What the professional did about the last turn."""
        return self.state.steps[-1].stage.act if self.state.steps else None

    @property
    def may_use_name(self) -> bool:
        """Whether the professional has said that the learner may say who sent them."""
        name = self.state.persona.name
        return any(lends_name(turn.text, name) for turn in self.state.turns if turn.speaker == "professional")

    @property
    def left(self) -> float:
        """Seconds of the agreed time that are left."""
        return max(0.0, self.state.agreed - self.state.elapsed)

    @property
    def leaving(self) -> bool:
        """Whether it is time to close."""
        return bool(self.state.steps) and (self.left <= LEAVING_SECONDS or self.state.mood.phase == "closing")

    @property
    def untold(self) -> str | None:
        """The first part of the introduction that is missing."""
        return next((said for part, said in _PARTS.items() if part not in self.state.mood.known), None)

    @property
    def closed_in_a_row(self) -> int:
        """How many of the latest questions could be answered in a word."""
        asked = [seen.quote for seen in self.state.observed if seen.kind is Kind.QUESTION]
        return next((count for count, one in enumerate(reversed(asked)) if form_of(one).is_open), len(asked))

    @property
    def deaf(self) -> bool:
        """Whether the latest turns asked, and took nothing up."""
        turns = [step.turn for step in self.state.steps[-DEAF_TURNS:]]
        kinds = [{seen.kind for seen in self.state.observed if seen.turn == turn} for turn in turns]
        return len(turns) == DEAF_TURNS and all(
            Kind.QUESTION in one and not one & {Kind.FOLLOW_UP, Kind.BUILDS_ON_RESEARCH} for one in kinds
        )

    @property
    def line(self) -> str | None:
        """Words that start from a public fact which was not used yet."""
        call = self.state.transcript("")
        opening = unused(Evidence.of(call, self.state.persona, self.state.observed))
        return opening.line if opening else None


@dataclass(frozen=True)
class _Rule:
    code: str
    holds: Callable[[_View], bool]
    rests: int = 3
    """Turns for which it is silent after having spoken."""


_AGAIN = 0

RULES: Final[tuple[_Rule, ...]] = (
    _Rule("begin", lambda it: not it.state.steps),
    _Rule("rude", lambda it: it.has(Kind.RUDE), _AGAIN),
    _Rule("ask", lambda it: it.has(*UNINVITED_ASKS), _AGAIN),
    _Rule("part", lambda it: it.has(Kind.OFF_SCRIPT), _AGAIN),
    _Rule("wrong_fact", lambda it: it.has(Kind.WRONG_FACT), _AGAIN),
    _Rule("door", lambda it: it.act in {Act.INVITE_RESUME, Act.OPEN_DOOR}),
    _Rule("name_lent", lambda it: it.act is Act.OFFER_INTRODUCTION and it.may_use_name),
    _Rule("name_given", lambda it: it.act is Act.OFFER_INTRODUCTION and not it.may_use_name),
    _Rule("no_name", lambda it: it.act is Act.WITHHOLD_INTRODUCTION),
    _Rule("rambled", lambda it: it.act is Act.INTERRUPT, _AGAIN),
    _Rule("asked_back", lambda it: bool(it.state.steps) and it.state.stage.ask_back is not None, _AGAIN),
    _Rule("answerable", lambda it: it.act is Act.POINT_TO_PUBLIC, 2),
    _Rule("broken_into", lambda it: bool(it.state.steps) and it.state.stage.event is not None),
    _Rule("press", lambda it: it.act is Act.PRESS),
    _Rule("boast", lambda it: it.has(Kind.SELF_PROMOTION)),
    _Rule("patience", lambda it: it.state.mood.patience < SHORT_PATIENCE),
    _Rule("close_thanks", lambda it: it.leaving and not it.ever(Kind.THANKS)),
    _Rule(
        "close_contact",
        lambda it: it.leaving and not it.ever(Kind.CONTACT_ASK) and not it.state.mood.contact_given,
    ),
    _Rule("close_touch", lambda it: it.leaving and not it.ever(Kind.STAY_IN_TOUCH)),
    _Rule("let_go", lambda it: it.leaving and not it.ever(Kind.WRAP_UP)),
    _Rule("introduce", lambda it: not it.leaving and it.untold is not None, 2),
    _Rule("closed", lambda it: not it.leaving and it.closed_in_a_row >= 2),
    _Rule("listen", lambda it: not it.leaving and it.deaf, 4),
    _Rule(
        "share",
        lambda it: (
            not it.leaving
            and it.state.clock.elapsed >= TALKED_ENOUGH_SECONDS
            and it.state.clock.learner_share > TALKS_TOO_MUCH
        ),
        4,
    ),
    _Rule(
        "research",
        lambda it: (
            not it.leaving
            and it.state.mood.questions >= 1
            and not it.ever(Kind.RESEARCH_REFERENCE)
            and it.line is not None
        ),
        4,
    ),
    _Rule(
        "list",
        lambda it: not it.leaving and bool(it.unasked) and it.state.elapsed >= it.state.agreed / 2,
    ),
)


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["coach/1"]
    hints: Mapping[str, str]

    @model_validator(mode="after")
    def _a_line_for_each_rule(self) -> Self:
        codes = {rule.code for rule in RULES}
        if wrong := sorted(codes ^ self.hints.keys()):
            raise ValueError(f"hints: {', '.join(wrong)}: a line stands for each rule, and for no others")
        for code, line in self.hints.items():
            try:
                line.format(**dict.fromkeys(_SLOTS, ""))
            except (KeyError, IndexError, ValueError):
                raise ValueError(f"hints: {code}: there are only the slots {', '.join(_SLOTS)}") from None
        return self


_SLOTS = ("first", "line", "part", "question", "minutes")


@cache
def _words() -> _Words:
    return read_as(prompts_dir() / "coach.yaml", _Words)


def hint(course: Sequence[CallState], unasked: Sequence[str] = ()) -> Hint | None:
    """What to say to the learner now, if anything.

    `course` is the call as it was each time that it was the learner's turn, the last one as it is now; `unasked` are
    prepared questions that have not been asked.
    """
    if not course or course[-1].over or not course[-1].answered:
        return None
    spoken: dict[str, int] = {}
    for turn, state in enumerate(course):
        view = _View(state, tuple(unasked))
        rule = next((rule for rule in RULES if _may_speak(rule, spoken, turn) and rule.holds(view)), None)
        if rule:
            spoken[rule.code] = turn
    now, view = len(course) - 1, _View(course[-1], tuple(unasked))
    code = next((code for code, turn in spoken.items() if turn == now), None)
    return Hint(code=code, text=_line(code, view)) if code else None


def _may_speak(rule: _Rule, spoken: Mapping[str, int], turn: int) -> bool:
    return rule.code not in spoken or turn - spoken[rule.code] > rule.rests


def _line(code: str, view: _View) -> str:
    values = {
        "first": view.state.persona.first_name,
        "line": view.line or "",
        "part": view.untold or "",
        "question": bare(view.unasked[0]) if view.unasked else "",
        "minutes": f"{max(1, round(view.left / 60))}",
    }
    return _words().hints[code].format(**values)
