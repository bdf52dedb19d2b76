"""One turn on a real line: what the learner is shown and what stays of it, whether all goes well or nothing."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest

from simulator.director import Act, Stage
from simulator.models import build
from simulator.persona import Persona
from simulator.professional import Brief
from simulator.professional.offline import OfflineProfessional
from simulator.professional.prompted import fingerprint
from simulator.professional.understudy import Event, Reply, Sentence, TookOver, speak
from simulator.settings import Settings
from simulator.transcript import Turn
from tests.openai_server import MODEL, Answer, Cut, OpenAIServer, Raw, Refusal, Silence, Status, Words

KEY = "sk-test-0123456789abcdef"
DANA = Persona.model_validate(
    {
        "format": "persona/1", "id": "dana-okafor", "name": "Dana Okafor", "title": "VP of Supply Chain",
        "organisation": "Northwind Foods", "field": "food logistics", "public": {"profile": "Runs a cold chain."},
        "private": {"answers": [{"topic": "path", "text": "I began on nights in a warehouse. It stuck."}]},
    }
)  # fmt: skip


def settings(server: OpenAIServer, **changes: Any) -> Settings:
    plain = {"base_url": server.base_url, "api_key": KEY, "retries": 0, "first_token_seconds": 5, "reply_seconds": 10}
    return Settings(_env_file=None, **{**plain, **changes})


def brief(question: str = "How did you get into this?", budget_words: int = 60) -> Brief:
    stage = Stage(act=Act.ANSWER, budget_words=budget_words, manner="engaged", phase="questions", minutes_left=9)
    return Brief(
        DANA, [Turn(speaker="professional", text="Dana Okafor."), Turn(speaker="learner", text=question)], stage
    )


def spoken(server: OpenAIServer, said: Brief | None = None, **changes: Any) -> AsyncIterator[Event]:
    config = settings(server, **changes)
    lead = build("openai:m", config, DANA, seed=1)
    return speak(said or brief(), lead, "openai:m", OfflineProfessional(persona=DANA, seed=1), config)


async def heard(server: OpenAIServer, said: Brief | None = None, **changes: Any) -> tuple[list[Event], Reply]:
    """All events of a turn, and the reply that it ends with."""
    *events, reply = [event async for event in spoken(server, said, **changes)]
    assert isinstance(reply, Reply)
    start = max((number + 1 for number, event in enumerate(events) if isinstance(event, TookOver)), default=0)
    kept = events[start:]
    assert " ".join(event.text for event in kept if isinstance(event, Sentence)) == reply.text
    assert reply.prompt_fingerprint == fingerprint()
    return events, reply


async def test_a_reply_comes_sentence_by_sentence(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words('**Dana:** "I began on nights. *sighs* Dr. Ames hired me."'))
    events, reply = await heard(openai_server)
    assert events == [Sentence("I began on nights."), Sentence("Dr. Ames hired me.")]
    assert reply.text == "I began on nights. Dr. Ames hired me."
    assert (reply.by, reply.understudy, reply.cut, reply.failure, reply.model) == (
        "openai:m",
        False,
        False,
        None,
        MODEL,
    )
    assert (reply.tokens_in, reply.tokens_out, reply.tokens_estimated) == (100, 9, False)


async def test_only_roles_and_texts_go_out(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("Nights."))
    await heard(openai_server)
    messages = openai_server.requests[0].body["messages"]
    assert [message["role"] for message in messages] == ["system", "user", "assistant", "user"]
    assert all(set(message) == {"role", "content"} for message in messages)


async def test_tokens_are_estimated_where_the_server_does_not_count(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("I began on nights.", usage=False))
    _, reply = await heard(openai_server)
    assert reply.tokens_estimated
    assert 300 < reply.tokens_in < 3000
    assert 3 <= reply.tokens_out <= 8


async def test_the_first_sentence_is_there_long_before_the_last(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("I began. " + "It went on. " * 6, seconds_between=0.05))
    began = time.monotonic()
    async with aclosing(spoken(openai_server)) as events:  # type: ignore[type-var]
        assert isinstance(await anext(events), Sentence)
        first = time.monotonic() - began
        *_, reply = [event async for event in events]
    assert isinstance(reply, Reply)
    assert first < reply.seconds / 2
    assert reply.first_sentence_seconds is not None
    assert reply.first_sentence_seconds < reply.seconds / 2


FAULTS = [
    pytest.param(Status(500), "", "500", id="500"),
    pytest.param(Status(429, {"Retry-After": "60"}), "", "busy", id="429 and a minute to wait"),
    pytest.param(Status(401, message=f"bad key {KEY}"), "", "refused the key", id="401"),
    pytest.param(Silence(picks_up=False), "", "silent", id="nobody picks up"),
    pytest.param(Silence(), "", "silent", id="silence"),
    pytest.param(Silence("I began. Then I"), "I began.", "silent", id="silence after some words"),
    pytest.param(Silence("I began. Then I", murmur=True), "I began.", "silent", id="nothing but signs of life"),
    pytest.param(Cut("I began. Then I"), "I began.", "broke off", id="cut in mid-sentence"),
    pytest.param(Cut("I began. Then I", in_good_order=True), "I began.", "broke off", id="ended without a reason"),
    pytest.param(
        Cut("I began. Then.", in_good_order=True),
        "I began.",
        "broke off",
        id="ended after a sentence, without a reason",
    ),
    pytest.param(Raw('{"choices": [{', after="I began. Then"), "I began.", "can't be read", id="broken JSON"),
    pytest.param(Raw("[1]", after="I began. Then"), "I began.", "can't be read", id="JSON of another shape"),
    pytest.param(Raw('{"choices": [{}]}', after="I began. Then"), "I began.", "broke off", id="an event without words"),
    pytest.param(
        Raw('{"error": {"message": "overloaded"}}', after="I began. T"),
        "I began.",
        "broke off: overloaded",
        id="an error event",
    ),
    pytest.param(Words(""), "", "empty", id="an empty reply"),
    pytest.param(Words("(sighs)"), "", "empty", id="a stage direction only"),
    pytest.param(Words("<think>He asks how."), "", "empty", id="thoughts only"),
    pytest.param(Words("I began. Hm. So</think> I began."), "I began.", "thoughts", id="thoughts spoken aloud"),
    pytest.param(Refusal("I can't."), "", "empty", id="a refusal in its field"),
    pytest.param(Words("I'm sorry, but I can't assist with that."), "", "out of its part", id="a refusal in words"),
    pytest.param(
        Words("I began. As an AI language model, I don't work."), "I began.", "out of its part", id="out of part"
    ),
    pytest.param(Words("I began. Then I", finish="content_filter"), "I began.", "withheld", id="filtered"),
    pytest.param(Words("Well then I", finish="length"), "", "own limit", id="its own limit before a sentence"),
]


@pytest.mark.parametrize(("fault", "partial", "reason"), FAULTS)
async def test_when_the_lead_fails_the_understudy_says_the_whole_turn(
    openai_server: OpenAIServer, fault: Answer, partial: str, reason: str
) -> None:
    openai_server.plays(fault)
    events, reply = await heard(openai_server, first_token_seconds=0.3)
    took_over = next(event for event in events if isinstance(event, TookOver))
    shown = [event.text for event in events[: events.index(took_over)] if isinstance(event, Sentence)]
    assert " ".join(shown) == took_over.partial == partial
    assert reason in took_over.reason
    assert KEY not in took_over.reason
    assert "\n" not in took_over.reason
    assert (reply.by, reply.understudy, reply.failure) == ("offline", True, took_over.reason)
    assert (reply.cut, reply.model) == (False, None)
    assert "warehouse" in reply.text
    assert (reply.tokens_in > 0) == (not isinstance(fault, Status) and fault != Silence(picks_up=False))
    assert reply.seconds < 3


async def test_the_understudy_says_what_it_would_say_alone(openai_server: OpenAIServer) -> None:
    openai_server.plays(Status(500))
    _, covered = await heard(openai_server)
    understudy = OfflineProfessional(persona=DANA, seed=1)
    *_, alone = [event async for event in speak(brief(), understudy, "offline", understudy, settings(openai_server))]
    assert isinstance(alone, Reply)
    assert covered.text == alone.text
    assert (alone.by, alone.understudy, alone.failure, alone.model) == ("offline", False, None, None)
    assert (alone.tokens_in, alone.tokens_out, alone.tokens_estimated) == (0, 0, False)


async def test_a_short_refusal_for_being_busy_is_waited_out(openai_server: OpenAIServer) -> None:
    openai_server.plays(Status(429, {"Retry-After": "0.2"}), Words("Nights."))
    events, reply = await heard(openai_server, retries=1)
    assert events == [Sentence("Nights.")]
    assert reply.failure is None


async def test_a_server_that_is_not_there_costs_no_turn() -> None:
    with OpenAIServer() as gone:
        pass
    events, reply = await heard(gone)
    assert events[0] == TookOver("the model's server can't be reached", partial="")
    assert reply.text


async def test_a_reply_that_drips_is_given_up_in_the_end(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("I began. " * 50, seconds_between=0.05))
    events, reply = await heard(openai_server, reply_seconds=0.5)
    assert reply.failure == "no whole reply from the model within 0.5 s"
    assert reply.understudy
    assert Sentence("I began.") in events
    assert await asyncio.to_thread(openai_server.requests[0].hung_up.wait, 20)


async def test_a_reply_of_5000_words_is_stopped_after_a_sentence(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("And so on it went, day by day. " * 715))
    _, reply = await heard(openai_server, brief(budget_words=40))
    assert reply.cut
    assert not reply.understudy
    assert reply.text.endswith("day by day.")
    assert 60 <= len(reply.text.split()) <= 70
    assert reply.tokens_estimated
    assert await asyncio.to_thread(openai_server.requests[0].hung_up.wait, 20)


@pytest.mark.parametrize("text", ["on and " * 2500, "onandon" * 5000], ids=["words", "letters"])
async def test_a_sentence_without_end_is_stopped(openai_server: OpenAIServer, text: str) -> None:
    openai_server.plays(Words(text))
    _, reply = await heard(openai_server, brief(budget_words=20))
    assert reply.cut
    assert reply.text.endswith("…")
    assert len(reply.text.split()) <= 40
    assert len(reply.text) <= 361


async def test_a_reply_just_over_its_budget_is_left_alone(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("It went on and on. " * 5))
    _, reply = await heard(openai_server, brief(budget_words=20))
    assert not reply.cut
    assert len(reply.text.split()) == 25


async def test_a_reply_that_ends_at_the_models_own_limit_keeps_its_whole_sentences(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("I began on nights. Then I", finish="length"))
    _, reply = await heard(openai_server)
    assert (reply.text, reply.cut, reply.understudy) == ("I began on nights.", True, False)


async def test_thoughts_are_not_shown_and_count_for_no_words(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("Nights.", opening="<think>" + "He asks how. " * 200 + "</think>"))
    events, reply = await heard(openai_server, brief(budget_words=20))
    assert events == [Sentence("Nights.")]
    assert not reply.cut


async def test_the_truth_about_being_a_program_is_no_failure(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("Fair question. I am a program; as an AI, I have no trucks."))
    _, reply = await heard(openai_server, brief("Honestly, am I talking to a real person?"))
    assert not reply.understudy
    assert "I am a program" in reply.text


@pytest.mark.parametrize(
    "answer", [Words("I began. " * 50, seconds_between=0.05), Silence(picks_up=False)], ids=["mid-reply", "before it"]
)
async def test_when_the_learner_goes_the_stream_is_closed(openai_server: OpenAIServer, answer: Answer) -> None:
    openai_server.plays(answer)

    async def listen() -> None:
        async for _ in spoken(openai_server):
            pass

    task = asyncio.create_task(listen())
    assert await asyncio.to_thread(openai_server.asked.wait, 20)
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(openai_server.requests[0].hung_up.wait, 20)
    assert not [other for other in asyncio.all_tasks() if other.get_name().startswith("words of")]


async def test_the_stream_is_closed_at_whatever_moment_the_learner_goes(openai_server: OpenAIServer) -> None:
    moments = [number * 0.01 for number in range(12)]  # words come every 20 ms: some go just as one comes
    openai_server.plays(*[Words("I began. " * 50, seconds_between=0.02)] * len(moments))

    async def go_after(seconds: float) -> None:
        async with aclosing(spoken(openai_server)) as events:  # type: ignore[type-var]
            await anext(events)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(seconds):
                    async for _ in events:
                        pass

    await asyncio.gather(*(go_after(moment) for moment in moments))
    for request in openai_server.requests:
        assert await asyncio.to_thread(request.hung_up.wait, 20)


async def test_when_nobody_listens_any_more_the_stream_is_closed(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("I began. " * 50, seconds_between=0.02))
    async with aclosing(spoken(openai_server)) as events:  # type: ignore[type-var]
        assert await anext(events) == Sentence("I began.")
    assert await asyncio.to_thread(openai_server.requests[0].hung_up.wait, 20)


async def test_a_listener_who_dawdles_is_not_struck_by_the_models_time_out(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("I began. It stuck."))
    seen = []
    async for event in spoken(openai_server, reply_seconds=0.5):
        seen.append(event)
        await asyncio.sleep(0.3)
    assert isinstance(seen[-1], Reply)
    assert not seen[-1].understudy


async def test_many_turns_at_once_keep_apart(openai_server: OpenAIServer) -> None:
    openai_server.plays(*[Words("I began on nights. It stuck.", seconds_between=0.01)] * 20)
    replies = await asyncio.gather(*(heard(openai_server) for _ in range(20)))
    assert {reply.text for _, reply in replies} == {"I began on nights. It stuck."}
