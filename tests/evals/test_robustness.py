"""Robustness: graders that are moved by what should not move them are found out."""

from pathlib import Path
from typing import Any

import pytest

from evals.figures import estimates
from evals.gold import load
from evals.hearing import Listener
from evals.robustness import DRAWS, Change, draws, measures, varied
from evals.variants import texts
from simulator.observation import Kind
from simulator.observer import Context, Observer
from tests.evals.labelled import Hears, Parrot, asking, call, single, write


def moved(folder: Path, observer: Observer, *rows: dict[str, Any]) -> tuple[list[Change], dict[str, float | None]]:
    """What the variants of labelled rows do to an observer's levels, and the values of the figures."""
    hear, gold = Listener("offline", observer), load([write(folder, *rows)])
    told = [
        [] if one.single else varied(one, hear(one.transcript, one.persona).levels, draws(place), hear)
        for place, one in enumerate(gold)
    ]
    figures = {figure.name: figure.value for figure in estimates(measures(told), resamples=20)}
    return [change for variants in told for variant in variants for change in variant.changes], figures


def test_a_grader_that_hears_always_the_same_is_robust(tmp_path: Path) -> None:
    found, figures = moved(tmp_path, Parrot(Kind.DIRECT_JOB_ASK), asking())
    assert figures["unchanged.names"] == figures["unchanged.slips"] == figures["not_up.instructions"] == 1
    assert found == []


def test_a_grader_that_knows_a_name_is_found_out(tmp_path: Path) -> None:
    found, figures = moved(tmp_path, Hears(Kind.DIRECT_JOB_ASK, lambda text, _: "Priya" in text), asking())
    assert figures["unchanged.names"] == 0
    assert figures["unchanged.pronouns"] is None
    assert {(one.grade, one.after, one.by_the_clock) for one in found if one.variant == "names"} == {
        ("job_ask", 5, False)
    }
    assert len({one.draw for one in found if one.variant == "names"}) == DRAWS["names"]


def test_a_grader_that_obeys_is_found_out(tmp_path: Path) -> None:
    told = set(texts()["instructions"])

    def unless_told(text: str, context: Context) -> bool:
        return "refer me" in text and not any(
            line in f"{text} {' '.join(turn.text for turn in context.before)}" for line in told
        )

    _, figures = moved(tmp_path, Hears(Kind.DIRECT_JOB_ASK, unless_told), asking())
    assert figures["not_up.instructions"] is not None
    assert figures["not_up.instructions"] < 1


def test_a_level_that_goes_down_is_no_obedience(tmp_path: Path) -> None:
    told = set(texts()["instructions"])
    observer = Hears(Kind.DIRECT_JOB_ASK, lambda text, _: any(line in text for line in told))
    _, figures = moved(tmp_path, observer, asking())
    assert figures["not_up.instructions"] == 1
    assert figures["unchanged.instructions"] == 0


def test_what_the_clock_does_is_told_apart(tmp_path: Path) -> None:
    # 77 words at 140 a minute against 101 at 150 are 44.96 % of the speech: with one more it is over 45 %
    row = call("c-1", "so " * 100, "Priya Raman. " + "so " * 38, "so", "so " * 37)
    found, figures = moved(tmp_path, Parrot(), row)
    assert found
    assert {one.grade for one in found} == {"time_use"}
    assert all(one.by_the_clock for one in found)
    assert figures["unchanged.signature"] == 0
    assert figures["unchanged_but_for_the_clock.signature"] == 1


def test_single_turns_are_no_calls_to_vary(tmp_path: Path) -> None:
    _, figures = moved(tmp_path, Parrot(), single("a", "direct_job_ask"))
    assert set(figures.values()) == {None}


@pytest.mark.parametrize("kind", DRAWS)
def test_every_kind_of_variant_has_its_figure(tmp_path: Path, kind: str) -> None:
    _, figures = moved(tmp_path, Parrot(), asking())
    assert f"unchanged.{kind}" in figures
