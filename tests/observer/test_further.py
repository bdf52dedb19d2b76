"""A second ask in one turn."""

import pytest

from simulator.observation import UNINVITED_ASKS, Kind
from simulator.observer import Context
from simulator.observer.candidate import Candidate
from simulator.observer.further import LIKELY, apart, further_ask, misheard
from simulator.observer.offline import OfflineObserver
from simulator.observer.plain import understood
from simulator.persona import catalogue
from simulator.transcript import Turn

BOTH = "Can I send you my resume tonight, and will you get me an interview with whoever runs the docks?"
APART = "Here's my CV, I'm sending it now. I'd be so proud to be part of what you are building there."


def _context() -> Context:
    said = Turn(speaker="professional", text="Match days are a zoo. Forty part-timers and one radio channel.")
    return Context(catalogue()["dana-okafor"], (said,))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        pytest.param(BOTH, {Kind.RESUME_PUSH, Kind.DIRECT_JOB_ASK}, id="in one sentence"),
        pytest.param(APART, {Kind.RESUME_PUSH, Kind.VEILED_JOB_ASK}, id="in two"),
        pytest.param("Can I send you my resume tonight?", {Kind.RESUME_PUSH}, id="one alone"),
    ],
)
def test_a_resume_and_an_ask_beside_it_are_two_asks(text: str, kinds: set[Kind]) -> None:
    found = {each.kind for each in OfflineObserver().observe(1, text, _context())}
    assert found & UNINVITED_ASKS == kinds


def test_one_ask_pressed_is_no_second_one() -> None:
    text = "Would you take me on? I could start on Monday, if you have a desk."
    found = Candidate(Kind.DIRECT_JOB_ASK, 0, 21, 0.9)
    heard = further_ask(
        understood(text, _context()), [found], [], lambda rest, left: (Kind.VEILED_JOB_ASK, 0.99, (22, len(text)))
    )
    assert heard is None


@pytest.mark.parametrize("chance", [LIKELY - 0.01, LIKELY])
def test_the_ear_has_to_find_the_second_one_likely(chance: float) -> None:
    found = Candidate(Kind.RESUME_PUSH, 0, 33, 0.9)
    rest: list[str] = []

    def ear(left: object, proposed: object) -> tuple[Kind, float, tuple[int, int]]:
        rest.append(left.turn.text)  # type: ignore[attr-defined]
        return Kind.VEILED_JOB_ASK, chance, (34, len(APART))

    heard = further_ask(understood(APART, _context()), [found], [], ear)
    assert (heard is not None) is (chance >= LIKELY)
    assert "CV" not in rest[0]
    assert "proud" in rest[0]


def test_what_only_the_encoder_hears_in_a_rules_words_is_the_same_ask() -> None:
    ruled = Candidate(Kind.DIRECT_JOB_ASK, 0, 40, 0.9)
    heard = Candidate(Kind.VEILED_JOB_ASK, 10, 60, 0.4, None, "encoder")
    elsewhere = Candidate(Kind.VEILED_JOB_ASK, 41, 60, 0.4, None, "encoder")
    assert apart([ruled, heard]) == [ruled]
    assert apart([ruled, elsewhere]) == [ruled, elsewhere]


SOUNDS_LIKE_ONE = {
    "quoted": "My list has a line nine, 'ask for an internship there'. I've put a pencil through that one.",
    "field": "And are there any opportunities in the field generally, with what you have seen this year?",
    "acquaintance": "That is a good name to have, I wrote it down. Could you introduce me to her?",
    "number": "I loved the whole story of the radio. Could I have that number?",
    "another_life": "If I had my time over I'd run it exactly like you run your docks, I really would.",
    "line_on_a_cv": "Can I put that in my CV, under things I have learned?",
}


@pytest.mark.parametrize("text", SOUNDS_LIKE_ONE.values(), ids=SOUNDS_LIKE_ONE.keys())
def test_what_only_the_ear_takes_for_an_ask_has_to_be_borne_out_by_the_rest_of_the_turn(text: str) -> None:
    found = Candidate(Kind.DIRECT_JOB_ASK, 0, len(text), 0.6, None, "encoder")
    ruled = Candidate(Kind.DIRECT_JOB_ASK, 0, len(text), 0.6)
    plain = understood(text, _context())
    assert misheard(plain, [found], lambda rest, left: (Kind.DIRECT_JOB_ASK, 0.1, (0, 4)), likely=0.5)
    assert not misheard(plain, [ruled], lambda rest, left: (Kind.DIRECT_JOB_ASK, 0.1, (0, 4)), likely=0.5)


def test_an_ask_beside_somebody_elses_words_is_heard() -> None:
    text = "She said 'never ask him for a job', so I'd ask whether you need a hand on the docks."
    given: list[str] = []

    def ear(rest: object, proposed: object) -> tuple[Kind, float, tuple[int, int]]:
        given.append(rest.turn.text)  # type: ignore[attr-defined]
        return Kind.VEILED_JOB_ASK, 0.9, (40, 60)

    found = Candidate(Kind.DIRECT_JOB_ASK, 0, 40, 0.6, None, "encoder")
    assert not misheard(understood(text, _context()), [found], ear, likely=0.5)
    assert "job" not in given[0]
    assert "need a hand" in given[0]


def test_two_words_in_quotation_marks_are_nobody_elses() -> None:
    text = 'You lend me a "night manager" badge for the docks and I bring you three friends by Christmas.'
    found = Candidate(Kind.DIRECT_JOB_ASK, 0, len(text), 0.6, None, "encoder")
    plain = understood(text, _context())
    assert not misheard(plain, [found], lambda rest, left: (Kind.DIRECT_JOB_ASK, 0.1, (0, 4)), likely=0.5)


def test_an_introduction_to_whoever_hires_is_left_to_the_ear() -> None:
    said = Turn(speaker="professional", text="Jill in HR does all the hiring for the docks.")
    plain = understood(
        "I see, that is good to know. Could you introduce me to her?", Context(_context().persona, (said,))
    )
    found = Candidate(Kind.VEILED_JOB_ASK, 0, 20, 0.6, None, "encoder")
    assert not misheard(plain, [found], lambda rest, left: (Kind.VEILED_JOB_ASK, 0.1, (0, 4)), likely=0.5)
