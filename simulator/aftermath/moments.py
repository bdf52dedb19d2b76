"""What decided it: two or three of the learner's own sentences, each with the turn that it stands in."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from simulator.aftermath.deeds import DECIDES, TONES, Deed
from simulator.director import weights
from simulator.observation import Kind, Observation
from simulator.transcript import Transcript

Group = Literal[
    "research", "question", "follow_up", "introduction", "clock", "close", "thanks", "names", "touch", "manners",
    "invited", "lookup", "wrong", "ask", "resume", "boast", "rude", "script", "words",
]  # fmt: skip
"""What a moment of the call was, as a letter speaks of it; `words` is for one in which nothing was observed."""

GROUPS: Mapping[Kind, Group] = {
    Kind.INTRODUCES_BACKGROUND: "introduction",
    Kind.STATES_DIRECTION: "introduction",
    Kind.STATES_PURPOSE: "introduction",
    Kind.RESEARCH_REFERENCE: "research",
    Kind.BUILDS_ON_RESEARCH: "research",
    Kind.ANSWERABLE_QUESTION: "lookup",
    Kind.WRONG_FACT: "wrong",
    Kind.QUESTION: "question",
    Kind.FOLLOW_UP: "follow_up",
    Kind.DIRECT_JOB_ASK: "ask",
    Kind.VEILED_JOB_ASK: "ask",
    Kind.RESUME_PUSH: "resume",
    Kind.INVITED_JOB_TALK: "invited",
    Kind.NO_JOB_DISCLAIMER: "manners",
    Kind.CONTACT_ASK: "names",
    Kind.STAY_IN_TOUCH: "touch",
    Kind.TIME_CHECK: "clock",
    Kind.WRAP_UP: "close",
    Kind.THANKS: "thanks",
    Kind.TWO_WAY_OFFER: "manners",
    Kind.SELF_PROMOTION: "boast",
    Kind.RUDE: "rude",
    Kind.OFF_SCRIPT: "script",
}
MOST_MOMENTS, FEWEST_MOMENTS = 3, 2
LONGEST_QUOTE, SHORTEST_CLAUSE = 14, 5
"""Words: of what is quoted, and of the least that is quoted when it is cut at a comma."""
LONGEST_QUOTE_CHARACTERS = 160
_LIKED_ALL_THE_SAME: frozenset[Deed] = frozenset({"introduction_lapsed", "note_missed"})
"""Nothing came of it, but not because of the call."""


class Moment(BaseModel):
    """What decided it: the learner's own words, and the turn that they stand in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    turn: Annotated[int, Field(ge=0)]
    quote: Annotated[str, Field(min_length=1)]
    kind: Kind | None = None
    """What was observed there; nothing where the words are all that there was."""


def moments_of(deed: Deed, transcript: Transcript, seen: Sequence[Observation]) -> tuple[Moment, ...]:
    """What decided it, the most decisive first: at most three, of different turns, and never fewer than two."""
    wanted = 1 if TONES[deed] == "good" or deed in _LIKED_ALL_THE_SAME else -1
    ranked = sorted(seen, key=lambda one: (-_decisive(one.kind, deed, wanted), one.turn, one.start))
    found: dict[int, Moment] = {}
    told: set[Group] = set()
    for one in ranked:
        group = GROUPS[one.kind]
        decided = _decisive(one.kind, deed, wanted) > 0
        if decided and len(found) < MOST_MOMENTS and one.turn not in found and group not in told:
            found[one.turn] = Moment(turn=one.turn, quote=_cut(one.quote), kind=one.kind)
            told.add(group)
    # too few of different sorts: more of the same, then what else was seen, then whatever was said
    rest = [Moment(turn=one.turn, quote=_cut(one.quote), kind=one.kind) for one in ranked]
    longest = sorted(transcript.learner_turns, key=lambda pair: -len(pair[1].text))
    rest += [Moment(turn=number, quote=_cut(turn.text)) for number, turn in longest]
    for moment in rest:
        if len(found) < FEWEST_MOMENTS:
            found.setdefault(moment.turn, moment)
    return tuple(found.values())


def _decisive(kind: Kind, deed: Deed, wanted: int) -> float:
    """How much a kind speaks for the deed: what it moves, in the wanted direction, and whether it must be told of."""
    move = weights().moves[kind]
    return wanted * (move.patience + move.rapport) + (1000 if kind in DECIDES.get(deed, ()) else 0)


def _cut(text: str) -> str:
    """So much of the learner's words as a letter quotes: their beginning, word for word, to the end of a clause."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    ends = [found.end() for found in re.finditer(r"\S+", first)]
    if len(ends) > LONGEST_QUOTE:
        clauses = [end for end in ends[SHORTEST_CLAUSE - 1 : LONGEST_QUOTE] if first[end - 1] in ",;:.!?"]
        first = first[: clauses[-1] if clauses else ends[LONGEST_QUOTE - 1]]
    first = first[:LONGEST_QUOTE_CHARACTERS].strip()
    return first.strip(" ,;:.–-") or first
