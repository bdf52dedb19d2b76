import pytest

from simulator.grading.evidence import Evidence, seems_answerable, seems_to_ask
from simulator.observation import Observation
from tests.grading.calls import ANSWERABLE, DANA, QUESTION, WRAP_UP, evidence, they, transcript, you


def test_an_observation_of_a_professionals_turn_is_refused() -> None:
    wrong = Observation(turn=0, kind=QUESTION, quote="That", start=0, end=4, source="test", confidence=1)
    with pytest.raises(ValueError, match="turn 0 is not a learner's turn"):
        Evidence.of(transcript(they(), you()), DANA, [wrong])


def test_an_observation_after_the_last_turn_is_refused() -> None:
    wrong = Observation(turn=9, kind=QUESTION, quote="That", start=0, end=4, source="test", confidence=1)
    with pytest.raises(ValueError, match="turn 9"):
        Evidence.of(transcript(they(), you()), DANA, [wrong])


def test_a_quote_that_is_not_in_the_turn_is_refused() -> None:
    wrong = Observation(turn=1, kind=QUESTION, quote="Why?", start=0, end=4, source="test", confidence=1)
    with pytest.raises(ValueError, match="'Why\\?' is not at 0 in turn 1"):
        Evidence.of(transcript(they(), you("What?")), DANA, [wrong])


def test_observations_are_seen_in_the_order_of_the_call_under_their_own_indices() -> None:
    later, earlier = you("Why? And who?", (QUESTION, "And who?"), (QUESTION, "Why?")), you(QUESTION)
    call = evidence(they(), earlier, they(), later)
    assert [(one.index, one.turn, one.quote) for one in call.seen(QUESTION)] == [
        (0, 1, "So that is that, then."),
        (2, 3, "Why?"),
        (1, 3, "And who?"),
    ]


def test_an_answerable_question_is_a_question() -> None:
    assert evidence(they(), you(ANSWERABLE), they(), you(QUESTION)).first_question_turn == 1


def test_a_blank_turn_is_no_turn_of_the_learners() -> None:
    call = evidence(they(), you(" "), they(), you("Hello.", WRAP_UP))
    assert call.learner_turns == (3,)
    assert call.wrap_up_turn == 3


@pytest.mark.parametrize(
    "text",
    [
        "Could you put in a good word?",
        "Please keep me in mind.",
        "Are you hiring?",
        "Could you pass on my CV?",
        "In case something comes up, I am free.",
        "I would love to work for you.",
    ],
)
def test_a_plain_ask_in_writing_is_found(text: str) -> None:
    assert seems_to_ask(text)


@pytest.mark.parametrize(
    "text",
    [
        "I am not asking you to refer me.",
        "I don't want you to put in a good word.",
        "How did you get this job?",
        "Thank you for your time.",
        "",
    ],
)
def test_what_is_no_ask_is_not_taken_for_one(text: str) -> None:
    assert not seems_to_ask(text)


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("What do you do?", True),
        ("where did you study", True),
        ("How long have you worked for the city?", True),
        ("What does a curator do?", True),
        ("What do you do when a lorry breaks down?", False),
        ("How did you get started?", False),
    ],
)
def test_what_any_profile_answers_is_known(question: str, known: bool) -> None:
    assert seems_answerable(question) is known
