"""Two readers of the same turns: how often they agree, and what the second one would give as a grader."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from evals.agreement import Agreement, agreement, as_grader, main, read_again, read_twice
from evals.gold import LABELLED, load
from evals.observer import Hearing
from simulator.errors import InputError
from simulator.observation import UNINVITED_ASKS, Kind
from tests.evals.labelled import TURNS, asking, call, single, write

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


def test_a_single_turn_is_held_against_its_label_and_gives_no_level(tmp_path: Path) -> None:
    hearing = twice(tmp_path, {"s-1": {Kind.RUDE: "Hire"}}, single("s-1", "direct_job_ask"), single("s-2"))
    (case,) = hearing.cases
    assert case.labelled == {Kind.DIRECT_JOB_ASK}
    assert case.heard.keys() == {Kind.RUDE}
    assert hearing.calls == []


def test_several_kinds_are_counted_as_one() -> None:
    pairs = read_twice()
    asks = agreement(pairs, *UNINVITED_ASKS)
    alone = [agreement(pairs, kind) for kind in UNINVITED_ASKS]
    assert asks.neither < min(one.neither for one in alone)
    assert asks.both + asks.first <= sum(one.both + one.first for one in alone)


def test_a_kind_without_a_quote_is_read_as_one_with_the_whole_turn(tmp_path: Path) -> None:
    path = tmp_path / "second.jsonl"
    rows = ({"id": "c-1:3", "kinds": ["question"], "doubt": []}, {"id": "c-1:5", "kinds": {"rude": "refer me"}})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    seen = read_again(path)
    assert seen == {"c-1:3": {Kind.QUESTION: ""}, "c-1:5": {Kind.RUDE: "refer me"}}
    (row,) = twice(tmp_path, {"c-1:1": {}, **seen}).rows
    assert row.quotes == 2


def test_a_second_reading_of_a_turn_that_nobody_labelled_is_refused(tmp_path: Path) -> None:
    (tmp_path / "second.jsonl").write_text('{"id": "ash-08:3", "kinds": []}\n', encoding="utf-8")
    with pytest.raises(InputError, match="'ash-08:3' is no labelled turn"):
        read_twice(tmp_path, "second.jsonl")


def test_a_second_reading_that_is_not_there_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-reading.jsonl"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("evals: ")
    assert said.count("\n") == 1


def test_every_call_of_three_authors_was_read_twice_and_every_quote_stands_in_its_turn() -> None:
    read = load(
        [path for author in ("alder", "clover", "thistle") for path in sorted(LABELLED.glob(f"{author}-*.jsonl"))]
    )
    hearing = as_grader(read, read_again(LABELLED / "second-reading-held-apart.jsonl"))
    assert len(hearing.calls) == sum(one.whole for one in read)
    assert len(hearing.cases) == len(read_twice(file="second-reading-held-apart.jsonl"))
