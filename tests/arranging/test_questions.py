"""Prepared questions: looked up or not, open or not, of which kind, and which kinds are missing."""

import pytest

from simulator.arranging import KINDS, answered_by, check_questions
from simulator.errors import InputError
from simulator.persona import Persona, catalogue

DANA = catalogue()["dana-okafor"]


@pytest.mark.parametrize(
    ("question", "part"),
    [
        pytest.param("Where did you study?", "University of Illinois", id="where they studied"),
        pytest.param("How many people work at Northwind?", "2,300", id="how many work there"),
        pytest.param("When did you join Northwind?", "2019", id="when they joined"),
    ],
)
def test_what_the_dossier_answers_is_said_with_the_line_that_answers_it(question: str, part: str) -> None:
    (check,) = check_questions(question, DANA).checks
    assert check.answered_by is not None
    assert part in check.answered_by
    assert not check.good


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        pytest.param("How did you get into this line of work?", "path", id="path"),
        pytest.param("What was the hardest part of the no-peas year?", "challenge", id="challenge"),
        pytest.param("How do people treat each other on the night desk?", "culture", id="culture"),
        pytest.param("What makes a good planner?", "skill", id="skill"),
        pytest.param("What would you do in my place?", "advice", id="advice"),
        pytest.param("Where is cold storage going in ten years?", "outlook", id="outlook"),
        pytest.param("What happened after The Last Cold Mile that is not in it?", "story", id="story"),
        pytest.param("How many warehouses are there?", "fact", id="fact"),
        pytest.param("Is a master's needed?", "fact", id="a yes or a no"),
    ],
)
def test_a_question_is_of_its_kind(question: str, kind: str) -> None:
    (check,) = check_questions(question, DANA).checks
    assert check.kind == kind
    assert check.is_open is (kind != "fact")


@pytest.mark.parametrize(
    ("question", "defines"),
    [
        pytest.param("What is field epidemiology?", True, id="a discipline"),
        pytest.param("So, what exactly is a cross-dock?", True, id="a thing of the trade"),
        pytest.param("What does FIFO mean?", True, id="an abbreviation"),
        pytest.param("Could you explain what safety stock is?", True, id="asked politely"),
        pytest.param("Define cold chain.", True, id="as an order"),
        pytest.param("What is the toughest part of your job?", False, id="the toughest part"),
        pytest.param("What is it like to work nights?", False, id="what it is like"),
        pytest.param("What is wrong with forecasts?", False, id="a judgement"),
        pytest.param("What is cold storage to you?", False, id="what it is to them"),
        pytest.param("What is a typical week?", False, id="a week of theirs"),
        pytest.param("What is next for cold storage?", False, id="what is to come"),
    ],
)
def test_what_a_word_means_anybody_can_look_up(question: str, defines: bool) -> None:
    (check,) = check_questions(question, DANA).checks
    assert check.defines is defines
    assert check.good is not defines
    assert (answered_by(question, DANA) is None) is not defines
    assert not defines or "reference" in check.words


def test_of_the_kinds_that_are_missing_each_comes_with_a_question_that_would_do() -> None:
    found = check_questions("- How did you get into this line of work?\n\n * What makes a good planner?", DANA)
    assert [check.question for check in found.checks] == [
        "How did you get into this line of work?", "What makes a good planner?",
    ]  # fmt: skip
    assert found.missing == ("story", "challenge", "culture", "advice", "outlook")
    assert not found.is_enough
    filled = check_questions([*(check.question for check in found.checks), *found.suggestions.values()], DANA)
    assert filled.missing == ()
    assert filled.is_enough


@pytest.mark.parametrize("persona", [pytest.param(one, id=one.id) for one in catalogue().values()])
def test_every_suggestion_is_good_open_and_of_its_kind_for_everybody(persona: Persona) -> None:
    suggested = check_questions("", persona).suggestions
    assert set(suggested) == set(KINDS) - {"fact"}
    for kind, question in suggested.items():
        (check,) = check_questions(question, persona).checks
        assert (check.kind, check.is_open, check.good) == (kind, True, True), question


@pytest.mark.parametrize(
    "written",
    [pytest.param("why?" * 30_000, id="too many characters"), pytest.param("Why?\n" * 50, id="too many questions")],
)
def test_more_than_anybody_could_ask_is_refused_in_one_line(written: str) -> None:
    with pytest.raises(InputError) as caught:
        check_questions(written, DANA)
    assert "\n" not in str(caught.value)


def test_a_question_that_asks_for_a_job_is_not_worth_asking_however_good_it_is() -> None:
    found = check_questions("What roles will you be hiring for next year?\nWhat was the hardest winter?", DANA)
    assert [(check.good, check.asks, check.worth_asking) for check in found.checks] == [
        (True, True, False),
        (True, False, True),
    ]
    assert (found.good, found.worth_asking) == (2, 1)
