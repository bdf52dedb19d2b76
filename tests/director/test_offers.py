"""What is opened: never more than the call has earned, and no door to anybody who asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.director import Act, Heard, Mood, direct, weights
from simulator.director.chance import door
from simulator.director.mood import Given
from simulator.director.stage import ASK_BACKS
from simulator.grading.evidence import asks_about_learner
from simulator.observation import UNINVITED_ASKS, Kind
from simulator.observer import Context
from simulator.observer.asks import doors
from simulator.observer.offline import OfflineObserver
from simulator.persona import Persona, Temperament, catalogue
from simulator.professional.lines import fill, wording
from simulator.transcript import Turn
from tests.director.moods import (
    ANY_HEARD,
    ANY_MOOD,
    ANY_TEMPERAMENT,
    CALM,
    CLOSING_HEARD,
    MIDDLING,
    OPENERS,
    WINNING_MOOD,
    WON,
    heard,
    unhurried,
)

W = weights()
WARM = Temperament(patience=0.7, warmth=0.9)
CLOSING = heard(Kind.THANKS, Kind.WRAP_UP, elapsed=500)
SLOTS = {
    "minutes": "six minutes", "taken": "two minutes", "field": "food logistics", "learner": "Sam", "subject": "biology",
    "next": "a board call", "fact": "there are six warehouses", "contact": "Luis Aranda, night desk lead", "name": "Dana Okafor",
    "title": "VP of Supply Chain", "organisation": "Northwind Foods", "topic": "failure",
}  # fmt: skip
PEOPLE = [pytest.param(each, id=each.id) for each in catalogue().values()]


@unhurried
@given(ANY_MOOD | WINNING_MOOD, ANY_HEARD | CLOSING_HEARD, ANY_TEMPERAMENT)
def test_rapport_and_minutes_bound_every_offer(mood: Mood, turn: Heard, temperament: Temperament) -> None:
    after, stage = direct(mood, turn, temperament)
    left = turn.agreed - turn.elapsed
    if stage.act is Act.OFFER_INTRODUCTION:
        assert after.rapport >= W.earned.introduction
        assert left >= W.earned.seconds_for_an_offer
        assert mood.given.contacts < W.earned.introductions
    if stage.act in OPENERS:
        assert after.rapport >= W.doors.rapport
        assert left >= W.doors.seconds
        assert temperament.warmth >= W.doors.warmth
    if "stories" in stage.may_tell:
        assert after.rapport >= W.earned.story_for_builds
    if "opinions" in stage.may_tell:
        assert after.rapport >= W.earned.opinions


@unhurried
@given(ANY_MOOD | WINNING_MOOD, ANY_HEARD | CLOSING_HEARD, ANY_TEMPERAMENT | st.just(WARM))
def test_no_door_opens_for_somebody_who_asked(mood: Mood, turn: Heard, temperament: Temperament) -> None:
    _, stage = direct(mood, turn, temperament)
    asked_now = any(kind in UNINVITED_ASKS for kind in turn.on_the_terms_of(mood).kinds)
    if mood.asks or asked_now:
        assert stage.act not in OPENERS
    if mood.door is None:
        assert stage.act not in OPENERS


@unhurried
@given(ANY_MOOD, ANY_HEARD, ANY_TEMPERAMENT)
def test_what_may_be_told_and_what_must_not_be_said_never_meet(
    mood: Mood, turn: Heard, temperament: Temperament
) -> None:
    _, stage = direct(mood, turn, temperament)
    assert "offer_work" in stage.must_not
    assert ("introduce" in stage.must_not) == ("contacts" not in stage.may_tell)
    assert ("tell_stories" in stage.must_not) == ("stories" not in stage.may_tell)
    assert ("give_opinions" in stage.must_not) == ("opinions" not in stage.may_tell)
    assert ("talk_of_openings" in stage.must_not) == ("hiring" not in stage.may_tell)
    assert ("invite_resume" in stage.must_not) == (stage.act is not Act.INVITE_RESUME)
    assert ("ask_back" in stage.must_not) == (stage.ask_back is None)


@unhurried
@given(ANY_MOOD, ANY_HEARD, ANY_TEMPERAMENT)
def test_the_learner_is_asked_one_thing_at_most_and_never_by_somebody_who_is_leaving(
    mood: Mood, turn: Heard, temperament: Temperament
) -> None:
    _, stage = direct(mood, turn, temperament)
    assert sum(remark in ASK_BACKS for remark in stage.remarks) <= 1
    if stage.ends or stage.phase == "closing" or stage.manner == "impatient":
        assert stage.ask_back is None


@pytest.mark.parametrize(
    ("rapport", "elapsed", "given_before", "act"),
    [
        pytest.param(70.0, 300, 0, Act.OFFER_INTRODUCTION, id="earned, in time"),
        pytest.param(55.0, 300, 0, Act.WITHHOLD_INTRODUCTION, id="not earned"),
        pytest.param(70.0, 893, 0, Act.WITHHOLD_INTRODUCTION, id="earned, too late to say it"),
        pytest.param(70.0, 300, 1, Act.OFFER_INTRODUCTION, id="a second name"),
        pytest.param(70.0, 300, 2, Act.WITHHOLD_INTRODUCTION, id="a third name"),
    ],
)
def test_a_name_is_lent(rapport: float, elapsed: float, given_before: int, act: Act) -> None:
    mood = Mood(patience=80, rapport=rapport, phase="questions", questions=4, given=Given(contacts=given_before))
    assert direct(mood, heard(Kind.CONTACT_ASK, elapsed=elapsed), CALM)[1].act is act


@pytest.mark.parametrize(("which", "act"), [("resume", Act.INVITE_RESUME), ("openings", Act.OPEN_DOOR)])
def test_a_warm_professional_opens_the_door_that_the_call_has(which: str, act: Act) -> None:
    won = WON.model_copy(update={"door": which})
    after, stage = direct(won, CLOSING, WARM)
    assert stage.act is act
    assert after.invited
    assert direct(after, CLOSING, WARM)[1].act not in OPENERS, "once a call"


@pytest.mark.parametrize(
    ("change", "turn", "temperament"),
    [
        pytest.param({"door": None}, CLOSING, WARM, id="this call has no door"),
        pytest.param({"asks": 1}, CLOSING, WARM, id="somebody who asked once"),
        pytest.param({"rapport": 65.0}, CLOSING, WARM, id="liked, but not so much"),
        pytest.param({"questions": 2}, CLOSING, WARM, id="hardly any questions"),
        pytest.param({"built": 0, "listened": 0}, CLOSING, WARM, id="a list read out"),
        pytest.param({"patience": 30.0}, CLOSING, WARM, id="a tired professional"),
        pytest.param({}, CLOSING, Temperament(patience=0.7, warmth=0.4), id="a reserved professional"),
        pytest.param({}, heard(Kind.THANKS, elapsed=120), WARM, id="early in the call"),
        pytest.param({}, heard(Kind.THANKS, Kind.WRAP_UP, elapsed=885), WARM, id="no time left"),
    ],
)
def test_a_door_stays_shut(change: dict[str, object], turn: Heard, temperament: Temperament) -> None:
    won = WON.model_copy(update={"door": "resume", **change})
    assert direct(won, turn, temperament)[1].act not in OPENERS


def test_doors_are_rare_even_with_warm_people_and_there_are_none_with_cool_ones() -> None:
    drawn = {who.id: [door(seed, who, W) for seed in range(400)] for who in catalogue().values()}
    for who in catalogue().values():
        opened = sum(found is not None for found in drawn[who.id]) / 400
        if who.temperament.warmth < W.doors.warmth:
            assert opened == 0
        else:
            assert 0.2 < opened < 0.6


def test_what_was_invited_is_no_ask_any_more() -> None:
    for promise, kind in (("read_resume", Kind.RESUME_PUSH), ("talk_of_openings", Kind.DIRECT_JOB_ASK)):
        invited = WON.model_copy(update={"promised": (promise,)})
        after, stage = direct(invited, heard(kind), WARM)
        assert after.asks == 0
        assert stage.act in {Act.ANSWER, Act.TELL_STORY}


def test_an_invitation_to_send_a_resume_is_none_to_ask_for_a_job() -> None:
    invited = WON.model_copy(update={"promised": ("read_resume",)})
    assert direct(invited, heard(Kind.DIRECT_JOB_ASK), WARM)[1].act is Act.DECLINE


@pytest.mark.parametrize(("use", "kind"), [("invite_resume", "resume"), ("open_door", "role")])
def test_the_observer_hears_the_built_in_invitations_and_an_answer_to_them_as_invited(use: str, kind: str) -> None:
    persona = catalogue()["dana-okafor"]
    own = (
        line
        for who in catalogue().values()
        for own_use, lines in who.voice.lines.items()
        if own_use == use
        for line in lines
    )
    shared = (line for lines in wording().lines[use].model_dump().values() for line in lines)  # type: ignore[index]
    answers = {
        "resume": "Thank you, I'll send it to you tonight.",
        "role": "Oh, thank you. Is there a junior position open at Northwind at the moment?",
    }
    for line in (*shared, *own):
        said = (Turn(speaker="professional", text=line),)
        assert getattr(doors(Context(persona, said)), kind), line
        seen = {one.kind for one in OfflineObserver().observe(1, answers[kind], Context(persona, said))}
        assert not seen & UNINVITED_ASKS, line


@pytest.mark.parametrize("persona", PEOPLE)
def test_nothing_else_that_a_professional_says_is_an_invitation(persona: Persona) -> None:
    shared = (
        (use, line) for use, pool in wording().lines.items() for lines in pool.model_dump().values() for line in lines
    )
    own = ((use, line) for use, lines in persona.voice.lines.items() for line in lines)
    for use, line in (*shared, *own):
        if use not in {"invite_resume", "open_door"}:
            opened = doors(Context(persona, (Turn(speaker="professional", text=fill(line, SLOTS) or line),)))
            assert (opened.resume, opened.role) == (False, False), f"{use}: {line}"


@pytest.mark.parametrize(
    ("known", "remark"),
    [
        pytest.param((Kind.INTRODUCES_BACKGROUND,), "ask_direction", id="who one is, and not what for"),
        pytest.param((Kind.INTRODUCES_BACKGROUND, Kind.STATES_DIRECTION), "ask_purpose", id="and not why this person"),
        pytest.param((Kind.INTRODUCES_BACKGROUND, Kind.STATES_DIRECTION, Kind.STATES_PURPOSE), None, id="all three"),
    ],
)
def test_what_an_introduction_leaves_out_is_asked_for(known: tuple[Kind, ...], remark: str | None) -> None:
    assert direct(MIDDLING, heard(*known), CALM)[1].ask_back == remark


def test_it_is_asked_for_once() -> None:
    mood, _ = direct(MIDDLING, heard(Kind.INTRODUCES_BACKGROUND), CALM)
    assert direct(mood, heard(Kind.INTRODUCES_BACKGROUND), CALM)[1].ask_back is None


def test_somebody_who_asks_without_saying_who_they_are_is_asked_in_words_that_the_grading_hears() -> None:
    assert direct(MIDDLING, heard(Kind.QUESTION), CALM)[1].ask_back == "ask_background"
    for lines in wording().lines["ask_background"].model_dump().values():
        for line in lines:
            assert asks_about_learner(line), line


def test_an_interested_professional_asks_back_now_and_then() -> None:
    mood = Mood(patience=90, rapport=60, known=("background", "direction", "purpose"))
    asked = []
    for turn in range(1, 13):
        mood, stage = direct(mood, heard(Kind.QUESTION, elapsed=40.0 * turn), CALM)
        if stage.ask_back:
            asked.append(turn)
    assert asked == [3, 6]
    cool = Mood(patience=90, rapport=15, known=("background",), questions=2)
    assert direct(cool, heard(Kind.QUESTION), CALM)[1].ask_back is None
