"""A call with a model that says what it may not: what the learner sees of it, what the log keeps, what old logs lack."""

from pathlib import Path
from typing import Any

from simulator.call import Call, Calls, Moment
from simulator.events import Event, Guarded, ModelFailed, Replied, events, replay
from simulator.persona import catalogue
from simulator.settings import Settings
from simulator.store import MemoryLog, Store
from tests.openai_server import OpenAIServer, Words

DANA = catalogue()["dana-okafor"]


def config(server: OpenAIServer) -> Settings:
    quick: dict[str, Any] = {"first_token_seconds": 5, "reply_seconds": 20, "retries": 0}
    return Settings(_env_file=None, base_url=server.base_url, api_key="sk-test", **quick)


async def asked(calls: Calls, *questions: str) -> tuple[Call, list[Moment]]:
    """A call with a few questions, and every moment that somebody who watches saw."""
    call = calls.open(DANA, seed=1, model="openai:m")
    await call.resume()
    seen = [moment async for moment in call.follow()]
    for question in questions:
        await call.say(question)
        seen += [moment async for moment in call.follow()]
    return call, seen


def everything_seen(moments: list[Moment]) -> str:
    return "\n".join(
        text
        for moment in moments
        for text in (*moment.sentences, *(turn.text for turn in moment.state.turns if turn.speaker == "professional"))
    )


def kinds(log: list[Event]) -> list[str]:
    return [event.kind for event in log]


async def test_a_job_that_is_offered_once_is_said_again_without_and_logged(openai_server: OpenAIServer) -> None:
    openai_server.plays(
        Words("Dana Okafor."),
        Words("I began on a night desk. You should come work for us, really."),
        Words("Nights taught me what a plan looks like when it fails."),
    )
    log = MemoryLog()
    call, seen = await asked(Calls(log, config(openai_server)), "How did you get into this?")
    assert call.state.turns[-1].text == (
        "I began on a night desk. Nights taught me what a plan looks like when it fails."
    )
    assert call.state.turns[-1].by == "openai:m"
    assert "come work for us" not in everything_seen(seen)
    assert seen[-1].notice is None
    assert kinds(log.read(call.id)) == ["opened", "replied", "said", "heard", "guarded", "replied"]
    (guarded,) = call.state.guarded
    assert (guarded.violation, guarded.attempt, guarded.remedy, guarded.model) == ("offer", 1, "said_again", "openai:m")
    assert guarded.sentence == "You should come work for us, really."
    assert "come work for us" in guarded.found
    replied = log.read(call.id)[-1]
    assert isinstance(replied, Replied)
    assert replied.request is not None
    assert replied.request.attempts == 2


async def test_a_job_that_is_offered_twice_costs_the_model_the_turn_and_the_log_says_why(
    openai_server: OpenAIServer, tmp_path: Path
) -> None:
    openai_server.plays(
        Words("Dana Okafor."),
        Words("I began on a night desk. I can put in a good word for you."),
        Words("Nights, mostly. Send me your résumé and I'll pass it on."),
        Words("Ask away."),
    )
    store = Store(tmp_path)
    call, seen = await asked(Calls(store, config(openai_server)), "How did you get into this?", "And then?")
    turn, after = call.state.turns[2], call.state.turns[4]
    assert (turn.by, after.by, after.text) == ("offline", "openai:m", "Ask away.")
    for words in ("good word", "résumé"):
        assert words not in everything_seen(seen)
    log = store.read(call.id)
    assert kinds(log)[3:7] == ["heard", "guarded", "guarded", "model_failed"]
    assert [(event.attempt, event.remedy) for event in log if isinstance(event, Guarded)] == [
        (1, "said_again"),
        (2, "took_over"),
    ]
    failed = next(event for event in log if isinstance(event, ModelFailed))
    assert failed.partial == "I began on a night desk. Nights, mostly."
    assert "it offered help with a job" in failed.reason
    notices = {moment.notice for moment in seen if moment.notice}
    assert len(notices) == 1
    assert "built-in professional took this turn" in notices.pop()
    assert call.state.transcript(call.id).turns[2].by == "offline"


async def test_the_log_gives_the_call_back_with_all_that_was_held_back(
    openai_server: OpenAIServer, tmp_path: Path
) -> None:
    openai_server.plays(Words("*sighs* Dana Okafor."), Words("Patience: 40. Nights."), Words("Nights, mostly."))
    call, _ = await asked(Calls(Store(tmp_path), config(openai_server)), "How did you get into this?")
    again = Calls(Store(tmp_path), config(openai_server)).get(call.id)
    assert again.state == call.state
    assert [(event.violation, event.remedy) for event in again.state.guarded] == [
        ("stage_direction", "taken_out"),
        ("stage_direction", "said_again"),
    ]


async def test_a_log_from_before_the_guard_is_read_as_ever(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("Dana Okafor."), Words("Nights, mostly."))
    log = MemoryLog()
    call, _ = await asked(Calls(log, config(openai_server)), "How did you get into this?")
    written = [event.model_dump(mode="json") for event in log.read(call.id)]
    for event in written:
        if event.get("request"):
            del event["request"]["attempts"]
    state = replay([events.validate_python(event) for event in written])
    assert state.guarded == ()
    assert state.turns == call.state.turns
