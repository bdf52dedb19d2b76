"""A model that keeps falling out of its part: who speaks after that, who is told, and that the log alone decides."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.call import Call, Calls, Moment
from simulator.events import (
    MOST_HELD_BACK,
    CallState,
    Ended,
    Event,
    Guarded,
    Opened,
    Replied,
    Said,
    Tree,
    events,
    replay,
)
from simulator.persona import catalogue
from simulator.report.account import who_spoke
from simulator.settings import Settings
from simulator.store import MemoryLog
from simulator.texts import texts
from simulator.watch.metrics import Metrics
from simulator.web.told import Telling
from tests.openai_server import OpenAIServer, Words

DANA = catalogue()["dana-okafor"]
OUT, AGAIN = Words("As an AI, I have no trucks."), Words("I'm just a language model, you know.")
GREETED, WELL = Words("Dana Okafor."), Words("Nights, mostly.")


def config(server: OpenAIServer) -> Settings:
    quick: dict[str, Any] = {"first_token_seconds": 5, "reply_seconds": 20, "retries": 0}
    return Settings(_env_file=None, base_url=server.base_url, api_key="sk-test", **quick)


async def heard(call: Call) -> Moment:
    return [moment async for moment in call.follow()][-1]


async def asked(call: Call, *questions: str) -> list[Moment]:
    """The call's last moment after each of the turns, the ringing phone's first if nobody has answered it."""
    last = []
    if not call.state.answered:
        await call.resume()
        last.append(await heard(call))
    for question in questions:
        await call.say(question)
        last.append(await heard(call))
    return last


def spoken_by(state: CallState) -> list[str | None]:
    return [turn.by for turn in state.turns if turn.speaker == "professional"]


async def relieved(calls: Calls, server: OpenAIServer) -> tuple[Call, list[Moment]]:
    """A call whose model lost two turns and with them its part, and one turn after that."""
    server.plays(GREETED, OUT, AGAIN, OUT)
    call = calls.open(DANA, seed=1, model="openai:m")
    return call, await asked(call, "How did you start?", "And then?", "What was the hardest week?")


async def test_a_model_that_is_held_back_again_and_again_is_not_asked_any_more(openai_server: OpenAIServer) -> None:
    log = MemoryLog()
    call, _ = await relieved(Calls(log, config(openai_server)), openai_server)
    assert spoken_by(call.state) == ["openai:m", "offline", "offline", "offline"]
    assert len(openai_server.requests) == 4, "a third time it is not asked to mend it"
    last = log.read(call.id)[-1]
    assert isinstance(last, Replied)
    assert (last.by, last.understudy, last.request) == ("offline", True, None)


async def test_the_learner_is_told_once_in_the_language_of_the_page(openai_server: OpenAIServer) -> None:
    call, moments = await relieved(Calls(MemoryLog(), config(openai_server)), openai_server)
    told = [moment.notice or "" for moment in moments]
    assert ["From here on the built-in professional speaks" in notice for notice in told] == [False, False, True, False]
    assert "took this turn" in told[1]
    assert told[3] == ""
    for language, said, stands in (("en", "From here on", "keeps the line"), ("es", "A partir de aquí", "mantiene")):
        telling, page = Telling(texts(language)), []
        for moment in moments:
            call.moment = moment
            page.append(telling.standing(call))
        assert [said in slots["notice"] for slots in page] == [False, False, True, False]
        assert [stands in slots["head"] for slots in page] == [False, False, True, True]


async def test_who_spoke_stands_in_the_transcript_and_on_the_scorecard(openai_server: OpenAIServer) -> None:
    call, _ = await relieved(Calls(MemoryLog(), config(openai_server)), openai_server)
    paper = call.state.transcript(call.id)
    assert [turn.by for turn in paper.turns if turn.by] == ["openai:m", "offline", "offline", "offline"]
    assert "openai:m (1 turn) and the built-in professional (3 turns)" in who_spoke(paper, DANA, texts("en"))


async def test_what_the_built_in_professional_keeps_is_counted(openai_server: OpenAIServer) -> None:
    metrics = Metrics()
    await relieved(Calls(MemoryLog(), config(openai_server), watch=metrics), openai_server)
    counted = metrics.text().decode()
    assert "simulator_understudy_turns_total 3.0" in counted
    assert "simulator_relieved_turns_total 1.0" in counted


async def test_another_server_and_a_replay_go_on_with_whoever_has_the_line(openai_server: OpenAIServer) -> None:
    log = MemoryLog()
    call, _ = await relieved(Calls(log, config(openai_server)), openai_server)
    elsewhere = Calls(log, config(openai_server)).get(call.id)
    assert replay(log.read(call.id)).relieved
    await asked(elsewhere, "And what would you do again?")
    assert spoken_by(elsewhere.state)[-1] == "offline"


async def test_who_goes_back_to_before_it_goes_back_to_the_model_and_after_it_does_not(
    openai_server: OpenAIServer,
) -> None:
    call, _ = await relieved(Calls(MemoryLog(), config(openai_server)), openai_server)
    await call.rewind(5)
    assert call.state.relieved
    await asked(call, "Who taught you most?")
    assert spoken_by(call.state)[-1] == "offline"
    await call.rewind(3)
    openai_server.plays(WELL)
    await asked(call, "How was your first week?")
    assert spoken_by(call.state) == ["openai:m", "offline", "openai:m"]
    await call.choose(0)
    assert call.state.relieved


async def test_a_new_call_begins_with_the_model(openai_server: OpenAIServer) -> None:
    calls = Calls(MemoryLog(), config(openai_server))
    await relieved(calls, openai_server)
    openai_server.plays(GREETED)
    call = calls.open(DANA, seed=1, model="openai:m")
    await asked(call)
    assert spoken_by(call.state) == ["openai:m"]


async def test_a_model_that_mends_what_it_is_told_to_keeps_the_line_for_longer(openai_server: OpenAIServer) -> None:
    openai_server.plays(GREETED, *[answer for _ in range(MOST_HELD_BACK - 1) for answer in (OUT, WELL)], WELL)
    call = Calls(MemoryLog(), config(openai_server)).open(DANA, seed=1, model="openai:m")
    await asked(call, "How did you start?", "And then?", "What was the hardest week?")
    assert spoken_by(call.state) == ["openai:m"] * 4


async def test_a_model_that_sighs_between_asterisks_keeps_the_line(openai_server: OpenAIServer) -> None:
    openai_server.plays(*[Words("*sighs* Nights, mostly.")] * (MOST_HELD_BACK + 2))
    call = Calls(MemoryLog(), config(openai_server)).open(DANA, seed=1, model="openai:m")
    await asked(call, *["And then?"] * (MOST_HELD_BACK + 1))
    assert len(call.state.guarded) == MOST_HELD_BACK + 2
    assert set(spoken_by(call.state)) == {"openai:m"}


def opened() -> Opened:
    call = Calls(MemoryLog(), Settings(_env_file=None)).open(DANA, seed=1)
    return call.state.opened.model_copy(update={"model": "openai:m"})


OPENED = opened()
COSTS = {"said_again", "took_over", "stopped"}
STEPS = sorted({*COSTS, "taken_out", "too_long", "turn"})


def happened(step: str) -> Event:
    if step == "turn":
        return Replied(text="Nights.", by="openai:m")
    how: Any = {"violation": "out_of_part", "remedy": step}
    if step == "too_long":
        how = {"violation": "over_budget", "remedy": "stopped"}
    return Guarded(model="openai:m", sentence="As an AI, I ...", attempt=1, **how)


def log_of(steps: list[str]) -> list[Event]:
    log: list[Event] = [OPENED]
    for step in steps:
        log.append(happened(step))
        if step == "turn":
            log.append(Said(text="And then?"))
    return log


@settings(deadline=None)
@given(st.lists(st.sampled_from(STEPS), max_size=30))
def test_the_same_log_decides_the_same_and_what_is_decided_stays(steps: list[str]) -> None:
    log = log_of(steps)
    written = [events.validate_python(event.model_dump(mode="json")) for event in log]
    known = [replay(log[: length + 1]).relieved for length in range(len(log))]
    assert known == [replay(written[: length + 1]).relieved for length in range(len(log))]
    assert known == sorted(known)
    stopped = [number for number, step in enumerate(steps) if step in COSTS]
    crossed = stopped[MOST_HELD_BACK - 1] if len(stopped) >= MOST_HELD_BACK else len(steps)
    assert known[-1] == ("turn" in steps[crossed + 1 :])


@pytest.mark.parametrize("step", sorted({*STEPS} - COSTS - {"turn"}))
def test_what_is_cut_off_or_taken_out_costs_a_model_nothing(step: str) -> None:
    assert not replay(log_of([step, "turn"] * 3 * MOST_HELD_BACK)).relieved


def test_nothing_is_told_of_a_call_that_is_over() -> None:
    log = [*log_of(["said_again"] * MOST_HELD_BACK), Replied(text="Nights.", by="offline", understudy=True)]
    assert Tree.of(log).state.just_relieved
    assert not Tree.of([*log, Ended(by="time")]).state.just_relieved
