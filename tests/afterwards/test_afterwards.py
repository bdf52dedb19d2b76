"""What comes back to a note and to news: as the call went, as it was written, and never a word that was not there."""

from typing import Any

import pytest

from simulator.afterwards import Reply, answer_note, answer_update, read_update
from simulator.course import Course
from simulator.director import Mood
from simulator.grading import grade
from simulator.grading.scorecard import Grader, Scorecard
from simulator.happened import Update
from simulator.persona import Persona, catalogue
from simulator.transcript import FollowUp, Transcript
from tests.grading.calls import (
    BACKGROUND,
    DANA,
    DIRECT,
    DISCLAIMER,
    QUESTION,
    Line,
    observations,
    they,
    transcript,
    you,
)

SAID = "The drivers plan their own routes, and the night desk has a veto in the weekly planning meeting."
GOOD = (
    "Dear Dana, thank you for the time today. That the night desk has a veto in the planning meeting has stayed with me "
    "all afternoon, because in my course the planners never meet the people who drive. I will sit with a dispatcher "
    "next week, and I will let you know how it turns out. Sam"
)
BLAND = (
    "Dear Dana, thank you so much for the great call. It was very helpful and I learned a lot. Best wishes, Sam " * 2
)
ASKING = GOOD + " And could you refer me to your hiring manager?"
NEWS = (
    "Thank you again. I sat with the night desk of a dairy for two nights, as you told me about the veto, and I have "
    "decided to start in dispatch and not in planning."
)


def mood(rapport: float, patience: float = 60) -> Course:
    return Course(Mood(patience=patience, rapport=rapport), ())


def called(
    *more: Line, note: str | None = None, hours: float = 3, resume: bool = False, **fields: Any
) -> tuple[Transcript, Scorecard]:
    lines = [they(), you(BACKGROUND, "I'm Sam, a student."), they(SAID), you(QUESTION, "What did that change?"), *more]
    follow_up = FollowUp(note=note, hours_after=hours, resume_attached=resume) if note else None
    call = transcript(*lines, follow_up=follow_up, **fields)
    return call, grade(call, DANA, observations(*lines), transcript_name="c", grader=Grader(name="t", version="1"))


def answered(*more: Line, rapport: float = 70, note: str = GOOD, **fields: Any) -> Reply:
    call, card = called(*more, note=note, **fields)
    found = answer_note(call, DANA, card, mood(rapport))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("rapport", "tone"),
    [
        pytest.param(75, "warm", id="a call that they liked"),
        pytest.param(50, "civil", id="a civil one"),
        pytest.param(30, "cool", id="one that left them cold"),
        pytest.param(10, "silent", id="one that they would rather forget"),
    ],
)
def test_a_good_note_is_answered_as_the_call_went(rapport: float, tone: str) -> None:
    assert answered(rapport=rapport).tone == tone


def test_what_is_quoted_stands_word_for_word_in_the_note() -> None:
    letter = answered().letter
    assert "“" in letter
    assert letter.split("“")[1].split("”")[0] in GOOD


def test_a_salutation_is_not_quoted_as_what_stayed() -> None:
    letter = answered(note=GOOD.replace("Dear Dana, thank you for the time today. That", "Dear Dana, that")).letter
    assert "“" in letter
    assert "Dear Dana" not in letter.split("“")[1]


@pytest.mark.parametrize(
    ("how", "tone"),
    [
        pytest.param({"note": ASKING}, "cool", id="one that asks for work"),
        pytest.param({"resume": True}, "cool", id="one with a résumé that nobody asked for"),
        pytest.param({"hours": 72}, "civil", id="one that comes after three days"),
    ],
)
def test_what_is_wrong_with_a_note_cools_the_answer(how: dict[str, Any], tone: str) -> None:
    assert answered(**how).tone == tone


def test_a_note_that_comes_after_weeks_is_answered_only_by_those_who_liked_the_call() -> None:
    assert answered(hours=400, rapport=50).tone == "silent"
    assert "17 days" in answered(hours=400, rapport=50).why
    assert answered(hours=400, rapport=75).tone == "civil"


def test_a_bland_note_is_told_that_it_could_have_gone_to_anybody() -> None:
    assert "“" not in answered(note=BLAND).letter


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        pytest.param([they(), you(DIRECT), they(), you(DIRECT)], {}, id="asked for work twice"),
        pytest.param([they(), you(DISCLAIMER), they(), you(DIRECT)], {}, id="asked in spite of a disclaimer"),
        pytest.param([], {"ended_by": "professional"}, id="hung up on"),
    ],
)
def test_after_a_spoilt_call_no_answer_comes_and_the_learner_is_told_why(
    lines: list[Line], fields: dict[str, Any]
) -> None:
    found = answered(*lines, **fields)
    assert (found.tone, found.paragraphs) == ("silent", ())
    assert "Dana" in found.why


def test_without_a_note_nothing_comes_back() -> None:
    call, card = called()
    assert answer_note(call, DANA, card) is None


@pytest.mark.parametrize(
    ("text", "failed"),
    [
        pytest.param(NEWS, set(), id="good news"),
        pytest.param("Thanks again for the call.", {"news", "particular", "brief"}, id="a bare thanks"),
        pytest.param(NEWS + " Could you refer me to your hiring manager?", {"no_ask"}, id="news with a hook in it"),
        pytest.param(NEWS.replace("Thank you again. ", ""), {"thanks"}, id="no thanks"),
    ],
)
def test_news_is_read_for_what_came_of_it(text: str, failed: set[str]) -> None:
    call, card = called()
    reading = read_update(call, DANA, card, Update(text=text, weeks_after=3))
    assert {check.code for check in reading.checks if not check.met} == failed


def test_good_news_is_a_pleasure_and_a_request_in_it_is_not() -> None:
    call, card = called()
    good = answer_update(call, DANA, card, Update(text=NEWS, weeks_after=3), mood(75))
    hooked = answer_update(call, DANA, card, Update(text=NEWS + " Could you refer me?", weeks_after=3), mood(75))
    assert good is not None
    assert hooked is not None
    assert (good.tone, hooked.tone) == ("warm", "cool")
    assert good.letter.split("“")[1].split("”")[0] in NEWS


@pytest.mark.parametrize("persona", [pytest.param(one, id=one.id) for one in catalogue().values()])
def test_everybody_answers_whole_sentences_signed_and_without_private_names(persona: Persona) -> None:
    for note in (GOOD, BLAND, ASKING):
        for rapport in (75, 50, 30):
            call, card = called(note=note)
            found = answer_note(call, persona, card, mood(rapport))
            assert found is not None
            assert "{" not in found.letter
            assert found.paragraphs[-1] in (persona.name, persona.first_name)
            assert not any(one.name in found.letter for one in persona.private.contacts)
            assert found == answer_note(call, persona, card, mood(rapport))
