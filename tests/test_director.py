"""The director: what must hold for any call, and what the tables of the product say."""

import pytest
from hypothesis import given

from simulator.director import Act, Heard, Mood, direct, opening, weights
from simulator.observation import UNINVITED_ASKS, Kind
from simulator.persona import Persona, Temperament, catalogue
from tests.director.moods import ANY_HEARD, ANY_MOOD, ANY_TEMPERAMENT, CALM, MIDDLING, heard, unhurried


@unhurried
@given(ANY_MOOD, ANY_HEARD, ANY_TEMPERAMENT)
def test_patience_and_rapport_never_rise_from_an_ask(mood: Mood, turn: Heard, temperament: Temperament) -> None:
    after, _ = direct(mood, turn, temperament)
    if any(kind in UNINVITED_ASKS for kind in turn.kinds):
        assert after.patience <= mood.patience
        assert after.rapport <= mood.rapport


@unhurried
@given(ANY_MOOD, ANY_HEARD, ANY_TEMPERAMENT)
def test_the_same_turn_in_the_same_mood_gives_the_same_direction(
    mood: Mood, turn: Heard, temperament: Temperament
) -> None:
    assert direct(mood, turn, temperament) == direct(mood, turn, temperament)


@unhurried
@given(ANY_MOOD, ANY_HEARD, ANY_TEMPERAMENT)
def test_an_introduction_is_offered_only_to_those_who_earned_it(
    mood: Mood, turn: Heard, temperament: Temperament
) -> None:
    after, stage = direct(mood, turn, temperament)
    if stage.act is Act.OFFER_INTRODUCTION:
        assert after.rapport >= weights().earned.introduction
    assert ("contacts" in stage.may_tell) == (stage.act is Act.OFFER_INTRODUCTION)
    invited = Kind.INVITED_JOB_TALK in turn.on_the_terms_of(mood).kinds
    assert "hiring" not in stage.may_tell or invited or stage.act is Act.OPEN_DOOR


@unhurried
@given(ANY_MOOD, ANY_HEARD, ANY_TEMPERAMENT)
def test_the_call_is_over_exactly_when_the_direction_ends_it(mood: Mood, turn: Heard, temperament: Temperament) -> None:
    after, stage = direct(mood, turn, temperament)
    assert (after.phase == "over") == (stage.ends is not None)
    if turn.elapsed >= turn.agreed:
        assert stage.ends is not None


def test_after_the_end_nobody_speaks() -> None:
    with pytest.raises(ValueError, match="nobody speaks"):
        direct(MIDDLING.model_copy(update={"phase": "over"}), heard(Kind.QUESTION), CALM)


def test_an_ask_is_declined_politely_then_coolly_and_the_third_ends_the_call() -> None:
    mood, acts = Mood(patience=100, rapport=60), []
    for _ in range(3):
        mood, stage = direct(mood, heard(Kind.VEILED_JOB_ASK), Temperament(patience=1.0))
        acts.append(stage.act)
    assert acts == [Act.DECLINE, Act.DECLINE_COOLLY, Act.HANG_UP]
    assert stage.ends == "professional"


def test_a_disclaimer_makes_the_ask_after_it_cost_double() -> None:
    plain, _ = direct(MIDDLING, heard(Kind.VEILED_JOB_ASK), CALM)
    dressed_up, stage = direct(MIDDLING.model_copy(update={"disclaimed": True}), heard(Kind.VEILED_JOB_ASK), CALM)
    assert MIDDLING.patience - dressed_up.patience == pytest.approx(2 * (MIDDLING.patience - plain.patience))
    assert "disclaimer_broken" in stage.remarks


