"""Cases over processes: no result depends on how many, and a process that dies takes one case with it at most."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evals.folder import CASES, Folder
from evals.kit import PROCESSOR, jobs, packed
from evals.run import Question, Way, run
from evals.spreading import Means, spread
from evals.suite import Asked

DEADLY = """
import os
from evals.suite import Case, Result, means

class Deadly:
    name, about = "deadly", "Who survives?"

    def cases(self, asked):
        return [Case(str(n), str(n), asked.seed, {"number": n}) for n in range(5)]

    def run(self, case, bench):
        if case.given["number"] == 2 and os.getpid() != HERE:
            os._exit(9)
        return Result(case.id, {"number": case.given["number"]}, notes={"seed": case.seed})

    measures = staticmethod(means)

SUITE = Deadly()
"""

SLOW = DEADLY.replace("deadly", "slow").replace("Deadly", "Slow").replace("range(5)", "range(200)").replace(
    "        if case.given[\"number\"] == 2 and os.getpid() != HERE:\n            os._exit(9)\n",
    "        import time\n        time.sleep(0.2)\n",
)  # fmt: skip
PATIENCE_SECONDS = 100
"""For processes to start on a busy machine."""


@pytest.fixture
def suite(tmp_path: Path) -> str:
    path = tmp_path / "deadly.py"
    path.write_text(DEADLY.replace("HERE", str(os.getpid())))
    return str(path)


@pytest.mark.timeout(600)
def test_a_case_that_kills_its_process_fails_and_the_others_are_as_alone(suite: str) -> None:
    kit = packed([suite], Asked(seed=7))
    order = jobs(kit, ["offline"])
    alone, spread_out = (
        {line["case"]: {**line, PROCESSOR: None} for line in spread(kit, order, Means(workers))} for workers in (1, 2)
    )
    assert len(spread_out) == 5
    died = spread_out.pop("2")
    assert died["failures"][0].startswith("raised BrokenProcessPool")
    assert spread_out == {case: line for case, line in alone.items() if case != "2"}


def test_nothing_is_handed_out_after_a_no(suite: str) -> None:
    kit = packed([suite], Asked())
    order = jobs(kit, ["offline"])
    tried = [line["case"] for line in spread(kit, order, Means(1), lambda job: job.case.id != "3")]
    assert tried == ["0", "1", "2"]


@pytest.mark.timeout(600)
def test_two_processes_leave_the_bytes_of_one(tmp_path: Path) -> None:
    for workers in (1, 2):
        question = Question(suites=("fair",), n=2)
        run(question, Way(output=tmp_path / str(workers), means=Means(workers)))
    for name in ("config.json", CASES, "summary.json", "report.html", "report.md"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes(), name


@pytest.mark.timeout(600)
def test_an_interrupt_from_the_keyboard_keeps_what_is_done_and_leaves_nobody_at_work(tmp_path: Path) -> None:
    suite, out = tmp_path / "slow.py", tmp_path / "out"
    suite.write_text(SLOW)
    command = [sys.executable, "-m", "evals.run", str(suite), "--workers", "2", "-o", str(out)]
    # in a process group of its own, all of which gets the signal, as from a terminal; what a shell runs in the background
    # does not listen to it, and hands that on
    heeds = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # noqa: E731
    working = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heeds)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ((out / CASES).exists() and (out / CASES).read_bytes().count(b"\n") >= 3):
        assert working.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(working.pid, signal.SIGINT)
    _, said = working.communicate(timeout=PATIENCE_SECONDS)
    kept = Folder(out).lines()
    assert working.returncode == 130
    assert "Traceback" not in said
    assert f"interrupted; {len(kept)} of 200 cases are kept: --resume {out}" in said
    assert 3 <= len(kept) < 200
    while _somebody_of(working.pid):
        assert time.monotonic() < deadline + PATIENCE_SECONDS
        time.sleep(0.05)


def _somebody_of(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
