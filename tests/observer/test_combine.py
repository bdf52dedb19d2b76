"""What the rules propose and what the ear hears, weighed."""

import pytest

from simulator.observation import Kind
from simulator.observer import Context
from simulator.observer.asks import Doors
from simulator.observer.candidate import Candidate
from simulator.observer.combine import chances
from simulator.observer.encoder import Impression
from simulator.observer.offline import OfflineObserver
from simulator.observer.strangers import strangers
from simulator.persona import catalogue
from simulator.transcript import Turn
from tests.observer.persona import ILSE


def half_heard(logit: float) -> Impression:
    """Nothing was heard but a wrong fact, so loudly."""
    heard = {kind: logit if kind is Kind.WRONG_FACT else -4.0 for kind in Kind}
    return Impression(heard, heard, dict.fromkeys(Kind, (0, 20)))


@pytest.mark.parametrize(
    ("confidence", "logit", "counts"),
    [(0.6, -1.0, False), (0.6, 1.0, True), (0.7, 0.0, True), (0.7, -2.0, False)],
    ids=["guessed, hardly heard", "guessed and heard", "known, half heard", "known, and clearly something else"],
)
def test_a_wrong_fact_that_the_rules_guess_is_borne_out_by_the_ear_or_is_none(
    confidence: float, logit: float, counts: bool
) -> None:
    guessed = Candidate(Kind.WRONG_FACT, 0, 20, confidence)
    none = strangers("", Context(ILSE, ()))
    found = chances(half_heard(logit), [guessed], Doors(), none, words_said=12)
    assert (found[Kind.WRONG_FACT] >= confidence) == counts


def heard_first(said: str, *, picked_up: str = "Dana Okafor.") -> set[Kind]:
    context = Context(catalogue()["dana-okafor"], (Turn(speaker="professional", text=picked_up),))
    return {one.kind for one in OfflineObserver().observe(1, said, context)}


@pytest.mark.parametrize(
    "said",
    [
        "Hi Dana, it's Omer, from Dubai. How's Chicago, freezing?",
        "Good afternoon Ms Okafor, Imogen Bartosz here, from Marywood. You're after a board call, or before one?",
    ],
    ids=["the weather", "the day"],
)
def test_small_talk_with_the_greeting_is_no_first_question(said: str) -> None:
    assert Kind.QUESTION not in heard_first(said)


def test_a_question_that_comes_with_the_greeting_is_one() -> None:
    assert Kind.QUESTION in heard_first("Hi Dana, Sam here. What do you do all day?")
