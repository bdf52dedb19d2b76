"""What a very small model says in place of its part, and the sentences of people that are near it."""

from pathlib import Path

import pytest
import yaml

from simulator.director import Act
from simulator.transcript import Turn
from tests.professional.test_guard import alarms, stage, turns

TABLE = yaml.safe_load((Path(__file__).parent.parent / "data" / "part.yaml").read_text(encoding="utf-8"))
STOPPED = [(violation, sentence) for violation, rows in TABLE["stopped"].items() for sentence in rows]


@pytest.mark.parametrize(("violation", "sentence"), STOPPED, ids=[sentence for _, sentence in STOPPED])
def test_a_small_model_may_not_say(violation: str, sentence: str) -> None:
    assert violation in alarms(sentence)


@pytest.mark.parametrize("sentence", TABLE["passed"])
def test_people_who_work_with_messages_and_callers_may_say(sentence: str) -> None:
    assert alarms(sentence) == []


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len(STOPPED) >= 60
    assert len(TABLE["passed"]) >= 80


def test_a_professional_who_has_the_learners_name_may_say_who_they_are() -> None:
    said = turns("Dana Okafor.", "Hi, I'm Dana too. What is the toughest part of your work?")
    assert alarms("I'm Dana, and so are you.", said=said) == []


def test_whoever_picks_up_the_telephone_may_say_their_name_but_not_greet_themselves() -> None:
    for greeting in ("Hello, Dana.", "Hi! Dana.", "Hello, Dana, Northwind.", "Dana Okafor, good morning."):
        assert alarms(greeting, stage(Act.GREET), []) == []
    assert alarms("Hi Dana, thanks for having me.", stage(Act.GREET), []) == ["speaks_for_learner"]


def test_who_is_asked_to_say_it_again_may_say_it_again_but_not_go_round_in_circles() -> None:
    said = [
        *turns("The night desk has a veto in the planning meeting."),
        Turn(speaker="learner", text="Pardon, again?"),
    ]
    assert alarms("The night desk has a veto in the planning meeting.", said=said) == []
    assert alarms("It has a veto. It has a veto. It has a veto.", said=said) == ["said_before"] * 2
