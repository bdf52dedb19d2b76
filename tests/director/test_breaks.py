"""What breaks into a call: seldom, never twice, replayed exactly, and never to the learner's cost."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import simulator
from simulator.call import Calls
from simulator.director import Difficulty, Mood, Stage, direct, opening, weights
from simulator.director.chance import breaks, drawn
from simulator.director.mood import Planned
from simulator.director.stage import Break
from simulator.errors import InputError
from simulator.events import replay
from simulator.observation import Kind
from simulator.persona import Persona, catalogue
from simulator.rehearsal import play
from simulator.settings import Settings
from simulator.store import MemoryLog
from simulator.transcript import Transcript
from tests.director.moods import (
    ANY_DIFFICULTY,
    ANY_KINDS,
    ANY_PERSONA,
    CALM,
    MIDDLING,
    PLEASANT_KINDS,
    heard,
    played,
    unhurried,
)

W = weights()
DANA = catalogue()["dana-okafor"]
PLEASANT = [(Kind.QUESTION,), (Kind.FOLLOW_UP, Kind.QUESTION)] * 8
CALL = [
    "Hi, I'm Sam, I study logistics and I'm deciding between planning and operations.",
    "I read The Last Cold Mile. What did the drivers make of the sensor at first?",
    "What has been the toughest part of it?",
    "You said that it was our mistake; how did you find out?",
    "What do you wish you had known?",
    "How do you decide what to drop?",
    "What makes somebody good at this?",
    "Thank you for the story about the lunch bag. I'll let you get to your call.",
]
LATER = Planned(turn=4, what=Break(kind="fewer_minutes", minutes_taken=5))


@unhurried
@given(st.integers(0, 2**31), ANY_PERSONA, ANY_DIFFICULTY, st.sampled_from([10.0, 15.0, 30.0, 60.0]))
def test_at_most_two_things_break_in_never_the_same_twice_and_none_early(
    seed: int, persona: Persona, difficulty: Difficulty, minutes: float
) -> None:
    planned = breaks(seed, persona, minutes, difficulty, W)
    kinds = [each.what.kind for each in planned]
    assert len(kinds) == len(set(kinds)) <= 2
    assert all(each.turn >= W.breaks.first_turn for each in planned)
    assert sum(each.what.minutes_taken for each in planned) <= W.breaks.most_of_the_call * minutes
    assert planned == breaks(seed, persona, minutes, difficulty, W)


def test_more_breaks_into_calls_with_tougher_people() -> None:
    chances = {
        each: sum(bool(breaks(seed, DANA, 15, each, W)) for seed in range(400)) / 400
        for each in ("friendly", "typical", "tough")
    }
    for (easier, fewer), (harder, more) in pairwise(chances.items()):
        assert fewer < more, f"{easier} before {harder}"
    assert chances["tough"] == pytest.approx(W.breaks.chance["tough"], abs=0.06)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31), ANY_PERSONA, st.lists(PLEASANT_KINDS | ANY_KINDS, min_size=6, max_size=20))
def test_in_a_whole_call_nothing_breaks_in_twice_or_after_the_end(
    seed: int, persona: Persona, turns: list[tuple[Kind, ...]]
) -> None:
    course = played(persona, turns, seed=seed, difficulty="tough", interruptions=True)
    events = [stage.event for _, stage in course if stage.event]
    assert len({event.kind for event in events}) == len(events) <= 2
    assert course == played(persona, turns, seed=seed, difficulty="tough", interruptions=True)
    assert course[-1][0].minutes_taken == sum(event.minutes_taken for event in events)
    for mood, stage in course:
        assert stage.event is None or (stage.ends is None and mood.turns >= W.breaks.first_turn)
        assert stage.event is None or stage.event.kind == stage.remarks[0]


@pytest.mark.parametrize("seed", range(12))
def test_in_a_pleasant_call_with_a_tough_one_what_is_planned_happens_once(seed: int) -> None:
    course = played(DANA, PLEASANT, pace=30, seed=seed, difficulty="tough", interruptions=True)
    planned = [each.what for each in course[0][0].ahead]
    assert [stage.event for _, stage in course if stage.event] == planned


def test_without_a_difficulty_nothing_breaks_in_and_without_a_seed_nothing_is_drawn() -> None:
    assert all(stage.event is None for _, stage in played(DANA, PLEASANT, seed=3))
    mood, _ = opening(DANA, agreed_seconds=900, difficulty="tough", interruptions=True)
    assert (mood.ahead, mood.door) == ((), None)


@pytest.mark.parametrize(
    "kinds",
    [
        pytest.param((Kind.DIRECT_JOB_ASK,), id="a refusal"),
        pytest.param((Kind.RUDE,), id="a rebuke"),
        pytest.param((Kind.WRAP_UP,), id="a goodbye"),
        pytest.param((Kind.CONTACT_ASK,), id="a request for a name"),
    ],
)
def test_nothing_cuts_into(kinds: tuple[Kind, ...]) -> None:
    waiting = MIDDLING.model_copy(update={"turns": 6, "ahead": (LATER,)})
    after, stage = direct(waiting, heard(*kinds), CALM)
    assert stage.event is None
    assert after.ahead == (LATER,)


def test_what_would_leave_no_call_to_speak_of_does_not_happen() -> None:
    waiting = MIDDLING.model_copy(update={"turns": 6, "ahead": (LATER,)})
    after, stage = direct(waiting, heard(Kind.QUESTION, elapsed=900 - 5 * 60 - 100), CALM)
    assert stage.event is None
    assert after.ahead == ()


def test_the_minutes_that_are_taken_are_gone_from_the_clock_and_the_words() -> None:
    waiting = MIDDLING.model_copy(update={"turns": 6, "ahead": (LATER,)})
    after, stage = direct(waiting, heard(Kind.QUESTION, elapsed=300), CALM)
    assert stage.event == LATER.what
    assert stage.minutes_left == pytest.approx(5)
    assert after.minutes_taken == 5
    assert stage.ask_back is None
    assert "two_minutes" not in stage.remarks


@pytest.mark.parametrize("difficulty", [None, "friendly", "tough"])
def test_the_same_seed_and_words_give_the_same_call(difficulty: str | None) -> None:
    one, other = (simulator.rehearse("dana-okafor", CALL, minutes=15, seed=3, difficulty=difficulty) for _ in range(2))
    assert one == other
    again = simulator.rehearse("dana-okafor", CALL, minutes=15, seed=4, difficulty=difficulty)
    assert again["turns"] != one["turns"]


def test_an_interrupted_call_is_on_paper_as_it_was_agreed_and_as_it_was() -> None:
    seed = next(
        seed
        for seed in range(100)
        if any(each.what.kind == "fewer_minutes" for each in breaks(seed, DANA, 15, "tough", W)[:1])
    )
    paper = simulator.rehearse("dana-okafor", CALL, minutes=15, seed=seed, difficulty="tough")
    found = Transcript.model_validate(paper)
    assert paper["agreed_minutes"] == 15
    assert found.interruptions is not None
    (first, *_) = found.interruptions
    assert (first.kind, first.minutes_taken) == ("fewer_minutes", 5)
    assert found.turns[first.turn].speaker == "professional"
    calls = Calls(MemoryLog(), Settings(_env_file=None), new_id=lambda: "x")  # type: ignore[call-arg]
    call = calls.open(DANA, minutes=15, seed=seed, model="offline", difficulty="tough")
    asyncio.run(play(call, CALL))
    assert call.state.interruptions == found.interruptions
    assert call.state.opened.minutes == 15
    assert call.state.clock.agreed == (15 - found.minutes_taken) * 60
    assert replay(calls._log.read("x")) == call.state
    card = simulator.score(paper)
    assert card["time"]["agreed_seconds"] == 900
    assert "interruptions" not in simulator.rehearse("dana-okafor", CALL[:2], minutes=15, seed=seed)


def test_a_difficulty_that_does_not_exist_is_refused_in_one_line() -> None:
    with pytest.raises(InputError, match="difficulty 'brutal' is unknown"):
        simulator.rehearse("dana-okafor", CALL, difficulty="brutal")


def test_a_log_from_before_any_of_this_reads_as_it_was() -> None:
    old = {"patience": 61.0, "rapport": 44.5, "phase": "questions", "asks": 1, "disclaimed": True, "introduced": True,
           "invited": False, "questions": 2, "empties": 0, "warned": False, "contact_given": False}  # fmt: skip
    mood = Mood.model_validate(old)
    stage = Stage.model_validate(
        {"act": "answer", "budget_words": 60, "manner": "engaged", "phase": "questions", "minutes_left": 9.0,
         "may_tell": ["opinions"], "remarks": [], "asks": 1, "fact": None, "ends": None}
    )  # fmt: skip
    assert mood.harder == 0
    assert stage.event is None
    after, _ = direct(mood, heard(Kind.QUESTION), DANA.temperament)
    assert after.patience == mood.patience


def test_draws_are_spread_over_the_whole_range() -> None:
    values = [drawn(seed, "x") for seed in range(1000)]
    assert all(0 <= value < 1 for value in values)
    assert 0.45 < sum(values) / 1000 < 0.55
