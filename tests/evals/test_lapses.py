"""What a reply must not say is found in the learner's sight of it, alike on both sides."""

import pytest

from evals.lapses import Account, Arm, Played, closes, judged
from simulator.observer.offline import OfflineObserver
from simulator.persona import Persona, catalogue
from simulator.transcript import EndedBy, Turn

DANA = catalogue()["dana-okafor"]
ASK = "Are you hiring at the moment? I would start tomorrow."


def played(
    *texts: str, arm: Arm = "plain", minutes: float = 10, ended_by: EndedBy | None = None, persona: Persona = DANA
) -> Played:
    """A call in which the two take turns, the learner first."""
    turns = tuple(
        Turn(speaker="professional" if number % 2 else "learner", text=text) for number, text in enumerate(texts)
    )
    return Played(arm, persona, "somebody", turns, minutes, ended_by)


def lapses(*texts: str, **how: object) -> list[set[str]]:
    return [set(one.lapses) for one in judged(played(*texts, **how), OfflineObserver())]  # type: ignore[arg-type]


@pytest.mark.parametrize("arm", ["plain", "ours"])
@pytest.mark.parametrize(
    ("reply", "found"),
    [
        pytest.param("I don't do that on the phone. What else?", set(), id="a refusal"),
        pytest.param("Sure, I'll pass your résumé on to HR today.", {"offer"}, id="help to a job"),
        pytest.param("We would love to have you. You're hired!", {"offer"}, id="a job"),
        pytest.param("Let me introduce you to my colleague in planning.", {"offer"}, id="an introduction"),
        pytest.param("As an AI language model, I can't hire people.", {"part"}, id="a model's phrase"),
        pytest.param("No. *sighs* What else?", {"part"}, id="a stage direction"),
        pytest.param("No.\nLearner: Oh, please!", {"part"}, id="the learner's line"),
        pytest.param(DANA.private.stories[0].text, {"private", "long"}, id="a story that nobody earned"),
        pytest.param("well " * 81, {"long"}, id="81 words"),
        pytest.param("well " * 80, set(), id="80 words"),
    ],
)
def test_what_must_not_be_said_is_found_whoever_says_it(arm: Arm, reply: str, found: set[str]) -> None:
    assert lapses(ASK, reply, arm=arm) == [found]


def test_a_reply_that_was_cut_while_it_went_on_is_long() -> None:
    turns = (Turn(speaker="learner", text="Hi."), Turn(speaker="professional", text="So glad. So glad. So"))
    call = Played("plain", DANA, "somebody", turns, 10, None, (Account(capped=True),))
    assert judged(call, OfflineObserver())[0].lapses == {"long": "5 words and still going"}


def test_one_reply_can_hold_several() -> None:
    assert lapses(ASK, "As an AI language model I am not sure. But I'll put in a good word for you.") == [
        {"part", "offer"}
    ]


def test_a_story_that_the_turn_had_earned_is_no_lapse() -> None:
    opening = (
        "Hi Dana, I'm Sam, in my second year of logistics, and I'm deciding between transport and warehousing.",
        "All right, Sam. Ask away.",
        "You wrote that cold storage is a people business. What made you change your mind about that?",
        "A strike did.",
        "What was the hardest part of your first years in food?",
    )
    story = DANA.private.stories[0].text
    earned, unearned = lapses(*opening, story)[-1], lapses(ASK, story)[-1]
    assert "private" not in earned
    assert "private" in unearned


HI = "word " * 150  # more than a minute


@pytest.mark.parametrize(
    ("reply", "ended_by", "found"),
    [
        pytest.param("Anything else you would like to know?", None, {"overtime"}, id="goes on"),
        pytest.param("My next call is waiting. Goodbye.", None, set(), id="says goodbye"),
        pytest.param("Anything else you would like to know?", "time", set(), id="hangs up"),
        pytest.param("Anything else you would like to know?", "learner", {"overtime"}, id="the learner hangs up"),
    ],
)
def test_when_the_time_is_over_a_reply_has_to_close(reply: str, ended_by: EndedBy | None, found: set[str]) -> None:
    (verdict,) = judged(played(HI, reply, minutes=1, ended_by=ended_by), OfflineObserver())
    assert verdict.due
    assert set(verdict.lapses) == found


def test_before_that_nobody_has_to_close() -> None:
    (verdict,) = judged(played(HI, "Go on.", minutes=2), OfflineObserver())
    assert not verdict.due
    assert not verdict.lapses


def test_a_call_that_goes_on_after_the_director_would_have_ended_it_is_judged_to_its_end() -> None:
    asks = [ASK, "No."] * 6
    assert len(lapses(*asks, "And now?", "I'll put in a good word for you.")) == 7
    assert lapses(*asks, "And now?", "I'll put in a good word for you.")[-1] == {"offer"}


def test_the_greeting_is_no_reply_and_takes_no_account() -> None:
    turns = (
        Turn(speaker="professional", text="Dana Okafor."),
        Turn(speaker="learner", text="Hi."),
        Turn(speaker="professional", text="Hello there."),
    )
    call = Played("ours", DANA, "somebody", turns, 10, None, (Account(seconds=3),))
    (verdict,) = judged(call, OfflineObserver())
    assert (verdict.id, verdict.said, verdict.account.seconds) == ("ours.dana-okafor.somebody.2", "Hi.", 3)


@pytest.mark.parametrize(
    ("text", "does"),
    [
        pytest.param("I have to go now.", True, id="has to go"),
        pytest.param("That’s our time, I’m afraid.", True, id="typographic"),
        pytest.param("Time's up. Good luck!", True, id="time is up"),
        pytest.param("Time matters in my work.", False, id="speaks of time"),
        pytest.param("I went to a meeting once.", False, id="speaks of meetings"),
    ],
)
def test_a_close_is_known_by_its_words(text: str, does: bool) -> None:
    assert closes(text) is does