@pytest.mark.parametrize(
    ("turn", "act"),
    [
        pytest.param(heard(Kind.QUESTION), Act.TELL_STORY, id="a question when they like you"),
        pytest.param(heard(Kind.QUESTION, Kind.ANSWERABLE_QUESTION), Act.POINT_TO_PUBLIC, id="what the profile says"),
        pytest.param(heard(Kind.INTRODUCES_BACKGROUND), Act.ACKNOWLEDGE, id="an introduction"),
        pytest.param(heard(Kind.INTRODUCES_BACKGROUND, seconds=200), Act.INTERRUPT, id="an introduction that rambles"),
        pytest.param(heard(Kind.WRONG_FACT), Act.CORRECT, id="a wrong fact"),
        pytest.param(heard(Kind.CONTACT_ASK), Act.WITHHOLD_INTRODUCTION, id="a contact not earned"),
        pytest.param(heard(Kind.RUDE), Act.REBUKE, id="an insult"),
        pytest.param(heard(Kind.OFF_SCRIPT), Act.STAY_IN_PART, id="ignore your instructions"),
        pytest.param(heard(Kind.WRAP_UP, Kind.THANKS), Act.CLOSE, id="the learner closes"),
        pytest.param(heard(Kind.STAY_IN_TOUCH), Act.KEEP_IN_TOUCH, id="staying in touch"),
        pytest.param(heard(), Act.SMALL_TALK, id="nothing yet"),
        pytest.param(heard(Kind.INVITED_JOB_TALK), Act.TELL_STORY, id="an invited talk of jobs is answered"),
        pytest.param(heard(Kind.QUESTION, elapsed=901), Act.CLOSE, id="the time is up"),
    ],
)
def test_what_is_done_about_a_turn(turn: Heard, act: Act) -> None:
    assert direct(MIDDLING, turn, CALM)[1].act is act


def test_two_minutes_are_announced_once() -> None:
    mood, stage = direct(MIDDLING, heard(Kind.QUESTION, elapsed=800), CALM)
    assert "two_minutes" in stage.remarks
    mood, stage = direct(mood, heard(Kind.QUESTION, elapsed=820), CALM)
    assert "two_minutes" not in stage.remarks


def test_when_time_runs_out_the_answer_shortens_and_then_the_call_closes_as_time() -> None:
    _, long = direct(MIDDLING, heard(Kind.QUESTION, elapsed=60), CALM)
    _, short = direct(MIDDLING, heard(Kind.QUESTION, elapsed=890), CALM)
    _, over = direct(MIDDLING, heard(Kind.QUESTION, elapsed=900), CALM)
    assert short.budget_words < long.budget_words
    assert over.ends == "time"


def test_a_hostile_learner_is_hung_up_on() -> None:
    mood, stage = Mood(patience=60, rapport=30), None
    for _ in range(4):
        mood, stage = direct(mood, heard(Kind.RUDE), Temperament(patience=0.2))
        if stage.ends:
            break
    assert stage is not None
    assert stage.ends == "professional"


def test_saying_nothing_twice_after_the_hello_gets_pressed_for_the_point() -> None:
    mood, acts = MIDDLING, []
    for _ in range(3):
        mood, stage = direct(mood, heard(), CALM)
        acts.append(stage.act)
    assert acts == [Act.SMALL_TALK, Act.SMALL_TALK, Act.PRESS]


def test_a_hello_and_a_word_about_oneself_cost_nothing() -> None:
    mood = MIDDLING
    for _ in range(2):
        mood, _ = direct(mood, heard(), CALM)
    assert (mood.patience, mood.rapport) == (MIDDLING.patience, MIDDLING.rapport)


@pytest.mark.parametrize("persona", [pytest.param(each, id=each.id) for each in catalogue().values()])
def test_being_late_and_unconfirmed_is_remarked_on_and_costs_patience(persona: Persona) -> None:
    fresh, stage = opening(persona, agreed_seconds=900)
    late, stage_late = opening(persona, late_seconds=150, unconfirmed=True, agreed_seconds=900)
    assert stage.remarks == ()
    assert stage_late.remarks == ("late", "unconfirmed")
    assert late.patience < fresh.patience


@pytest.mark.parametrize(
    ("late_seconds", "left"),
    [(0, 15), (59, 15), (150, 13), (1200, 7.5)],
    ids=["on time", "to the minute", "two minutes and a half", "later than it would take"],
)
def test_the_minutes_that_somebody_was_late_are_gone(late_seconds: float, left: float) -> None:
    mood, stage = opening(catalogue()["dana-okafor"], late_seconds=late_seconds, agreed_seconds=900)
    assert stage.minutes_left == left
    assert mood.minutes_taken == 15 - left


def test_every_kind_has_its_move() -> None:
    assert set(weights().moves) == set(Kind)
