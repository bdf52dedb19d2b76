"""`simulator eval`: a run is a folder; thresholds, resuming, comparing, and what is wrong with the input."""

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from evals import run as runner
from evals.folder import CASES, FORMAT, Folder
from evals.gates import fallen, gates
from evals.kit import Line
from evals.run import Question, Way, main, run
from evals.speed import measure
from evals.spreading import Means
from simulator.errors import InputError, SimulatorError
from tests.evals.labelled import asking, call, single, write

OWN = """
from evals.suite import Case, Result, means

class Even:
    name, about = "even", "Are numbers even?"

    def cases(self, asked):
        return [Case(str(n), str(n), asked.seed, {"number": n}) for n in range(asked.size(8, 60))]

    def run(self, case, bench):
        number = case.given["number"] + OFFSET
        if number == RAISES:
            raise RuntimeError(f"no {object()}")
        return Result(case.id, {"number": number}, () if number % 2 == 0 else (f"{number} is odd",))

    measures = staticmethod(means)

SUITE = Even()
"""
needs_a_full_disk = pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="there is no disk here that is always full"
)
SAME = ("config.json", "cases.jsonl", "summary.json", "report.html", "report.md")


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return write(
        tmp_path, asking(), single("s", "direct_job_ask", text="Are you hiring?"), name="oak-transcripts.jsonl"
    )


def own_suite(folder: Path, *, offset: int = 0, raises: int = -1) -> Path:
    """A suite of somebody's own."""
    path = folder / f"even{offset}{raises}.py"
    path.write_text(OWN.replace("OFFSET", str(offset)).replace("RAISES", str(raises)))
    return path


def ask(out: Path | None, *suites: Path | str, gold: Path | None = None, **more: Any) -> int:
    """A run in this process."""
    question = Question(suites=tuple(map(str, suites)), gold=(str(gold),) if gold else ())
    return run(question, Way(output=out, means=Means(1), **more))


def summary(out: Path) -> dict[str, Any]:
    """What a run says of itself."""
    found: dict[str, Any] = json.loads((out / "summary.json").read_text())
    return found


def figures(out: Path) -> dict[str, Any]:
    """The figures of its only suite, by name."""
    return {one["name"]: one for one in summary(out)["runs"][0]["figures"]}


def test_a_run_leaves_the_same_bytes_twice(tmp_path: Path, gold: Path) -> None:
    ask(tmp_path / "one", "observer", gold=gold)
    ask(tmp_path / "deep" / "two", "observer", gold=gold)
    for name in SAME:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "deep" / "two" / name).read_bytes()
    assert (tmp_path / "one" / "timings.json").is_file()
    config = json.loads((tmp_path / "one" / "config.json").read_text())
    assert config["format"] == FORMAT
    assert list(config["gold"]) == ["oak-transcripts.jsonl"]
    assert "prompts/director.yaml" in config["texts"]
    assert figures(tmp_path / "one")["quotes_verified"]["value"] == 1


