from typing import Any

import pytest

from simulator.grading.follow_through import grade_follow_through
from simulator.grading.scorecard import Grade, Ungraded
from tests.grading.calls import INVITED, Line, evidence, they, you

SAID = "A barber called me a communist. Then the lane opened, and the timetable hangs in his window now."
NOTE = (
    "Dear Dana, thank you for this morning. I keep telling people about the barber and the timetable in his window, "
    "and on the way home I looked at every shop on the lane with other eyes. "
    "I will let you know in the summer what I have chosen."
)


def graded(note: str = NOTE, *lines: Line, hours: float | None = 3, attached: bool = False, **fields: Any) -> Grade:
    call = evidence(
        they(SAID),
        you("Who?"),
        *(lines or (they("Quite."), you("Right."))),
        follow_up={"note": note, "hours_after": hours, "resume_attached": attached},
        **fields,
    )
    grade = grade_follow_through(call)
    assert isinstance(grade, Grade)
    return grade


def test_a_prompt_particular_note_is_level_5() -> None:
    grade = graded()
    assert grade.level == 5
    assert grade.try_instead is None
    assert "the barber and the timetable" in grade.why


@pytest.mark.parametrize(
    ("hours", "level"),
    [
        pytest.param(24, 5, id="just-a-day"),
        pytest.param(24.1, 4, id="over-a-day"),
        pytest.param(None, 4, id="nobody-knows-when"),
    ],
)
def test_a_note_is_due_within_a_day(hours: float | None, level: int) -> None:
    assert graded(hours=hours).level == level


@pytest.mark.parametrize(
    ("words", "level"),
    [
        pytest.param(39, 4, id="39"),
        pytest.param(40, 5, id="40"),
        pytest.param(200, 5, id="200"),
        pytest.param(201, 4, id="201"),
    ],
)
def test_a_note_has_40_to_200_words(words: int, level: int) -> None:
    start = "Thank you for the barber and the timetable. I will let you know. "
    note = start + " ".join(["so"] * (words - len(start.split())))
    assert graded(note).level == level


def test_general_thanks_name_nothing_particular() -> None:
    note = NOTE.replace("the barber and the timetable in his window", "all your great advice and insight").replace(
        "lane", "road"
    )
    grade = graded(note)
    assert grade.level == 4
    assert "names nothing in particular that Dana said" in grade.why
    assert "Name what stayed with you" in (grade.try_instead or "")


def test_one_word_in_common_is_nothing_particular_yet() -> None:
    note = NOTE.replace("the barber and the timetable in his window", "the barber").replace("lane", "road")
    assert "names nothing in particular" in graded(note).why


def test_names_alone_are_nothing_particular() -> None:
    lines = they("Good luck, Tamsin Pryce of Fletcher Street."), you("Thanks.")
    note = (
        "Thank you for your kindness and for the call. "
        + "I think of it much. " * 6
        + "I will write. Tamsin Pryce, Fletcher Street"
    )
    assert "names nothing in particular" in graded(note, *lines).why


def test_a_note_that_leaves_no_way_of_staying_in_touch() -> None:
    grade = graded(
        NOTE.replace("I will let you know in the summer what I have chosen.", "It was very good of you indeed.")
    )
    assert grade.level == 4
    assert "no way of staying in touch" in grade.why


def test_an_ask_leaves_level_2_at_best() -> None:
    grade = graded(NOTE + " Please keep me in mind.")
    assert grade.level == 2
    assert "asks for a job" in grade.why


def test_the_plugged_in_observer_decides_what_is_an_ask() -> None:
    assert graded(asks_in=lambda text: "barber" in text).level == 2


@pytest.mark.parametrize(
    ("said", "level"),
    [
        pytest.param("Quite.", 2, id="nobody-asked"),
        pytest.param("Send me your résumé and I will look.", 5, id="asked"),
        pytest.param("Send her your CV with the glue at the top.", 5, id="asked-for-somebody-else"),
        pytest.param("Please don't send me your résumé.", 2, id="told-not-to"),
        pytest.param("You may keep your resume.", 2, id="waved-away"),
    ],
)
def test_a_resume_goes_with_it_only_if_it_was_asked_for(said: str, level: int) -> None:
    assert graded(NOTE, they(said), you("Right."), attached=True).level == level


def test_talk_of_a_resume_that_was_seen_to_be_invited_shows_that_it_was_asked_for() -> None:
    call = they("I would like to see that on paper."), you("I will send you my résumé tonight.", INVITED)
    grade = graded(NOTE, *call, attached=True)
    assert grade.level == 5
    assert grade.observations == (0,)


def test_a_resume_in_the_text_counts_as_attached() -> None:
    assert graded(NOTE + " My résumé is attached.").level == 2


@pytest.mark.parametrize("follow_up", [None, {"hours_after": 2}, {"note": "  \n"}])
def test_without_a_note_there_is_nothing_to_grade(follow_up: dict[str, Any] | None) -> None:
    given = grade_follow_through(evidence(they(), you(), they(), you(), follow_up=follow_up))
    assert given == Ungraded("no note was written")


def test_a_sooner_note_has_more_points() -> None:
    assert graded(hours=1).points > graded(hours=23).points


@pytest.mark.parametrize(
    ("note", "hours", "begins"),
    [
        pytest.param("Thanks!", 3, "The note came within a day and has no ask and no uninvited résumé; ", id="soon"),
        pytest.param("Thanks!", 30, "The note has no ask and no uninvited résumé; it came 30 hours", id="late"),
        pytest.param("Hire me, please.", 3, "The note came within a day and has no uninvited résumé; ", id="an ask"),
    ],
)
def test_what_a_weak_note_has_is_said_in_a_sentence(note: str, hours: float, begins: str) -> None:
    assert graded(note, hours=hours).why.startswith(begins)


def test_one_word_is_no_words() -> None:
    assert "it has one word, where" in graded("Thanks!").why
