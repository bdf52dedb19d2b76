"""What to take away: the one thing that cost most, and one's own sentences said better."""

from typing import Any

import pytest

from simulator.debriefing import headline, instead
from simulator.debriefing.mattered import costs
from simulator.grading import WEIGHTS, grade
from simulator.grading.question_form import form_of
from simulator.grading.scorecard import Grader, Scorecard
from simulator.persona import Persona, catalogue
from simulator.transcript import Transcript
from tests.grading.calls import (
    ANSWERABLE,
    BACKGROUND,
    BUILDS,
    CONTACT,
    DANA,
    DIRECT,
    DIRECTION,
    FOLLOW_UP,
    IN_TOUCH,
    PURPOSE,
    QUESTION,
    REFERENCE,
    RESUME,
    THANKS,
    TIME_CHECK,
    VEILED,
    WRAP_UP,
    WRONG,
    Line,
    observations,
    they,
    transcript,
    you,
)


def graded(*lines: Line, persona: Persona = DANA, **fields: Any) -> tuple[Transcript, Scorecard]:
    call = transcript(*lines, **fields)
    return call, grade(call, persona, observations(*lines), transcript_name="c", grader=Grader(name="t", version="1"))


def said_better(line: Line, persona: Persona = DANA) -> str:
    call, card = graded(they(), you(BACKGROUND, "I'm Sam."), they(), line, persona=persona)
    found = instead(call, persona, card)
    return found[0].instead if found else ""


@pytest.mark.parametrize(
    ("words", "better"),
    [
        pytest.param(
            "Do you like working nights?", "“What do you like about working nights, and what not?”", id="like"
        ),
        pytest.param("Is it hard to keep people?", "“How hard is it to keep people, and why?”", id="is it hard"),
        pytest.param("So did you ever want to quit?", "“Tell me about a time when you did want to quit.”", id="ever"),
        pytest.param("Is a degree needed?", "“What difference does a degree make, and to whom?”", id="is it needed"),
        pytest.param(
            "Should I get a master's?", "“In my place, what would decide whether you get a master's?”", id="should I"
        ),
        pytest.param(
            "Would you recommend night shifts?", "“What speaks for night shifts, and what against it?”", id="recommend"
        ),
    ],
)
def test_a_closed_question_is_opened_in_the_learners_own_words(words: str, better: str) -> None:
    assert said_better(you(QUESTION, words)) == better
    assert form_of(better.strip("“”")).is_open


def test_a_question_that_is_open_already_is_left_alone() -> None:
    assert said_better(you(QUESTION, "What was the hardest winter?")) == ""


@pytest.mark.parametrize(
    ("line", "better"),
    [
        pytest.param(
            you(VEILED, "I'd love to work at Northwind one day."),
            "“What is it like to work at Northwind?”",
            id="a wish",
        ),
        pytest.param(
            you(DIRECT, "Do you have internships?"), "“What do you look for when you take on an intern?”", id="a post"
        ),
        pytest.param(
            you(DIRECT, "Could you refer me?"),
            "“Whom else should I hear before I decide, and may I say that you sent me?”",
            id="a good word",
        ),
        pytest.param(
            you(VEILED, "Keep me in mind!"), "“May I write to you when I know what I have decided?”", id="in mind"
        ),
        pytest.param(
            you(RESUME, "May I send my CV?"),
            "“What would you want to see from somebody who starts out in food logistics?”",
            id="a résumé",
        ),
    ],
)
def test_an_ask_becomes_a_question_about_the_same_thing(line: Line, better: str) -> None:
    assert said_better(line) == better


def test_what_the_dossier_answers_becomes_a_question_past_that_very_fact() -> None:
    fact = "BSc Geography, Hull, 2008"
    call, card = graded(they(), you(ANSWERABLE, QUESTION, "Where did you study?", fact=fact))
    (found,) = instead(call, DANA, card)
    assert "BSc Geography" in found.instead
    assert fact in found.because
    assert card.observations[found.observation].turn == found.turn == 1


def test_a_wrong_fact_is_put_right_out_of_what_is_public() -> None:
    fact = "2012-2019 Depot Manager, Harrow Freight"
    better = said_better(you(WRONG, "When you ran the depot until 2015", fact=fact))
    assert "Depot Manager, Harrow Freight until 2019" in better


@pytest.mark.parametrize("persona", [pytest.param(one, id=one.id) for one in catalogue().values()])
def test_every_public_fact_leads_on_and_nothing_private_does(persona: Persona) -> None:
    public = persona.public
    for fact in (*public.career, *public.education, *public.organisation_facts, *public.sentences):
        call, card = graded(they(), you(ANSWERABLE, "And that?", fact=fact), persona=persona)
        (found,) = instead(call, persona, card)
        assert found.instead.count("“") == 1
        assert "?" in found.instead
        assert not any(one.name in found.instead for one in persona.private.contacts)


def good_call(*, asks: bool) -> list[Line]:
    """A call in which everything is in order, but for an ask in its first half."""
    lines = [they(), you(BACKGROUND, DIRECTION, PURPOSE, TIME_CHECK, seconds=40)]
    if asks:
        lines += [they(), you((DIRECT, "are you hiring"), "Before I ask, are you hiring?", seconds=5)]
    for number in range(6):
        asked = f"So what happened after piece {number}?"
        lines += [
            they(f"Answer {number} about the long winter.", seconds=90),
            you(
                (REFERENCE, asked), (BUILDS, asked), (FOLLOW_UP, asked), (QUESTION, asked), seconds=8, fact=f"f{number}"
            ),
        ]
    return [*lines, they(seconds=60), you(WRAP_UP, THANKS, CONTACT, IN_TOUCH, seconds=8), they(seconds=5)]


def test_what_cost_most_by_its_weight_comes_first_and_is_quoted() -> None:
    _, card = graded(*good_call(asks=True), ended_by="learner")
    found = headline(card)
    assert found is not None
    assert (found.grade, found.turn, found.quote) == ("job_ask", 3, "are you hiring")
    assert "asking for work" in found.sentence
    assert card.grades["job_ask"] is not None
    assert found.instead == card.grades["job_ask"].try_instead


def test_the_cost_is_what_the_overall_grade_lacks() -> None:
    _, card = graded(they(), you(BACKGROUND, seconds=20), they(), you(QUESTION, "Do you like it?"))
    assert card.overall is not None
    assert sum(costs(card).values()) == pytest.approx(100 - card.overall.points, abs=0.51)
    assert set(costs(card)) <= set(WEIGHTS)


def test_a_call_in_which_nothing_went_wrong_is_told_what_carried_it() -> None:
    _, card = graded(*good_call(asks=False), ended_by="learner")
    found = headline(card)
    assert found is not None
    assert found.cost < 2
    assert "Nothing cost you much" in found.sentence


def test_where_nothing_was_graded_there_is_no_headline() -> None:
    _, card = graded(they(), you("Hello?"))
    assert headline(card) is None