def test_a_threshold_that_fell_short_is_named(tmp_path: Path, gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    strict = tmp_path / "strict.toml"
    strict.write_text("[observer]\nquotes_verified = { at_least = 1.1 }\n'kappa.research' = { at_least = 0.8 }\n")
    assert ask(tmp_path / "out", "observer", gold=gold, gates=strict) == 1
    assert "fell short: observer: quotes_verified is 1, at least 1.1 was wanted" in capsys.readouterr().out
    assert summary(tmp_path / "out")["fallen"] == ["observer: quotes_verified is 1, at least 1.1 was wanted"]
    assert "at least 0.8: nothing to measure" in (tmp_path / "out" / "report.md").read_text()


def test_thresholds_that_hold_are_status_0(tmp_path: Path, gold: Path) -> None:
    lenient = tmp_path / "lenient.toml"
    lenient.write_text("[observer]\nquotes_verified = { at_least = 1.0 }\n")
    assert ask(tmp_path / "out", "observer", gold=gold, gates=lenient) == 0


def test_a_file_of_thresholds_that_makes_no_sense_is_an_error_before_the_work(tmp_path: Path) -> None:
    bad = tmp_path / "gates.toml"
    bad.write_text("[even]\nnumber = { at_least = 1, at_most = 2 }\n[observer]\nx = {}\n")
    with pytest.raises(InputError, match=r"gates\.toml: x: one of at_least and at_most"):
        ask(tmp_path / "out", own_suite(tmp_path), gates=bad)
    assert not (tmp_path / "out").exists()


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
    file = write(tmp_path, single("s", "direct_job_ask", text="Are you hiring?"))
    ask(tmp_path / "out", "observer", gold=file)
    found = figures(tmp_path / "out")
    assert {found[name]["value"] for name in ("clean_calls", "kappa.job_ask", "unchanged.names")} == {None}
    assert found["asks_recall"]["value"] is not None


def test_what_a_file_holds_can_not_break_the_report(tmp_path: Path) -> None:
    row = call(
        "a|b\ud800",
        "Varga.",
        "Could you | refer me, <b>please</b>?",
        "No.",
        "Why?",
        t1={"veiled_job_ask": "Could you | refer me"},
    )
    ask(tmp_path / "out", "observer", gold=write(tmp_path, row))
    page = (tmp_path / "out" / "report.md").read_text()
    assert all(line.count("|") > 2 for line in page.splitlines() if line[:1] == "|")
    assert "<b>please</b>" not in (tmp_path / "out" / "report.html").read_text()


def test_both_pages_say_why_a_table_is_empty(tmp_path: Path, gold: Path) -> None:
    ask(tmp_path / "out", "observer", gold=gold)
    for page in ("report.md", "report.html"):
        assert "None of these labelled turns names its register" in (tmp_path / "out" / page).read_text()


def test_a_suite_of_ones_own_is_run_and_its_failures_listed(tmp_path: Path) -> None:
    assert ask(tmp_path / "out", own_suite(tmp_path)) == 0
    found = summary(tmp_path / "out")
    assert (found["cases"], found["failed"]) == (8, 4)
    assert figures(tmp_path / "out")["passed"]["value"] == 0.5
    assert figures(tmp_path / "out")["number"]["value"] == 3.5
    assert "3 is odd" in (tmp_path / "out" / "report.html").read_text()


def test_a_case_that_raises_fails_with_its_traceback_and_the_run_goes_on(tmp_path: Path) -> None:
    ask(tmp_path / "out", own_suite(tmp_path, raises=2))
    lines = Folder(tmp_path / "out").lines()
    assert len(lines) == 8
    assert lines[2]["failures"][0].startswith("raised RuntimeError: no <object object at 0x…>")
    assert any(
        frame.startswith("even.py:") and "raise RuntimeError" in frame for frame in lines[2]["notes"]["traceback"]
    )
    assert summary(tmp_path / "out")["runs"][0]["raised"] == 1
    assert "RuntimeError" in (tmp_path / "out" / "report.html").read_text()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("SUITE = 1 +", ":1:12: invalid syntax"),
        ("x = 1", "there is no SUITE in it"),
        ("SUITE = object()", "its SUITE has no name, about, cases, run, measures"),
        ("import nothing_of_this_name", "can't be imported: ModuleNotFoundError"),
        (OWN.replace('"even"', '"observer"'), "not one of ours, not 'observer'"),
    ],
    ids=["syntax", "none", "hollow", "import", "taken"],
)
def test_a_suite_that_is_none_is_one_line(tmp_path: Path, source: str, message: str) -> None:
    path = tmp_path / "own.py"
    path.write_text(source)
    with pytest.raises(InputError) as error:
        ask(tmp_path / "out", path)
    assert message in str(error.value)
    assert str(path) in str(error.value)


