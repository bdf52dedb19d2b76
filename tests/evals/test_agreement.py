"""Two readers of the same turns: how often they agree, and what the second one would give as a grader."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from evals.agreement import Agreement, as_grader, read_again, read_twice
from evals.gold import LABELLED, held_apart, load
from evals.observer import Hearing
from simulator.observation import Kind
from tests.evals.labelled import TURNS, asking, call, write

AS_ASKING: dict[str, dict[Kind, str]] = {
    "c-1:1": {
        Kind.INTRODUCES_BACKGROUND: "I'm a mason",
        Kind.STATES_DIRECTION: "I want to move into lime work",
    },
    "c-1:3": {Kind.QUESTION: "What was the hardest tower that you dried?"},
    "c-1:5": {Kind.DIRECT_JOB_ASK: "Could you refer me to your director?"},
}
"""What a reader sees who agrees with the first one on `asking()`."""


def twice(folder: Path, seen: Mapping[str, Mapping[Kind, str]], *rows: dict[str, Any]) -> Hearing:
    """Labelled calls, read again."""
    return as_grader(load([write(folder, *(rows or (asking(),)))]), seen)


@pytest.mark.parametrize(
    ("counts", "kappa", "f1"),
    [
        pytest.param((3, 0, 0, 7), 1.0, 1.0, id="never differ"),
        pytest.param((0, 0, 0, 9), 1.0, 1.0, id="neither ever saw it"),
        pytest.param((20, 5, 10, 15), 0.4, 40 / 55, id="Cohen's textbook case"),
        pytest.param((0, 5, 5, 0), -1.0, 0.0, id="always differ"),
    ],
)
def test_agreement_is_what_is_left_without_chance(counts: tuple[int, int, int, int], kappa: float, f1: float) -> None:
    assert Agreement(*counts).kappa == pytest.approx(kappa)
    assert Agreement(*counts).f1 == pytest.approx(f1)


def test_readers_who_see_the_same_give_the_same_levels(tmp_path: Path) -> None:
    (row,) = twice(tmp_path, AS_ASKING).rows
    assert row.by_label == row.levels
    assert row.levels["job_ask"] == 2


def test_a_reader_who_overlooks_an_ask_gives_another_level(tmp_path: Path) -> None:
    (row,) = twice(tmp_path, AS_ASKING | {"c-1:5": {}}).rows
    assert row.by_label is not None
    assert (row.by_label["job_ask"], row.levels["job_ask"]) == (2, 5)


def test_a_call_that_was_read_again_in_part_is_left_out(tmp_path: Path) -> None:
    other = call("c-2", *TURNS[:2], t1={"thanks": "Hi Ilse"})
    hearing = twice(tmp_path, {"c-1:1": {}, "c-2:1": {}}, asking(), other)
    assert [row.id for row in hearing.rows] == ["c-2"]
    assert [case.id for case in hearing.cases] == ["c-2"]


def test_a_kind_without_a_quote_is_read_as_one_with_the_whole_turn(tmp_path: Path) -> None:
    path = tmp_path / "second.jsonl"
    rows = ({"id": "c-1:3", "kinds": ["question"], "doubt": []}, {"id": "c-1:5", "kinds": {"rude": "refer me"}})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    seen = read_again(path)
    assert seen == {"c-1:3": {Kind.QUESTION: ""}, "c-1:5": {Kind.RUDE: "refer me"}}
    (row,) = twice(tmp_path, {"c-1:1": {}, **seen}).rows
    assert row.quotes == 2


def test_of_held_apart_calls_every_turn_was_read_twice_and_every_quote_stands_in_its_turn() -> None:
    pairs = read_twice(file="second-reading-held-apart.jsonl")
    calls = [path for path in held_apart() if path.name.endswith("-transcripts.jsonl")]
    hearing = as_grader(load(calls), read_again(LABELLED / "second-reading-held-apart.jsonl"))
    assert len(hearing.rows) == len(load(calls))
    assert len(hearing.cases) == len([case for case, _ in pairs if ":" in case.id])
