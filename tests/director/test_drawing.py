"""The page on the director says what its tables say."""

from evals.drawings import TARGET, main, page
from simulator.director import Act, weights
from simulator.director.table import RULES, TURNINGS
from simulator.observation import Kind


def test_the_page_is_up_to_date() -> None:
    assert TARGET.read_text(encoding="utf-8") == page(weights()), "write it anew: python -m evals.drawings"
    assert main(["--check"]) == 0


def test_every_act_but_the_greeting_has_its_rule_and_the_last_rule_always_holds() -> None:
    assert {rule.act for rule in RULES} == set(Act) - {Act.GREET}
    assert RULES[-1].holds(None)  # type: ignore[arg-type]


def test_every_phase_can_be_reached_and_left() -> None:
    assert {turning.to for turning in TURNINGS} == {"questions", "closing", "over"}
    assert {source for turning in TURNINGS for source in turning.sources} == {"opening", "questions", "closing"}


def test_the_page_names_every_kind_and_every_act() -> None:
    text = page(weights())
    assert all(f"`{kind}`" in text for kind in Kind)
    assert all(f"`{act}`" in text for act in Act)
