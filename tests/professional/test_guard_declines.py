"""Replies to an ask that was to be declined: which of them decline, and what becomes of those that do not."""

from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
import yaml

from simulator.call import Calls
from simulator.director import Act, Remark
from simulator.events import ModelFailed
from simulator.persona import LineUse, Persona
from simulator.professional import Brief
from simulator.professional.declines import declines
from simulator.professional.guard import Guard
from simulator.professional.lines import wording
from simulator.professional.understudy import HeldBack, Sentence, TookOver
from simulator.store import MemoryLog
from tests.openai_server import Cut, OpenAIServer, Silence, Words
from tests.professional import line
from tests.professional.line import heard, settings, spoken
from tests.professional.speaking import ALL, model, say, stage

TABLE = yaml.safe_load((Path(__file__).parent.parent / "data" / "declines.yaml").read_text(encoding="utf-8"))
KNOWN, HELD_BACK = TABLE["written_for"], TABLE["held_back"]
LEAST_LET_PASS, LEAST_STOPPED = 0.85, 0.9
"""Shares of what was held back from whoever wrote the rule: of declines that it knows, of other replies that it stops."""
DECLINE_LINES: tuple[LineUse, ...] = ("decline", "decline_coolly", "resume_offer")
ASK = "Could you refer me to somebody who hires?"


def brief(act: Act = Act.DECLINE, budget_words: int = 34) -> Brief:
    said = line.brief(ASK)
    return Brief(said.persona, said.turns, stage(act, budget_words, may_tell=()))


def shown(events: list[object]) -> list[str]:
    return [event.text for event in events if isinstance(event, Sentence)]


def held_back(events: list[object]) -> list[tuple[str, str, int, str]]:
    return [
        (event.violation.value, event.sentence, event.attempt, event.remedy)
        for event in events
        if isinstance(event, HeldBack)
    ]


@pytest.mark.parametrize("reply", KNOWN["declines"])
def test_a_reply_may_decline_in_these_words(reply: str) -> None:
    assert declines(reply)


@pytest.mark.parametrize("reply", KNOWN["none"])
def test_a_reply_does_not_decline_in_these_words(reply: str) -> None:
    assert not declines(reply)


def test_declines_that_the_rule_was_not_written_for_are_let_pass_too() -> None:
    let_pass = [declines(reply) for reply in HELD_BACK["declines"]]
    assert sum(let_pass) >= LEAST_LET_PASS * len(let_pass)


def test_other_replies_that_the_rule_was_not_written_for_are_stopped_too() -> None:
    stopped = [not declines(reply) for reply in HELD_BACK["none"]]
    assert sum(stopped) >= LEAST_STOPPED * len(stopped)


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len(KNOWN["declines"]) >= 50
    assert len(KNOWN["none"]) >= 40
    assert len(HELD_BACK["declines"]) >= 30
    assert len(HELD_BACK["none"]) >= 20
    every = [reply for part in (KNOWN, HELD_BACK) for replies in part.values() for reply in replies]
    assert len(set(every)) == len(every)


def own_declines(persona: Persona) -> Iterator[str]:
    for use in DECLINE_LINES:
        shared = wording().lines[use]
        yield from persona.voice.lines.get(use, ())
        yield from (*shared.any, *getattr(shared, persona.difficulty))
    halves = wording().endless["refuse"]
    yield from (f"{head}, {tail}" for head in halves.heads for tail in halves.tails)


@pytest.mark.parametrize("id_", ALL)
def test_whatever_line_the_built_in_professional_declines_with_is_known_for_one(id_: str) -> None:
    assert [text for text in own_declines(model(id_, 0).persona) if not declines(text)] == []


@pytest.mark.parametrize("remarks", [(), ("disclaimer_broken",)], ids=["plain", "disclaimer"])
@pytest.mark.parametrize("id_", ALL)
def test_what_the_built_in_professional_says_under_the_direction_declines(
    id_: str, remarks: tuple[Remark, ...]
) -> None:
    persona = model(id_, 0).persona
    for act in (Act.DECLINE, Act.DECLINE_COOLLY):
        for asked in (ASK, "Here is my résumé, could you pass it on?"):
            for seed in range(4):
                reply = say(persona, asked, stage(act, 34, remarks=remarks, may_tell=()), seed=seed)
                assert declines(reply), reply


@pytest.mark.parametrize("act", list(Act))
def test_only_who_is_to_decline_owes_a_refusal(act: Act) -> None:
    owes = Guard.on(brief(act)).owes_refusal
    assert owes(["Sure.", "What a nice idea."]) == (act in {Act.DECLINE, Act.DECLINE_COOLLY})
    assert not owes(["I see.", "That's one for HR, I'm afraid."])


def test_a_set_phrase_with_a_no_in_it_refuses_nothing_and_hides_no_refusal() -> None:
    assert not declines("Why not? No problem at all, I don't mind.")
    assert declines("No problem, you may ask, but I can't help with that.")


