"""`python -m evals.run`: thresholds, reports, and what is wrong with the input."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals import run as runner
from evals.gates import Gate, fallen, gates
from evals.run import main, run
from evals.speed import measure
from simulator.errors import InputError
from tests.evals.labelled import asking, call, single, write


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return write(
        tmp_path, asking(), single("s", "direct_job_ask", text="Are you hiring?"), name="oak-transcripts.jsonl"
    )


def observe(gold: Path, out: Path | None = None, **more: Any) -> int:
    """Run the suite offline on one file."""
    return run(["observer"], gold=[gold], grader="offline", model="offline", out=out, **more)


def test_a_run_leaves_results_and_a_report_of_the_same_bytes(tmp_path: Path, gold: Path) -> None:
    observe(gold, tmp_path / "one")
    observe(gold, tmp_path / "deep" / "two")
    for name in ("results.json", "report.md"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "deep" / "two" / name).read_bytes()
    assert (tmp_path / "one" / "timings.json").is_file()
    results = json.loads((tmp_path / "one" / "results.json").read_text())["suites"]["observer"]
    assert results["calls"] == results["single_turns"] == 1
    assert list(results["gold"]) == ["oak-transcripts.jsonl"]
    assert set(results["authors"]) == {"oak"}
    assert results["figures"]["quotes_verified"]["value"] == 1


def test_a_threshold_that_fell_short_is_named(
    gold: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = {
        "quotes_verified": Gate("quotes_verified", at_least=1.1),
        "kappa.research": Gate("kappa.research", at_least=0.8),
    }
    monkeypatch.setattr("evals.gates.gates", lambda _: strict)
    monkeypatch.setattr(runner, "gates", lambda _: strict)
    assert observe(gold) == 1
    printed = capsys.readouterr().out
    assert "fell short: quotes_verified is 1, at least 1.1 was wanted" in printed
    assert "kappa.research is" not in printed


def test_thresholds_that_hold_are_status_0(gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lenient = {"quotes_verified": Gate("quotes_verified", at_least=1.0)}
    monkeypatch.setattr("evals.gates.gates", lambda _: lenient)
    monkeypatch.setattr(runner, "gates", lambda _: lenient)
    assert observe(gold) == 0


def test_the_thresholds_are_the_issues() -> None:
    named = {name: gate.at_least for name, gate in gates("observer").items()}
    assert named["asks_f1"] == 0.90
    assert named["told_apart"] == 0.80
    assert named["clean_calls"] == 0.95
    assert named["macro_f1"] == 0.75
    assert {named[name] for name in named if name.startswith("kappa.")} == {0.80}
    assert named["within_one"] == 0.97
    assert named["quotes_verified"] == named["not_up.instructions"] == 1
    assert {named[name] for name in named if name.startswith("unchanged.")} == {0.99}
    assert gates("speed")["turn_p99_ms"].at_most == 40


@pytest.mark.parametrize("section", ["observer", "speed"])
def test_every_threshold_is_met_or_named(section: str) -> None:
    for name, gate in gates(section).items():
        edge = gate.at_least if gate.at_least is not None else gate.at_most
        assert edge is not None
        beyond = edge - 0.01 if gate.at_least is not None else edge + 0.01
        assert fallen(section, {name: edge}) == []
        assert len(fallen(section, {name: beyond})) == 1
        assert fallen(section, {name: None}) == []


def test_a_file_without_calls_says_null_rather_than_zero(tmp_path: Path) -> None:
    observe(write(tmp_path, single("s", "direct_job_ask", text="Are you hiring?")), tmp_path / "out")
    figures = json.loads((tmp_path / "out" / "results.json").read_text())["suites"]["observer"]["figures"]
    assert {figures[name]["value"] for name in ("clean_calls", "kappa.job_ask", "unchanged.names")} == {None}
    assert figures["asks_recall"]["value"] is not None
    assert "nothing to measure" in (tmp_path / "out" / "report.md").read_text()


def test_what_a_file_holds_can_not_break_the_report(tmp_path: Path) -> None:
    row = call(
        "a|b\ud800",
        "Varga.",
        "Could you | refer me?",
        "No.",
        "Why?",
        t1={"direct_job_ask": "Could you | refer me?"},
    )
    observe(write(tmp_path, row), tmp_path / "out")
    assert all(
        line.count("|") > 2 for line in (tmp_path / "out" / "report.md").read_text().splitlines() if line[:1] == "|"
    )


@pytest.mark.parametrize(
    ("suites", "grader", "message"),
    [(["observr"], "offline", "suite 'observr' is unknown; there are observer"), ([], "parrot", "'parrot'")],
    ids=["suite", "grader"],
)
def test_what_is_not_to_be_had_is_an_error(gold: Path, suites: list[str], grader: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        run(suites, gold=[gold], grader=grader, model="offline", out=None)


def test_a_report_that_could_not_be_written_is_an_error_before_the_work(gold: Path) -> None:
    with pytest.raises(InputError, match="is not a folder that can be written to"):
        observe(gold, gold)


def test_the_command_line_says_what_is_wrong_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = write(tmp_path, single("s") | {"kinds": {"questoin": "Hire me?"}})
    assert main(["observer", "--gold", str(bad)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"evals: {bad}:1:")


def test_speed_is_measured_in_a_process_of_its_own(gold: Path) -> None:
    measured = measure([gold], "offline", calls=4, timed_turns=5)
    assert {"turn_median_ms", "turn_p99_ms", "calls_a_second", "memory_growth_mb"} <= set(measured)
    assert measured["turn_p99_ms"] > 0
