"""The two functions for scripts and notebooks, and what the package gives out."""

import threading
from typing import Any

import pytest

import simulator
from simulator.errors import InputError
from simulator.professional.turn import OwnTurn

TURNS = [
    "Hi Dana, I study logistics. How did you end up on a night desk?",
    "What did it teach you?",
    "Thank you for the storm story. Bye!",
]


def test_the_package_gives_out_two_functions() -> None:
    assert simulator.__all__ == ["rehearse", "score"]
    assert all(callable(getattr(simulator, name)) for name in simulator.__all__)


def test_rehearse_and_score_speak_the_json_forms() -> None:
    transcript = simulator.rehearse("dana-okafor", learner=TURNS, minutes=15)
    card = simulator.score(transcript, grader="offline")
    assert transcript["format"] == "transcript/1"
    assert [turn["text"] for turn in transcript["turns"] if turn["speaker"] == "learner"] == TURNS
    assert card["format"] == "scorecard/1"
    assert card["persona"] == "dana-okafor"


def test_the_same_arguments_give_the_same_transcript() -> None:
    assert simulator.rehearse("dana-okafor", learner=TURNS, seed=3) == simulator.rehearse(
        "dana-okafor", learner=TURNS, seed=3
    )


def test_a_callable_learner_hears_the_call_so_far_and_hangs_up_with_none() -> None:
    heard: list[int] = []

    def learner(so_far: dict[str, Any]) -> str | None:
        heard.append(len(so_far["turns"]))
        return TURNS[len(heard) - 1] if len(heard) <= 2 else None

    transcript = simulator.rehearse("dana-okafor", learner=learner)
    assert heard == [1, 3, 5]
    assert transcript["ended_by"] == "learner"


def test_a_persona_may_be_a_mapping_and_travels_in_the_transcript() -> None:
    persona = {
        "format": "persona/1",
        "id": "al",
        "name": "Al Ba",
        "title": "Baker",
        "organisation": "Ba",
        "field": "bread",
        "public": {},
    }
    transcript = simulator.rehearse(persona, learner=TURNS)
    assert transcript["persona"]["id"] == "al"
    card = simulator.score(transcript)
    assert card["grades"]["research"] is None
    assert "public" in card["ungraded"]["research"]


def test_a_call_with_one_learner_turn_is_not_graded_and_says_so() -> None:
    card = simulator.score(simulator.rehearse("dana-okafor", learner=TURNS[:1]))
    assert card["overall"] is None
    assert set(card["grades"].values()) == {None}
    assert len(card["ungraded"]) == 9
    assert card["observations"]


def test_a_call_in_another_language_is_not_graded_and_says_why() -> None:
    turns = [
        "Guten Tag, ich studiere Logistik in Duisburg und möchte gerne wissen, wie Sie angefangen haben.",
        "Was war das Schwierigste an der Arbeit in der Nacht, und was haben Sie daraus gelernt?",
        "Vielen Dank für das Gespräch, das war sehr hilfreich für mich.",
    ]
    card = simulator.score(simulator.rehearse("dana-okafor", learner=turns))
    assert card["overall"] is None
    assert "English" in card["ungraded"]["research"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param({"persona": "nobody"}, "nobody", id="an unknown persona"),
        pytest.param({"persona": 7}, "not int", id="a persona that is a number"),
        pytest.param({"model": "gpt-4"}, "gpt-4", id="an unknown model"),
        pytest.param({"learner": [7]}, "is text, not int", id="a turn that is a number"),
        pytest.param({"learner": [" "]}, "nothing to send", id="a blank turn"),
    ],
)
def test_bad_arguments_are_named(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        simulator.rehearse(**{"persona": "dana-okafor", "learner": TURNS, **arguments})


@pytest.mark.parametrize(
    "transcript", [pytest.param({}, id="empty"), pytest.param({"format": "transcript/1"}, id="no turns")]
)
def test_a_bad_transcript_is_refused(transcript: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        simulator.score(transcript)


def test_a_rehearsal_thinks_in_its_own_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    speak, threads = OwnTurn.speak, set[threading.Thread]()

    def watched(turn: OwnTurn) -> list[str]:
        threads.add(threading.current_thread())
        return speak(turn)

    monkeypatch.setattr(OwnTurn, "speak", watched)
    simulator.rehearse("dana-okafor", learner=TURNS, minutes=15)
    assert threads == {threading.current_thread()}