async def test_a_reply_that_declines_nothing_is_asked_for_again_whole(openai_server: OpenAIServer) -> None:
    openai_server.plays(
        Words("Sure. What a nice idea."), Words("That isn't what this call is for. What else is on your list?")
    )
    events, reply = await heard(openai_server, brief())
    assert shown(events) == ["That isn't what this call is for.", "What else is on your list?"]
    assert held_back(events) == [("no_refusal", "Sure. What a nice idea.", 1, "said_again")]
    assert (reply.understudy, reply.attempts) == (False, 2)
    correction = openai_server.requests[1].texts[-1][1]
    assert "Turn down what was asked" in correction
    assert "Say your turn again without it" in correction
    assert "Sure. What a nice idea." in correction


async def test_a_model_that_will_not_decline_has_its_turn_taken_by_the_understudy(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("The other one,"), Words("Night work teaches you the trucks."))
    events, reply = await heard(openai_server, brief())
    assert [(violation, remedy) for violation, _, _, remedy in held_back(events)] == [
        ("no_refusal", "said_again"),
        ("no_refusal", "took_over"),
    ]
    (took_over,) = (event for event in events if isinstance(event, TookOver))
    assert took_over.partial == ""
    assert took_over.reason == "it did not decline what was asked of it, and again when it was to mend that"
    assert (reply.by, reply.understudy) == ("offline", True)
    assert declines(reply.text)
    assert " ".join(shown(events)) == reply.text


async def test_what_is_said_before_the_refusal_waits_for_it_and_what_follows_does_not(
    openai_server: OpenAIServer,
) -> None:
    openai_server.plays(Silence("I hear you. It takes courage. But I can't help with that. Ask me about"))
    async with aclosing(spoken(openai_server, brief(), first_token_seconds=60, reply_seconds=60)) as events:  # type: ignore[type-var]
        first = [await anext(events) for _ in range(3)]
    assert [event.text for event in first if isinstance(event, Sentence)] == [
        "I hear you.", "It takes courage.", "But I can't help with that.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Words("Sure thing. It would be nice. And then", finish="length"), id="the model's own limit"),
        pytest.param(Words("Well, " + "nights are long. " * 3 + "Trucks come in. " * 9), id="the budget"),
        pytest.param(Words("Nights " + "and nights " * 40 + "are long."), id="one sentence over the budget"),
    ],
)
async def test_wherever_a_reply_without_a_refusal_ends_nothing_of_it_is_heard(
    openai_server: OpenAIServer, answer: Words
) -> None:
    openai_server.plays(answer, Words("No, sorry."))
    events, reply = await heard(openai_server, brief(budget_words=20))
    assert (reply.text, reply.attempts) == ("No, sorry.", 2)
    assert shown(events) == ["No, sorry."]


async def test_a_line_that_breaks_off_before_the_refusal_leaves_nothing_to_withdraw(
    openai_server: OpenAIServer,
) -> None:
    openai_server.plays(Cut("I hear you. It takes courage. And"))
    events, reply = await heard(openai_server, brief())
    assert reply.understudy
    assert [event.partial for event in events if isinstance(event, TookOver)] == [""]


async def test_an_offer_after_sentences_that_waited_is_held_back_for_what_it_is(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("I hear you. I'll put in a good word for you."), Words("No. That goes through HR."))
    events, reply = await heard(openai_server, brief())
    assert [violation for violation, *_ in held_back(events)] == ["offer"]
    assert reply.text == "No. That goes through HR."


async def test_what_was_declined_before_an_offer_stands_and_no_second_refusal_is_owed(
    openai_server: OpenAIServer,
) -> None:
    openai_server.plays(Words("I can't do that. But I'll put in a good word for you."), Words("Nights are long."))
    _, reply = await heard(openai_server, brief())
    assert (reply.text, reply.understudy) == ("I can't do that. Nights are long.", False)


async def test_a_stop_for_want_of_a_refusal_is_in_the_log_of_the_call_and_counts(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("Dana Okafor."), Words("What a nice idea."), Words("You sound well prepared."))
    log = MemoryLog()
    call = Calls(log, settings(openai_server)).open(model("dana-okafor", 1).persona, seed=1, model="openai:m")
    await call.resume()
    assert [moment async for moment in call.follow()]
    before = call.state.held_back_left
    await call.say("Could you give me a job? Are you hiring right now?")
    assert [moment async for moment in call.follow()]
    assert [(one.violation, one.attempt) for one in call.state.guarded] == [("no_refusal", 1), ("no_refusal", 2)]
    assert call.state.held_back_left == before - 2
    (failed,) = (event for event in log.read(call.id) if isinstance(event, ModelFailed))
    assert "it did not decline" in failed.reason
