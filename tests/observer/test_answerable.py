"""Questions that the page answers, and questions that only look like them."""

import pytest

from simulator.observation import Kind
from tests.observer.persona import kinds

ANSWERED = {
    "with_a_guess_after_it": "what do you even do, carve angels?",
    "what_it_makes": "What does Corbel make exactly, is it windows?",
    "qualifications": "What qualifications do you have?",
    "in_the_third_person": "What is the educational background of the Head of Restoration?",
    "what_the_head_does": "What does a Head of Restoration do?",
    "said_short": "What'd you do with yourself before this?",
    "cleft": "Where was it that you worked before Ghent?",
    "counted_thing": "How many apprentices are there?",
    "many_staff": "Do you people have many staff at the workshop?",
    "main_product": "So what's like the main product of Corbel & Finch?",
    "finding": "What was the main argument of it?",
}
ASKED_PAST = {
    "occasion_before": "When a tower starts to lean on you, what do you do?",
    "what_it_was_about": "What was it about the lighthouses?",
    "habit": "Do you have to talk a lot?",
    "still_speaks": "Do you speak at schools any more?",
    "an_expert": "What does a glazier do all day?",
    "how_they_got_others_to": "How did you get them to write it down?",
    "how_they_studied": "Did you study in a group or alone?",
    "disliked_subject": "Which subject was it you hated?",
    "other_count": "How many hours do you work in a week?",
    "how_long_beside_a_number": "How long is the queue for the four apprentices?",
    "anthill": "Who owns the anthill in the yard?",
    "first_of_a_job": "What do you do first, before anybody has touched the stone?",
    "last_time": "When's the last time you carved anything?",
    "yes_or_no_past_a_fact": "Did the owners of the tower of Damme believe in lime?",
    "what_they_did_then": "What did you do, plaster over it?",
}


@pytest.mark.parametrize("text", ANSWERED.values(), ids=ANSWERED.keys())
def test_the_page_answers_it_however_it_is_put(text: str) -> None:
    assert {Kind.ANSWERABLE_QUESTION, Kind.QUESTION} <= kinds(text)


@pytest.mark.parametrize("text", ASKED_PAST.values(), ids=ASKED_PAST.keys())
def test_what_shares_words_with_the_page_may_still_ask_past_it(text: str) -> None:
    heard = kinds(text)
    assert Kind.QUESTION in heard
    assert Kind.ANSWERABLE_QUESTION not in heard
