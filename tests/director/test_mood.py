"""What moves a mood, and by what it is scaled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.director import Act, Mood, direct, opening, weights
from simulator.observation import Kind
from simulator.persona import Temperament, catalogue
from tests.director.moods import ANY_DIFFICULTY, ANY_KINDS, ANY_TEMPERAMENT, CALM, MIDDLING, heard, unhurried

DANA, ADWOA, JOST = (catalogue()[who] for who in ("dana-okafor", "adwoa-sarpong", "jost-hinrichsen"))
GOOD = MIDDLING.model_copy(update={"rapport_at_start": 10.0})
BAD = MIDDLING.model_copy(update={"rapport_at_start": 80.0})
LAPSES = [Kind.ANSWERABLE_QUESTION, Kind.WRONG_FACT, Kind.SELF_PROMOTION]


@pytest.mark.parametrize("lapse", LAPSES)
def test_goodwill_earned_early_softens_a_later_lapse(lapse: Kind) -> None:
    plain, _ = direct(MIDDLING, heard(lapse), CALM)
    softened, _ = direct(GOOD, heard(lapse), CALM)
    assert softened.patience > plain.patience
    assert softened.rapport > plain.rapport


@pytest.mark.parametrize("kind", [Kind.RUDE, Kind.OFF_SCRIPT])
def test_goodwill_does_not_soften_what_was_no_lapse(kind: Kind) -> None:
    assert direct(GOOD, heard(kind), CALM)[0].patience == direct(MIDDLING, heard(kind), CALM)[0].patience


def test_goodwill_won_under_another_name_does_not_soften_the_ask() -> None:
    dressed_up = GOOD.model_copy(update={"disclaimed": True})
    plain, _ = direct(MIDDLING, heard(Kind.DIRECT_JOB_ASK), CALM)
    after, _ = direct(dressed_up, heard(Kind.DIRECT_JOB_ASK), CALM)
    assert dressed_up.patience - after.patience == pytest.approx(2 * (MIDDLING.patience - plain.patience))


def test_after_a_bad_start_the_same_kindness_gains_less() -> None:
    plain, _ = direct(MIDDLING, heard(Kind.FOLLOW_UP), CALM)
    after, _ = direct(BAD, heard(Kind.FOLLOW_UP), CALM)
    assert MIDDLING.rapport < after.rapport < plain.rapport


@unhurried
@given(ANY_KINDS, ANY_TEMPERAMENT, st.integers(-2, 1))
def test_whoever_is_harder_never_thinks_better_of_the_same_turn(
    kinds: tuple[Kind, ...], temperament: Temperament, harder: int
) -> None:
    easy, _ = direct(MIDDLING.model_copy(update={"harder": harder}), heard(*kinds), temperament)
    hard, _ = direct(MIDDLING.model_copy(update={"harder": harder + 1}), heard(*kinds), temperament)
    assert hard.patience <= easy.patience
    assert hard.rapport <= easy.rapport


@pytest.mark.parametrize("persona", [pytest.param(each, id=each.id) for each in catalogue().values()])
def test_ones_own_difficulty_is_how_one_is_anyway(persona: object) -> None:
    who = catalogue()[persona.id]  # type: ignore[attr-defined]
    assert opening(who, agreed_seconds=900, difficulty=who.difficulty) == opening(who, agreed_seconds=900)


@unhurried
@given(ANY_DIFFICULTY)
def test_a_harder_professional_picks_up_with_less(difficulty: str) -> None:
    own, _ = opening(DANA, agreed_seconds=900)
    chosen, _ = opening(DANA, agreed_seconds=900, difficulty=difficulty)  # type: ignore[arg-type]
    assert (chosen.patience < own.patience) == (chosen.harder > 0)
    assert (chosen.rapport > own.rapport) == (chosen.harder < 0)


@pytest.mark.parametrize("kind", weights().standing.once)
def test_a_courtesy_pleases_once_a_call(kind: Kind) -> None:
    once, _ = direct(MIDDLING, heard(kind), CALM)
    twice, _ = direct(once, heard(kind), CALM)
    assert once.rapport > MIDDLING.rapport
    assert twice.rapport == once.rapport


def test_thanks_in_every_turn_buy_no_introduction() -> None:
    mood = Mood(patience=80, rapport=50, rapport_at_start=50)
    for _ in range(20):
        mood, _ = direct(mood, heard(Kind.THANKS, Kind.TIME_CHECK), CALM)
    assert direct(mood, heard(Kind.CONTACT_ASK), CALM)[1].act is Act.WITHHOLD_INTRODUCTION


def test_how_the_request_was_received_is_heard_at_the_first_word() -> None:
    warmly, plain, coolly, declined = (
        opening(DANA, agreed_seconds=900, accepted=how)[0] for how in ("warmly", None, "coolly", "declined")
    )
    assert warmly.rapport > plain.rapport > coolly.rapport > declined.rapport


def test_a_disclaimer_in_the_written_request_counts_on_the_call() -> None:
    told, _ = opening(DANA, agreed_seconds=900, terms="information")
    after, stage = direct(told, heard(Kind.VEILED_JOB_ASK), DANA.temperament)
    untold, _ = direct(opening(DANA, agreed_seconds=900)[0], heard(Kind.VEILED_JOB_ASK), DANA.temperament)
    assert after.patience < untold.patience
    assert "disclaimer_broken" in stage.remarks


def test_an_honest_seeker_whose_call_was_accepted_is_answered_and_not_punished() -> None:
    mood, _ = opening(DANA, agreed_seconds=900, accepted="coolly", terms="openings")
    after, stage = direct(mood, heard(Kind.VEILED_JOB_ASK), DANA.temperament)
    assert after.patience == mood.patience
    assert after.asks == 0
    assert stage.act is Act.ANSWER
    assert "hiring" in stage.may_tell


def test_a_hint_that_is_no_ask_on_these_terms_still_does_not_please() -> None:
    seeker = MIDDLING.model_copy(update={"seeker": True})
    after, _ = direct(seeker, heard(Kind.VEILED_JOB_ASK, Kind.THANKS), CALM)
    assert (after.patience, after.rapport) == (seeker.patience, seeker.rapport)


def test_an_honest_seeker_who_wants_to_be_hired_on_the_spot_has_asked() -> None:
    mood, _ = opening(ADWOA, agreed_seconds=900, accepted="warmly", terms="openings")
    assert direct(mood, heard(Kind.DIRECT_JOB_ASK), ADWOA.temperament)[1].act is Act.DECLINE


def test_a_seeker_who_was_declined_has_no_terms() -> None:
    mood, _ = opening(ADWOA, agreed_seconds=900, accepted="declined", terms="openings")
    assert direct(mood, heard(Kind.VEILED_JOB_ASK), ADWOA.temperament)[1].act is Act.DECLINE


def test_grace_about_an_interruption_is_noticed() -> None:
    interrupted = MIDDLING.model_copy(update={"interrupted": True, "courtesies": (Kind.THANKS,)})
    after, _ = direct(interrupted, heard(Kind.THANKS), CALM)
    assert after.patience > MIDDLING.patience
    assert not after.interrupted
