"""What the director's tests draw from: any mood, any turn, any temperament, and whole calls."""

from collections.abc import Sequence
from typing import get_args

from hypothesis import settings
from hypothesis import strategies as st

from simulator.director import Act, Difficulty, Heard, Mood, Stage, direct, opening, weights
from simulator.director.mood import Door, Given, Planned
from simulator.director.stage import Break, Promise
from simulator.observation import Kind
from simulator.persona import Persona, Temperament, catalogue
from simulator.transcript import InterruptionKind

unhurried = settings(deadline=None)
"""A machine that has other things to do, too, is no failure."""

ANY_TEMPERAMENT = st.builds(Temperament, patience=st.floats(0, 1), warmth=st.floats(0, 1), directness=st.floats(0, 1))
ANY_BREAK = st.builds(
    Break, kind=st.sampled_from(get_args(InterruptionKind)), minutes_taken=st.sampled_from([0.0, 2.0, 5.0])
)
ANY_MOOD = st.builds(
    Mood,
    patience=st.floats(0.01, 100),
    rapport=st.floats(0, 100),
    phase=st.sampled_from(["opening", "questions", "closing"]),
    rapport_at_start=st.none() | st.floats(0, 100),
    harder=st.integers(-2, 2),
    turns=st.integers(0, 12),
    asks=st.integers(0, 5),
    disclaimed=st.booleans(),
    introduced=st.booleans(),
    seeker=st.booleans(),
    questions=st.integers(0, 8),
    built=st.integers(0, 3),
    listened=st.integers(0, 4),
    warned=st.booleans(),
    empties=st.integers(0, 4),
    interrupted=st.booleans(),
    courtesies=st.lists(st.sampled_from(weights().standing.once), unique=True, max_size=4).map(tuple),
    given=st.builds(Given, contacts=st.integers(0, 3)),
    promised=st.lists(st.sampled_from(get_args(Promise)), unique=True, max_size=2).map(tuple),
    door=st.none() | st.sampled_from(get_args(Door)),
    ahead=st.lists(st.builds(Planned, turn=st.integers(1, 12), what=ANY_BREAK), max_size=2).map(tuple),
)
ANY_KINDS = st.lists(st.sampled_from(list(Kind)), max_size=6).map(tuple)
ANY_HEARD = st.builds(
    Heard,
    kinds=ANY_KINDS,
    elapsed=st.floats(0, 4000),
    agreed=st.floats(60, 3600),
    turn_seconds=st.floats(0, 400),
    words_per_minute=st.floats(80, 220),
)
ANY_PERSONA = st.sampled_from(sorted(catalogue().values(), key=lambda persona: persona.id))
ANY_DIFFICULTY: st.SearchStrategy[Difficulty] = st.sampled_from(["friendly", "typical", "tough"])

MIDDLING = Mood(patience=70, rapport=45)
CALM = Temperament()
WON = Mood(
    patience=90,
    rapport=95,
    rapport_at_start=40,
    phase="questions",
    turns=8,
    questions=6,
    built=1,
    listened=3,
    known=("background",),
)
"""Somebody who did everything right."""


def heard(*kinds: Kind, elapsed: float = 60, agreed: float = 900, seconds: float = 10) -> Heard:
    """A turn in the middle of a call of fifteen minutes."""
    return Heard(kinds=kinds, elapsed=elapsed, agreed=agreed, turn_seconds=seconds, words_per_minute=150)


def played(
    persona: Persona, turns: Sequence[tuple[Kind, ...]], *, minutes: float = 15, pace: float = 45, **how: object
) -> list[tuple[Mood, Stage]]:
    """A call in which the learner's turns hold these kinds, each with its reply `pace` seconds after the last."""
    mood, stage = opening(persona, agreed_seconds=minutes * 60, **how)  # type: ignore[arg-type]
    course = [(mood, stage)]
    for number, kinds in enumerate(turns, 1):
        agreed = (minutes - mood.minutes_taken) * 60
        turn = Heard(kinds=kinds, elapsed=number * pace, agreed=agreed, turn_seconds=10, words_per_minute=150)
        mood, stage = direct(mood, turn, persona.temperament)
        course.append((mood, stage))
        if stage.ends:
            break
    return course


PLEASANT_KINDS = st.sampled_from(
    [
        (Kind.QUESTION,),
        (Kind.FOLLOW_UP, Kind.QUESTION),
        (Kind.BUILDS_ON_RESEARCH, Kind.QUESTION),
        (Kind.RESEARCH_REFERENCE,),
    ]
)
"""Turns after which a call goes on."""
WINNING_MOOD = st.builds(
    WON.model_copy,
    update=st.fixed_dictionaries(
        {
            "patience": st.floats(40, 100),
            "rapport": st.floats(60, 100),
            "asks": st.integers(0, 2),
            "questions": st.integers(3, 8),
            "door": st.sampled_from(get_args(Door)),
        }
    ),
)
"""Moods in which much is open, and some in which it only nearly is."""
CLOSING_HEARD = st.builds(
    Heard,
    kinds=st.lists(
        st.sampled_from([Kind.THANKS, Kind.WRAP_UP, Kind.STAY_IN_TOUCH, Kind.CONTACT_ASK, Kind.VEILED_JOB_ASK]),
        max_size=3,
    ).map(tuple),
    elapsed=st.floats(300, 899),
    agreed=st.just(900.0),
    turn_seconds=st.just(10.0),
    words_per_minute=st.just(150.0),
)

OPENERS = frozenset({Act.INVITE_RESUME, Act.OPEN_DOOR})
