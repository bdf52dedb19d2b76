"""What the guard holds back on a real line: never heard, asked for again without it, in the end said by the understudy."""

import asyncio
from contextlib import aclosing

import pytest

from simulator.persona import Story
from simulator.professional import Brief
from simulator.professional.understudy import Event, HeldBack, Sentence, TookOver
from tests.openai_server import OpenAIServer, Raw, Silence, Status, Words
from tests.professional.line import DANA, brief, heard, spoken


def held_back(events: list[Event]) -> list[tuple[str, int, str]]:
    """What was held back: the violation, the attempt, what was done."""
    return [(event.violation.value, event.attempt, event.remedy) for event in events if isinstance(event, HeldBack)]


def shown(events: list[Event]) -> list[str]:
    """Every sentence that the learner ever saw, withdrawn or not."""
    return [event.text for event in events if isinstance(event, Sentence)]


async def test_a_job_that_is_offered_is_never_heard_and_the_turn_goes_on_from_what_was(
    openai_server: OpenAIServer,
) -> None:
    openai_server.plays(
        Words("I began on nights. You should come work for us, Sam."), Words("Nights teach you the trucks.")
    )
    events, reply = await heard(openai_server)
    assert shown(events) == ["I began on nights.", "Nights teach you the trucks."]
    assert reply.text == "I began on nights. Nights teach you the trucks."
    assert (reply.by, reply.understudy, reply.failure, reply.attempts) == ("openai:m", False, None, 2)
    assert held_back(events) == [("offer", 1, "said_again")]
    assert (
        next(event for event in events if isinstance(event, HeldBack)).sentence == "You should come work for us, Sam."
    )


async def test_the_second_request_says_what_was_heard_what_was_not_and_why(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("I began on nights. I can put in a good word."), Words("So ask about nights."))
    await heard(openai_server)
    first, second = (request.texts for request in openai_server.requests)
    assert second[: len(first)] == first
    assert [role for role, _ in second[len(first) :]] == ["assistant", "user"]
    said, again = (text for _, text in second[len(first) :])
    assert said == "I began on nights."
    assert "I can put in a good word." in again
    assert "You offered a job, or help with getting one" in again
    assert "at most 56 words" in again
    assert all(set(message) == {"role", "content"} for message in openai_server.requests[1].body["messages"])


async def test_when_nothing_was_heard_the_turn_is_said_again_from_its_beginning(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("Learner: And then? Then I left."), Words("Then I left."))
    events, reply = await heard(openai_server)
    assert (reply.text, reply.attempts) == ("Then I left.", 2)
    assert held_back(events) == [("speaks_for_learner", 1, "said_again")]
    roles = [role for role, _ in openai_server.requests[1].texts]
    assert roles == ["system", "user", "assistant", "user"]  # the correction is one message with the direction
    assert "Say your turn again without it, in at most 60 words." in openai_server.requests[1].texts[-1][1]


async def test_after_a_second_violation_the_understudy_says_the_whole_turn(openai_server: OpenAIServer) -> None:
    openai_server.plays(
        Words("I began on nights. I'll refer you."), Words("It stuck. We'd love to have you on the team.")
    )
    events, reply = await heard(openai_server)
    assert held_back(events) == [("offer", 1, "said_again"), ("offer", 2, "took_over")]
    took_over = next(event for event in events if isinstance(event, TookOver))
    assert took_over.partial == "I began on nights. It stuck."
    assert took_over.reason == reply.failure == "it offered help with a job, and again when it was to mend that"
    assert (reply.by, reply.understudy, reply.attempts) == ("offline", True, 2)
    assert "warehouse" in reply.text
    assert not [sentence for sentence in shown(events) if "refer you" in sentence or "have you" in sentence]


VIOLATIONS = [
    pytest.param("I'm sorry, but I can't assist with that.", "out_of_part", id="a refusal"),
    pytest.param("As an AI language model, I don't work.", "out_of_part", id="out of part"),
    pytest.param("Thank you so much for your time, Dana.", "speaks_for_learner", id="the learner's thanks"),
    pytest.param("<learner>And then?</learner>", "speaks_for_learner", id="the learner's own tag"),
    pytest.param("Patience: 40, rapport: 22.", "stage_direction", id="scores"),
    pytest.param("We lost nineteen pallets of ice cream at the Gary dock.", "private", id="a story that is not open"),
    pytest.param("Send me your résumé and I'll pass it on.", "offer", id="a résumé"),
    pytest.param("You should talk to my colleague Ines, use my name.", "introduction", id="an introduction"),
]


