"""The table of benchmarks: every row that is promised, each with a peer of the same run, and nothing made up."""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks import throughput
from evals.benchmarks.__main__ import BENCHMARKS, main, rows_of
from evals.benchmarks.table import Peer, Row, Run, drawn, jsonl, markdown

CHEAP = {
    "first_word": [
        ("first words of a reply", "raw openai client, first token"),
        ("first words of a reply", "raw openai client, first sentence"),
    ],
    "memory": [("a call in hand, 4 turns on", "the same words as langchain-core's messages")],
    "tokens": [
        ("sent to read a call", "the call's own words"),
        ("of that in the prefix of all calls", "all that is sent"),
        ("the prefix of all calls", "least that OpenAI's cache takes"),
    ],
}
"""The rows that take seconds, by benchmark: what, and against whom."""


def test_what_is_promised_has_a_benchmark_and_each_is_a_function_that_gives_rows() -> None:
    assert list(BENCHMARKS) == ["start", "engine", "first_word", "calls", "memory", "tokens"]
    for name, (module, _) in BENCHMARKS.items():
        assert rows_of(name) is import_module(f"evals.benchmarks.{module}").rows


def test_one_command_gives_every_row_with_its_ratio_in_each_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, lines = tmp_path / "table.md", tmp_path / "table.jsonl"
    assert main([*CHEAP, "--quick", "-o", str(table), "-o", str(lines)]) == 0
    rows = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        found.setdefault(row["benchmark"], []).append((row["name"], row["peer"]))
        assert row["figure"] > 0
        assert row["unit"]
        assert row["ratio"] == row["figure"] / row["peer_figure"]
    assert found == CHEAP
    written = table.read_text(encoding="utf-8").splitlines()
    assert len(written) == 2 + len(rows)
    printed = capsys.readouterr().out
    for row, line in zip(rows, written[2:], strict=True):
        assert f"| {row['name']} |" in line
        assert f"| {row['peer']} |" in line
        assert f"| {row['ratio']:.2f} |" in line
        assert f"{row['ratio']:.2f}" in printed


def canned(names: list[str], *_: Any) -> Iterator[dict[str, Any]]:
    return ({"name": name, "calls": 10 * place, "processor": 2.0} for place, name in enumerate(names, 1))


def test_a_tool_that_is_not_installed_is_named_so_and_no_figure_is_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throughput, "measured", canned)
    monkeypatch.setattr(throughput, "_installed", lambda _, package: package == "langchain_core")
    langchain, openevals, inspect = throughput.rows(Run(quick=True))
    assert langchain.peer.figure == 15.0
    assert langchain.ratio == langchain.figure / 15.0
    assert [row.peer.why_not for row in (openevals, inspect)] == [
        "openevals is not installed",
        "inspect_ai is not installed",
    ]
    assert openevals.ratio is inspect.ratio is None
    told = markdown([("calls", openevals)])
    assert "| openevals is not installed | none |" in told
    assert json.loads(jsonl([("calls", openevals)]))["peer_figure"] is None


def test_a_tool_that_is_there_and_fails_is_said_to_have_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throughput, "measured", lambda names, *_: canned([n for n in names if n != "inspect"]))
    monkeypatch.setattr(throughput, "_installed", lambda *_: True)
    assert [row.peer.why_not for row in throughput.rows(Run(quick=True))] == [None, None, "inspect_ai failed"]


@pytest.mark.parametrize(
    "peer",
    [
        pytest.param({}, id="neither"),
        pytest.param({"figure": 1.0, "why_not": "it is not installed"}, id="both"),
        pytest.param({"figure": 0.0}, id="nothing"),
    ],
)
def test_a_peer_has_a_figure_or_a_reason(peer: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="peer somebody: "):
        Peer("somebody", **peer)


def test_a_bar_in_a_name_breaks_no_table() -> None:
    line = markdown([("x", Row("a|b", 1.0, "s", Peer("c", 2.0), less_is_better=True))]).splitlines()[-1]
    assert line == "| x | a/b | 1 | s | c | 2 | 0.50 | less |"
    assert drawn([]).row_count == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["spped"], "there is no benchmark 'spped'; there are: start, engine", id="benchmark"),
        pytest.param(["tokens", "-o", "table.pdf"], "table.pdf: a table is written as .md or .jsonl", id="form"),
    ],
)
def test_what_is_wrong_with_the_arguments_is_said_before_anything_is_measured(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


def test_a_python_that_is_not_there_is_one_line_and_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calls", "--quick", "--tools", "/nowhere/python"]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == "--tools /nowhere/python: No such file or directory"
