"""What the dossier decides: citations, wrong citations, questions that it answers, questions that go past it."""

import pytest

from simulator.observation import Kind
from tests.observer.persona import hear, kinds

CITES = {
    "title": 'I read "Lime Remembers" on the train.',
    "title_lower_case": "i liked lime remembers a lot",
    "employer": "You surveyed lighthouses for the coastal authority first.",
    "school": "You did your MSc at Leuven, I saw.",
    "number": "You have 64 employees, I read.",
    "project_and_year": "You finished the Vleeshal roof in 2023.",
    "summary": "In your article the cement repairs drowned the tower of Damme.",
    "year_said_short": "The Vleeshal roof was done in '23.",
    "years_counted": "You spent eight years at the coastal authority.",
    "initials": "You were at the FCA before, eight years.",
    "by_its_subject": "Your Damme article. Did that change stick?",
    "asked_about": "I wanted to ask about the tower of Damme and the drying.",
    "a_year_counted_back": "The Vleeshal roof, two or three years ago, the seven weeks of overrun.",
    "weeks_in_days": "The Vleeshal roof, forty-nine days late.",
    "nearly_as_many": "Sixty-odd employees, you have, I read.",
    "a_year_of_another_line": "You were at Atelier Moreau in 2006, before the coastal authority.",
    "years_after_something": "You came to the lighthouses of the coastal authority four years after Bruges.",
    "the_one": "The lime one, Lime Remembers, the one that says cement drowned the tower of Damme.",
    "two_facts_with_a_year_each_or_none": "You started here in 2017, and then came Lime Remembers.",
}
CITES_NOTHING = {
    "a_piece_by_its_sense": "I loved your talk about wonky old panes.",
    "looked_at_the_profile": "I looked at your profile before this, very impressive.",
    "only_the_organisation": "It's great to talk to somebody from Corbel & Finch.",
    "about_the_learner": "I studied history at Leuven myself and I finish in 2026.",
    "small_talk": "Thanks, I can hear you fine.",
}
WRONG = {
    "year": "You finished the Vleeshal roof in 2019.",
    "number_of_people": "You have 90 employees, I read.",
    "title": 'I loved your piece "Lime Forgets Everything Slowly".',
    "subject": "You studied mechanical engineering at college.",
    "employer": "You worked at Bertram Lowe before this.",
    "how_late": "The Vleeshal roof was finished three weeks late.",
    "role": "As managing director you must sign a lot of cheques.",
    "year_of_a_piece": "Your article Lime Remembers, from 2017, my tutor gave us that.",
    "year_in_a_clause_after": "The Vleeshal roof, it came in 2021 I believe.",
    "year_beside_a_number_that_is_right": "Like the Vleeshal roof in 2020, seven weeks late.",
    "role_at_that_place": "You were at Atelier Moreau as a glazier before this.",
    "the_very_same_thing_counted": "Founded in 1988, 46 employees, and the apprentices.",
    "in_words_with_an_article": "I saw that you have a hundred and forty employees.",
    "months_for_weeks": "The Vleeshal roof was seven months late, I read.",
    "one_year_of_two": "You were at the Flemish Coastal Authority from 2009 until 2021.",
    "title_at_another_house": "You were a building surveyor at Atelier Moreau.",
    "another_kind_of_piece": "Lime Remembers, that was the podcast, right?",
    "no_such_piece": "I read your piece about dating apps, and I wondered what made you change your mind.",
}
ANSWERED = {
    "what_do_you_do": "So what do you do exactly?",
    "texting": "ok so like what do u do",
    "studies": "Where did you study?",
    "how_long": "How long have you been there?",
    "before": "Where did you work before this?",
    "how_big": "How many people work at the company?",
    "founded": "When was the company founded?",
    "job_title": "What's your job title?",
    "background": "Could you tell me a bit about your background?",
}
NOT_ANSWERED = {
    "why": "Why did you leave the coastal authority?",
    "story": "How did you end up in restoration after lighthouses?",
    "like": "What was it like to be the only mason there?",
    "advice": "What do you wish you had known at twenty?",
    "day": "What does a typical day look like for you?",
    "opinion": "What do you think students get wrong about lime?",
}


@pytest.mark.parametrize("text", CITES.values(), ids=CITES.keys())
def test_a_particular_public_fact_is_a_citation(text: str) -> None:
    heard = kinds(text)
    assert Kind.RESEARCH_REFERENCE in heard
    assert Kind.WRONG_FACT not in heard


@pytest.mark.parametrize("text", CITES_NOTHING.values(), ids=CITES_NOTHING.keys())
def test_a_turn_that_names_nothing_cites_nothing(text: str) -> None:
    assert not kinds(text) & {Kind.RESEARCH_REFERENCE, Kind.WRONG_FACT}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG.keys())
def test_a_citation_half_right_is_a_wrong_fact_alone(text: str) -> None:
    heard = kinds(text)
    assert Kind.WRONG_FACT in heard
    assert Kind.RESEARCH_REFERENCE not in heard


def test_a_second_correct_fact_still_counts() -> None:
    assert {Kind.WRONG_FACT, Kind.RESEARCH_REFERENCE} <= kinds(
        "You finished the Vleeshal roof in 2019. I also read Lime Remembers."
    )


def test_what_the_professional_has_said_is_no_research() -> None:
    heard = kinds("The lighthouses, then, for the authority.", "P: I surveyed lighthouses for the coastal authority.")
    assert Kind.RESEARCH_REFERENCE not in heard


def test_an_elliptical_figure_is_held_against_what_the_professional_speaks_of() -> None:
    assert Kind.WRONG_FACT in kinds("Three weeks late, wasn't it?", "P: The Vleeshal roof was a beast of a job.")
    assert Kind.WRONG_FACT not in kinds("Seven weeks late, wasn't it?", "P: The Vleeshal roof was a beast of a job.")


@pytest.mark.parametrize("text", ANSWERED.values(), ids=ANSWERED.keys())
def test_a_question_that_the_dossier_answers_is_answerable_and_a_question(text: str) -> None:
    assert {Kind.ANSWERABLE_QUESTION, Kind.QUESTION} <= kinds(text)


@pytest.mark.parametrize("text", NOT_ANSWERED.values(), ids=NOT_ANSWERED.keys())
def test_a_question_for_the_story_behind_a_fact_is_not_answerable(text: str) -> None:
    heard = kinds(text)
    assert Kind.QUESTION in heard
    assert Kind.ANSWERABLE_QUESTION not in heard


def test_a_question_that_starts_from_a_fact_builds_on_research() -> None:
    heard = kinds("In Lime Remembers the tower dried for eleven months. What did you tell the owners in month six?")
    assert {Kind.BUILDS_ON_RESEARCH, Kind.RESEARCH_REFERENCE, Kind.QUESTION} <= heard


def test_a_fact_followed_by_a_question_that_the_dossier_answers_does_not_build() -> None:
    heard = kinds("I read Lime Remembers. Where did you study?")
    assert Kind.RESEARCH_REFERENCE in heard
    assert Kind.BUILDS_ON_RESEARCH not in heard


def test_what_rests_on_a_fact_carries_it_in_the_words_of_the_dossier() -> None:
    cited = [one for one in hear("I read Lime Remembers last week.") if one.kind is Kind.RESEARCH_REFERENCE]
    assert cited
    assert cited[0].fact is not None
    assert "Lime Remembers" in cited[0].fact