def test_a_run_that_was_killed_is_gone_on_with_and_ends_the_same(tmp_path: Path) -> None:
    suite = own_suite(tmp_path)
    ask(tmp_path / "whole", suite)
    ask(tmp_path / "cut", suite)
    cases = tmp_path / "cut" / CASES
    lines = cases.read_bytes().splitlines(keepends=True)
    # killed in the middle of the third line, after the later cases were done first
    cases.write_bytes(lines[7] + lines[1] + lines[3][:40])
    (tmp_path / "cut" / "summary.json").unlink()
    assert run(Question(), Way(resume=tmp_path / "cut", means=Means(1))) == 0
    for name in SAME:
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_only_what_is_left_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(tmp_path / "out", own_suite(tmp_path))
    cases = tmp_path / "out" / CASES
    cases.write_bytes(b"".join(cases.read_bytes().splitlines(keepends=True)[:4]))
    tried: list[str] = []

    def spread(_kit: object, jobs: Sequence[Any], *_: object) -> Iterator[Line]:
        tried.extend(job.case.id for job in jobs)
        yield from ()

    monkeypatch.setattr(runner, "spread", spread)
    run(Question(), Way(resume=tmp_path / "out", means=Means(1)))
    assert tried == ["4", "5", "6", "7"]


def test_a_run_is_not_gone_on_with_by_another_program(tmp_path: Path) -> None:
    ask(tmp_path / "out", own_suite(tmp_path))
    config = json.loads((tmp_path / "out" / "config.json").read_text())
    config["texts"]["prompts/director.yaml"] = "0" * 16
    (tmp_path / "out" / "config.json").write_text(json.dumps(config))
    with pytest.raises(InputError, match=r"begun with other texts \(prompts/director\.yaml\)"):
        run(Question(), Way(resume=tmp_path / "out", means=Means(1)))


def test_a_run_of_another_version_is_refused_in_one_line(tmp_path: Path) -> None:
    ask(tmp_path / "out", own_suite(tmp_path))
    (tmp_path / "out" / "config.json").write_text('{"format": "run/9"}')
    for way in (Way(resume=tmp_path / "out"), Way(baseline=tmp_path / "out")):
        with pytest.raises(InputError, match="format 'run/9' is unknown; this program reads run/1"):
            run(Question(), way)


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not the folder of a run"):
        run(Question(), Way(baseline=tmp_path))


def test_a_folder_with_a_run_in_it_is_not_written_over(tmp_path: Path) -> None:
    ask(tmp_path / "out", own_suite(tmp_path))
    with pytest.raises(InputError, match="there is a run in this folder already"):
        ask(tmp_path / "out", own_suite(tmp_path))


def test_what_is_done_is_kept_when_somebody_interrupts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = runner.spread

    def interrupted(*given: Any) -> Iterator[Line]:
        lines = whole(*given)
        yield next(lines)
        yield next(lines)
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "spread", interrupted)
    assert ask(tmp_path / "out", own_suite(tmp_path)) == 130
    assert "2 of 8 cases are kept" in capsys.readouterr().err
    assert len(Folder(tmp_path / "out").lines()) == 2
    monkeypatch.setattr(runner, "spread", whole)
    assert run(Question(), Way(resume=tmp_path / "out", means=Means(1))) == 0
    assert summary(tmp_path / "out")["done"] == 8


@needs_a_full_disk
def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path: Path) -> None:
    folder = Folder.new(tmp_path / "out", {})
    (tmp_path / "out" / CASES).unlink()
    (tmp_path / "out" / CASES).symlink_to("/dev/full")
    with pytest.raises(SimulatorError, match="no space left on device; what is done is kept, go on by --resume"):
        folder.add({"suite": "even"})


