"""Going back to a turn: both ways are kept, the newest counts, and the transcript says that it happened."""

from datetime import UTC, datetime, timedelta

import pytest

from simulator import director
from simulator.branches import compare
from simulator.call import Call, Calls
from simulator.errors import CallBusy, InputError
from simulator.events import Chose, Ended, Event, Heard, Opened, Replied, Rewound, Said, Tree, replay
from simulator.persona import catalogue
from simulator.scoring import score
from simulator.settings import Settings
from simulator.store import MemoryLog

DANA = catalogue()["dana-okafor"]
ASK = "Are you hiring right now?"
QUESTION = "What surprised you most about moving into food?"


async def listened(call: Call) -> None:
    async for _ in call.follow():
        pass


async def spoken(*words: str, log: MemoryLog | None = None, **how: object) -> Call:
    calls = Calls(log or MemoryLog(), Settings(_env_file=None))
    call = calls.open(DANA, seed=1, **how)  # type: ignore[arg-type]
    await call.resume()
    await listened(call)
    for one in words:
        await call.say(one)
        await listened(call)
    return call


async def test_the_turn_and_all_after_it_are_gone_from_the_call_and_stay_as_another_branch() -> None:
    call = await spoken("Hi Dana, I'm Sam.", ASK, QUESTION)
    await call.rewind(3)
    assert [turn.text for turn in call.state.turns if turn.speaker == "learner"] == ["Hi Dana, I'm Sam."]
    kept = call.branches[0].state
    assert [turn.text for turn in kept.turns if turn.speaker == "learner"] == ["Hi Dana, I'm Sam.", ASK, QUESTION]
    assert (call.branches[1].parent, call.branches[1].turn) == (0, 3)


async def test_a_mood_that_was_spoilt_is_as_it_was_before() -> None:
    call = await spoken("Hi Dana, I'm Sam.")
    before = call.state.mood
    await call.say(ASK)
    await listened(call)
    assert call.state.mood.patience < before.patience
    await call.rewind(3)
    assert call.state.mood == before


async def test_the_log_gives_the_same_call_again() -> None:
    log = MemoryLog()
    call = await spoken("Hi Dana, I'm Sam.", ASK, log=log)
    await call.rewind(3)
    await call.say(QUESTION)
    await listened(call)
    assert replay(log.read(call.id)) == call.state
    assert Tree.of(log.read(call.id)) == call.tree


async def test_transcript_and_scorecard_say_that_it_was_used_and_only_then() -> None:
    call = await spoken("Hi Dana, I'm Sam, a student of logistics.", ASK)
    plain = call.state.transcript("c")
    assert "rewinds" not in plain.to_json()
    assert "rewinds" not in score(plain, name="c").to_json()
    await call.rewind(3)
    await call.say(QUESTION)
    await listened(call)
    told = call.state.transcript("c")
    assert told.to_json()["rewinds"] == [3]
    assert score(told, name="c").to_json()["rewinds"] == [3]


async def test_a_call_that_is_over_can_be_taken_back_and_is_open_again() -> None:
    call = await spoken(ASK)
    await call.hang_up()
    call.note("Thank you, Dana.", hours_after=2)
    await call.rewind(1)
    assert not call.state.over
    assert call.state.follow_up is None
    await call.say(QUESTION)
    await listened(call)
    assert call.branches[0].state.over


async def test_another_branch_can_be_chosen_to_count_and_be_gone_on_with() -> None:
    call = await spoken(ASK)
    await call.rewind(1)
    await call.say(QUESTION)
    await listened(call)
    await call.choose(0)
    assert call.state.turns[1].text == ASK
    assert call.state.rewinds == ()
    await call.say(QUESTION)
    await listened(call)
    # whoever goes on here has seen what the other words did
    assert call.state.rewinds == (1,)


@pytest.mark.parametrize("turn", [pytest.param(0, id="the greeting"), pytest.param(9, id="a turn that was never said")])
async def test_only_ones_own_turns_can_be_taken_back(turn: int) -> None:
    call = await spoken(QUESTION)
    place = call.state.place
    with pytest.raises(InputError, match="none of yours"):
        await call.rewind(turn)
    assert call.state.place == place


async def test_nobody_is_taken_back_while_the_professional_speaks() -> None:
    call = await spoken(QUESTION)
    await call.say("And why is that?")
    with pytest.raises(CallBusy, match="still speaking"):
        await call.rewind(1)
    await listened(call)


async def test_a_branch_that_is_not_there_is_refused_in_one_line() -> None:
    call = await spoken(QUESTION)
    with pytest.raises(InputError, match="no attempt 4"):
        await call.choose(4)
    with pytest.raises(InputError, match="no attempt 4"):
        call.compare(0, 4)


async def test_two_branches_stand_side_by_side_with_what_came_of_each() -> None:
    call = await spoken("Hi Dana, I'm Sam.", ASK, "Okay.")
    await call.rewind(3)
    await call.say(QUESTION)
    await listened(call)
    found = call.compare(0, 1)
    assert found.shared == 2  # the greeting and the first turn
    fork = found.rows[2]
    assert fork.first is not None
    assert fork.second is not None
    assert (fork.first.words, fork.second.words) == (ASK, QUESTION)
    assert fork.first.patience_change < 0 < fork.second.rapport_change
    assert fork.first.reply != fork.second.reply
    assert found.rows[3].second is None


def _events() -> list[Event]:
    mood, stage = director.opening(DANA, agreed_seconds=600)
    start = datetime(2026, 11, 22, 23, 55, tzinfo=UTC)
    opened = Opened(persona=DANA, model="offline", seed=1, minutes=10, mood=mood, stage=stage, timing="real", at=start)
    after = [start + timedelta(seconds=seconds) for seconds in (2, 60, 61, 64, 200, 201, 204)]
    return [
        opened,
        Replied(text="Dana Okafor.", by="offline", at=after[0]),
        Said(text=QUESTION, at=after[1]),
        Heard(observations=(), mood=mood, stage=stage, at=after[2]),
        Replied(text="The weather.", by="offline", at=after[3]),
        Said(text=ASK, at=after[4]),
        Heard(observations=(), mood=mood, stage=stage, at=after[5]),
        Replied(text="No.", by="offline", at=after[6]),
    ]


def test_on_the_real_clock_what_was_taken_back_costs_no_time() -> None:
    log = _events()
    later = log[0].at + timedelta(minutes=9)
    tree = Tree.of([*log, Rewound(turn=3, at=later), Said(text=QUESTION, at=later + timedelta(seconds=10))])
    assert tree.state.now == 74  # as it stood after "The weather.", and ten seconds


def test_a_branch_that_is_chosen_again_goes_on_at_its_own_second() -> None:
    log = _events()
    later = log[0].at + timedelta(minutes=9)
    tree = Tree.of([*log, Rewound(turn=3, at=later), Chose(branch=0, at=later), Ended(by="learner", at=later)])
    assert tree.state.since(later + timedelta(seconds=5)) == 209


def test_a_call_is_no_different_from_itself() -> None:
    state = replay(_events())
    assert all(row.is_shared for row in compare(state, state).rows)
