import pytest

from simulator.grading.intro_clarity import grade_intro_clarity
from simulator.grading.scorecard import Grade
from tests.grading.calls import (
    ANSWERABLE,
    BACKGROUND,
    DIRECTION,
    PURPOSE,
    QUESTION,
    TIME_CHECK,
    Line,
    evidence,
    they,
    you,
)

_ALL = (BACKGROUND, DIRECTION, PURPOSE)


def graded(*lines: Line) -> Grade:
    grade = grade_intro_clarity(evidence(*lines))
    assert isinstance(grade, Grade)
    return grade


@pytest.mark.parametrize(
    ("elements", "seconds", "level"),
    [
        pytest.param(_ALL, 120, 5, id="all-three-in-just-two-minutes"),
        pytest.param(_ALL, 120.1, 4, id="all-three-just-over-two-minutes"),
        pytest.param(_ALL, 150, 4, id="all-three-in-150-s"),
        pytest.param(_ALL, 150.1, 3, id="all-three-just-over-150-s"),
        pytest.param(_ALL, 210, 3, id="all-three-in-210-s"),
        pytest.param(_ALL, 210.1, 2, id="all-three-over-210-s"),
        pytest.param((BACKGROUND, DIRECTION), 120, 4, id="no-purpose-in-two-minutes"),
        pytest.param((BACKGROUND, DIRECTION), 120.1, 3, id="no-purpose-just-over-two-minutes"),
        pytest.param((BACKGROUND, DIRECTION), 210, 3, id="no-purpose-in-210-s"),
        pytest.param((BACKGROUND, DIRECTION), 210.1, 2, id="no-purpose-over-210-s"),
        pytest.param((BACKGROUND, PURPOSE), 40, 3, id="background-and-purpose"),
        pytest.param((DIRECTION, PURPOSE), 40, 3, id="direction-and-purpose"),
        pytest.param((DIRECTION, PURPOSE), 210.1, 2, id="direction-and-purpose-over-210-s"),
        pytest.param((BACKGROUND,), 40, 2, id="background-alone"),
        pytest.param((PURPOSE,), 40, 2, id="purpose-alone"),
        pytest.param((), 40, 1, id="none"),
        pytest.param((), 210.1, 2, id="none-over-210-s"),
    ],
)
def test_the_level_follows_the_rubrics_table(elements: tuple[object, ...], seconds: float, level: int) -> None:
    assert graded(they(), you(*elements, QUESTION, seconds=seconds)).level == level  # type: ignore[arg-type]


def test_greetings_and_earlier_turns_count_into_the_length() -> None:
    assert graded(they(), you("Hello.", seconds=21), they(), you(*_ALL, QUESTION, seconds=100)).level == 4


def test_what_the_professional_says_does_not_count_into_the_length() -> None:
    assert graded(they(), you("Hello.", seconds=10), they(seconds=300), you(*_ALL, QUESTION, seconds=100)).level == 5


def test_an_answerable_question_ends_the_introduction_too() -> None:
    assert graded(they(), you("So?", ANSWERABLE), they(), you("I am Sam.", *_ALL, QUESTION)).level == 3


@pytest.mark.parametrize(
    ("in_time", "later", "level"),
    [
        pytest.param((), _ALL, 3, id="all-three-late"),
        pytest.param((), (BACKGROUND, DIRECTION), 3, id="background-and-direction-late"),
        pytest.param((BACKGROUND, PURPOSE), (DIRECTION,), 3, id="direction-alone-late"),
        pytest.param((BACKGROUND,), (DIRECTION,), 3, id="background-in-time-direction-late"),
        pytest.param((BACKGROUND, DIRECTION), (PURPOSE,), 4, id="purpose-alone-late"),
        pytest.param((BACKGROUND,), (PURPOSE,), 2, id="one-in-time-one-late-not-the-pair"),
        pytest.param((), (BACKGROUND, PURPOSE), 2, id="two-late-not-the-pair"),
        pytest.param((), (DIRECTION,), 2, id="one-late"),
    ],
)
def test_late_elements_are_worth_level_3_at_most(
    in_time: tuple[object, ...], later: tuple[object, ...], level: int
) -> None:
    assert graded(they(), you(*in_time, QUESTION), they(), you(*later)).level == level  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "asked",
    [
        "Sure. Tell me a little about yourself first.",
        "And what do you do?",
        "Good. What about you?",
        "May I ask what you do? I know nothing about you.",
        "What's your background?",
        "Who are you, if I may?",
        "And what are you looking for?",
        "What is it that you would like to do yourself?",
        "Are you looking at logistics in particular?",
    ],
)
def test_an_introduction_that_had_to_be_asked_for_is_level_3(asked: str) -> None:
    assert graded(they(), you("Hi, it's Sam."), they(asked), you(*_ALL, QUESTION)).level == 3


@pytest.mark.parametrize(
    "said",
    [
        "How can I help you?",
        "What can I do for you?",
        "What would you like to know?",
        "Go on.",
        "How are you?",
        "What do you think about our weather?",
    ],
)
def test_an_opening_that_does_not_ask_about_the_learner_costs_nothing(said: str) -> None:
    assert graded(they(), you("Hi, it's Sam."), they(said), you(*_ALL, QUESTION)).level == 5


def test_nobody_had_to_ask_before_the_learners_first_turn() -> None:
    assert graded(they("Dana here. Tell me about yourself."), you(*_ALL, QUESTION)).level == 5


def test_a_first_turn_that_asks_whether_the_time_suits_lets_no_chance_go_by() -> None:
    opening = you("Hi Dana, is now still good?", TIME_CHECK)
    assert graded(they(), opening, they("It is. Tell me about yourself."), you(*_ALL, QUESTION)).level == 5


def test_being_asked_for_the_purpose_alone_costs_nothing() -> None:
    first = you("I study law and lean to logistics.", BACKGROUND, DIRECTION)
    assert (
        graded(they(), first, they("What are you hoping to hear?"), you("Where to start.", PURPOSE, QUESTION)).level
        == 5
    )


def test_without_any_question_the_whole_call_is_the_introduction() -> None:
    assert graded(they(), you(BACKGROUND), they(), you(DIRECTION), they(), you(PURPOSE)).level == 5
    assert graded(they(), you(*_ALL, seconds=100), they(), you("And so on.", seconds=111)).level == 2


def test_the_advice_rewrites_the_introduction_in_the_learners_own_words() -> None:
    grade = graded(they(), you((BACKGROUND, "I study law at Hull"), (QUESTION, "Why freight?")))
    assert grade.try_instead is not None
    assert "I study law at Hull." in grade.try_instead
    assert "I am trying to decide between … and …" in grade.try_instead
    assert "Cold Chain, Warm Heads" in grade.try_instead


def test_a_long_introduction_is_told_to_be_cut() -> None:
    grade = graded(they(), you(*_ALL, QUESTION, seconds=160))
    assert (grade.try_instead or "").startswith("Cut it to the three things")
    assert "40 s past" in grade.why


def test_a_shorter_complete_introduction_has_more_points() -> None:
    assert (
        graded(they(), you(*_ALL, QUESTION, seconds=60)).points
        > graded(they(), you(*_ALL, QUESTION, seconds=119)).points
    )