@needs_a_full_disk
@pytest.mark.parametrize("name", [CASES, "summary.json", "comparison.json", "report.md", "report.html"])
def test_a_disk_that_is_full_when_a_run_ends_is_one_line_and_it_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    suite, out = own_suite(tmp_path), tmp_path / "out"
    ask(tmp_path / "whole", suite)
    make = tempfile.mkstemp

    def full(**where: Any) -> tuple[int, str]:
        handle, path = make(**where)
        if where["dir"] == out and where["prefix"] == f".{name}.":
            os.close(handle)
            handle = os.open("/dev/full", os.O_WRONLY)
        return handle, path

    with monkeypatch.context() as disk:
        disk.setattr(tempfile, "mkstemp", full)
        with pytest.raises(SimulatorError, match=r"^[^\n]*: no space left on device$"):
            ask(out, suite, baseline=tmp_path / "whole")
    assert {line["case"] for line in Folder(out).lines()} == {str(number) for number in range(8)}
    assert name == CASES or not (out / name).exists()
    assert not list(out.glob(".*")), "what was begun is left"
    assert run(Question(), Way(resume=out, means=Means(1))) == 0
    for each in SAME:
        assert (out / each).read_bytes() == (tmp_path / "whole" / each).read_bytes()


def test_a_baseline_is_compared_case_by_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ask(tmp_path / "before", own_suite(tmp_path))
    ask(tmp_path / "after", own_suite(tmp_path, offset=1), baseline=tmp_path / "before")
    found = json.loads((tmp_path / "after" / "comparison.json").read_text())
    assert (found["pairs"], found["unpaired"]) == (8, 0)
    assert [(flip["case"], flip["holds"]) for flip in found["flips"]] == [
        ("0", False), ("1", True), ("2", False), ("3", True), ("4", False), ("5", True), ("6", False), ("7", True),
    ]  # fmt: skip
    changes = {one["name"]: one for one in found["changes"]}
    assert changes["number"]["difference"] == 1
    assert changes["number"]["verdict"] == "better"
    assert changes["passed"]["verdict"] == "not shown"
    assert "1 figures better, 0 worse, 8 cases flipped, 8 pairs" in capsys.readouterr().out


def test_a_run_compared_with_itself_shows_nothing(tmp_path: Path, gold: Path) -> None:
    ask(tmp_path / "one", "observer", gold=gold)
    ask(tmp_path / "two", "observer", gold=gold, baseline=tmp_path / "one")
    found = json.loads((tmp_path / "two" / "comparison.json").read_text())
    assert {one["verdict"] for one in found["changes"]} == {"same"}
    assert found["flips"] == []


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (Question(suites=("observr",)), "suite 'observr' is unknown; there are "),
        (Question(suites=("observer",), grader="parrot"), "'parrot'"),
        (Question(suites=("observer",), models=("parrot:1",)), "'parrot:1'"),
        (Question(suites=("observer",), only=("nobody",)), "persona 'nobody' is unknown"),
    ],
    ids=["suite", "grader", "model", "persona"],
)
def test_what_is_not_to_be_had_is_an_error(tmp_path: Path, gold: Path, asked: Question, message: str) -> None:
    with pytest.raises(InputError) as error:
        run(asked.model_copy(update={"gold": (str(gold),)}), Way(output=tmp_path / "out", means=Means(1)))
    assert message in str(error.value)


def test_a_folder_that_can_not_be_written_is_an_error_before_the_work(tmp_path: Path, gold: Path) -> None:
    with pytest.raises(InputError, match=r"not a directory|file exists"):
        ask(gold, own_suite(tmp_path))


def test_the_command_line_says_what_is_wrong_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = write(tmp_path, single("s") | {"kinds": {"questoin": "Hire me?"}})
    assert main(["observer", "--gold", str(bad)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"simulator: {bad}:1:")


def test_speed_is_measured_in_a_process_of_its_own(gold: Path) -> None:
    measured = measure([gold], "offline", calls=4, timed_turns=5)
    assert {"turn_median_ms", "turn_p99_ms", "calls_a_second", "memory_growth_mb"} <= set(measured)
    assert measured["turn_p99_ms"] > 0
