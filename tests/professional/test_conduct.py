"""The professionals' promises, held to in whole calls: a call for each scripted learner here, all 96 by `evals.conduct`."""

import pytest

from evals.conduct import Script, Spoken, call_of, lapses, scripts
from simulator.director import Act, Stage
from simulator.events import CallState
from simulator.persona import catalogue

SCRIPTS = scripts()
PEOPLE = sorted(catalogue())
SAMPLE = [
    pytest.param(script, who, id=f"{script.name}-{who}")
    for number, script in enumerate(SCRIPTS)
    for who in [PEOPLE[(3 * number) % len(PEOPLE)]]  # four of them: what each takes is mostly to think of all they know
]
ASKER = Script("asker", ("How did you start?", "Are you hiring?"), frozenset({1}))
DANA = catalogue()["dana-okafor"]
DOORS = [
    pytest.param(Act.INVITE_RESUME, "Send me your résumé, if you like, and I'll read it myself, without any promise."),
    pytest.param(Act.OPEN_DOOR, "Are you interested in working here?"),
]


@pytest.fixture(scope="module")
def state() -> CallState:
    return call_of(DANA, Script("greeter", (), frozenset()), 0)[0]


def spoken(act: Act, text: str, answers: int = 0, budget: int = 40) -> Spoken:
    stage = Stage(act=act, budget_words=budget, manner="warm", phase="questions", minutes_left=5)
    return Spoken(stage, text, answers, 60)


def checks(state: CallState, *replies: Spoken) -> list[str]:
    return [lapse.check for lapse in lapses(DANA, ASKER, state, replies)]


@pytest.mark.parametrize(("script", "persona"), SAMPLE)
def test_no_promise_is_broken_in_a_whole_call(script: Script, persona: str) -> None:
    assert list(lapses(catalogue()[persona], script, *call_of(catalogue()[persona], script, 0))) == []


@pytest.mark.parametrize(("act", "line"), DOORS)
def test_the_words_that_open_a_door_are_no_offer_where_the_director_opens_it(
    act: Act, line: str, state: CallState
) -> None:
    assert checks(state, spoken(act, line)) == []


@pytest.mark.parametrize(("act", "line"), DOORS)
def test_the_same_words_on_another_turn_are_one(act: Act, line: str, state: CallState) -> None:
    other = Act.OPEN_DOOR if act is Act.INVITE_RESUME else Act.INVITE_RESUME
    assert checks(state, spoken(Act.ANSWER, line)) == ["an offer on the spot"]
    assert checks(state, spoken(other, line)) == ["an offer on the spot"]


@pytest.mark.parametrize(("act", "line"), DOORS)
def test_an_open_door_excuses_no_other_offer(act: Act, line: str, state: CallState) -> None:
    assert checks(state, spoken(act, f"{line} I'll put in a good word for you.")) == ["an offer on the spot"]


@pytest.mark.parametrize(("act", "line"), DOORS)
def test_a_door_opened_to_somebody_who_had_asked_is_an_offer(act: Act, line: str, state: CallState) -> None:
    declined = spoken(Act.DECLINE, DANA.voice.lines["decline"][0], answers=1)
    assert checks(state, declined, spoken(act, line)) == ["an offer on the spot"]


@pytest.mark.parametrize(
    ("replies", "found"),
    [
        pytest.param([spoken(Act.ANSWER, "Nights."), spoken(Act.ANSWER, "Nights.")], "a sentence twice", id="twice"),
        pytest.param([spoken(Act.ANSWER, "Mostly at night, in winter.", budget=4)], "over the budget", id="too-long"),
        pytest.param([spoken(Act.ANSWER, "It depends.", answers=1)], "an ask not declined", id="not-declined"),
        pytest.param([spoken(Act.DECLINE, "Peas.", answers=1)], "declined in words that don't", id="in-what-words"),
        pytest.param(
            [spoken(Act.ANSWER, "You should talk to Luis Aranda.")], "an introduction not earned", id="introduced"
        ),
    ],
)
def test_what_is_promised_is_looked_for(replies: list[Spoken], found: str, state: CallState) -> None:
    assert checks(state, *replies) == [found]
