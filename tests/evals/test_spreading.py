"""Cases over processes: no result depends on how many, and a process that dies takes one case with it at most."""

from pathlib import Path

import pytest

from evals.kit import PROCESSOR, jobs, packed
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


@pytest.fixture
def suite(tmp_path: Path) -> str:
    import os

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
