"""One turn on a real line: what the learner is shown and what stays of it, whether all goes well or nothing."""

import asyncio
from contextlib import aclosing

import pytest

from simulator.professional.guard import Guard, Violation
from simulator.professional.offline import OfflineProfessional
from simulator.professional.prompted import script
from simulator.professional.understudy import HeldBack, Reply, Sentence, TookOver, speak
from tests.openai_server import MODEL, Answer, Cut, OpenAIServer, Raw, Refusal, Silence, Status, Words
from tests.professional.line import DANA, KEY, brief, heard, settings, spoken


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """What is loaded once in a process is loaded before anything is timed."""
    OfflineProfessional(persona=DANA, seed=1).invoke(script(brief()))
    Guard.on(brief())


async def test_a_reply_comes_sentence_by_sentence(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words('**Dana:** "I began on nights. *sighs* Dr. Ames hired me."'))
    events, reply = await heard(openai_server)
    assert [event for event in events if isinstance(event, Sentence)] == [
        Sentence("I began on nights."),
        Sentence("Dr. Ames hired me."),
    ]
    assert reply.text == "I began on nights. Dr. Ames hired me."
    assert (reply.by, reply.understudy, reply.cut, reply.failure, reply.model, reply.attempts) == (
        "openai:m",
        False,
        False,
        None,
        MODEL,
        1,
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
    openai_server.plays(Silence("I began. Then I"))
    async with aclosing(spoken(openai_server, first_token_seconds=60, reply_seconds=60)) as events:  # type: ignore[type-var]
        assert await anext(events) == Sentence("I began.")


async def test_when_the_first_sentence_came_is_known(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("I began. " + "It went on. " * 6, seconds_between=0.05))
    _, reply = await heard(openai_server)
    assert reply.first_sentence_seconds is not None
    assert 0 < reply.first_sentence_seconds < reply.seconds


SILENT = 1.5
"""Seconds after which a model counts as silent: long enough for a few words to come on a machine that is busy."""
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
    pytest.param(Words("I began. Then I", finish="content_filter"), "I began.", "withheld", id="filtered"),
    pytest.param(Words("Well then I", finish="length"), "", "own limit", id="its own limit before a sentence"),
]


@pytest.mark.parametrize(("fault", "partial", "reason"), FAULTS)
async def test_when_the_lead_fails_the_understudy_says_the_whole_turn(
    openai_server: OpenAIServer, fault: Answer, partial: str, reason: str
) -> None:
    openai_server.plays(fault)
    # only those that are silent take what they are given
    events, reply = await heard(openai_server, first_token_seconds=SILENT if isinstance(fault, Silence) else 60)
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


async def test_the_understudy_says_what_it_would_say_alone(openai_server: OpenAIServer) -> None:
    openai_server.plays(Status(500))
    _, covered = await heard(openai_server)
    understudy = OfflineProfessional(persona=DANA, seed=1)
    *_, alone = [event async for event in speak(brief(), understudy, "offline", understudy, settings(openai_server))]
    assert isinstance(alone, Reply)
    assert covered.text == alone.text
    assert (alone.by, alone.understudy, alone.failure, alone.model, alone.attempts) == ("offline", False, None, None, 0)
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
    assert events[0] == TookOver("the model's server can't be reached", partial="", kind="ModelUnavailable")
    assert reply.text


async def test_a_reply_that_drips_is_given_up_in_the_end(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("I began. " * 50, seconds_between=0.1))
    events, reply = await heard(openai_server, reply_seconds=2)
    assert reply.failure == "no whole reply from the model within 2 s"
    assert reply.understudy
    assert Sentence("I began.") in events
    assert await asyncio.to_thread(openai_server.requests[0].hung_up.wait, 20)


async def test_a_reply_of_5000_words_is_stopped_after_a_sentence(openai_server: OpenAIServer) -> None:
    words = "".join(f"Then {'x' * (day % 40 + 1)} came on day {day}, sadly. " for day in range(1, 716))
    openai_server.plays(Words(words, seconds_between=0.001))
    _, reply = await heard(openai_server, brief(budget_words=40))
    assert reply.cut
    assert not reply.understudy
    assert reply.text.endswith("on day 6, sadly.")
    assert len(reply.text.split()) == 42
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


@pytest.mark.parametrize(
    ("budget", "most"),
    [(20, 24), (28, 32), (34, 38), (60, 66), (72, 79), (110, 79)],
    ids=lambda words: f"{words} words",
)
async def test_a_reply_ends_with_the_last_sentence_within_its_budget_and_a_little(
    openai_server: OpenAIServer, budget: int, most: int
) -> None:
    # sentences of one word, so that it ends exactly where it has to
    openai_server.plays(Words("Yes! " * most), Words("Yes! " * (most + 1)))
    _, within = await heard(openai_server, brief(budget_words=budget))
    events, over = await heard(openai_server, brief(budget_words=budget))
    assert (len(within.text.split()), within.cut) == (most, False)
    assert (len(over.text.split()), over.cut) == (most, True)
    assert [event for event in events if isinstance(event, HeldBack)] == [
        HeldBack(Violation.OVER_BUDGET, "Yes!", "", 1, "stopped")
    ]


async def test_a_first_sentence_over_the_budget_ends_where_a_clause_does(openai_server: OpenAIServer) -> None:
    told = (
        "I began on the night desk in a storm, with nineteen trucks out and nobody awake, and by three all were parked."
    )
    openai_server.plays(Words(told))
    _, reply = await heard(openai_server, brief(budget_words=14))
    assert reply.text == "I began on the night desk in a storm, with nineteen trucks out and nobody awake…"
    assert reply.cut


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
    async for event in spoken(openai_server, reply_seconds=2):
        seen.append(event)
        await asyncio.sleep(1.1 if isinstance(event, Sentence) else 0)
    assert isinstance(seen[-1], Reply)
    assert not seen[-1].understudy


async def test_many_turns_at_once_keep_apart(openai_server: OpenAIServer) -> None:
    openai_server.plays(*[Words("I began on nights. It stuck.", seconds_between=0.01)] * 20)
    replies = await asyncio.gather(*(heard(openai_server) for _ in range(20)))
    assert {reply.text for _, reply in replies} == {"I began on nights. It stuck."}
