"""(mood, what was heard) -> the mood after it.

    moved(Mood(patience=70, rapport=45), Heard(kinds=(Kind.FOLLOW_UP,), ...), temperament, weights)
    ->  Mood(patience=72, rapport=50, ...)

A change is scaled by the temperament, by how the call has gone so far, and by how much harder than they are the learner
wished the professional to be.
"""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from simulator.director.stage import Break, Frozen, Manner, Phase, Promise
from simulator.director.weights import Move, Weights
from simulator.observation import UNINVITED_ASKS, Kind
from simulator.persona import Temperament

Level = Annotated[float, Field(ge=0, le=100)]
Told = Literal["background", "direction", "purpose"]
"""The three parts of an introduction, as the rubric has them."""
Door = Literal["resume", "openings"]

_ABOUT_THEMSELVES: dict[Kind, Told] = {
    Kind.INTRODUCES_BACKGROUND: "background",
    Kind.STATES_DIRECTION: "direction",
    Kind.STATES_PURPOSE: "purpose",
}

MANNERS: tuple[tuple[Manner, float, float], ...] = (
    ("impatient", 25, 0),
    ("cool", 40, 20),
)
"""Below this patience, or this rapport, the manner is this one; the first that holds."""
WARM, ENGAGED = 65, 42
"""From this rapport on; below it they are neutral."""


class Planned(Frozen):
    """Something that will break into the call, once the learner has had that many turns."""

    turn: Annotated[int, Field(ge=1)]
    what: Break


class Given(Frozen):
    """On how many turns the professional could tell each of these, and what they told of so far."""

    opinions: int = 0
    stories: int = 0
    contacts: int = 0
    hiring: int = 0


class Mood(Frozen):
    """How the professional feels about the call so far, and what they keep in mind of it. Levels are 0 to 100."""

    patience: Level
    rapport: Level
    phase: Phase = "opening"
    rapport_at_start: Level | None = None
    """What they picked up the phone with; none in a log from before it was kept."""
    harder: Annotated[int, Field(ge=-2, le=2)] = 0
    """Steps of difficulty above their own temperament, by the learner's choice."""
    turns: int = 0
    """The learner's turns so far."""
    asks: int = 0
    """Uninvited asks so far."""
    disclaimed: bool = False
    """Whether the learner said, in the request or on the call, that this is not about a job."""
    introduced: bool = False
    known: tuple[Told, ...] = ()
    """What the learner has said of themselves."""
    seeker: bool = False
    """Whether the call was agreed to on the terms that the learner looks for work and says so."""
    invited: bool = False
    """Whether the professional opened the door to talk of jobs."""
    questions: int = 0
    built: int = 0
    """Turns with a question that started from research."""
    listened: int = 0
    """Turns that took up what the professional had said."""
    empties: int = 0
    """Turns in a row in which nothing was asked or said."""
    courtesies: tuple[Kind, ...] = ()
    """What pleases once and has pleased."""
    warned: bool = False
    """Whether the two minutes were announced."""
    contact_given: bool = False
    given: Given = Given()
    promised: tuple[Promise, ...] = ()
    asked_back: int = 0
    asked_back_on: int = 0
    """The learner's turn on which they were last asked about themselves."""
    door: Door | None = None
    """What the professional might open of themselves on this call; drawn when the phone is picked up."""
    ahead: tuple[Planned, ...] = ()
    """What is going to break in, in order; drawn when the phone is picked up."""
    interrupted: bool = False
    """Whether something broke in on the last turn."""
    minutes_taken: Annotated[float, Field(ge=0)] = 0
    """Of the agreed minutes, by joining late and by what broke in."""

    @property
    def manner(self) -> Manner:
        """What the learner can see of it."""
        for manner, patience, rapport in MANNERS:
            if self.patience < patience or self.rapport < rapport:
                return manner
        return "warm" if self.rapport >= WARM else "engaged" if self.rapport >= ENGAGED else "neutral"


class Heard(Frozen):
    """What the director knows of a turn that was just spoken. Times are seconds of the call's clock."""

    kinds: tuple[Kind, ...]
    elapsed: Annotated[float, Field(ge=0)]
    """With this turn, without the reply."""
    agreed: Annotated[float, Field(gt=0)]
    """Without what was taken of it before this turn."""
    turn_seconds: Annotated[float, Field(ge=0)]
    words_per_minute: float
    """The professional's pace, which turns the time left into words."""
    fact: str | None = None

    @property
    def left(self) -> float:
        """Seconds of the agreed time that are left."""
        return max(0.0, self.agreed - self.elapsed)

    def has(self, *kinds: Kind) -> bool:
        """Whether any of these was heard."""
        return any(kind in self.kinds for kind in kinds)

    def on_the_terms_of(self, mood: Mood) -> "Heard":
        """As it counts on this call: what the professional has invited, or has agreed to hear of, is no ask."""
        invited: set[Kind] = set()
        if mood.seeker:
            invited |= {Kind.VEILED_JOB_ASK}
        if "talk_of_openings" in mood.promised:
            invited |= {Kind.VEILED_JOB_ASK, Kind.DIRECT_JOB_ASK}
        if "read_resume" in mood.promised:
            invited |= {Kind.RESUME_PUSH}
        kinds = tuple(Kind.INVITED_JOB_TALK if kind in invited else kind for kind in self.kinds)
        return self.model_copy(update={"kinds": kinds})


