"""How the built-in professional meets people: by name, with a word for nerves, with leave taken when it is given."""

from itertools import cycle

import pytest

from simulator.director import Act
from simulator.persona import catalogue
from simulator.professional.lines import wording
from simulator.transcript import Turn
from tests.professional.speaking import say, stage

FIRST, LATER = (
    (Turn(speaker="professional", text="Yes, hello."),),
    [
        Turn(speaker=speaker, text=text)
        for speaker, text in zip(
            cycle(["professional", "learner"]),
            ["Yes.", "Hi, I'm Ana.", "Hello.", "What's a day like?", "Long."],
            strict=False,
        )
    ],
)


@pytest.mark.parametrize(
    "words_",
    ["Hello, this is Meera Iyer speaking.", "Good morning, Meera Iyer here.", "Hi! My name is Meera, I wrote."],
)
def test_whoever_gives_a_name_is_greeted_by_it(words_: str) -> None:
    reply = say(catalogue()["jost-hinrichsen"], words_, stage(Act.SMALL_TALK, 34), FIRST)
    assert "Meera" in reply
    assert "Iyer" not in reply


def test_how_are_you_is_answered_and_a_name_greeted_in_one_breath() -> None:
    persona = catalogue()["adwoa-sarpong"]
    learner = "Good afternoon, my name is Efua Mensah, I wrote to you last week about nursing. How are you today?"
    reply = say(persona, learner, stage(Act.ACKNOWLEDGE, 34), FIRST)
    assert "Efua" in reply
    assert any(line in reply for line in (*persona.voice.lines["small_talk"], *wording().lines["small_talk"].any))


def test_nerves_are_met_kindly() -> None:
    reply = say(
        catalogue()["salma-hourani"], "Fine, thanks. A bit nervous to be honest.", stage(Act.SMALL_TALK, 34), LATER
    )
    assert any(line in reply for line in (*wording().lines["nervous"].friendly, *wording().lines["nervous"].any))


@pytest.mark.parametrize("learner", ["I'll do that. Have a good call with the regulator!", "Thanks, Dana. Bye!"])
@pytest.mark.parametrize("act", [Act.SMALL_TALK, Act.ACKNOWLEDGE, Act.PRESS])
def test_a_goodbye_is_no_question_and_asks_for_none(act: Act, learner: str) -> None:
    reply = say(catalogue()["dana-okafor"], learner, stage(act, 34), LATER)
    assert "?" not in reply
    assert not any(
        line in reply for use in ("hand_over", "press") for line in catalogue()["dana-okafor"].voice.lines[use]
    )


BEHIND_THE_PAGE = [
    pytest.param(
        "theo-katsaros", "How did you get from pubs into games?", "Before games I mixed bands in pubs.", id="how"
    ),
    pytest.param("adwoa-sarpong", "Do you talk about it at home?", "The Grandmother Is Not a Visitor", id="do-you"),
]


@pytest.mark.parametrize(("id_", "question", "fact"), BEHIND_THE_PAGE)
def test_how_it_was_is_told_though_a_public_fact_lies_near(id_: str, question: str, fact: str) -> None:
    reply = say(catalogue()[id_], question, stage(Act.POINT_TO_PUBLIC, 34, fact=fact), LATER)
    assert fact not in reply


@pytest.mark.parametrize("question", ["So what do you do?", "Where did you study?", "How big is the team?"])
def test_what_the_page_says_is_left_to_the_page(question: str) -> None:
    fact = "Nine Wattle Games has 34 people"
    assert fact in say(catalogue()["theo-katsaros"], question, stage(Act.POINT_TO_PUBLIC, 34, fact=fact), LATER)


def test_a_piece_that_was_named_by_its_title_is_not_put_right_by_another() -> None:
    learner = 'I read "Test What You Did Not Touch". Who paid for the two extra days?'
    direction = stage(Act.ANSWER, 95, remarks=("wrong_fact",), fact="Two Correct Papers (2024)")
    assert "Two Correct Papers" not in say(catalogue()["zbigniew-maslak"], learner, direction, LATER)


def test_who_asks_whether_they_may_write_is_not_sent_to_somebody_else() -> None:
    direction = stage(Act.OFFER_INTRODUCTION, 34, may_tell=("contacts",))
    persona = catalogue()["adwoa-sarpong"]
    reply = say(persona, "May I write to tell you what I chose?", direction, LATER)
    assert not [contact.name for contact in persona.private.contacts if contact.name in reply]
