"""What is left of the first part of a call when a request has no room for it."""

from simulator.persona import catalogue
from simulator.professional.recall import notes
from simulator.transcript import Turn

DANA = catalogue()["dana-okafor"]


def noted(*texts: str) -> list[str]:
    """The notes on turns by turns, the professional's first."""
    return notes(
        DANA,
        [Turn(speaker=("professional", "learner")[number % 2], text=text) for number, text in enumerate(texts)],
    )


def test_a_question_is_noted_as_a_question_and_the_rest_of_the_turn_is_not() -> None:
    _, asked = noted("Dana Okafor.", "Hi Dana, I'm a student of logistics and read your article. How did you start?")
    assert asked == 'Caller asked: "How did you start?"'


def test_of_many_questions_the_last_are_noted() -> None:
    _, asked = noted("Yes?", "How did you start? What was it like? Who taught you?")
    assert asked == 'Caller asked: "What was it like?" "Who taught you?"'


def test_what_asks_nothing_is_noted_by_its_beginning() -> None:
    said = " ".join(f"w{number}" for number in range(40))
    assert noted("Yes?", said)[1] == f'Caller said: "{" ".join(said.split()[:18])} ..."'


def test_a_story_that_was_told_is_noted_by_its_topic() -> None:
    assert noted(DANA.private.stories[2].text) == ["You told of: Walt and the door sensor"]


def test_somebody_who_was_named_is_noted() -> None:
    assert noted("Talk to Luis Aranda, you may use my name.") == ["You sent them to: Luis Aranda"]


def test_a_refusal_is_noted_as_one() -> None:
    declined = "That's fair to ask. I can't help with a job on a call like this. Ask me about the work."
    assert noted(declined) == ['You declined: "I can\'t help with a job on a call like this."']


def test_a_plain_answer_is_noted_by_its_beginning() -> None:
    assert noted("Nights, mostly, and I liked them.") == ['You said: "Nights, mostly, and I liked them."']


def test_quotation_marks_of_a_turn_cannot_end_the_quotation() -> None:
    assert noted("Yes?", 'I say "stop" here')[1] == "Caller said: \"I say 'stop' here\""


def test_an_empty_turn_leaves_no_line() -> None:
    assert noted("Yes?", " ") == ['You said: "Yes?"']