class _Scales(Frozen):
    """What a loss and a gain are multiplied by."""

    patience_loss: float
    patience_gain: float
    rapport_loss: float
    rapport_gain: float

    def of(self, move: Move, times: float = 1.0) -> tuple[float, float]:
        """The change of patience and of rapport."""
        patience = move.patience * (self.patience_loss if move.patience < 0 else self.patience_gain)
        rapport = move.rapport * (self.rapport_loss if move.rapport < 0 else self.rapport_gain)
        return patience * times, rapport * times


def standing(mood: Mood, w: Weights) -> float:
    """How the call has gone so far: 1 is very well, -1 very badly, 0 as it began."""
    if mood.rapport_at_start is None:
        return 0.0
    return max(-1.0, min(1.0, (mood.rapport - mood.rapport_at_start) / w.standing.full))


def _scales(mood: Mood, temperament: Temperament, w: Weights, *, forgiving: bool = True) -> _Scales:
    so_far = standing(mood, w)
    loss = (1 - w.standing.softens * max(0.0, so_far) * forgiving) * w.difficulty.losses**mood.harder
    gain = (1 - w.standing.dampens * max(0.0, -so_far)) * w.difficulty.gains**mood.harder
    return _Scales(
        patience_loss=(1.5 - temperament.patience) * loss,
        patience_gain=gain,
        rapport_loss=loss,
        rapport_gain=(0.7 + 0.6 * temperament.warmth) * gain,
    )


def moved(mood: Mood, heard: Heard, temperament: Temperament, w: Weights) -> Mood:
    """The mood after a turn, as far as it hangs on what was heard; phase, offers and time are the director's."""
    asks = [kind for kind in heard.kinds if kind in UNINVITED_ASKS]
    disclaimed = mood.disclaimed or Kind.NO_JOB_DISCLAIMER in heard.kinds
    empty = not heard.kinds
    scales = _scales(mood, temperament, w)
    # goodwill does not soften what was never a lapse, nor an ask that was led up to under another name
    unsoftened = _scales(mood, temperament, w, forgiving=False)
    changes: list[tuple[float, float]] = []
    for kind in _once_each_but_asks(heard.kinds):
        if kind in mood.courtesies:
            continue
        camouflaged = kind in UNINVITED_ASKS and disclaimed
        by = unsoftened if camouflaged or kind in w.standing.unforgiven else scales
        changes.append(by.of(w.moves[kind], w.asks.after_disclaimer if camouflaged else 1.0))
    if rambled(mood, heard, w):
        changes.append(scales.of(w.turns.rambling))
    if empty and mood.empties + 1 >= w.turns.empties_before_pressing:
        changes.append(scales.of(w.turns.empty))
    if mood.interrupted and heard.has(Kind.TIME_CHECK, Kind.THANKS, Kind.WRAP_UP):
        changes.append(scales.of(w.turns.gracious))
    patience = mood.patience + sum(change for change, _ in changes)
    rapport = mood.rapport + sum(change for _, change in changes)
    if asks:
        # whatever else was nice about a turn, an ask never leaves them better disposed
        patience, rapport = min(patience, mood.patience), min(rapport, mood.rapport)
    pleased = (*mood.courtesies, *(kind for kind in w.standing.once if kind in heard.kinds))
    known = (*mood.known, *(part for kind, part in _ABOUT_THEMSELVES.items() if kind in heard.kinds))
    return mood.model_copy(
        update={
            "patience": _clip(patience),
            "rapport": _clip(rapport),
            "turns": mood.turns + 1,
            "asks": mood.asks + len(asks),
            "disclaimed": disclaimed,
            "introduced": mood.introduced or heard.has(*_ABOUT_THEMSELVES),
            "known": tuple(dict.fromkeys(known)),
            "invited": mood.invited or heard.has(Kind.INVITED_JOB_TALK),
            "questions": mood.questions + heard.has(Kind.QUESTION),
            "built": mood.built + heard.has(Kind.BUILDS_ON_RESEARCH),
            "listened": mood.listened + heard.has(Kind.FOLLOW_UP),
            "empties": mood.empties + 1 if empty and mood.turns else 0,  # a bare hello has not come to nothing yet
            "courtesies": tuple(dict.fromkeys(pleased)),
            "interrupted": False,
        }
    )


def rambled(mood: Mood, heard: Heard, w: Weights) -> bool:
    """Whether the turn was longer than anybody listens to. `mood` is the one before it."""
    introducing = mood.phase == "opening" and not mood.introduced
    return heard.turn_seconds > (w.turns.rambling_intro_seconds if introducing else w.turns.rambling_seconds)


def _once_each_but_asks(kinds: Iterable[Kind]) -> list[Kind]:
    """Two asks in one turn are two asks; two facts in one turn please once."""
    kept: list[Kind] = []
    for kind in kinds:
        if kind in UNINVITED_ASKS or kind not in kept:
            kept.append(kind)
    return kept


def _clip(level: float) -> float:
    return round(min(100.0, max(0.0, level)), 2)