@pytest.mark.parametrize(("sentence", "violation"), VIOLATIONS)
async def test_whatever_is_wrong_with_a_sentence_it_is_held_back_and_named(
    openai_server: OpenAIServer, sentence: str, violation: str
) -> None:
    persona = DANA.model_copy(
        update={
            "private": DANA.private.model_copy(
                update={
                    "stories": (
                        Story(topic="Gary", text="We lost nineteen pallets of ice cream at the Gary dock in May."),
                    )
                }
            )
        }
    )
    said = brief()
    openai_server.plays(Words(f"I began on nights. {sentence} So."), Words("It stuck."))
    events, reply = await heard(openai_server, Brief(persona, said.turns, said.stage))
    assert held_back(events) == [(violation, 1, "said_again")]
    assert shown(events) == ["I began on nights.", "It stuck."]
    assert not reply.understudy


async def test_a_stage_direction_is_taken_out_and_counted_and_costs_no_second_request(
    openai_server: OpenAIServer,
) -> None:
    openai_server.plays(Words("[act: answer] *sighs* I began on nights. (pauses) It stuck."))
    events, reply = await heard(openai_server)
    assert reply.text == "I began on nights. It stuck."
    assert reply.attempts == 1
    assert held_back(events) == [("stage_direction", 1, "taken_out")] * 3


async def test_a_violation_at_the_end_of_the_budget_ends_the_turn(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("I began on nights and it stuck, and I never left the desk again. I'll refer you."))
    events, reply = await heard(openai_server, brief(budget_words=20))
    assert reply.text == "I began on nights and it stuck, and I never left the desk again."
    assert (reply.attempts, reply.understudy, reply.cut) == (1, False, True)
    assert held_back(events) == [("offer", 1, "stopped")]


async def test_words_that_were_heard_are_not_said_twice_by_the_second_attempt(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("I began on nights. I'll refer you."), Words("I began on nights. It stuck."))
    _, reply = await heard(openai_server)
    assert reply.text == "I began on nights. It stuck."


async def test_a_second_attempt_that_adds_nothing_leaves_what_was_heard(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("I began on nights. I'll refer you."), Words(""))
    _, reply = await heard(openai_server)
    assert (reply.text, reply.understudy) == ("I began on nights.", False)


async def test_a_second_attempt_that_fails_is_a_failure(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("I began on nights. I'll refer you."), Status(500))
    events, reply = await heard(openai_server)
    assert reply.understudy
    assert "500" in (reply.failure or "")
    assert held_back(events) == [("offer", 1, "said_again")]


async def test_both_attempts_share_the_time_of_one_reply(openai_server: OpenAIServer) -> None:
    openai_server.plays(
        Words("I began on nights. " + "It stuck. " * 5 + "I'll refer you.", seconds_between=0.1),
        Silence("And so"),
    )
    _, reply = await heard(openai_server, reply_seconds=4, first_token_seconds=60)
    assert reply.failure == "no whole reply from the model within 4 s"
    assert reply.seconds < 2.2 + 4  # the first attempt alone takes 2.2


async def test_the_stream_that_was_stopped_is_closed_and_both_are_counted(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("I'll refer you. " + "And on. " * 400, seconds_between=0.01), Words("I began on nights."))
    _, reply = await heard(openai_server)
    assert await asyncio.to_thread(openai_server.requests[0].hung_up.wait, 20)
    assert reply.tokens_in > 100 + 300  # the second as the server counts it, the first as we do
    assert reply.tokens_estimated


async def test_a_clean_sentence_does_not_wait_for_the_next(openai_server: OpenAIServer) -> None:
    openai_server.plays(Silence("I began on nights. It never"))
    async with aclosing(spoken(openai_server, first_token_seconds=60, reply_seconds=60)) as events:  # type: ignore[type-var]
        assert await anext(events) == Sentence("I began on nights.")


async def test_half_a_character_in_what_was_held_back_is_no_fault(openai_server: OpenAIServer) -> None:
    openai_server.plays(
        Raw('{"choices": [{"index": 0, "delta": {"content": "I\'ll refer you \\ud83d. So. "}}]}'), Words("It stuck.")
    )
    events, _ = await heard(openai_server)
    held = next(event for event in events if isinstance(event, HeldBack))
    assert held.sentence == "I'll refer you ?."
