"""What is written as it sounds is heard as what it means, and words that English has are left alone."""

import pytest

from simulator.observer import Context
from simulator.observer.plain import understood
from simulator.persona import catalogue

PERSONA = catalogue()["dana-okafor"]


def plain(text: str) -> str:
    return understood(text, Context(PERSONA, ())).turn.text


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        pytest.param("What are ye workin' on the now?", "What are you working on the now?", id="scots"),
        pytest.param("I dinnae know what tae ask.", "I don't know what to ask.", id="scots-verbs"),
        pytest.param("'ow did you get into zis vork?", "how did you get into this work?", id="a-french-accent"),
        pytest.param("What do dey want wid dat?", "What do they want with that?", id="caribbean"),
        pytest.param("I yust want to estudy it", "I just want to study it", id="a-spanish-accent"),
        pytest.param("I wanna work in kinda that field", "I want to work in kind of that field", id="in-haste"),
        pytest.param("Innit hard? Dunno.", "Isn't it hard? Don't know.", id="capitals-stay"),
    ],
)
def test_what_is_written_as_it_sounds_is_heard_as_what_it_means(said: str, meant: str) -> None:
    assert plain(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "My tank sits by a tree and the vet is in.",
        "I read about fintech, kilns and bivalve taxa.",
        "Is Professor Ma still there, or Em?",
        "The 'what if' of it, and the students' essays.",
        "WIT and EM are two labs, aren't they",
    ],
)
def test_a_word_that_english_has_is_left_alone(said: str) -> None:
    assert plain(said) == said


def test_a_quote_still_points_at_what_was_written() -> None:
    text = "So 'ow did ye get started?"
    turn = understood(text, Context(PERSONA, ())).turn
    at = turn.text.index("how did you")
    start, end = turn.span(at, at + len("how did you"))
    assert text[start:end] == "'ow did ye"
