"""Cases over a Dask cluster of two worker processes: the same bytes as alone, and after one of them was killed too."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evals import run as runner
from evals.kit import Line
from evals.run import Question, Way, run
from evals.spreading import Means, spread
from simulator.errors import InputError
from tests.evals.test_run import SAME

distributed = pytest.importorskip("distributed")

SLOW = """
import time

from evals.suite import Case, Result, means

class Slow:
    name, about = "slow", "Does it take its time?"

    def cases(self, asked):
        return [Case(str(n), str(n), asked.seed, {"number": n}) for n in range(24)]

    def run(self, case, bench):
        time.sleep(0.1)
        return Result(case.id, {"number": case.given["number"]}, notes={"who": bench.persona("dana-okafor").name})

    measures = staticmethod(means)

SUITE = Slow()
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[str, list[int]]]:
    """The address of a scheduler with two workers, processes of their own, and the workers' numbers."""
    code = (
        "from distributed import LocalCluster; import sys\n"
        "if __name__ == '__main__':\n"
        "    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host='127.0.0.1') as cluster:\n"
        "        print(cluster.scheduler_address, *(worker.pid for worker in cluster.workers.values()), flush=True)\n"
        "        sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    address, *workers = process.stdout.readline().split()
    yield address, [int(number) for number in workers]
    process.stdin.close()
    process.wait(timeout=60)
    process.stdout.close()


@pytest.fixture
def slow(tmp_path: Path) -> Question:
    path = tmp_path / "slow.py"
    path.write_text(SLOW)
    return Question(suites=(str(path),))


@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore")
def test_a_suite_of_ours_leaves_the_same_bytes_on_a_cluster(tmp_path: Path, cluster: tuple[str, list[int]]) -> None:
    """Labelled calls, encoder and all; before the next test takes a worker away."""
    ours = Question(suites=("observer",), n=4)
    for name, means in (("alone", Means(1)), ("spread", Means(scheduler=cluster[0]))):
        run(ours, Way(output=tmp_path / name, means=means))
    for name in SAME:
        assert (tmp_path / "spread" / name).read_bytes() == (tmp_path / "alone" / name).read_bytes()
    cases = [json.loads(line) for line in (tmp_path / "spread" / "cases.jsonl").read_text().splitlines()]
    assert len(cases) == 4
    assert not any("traceback" in case["notes"] for case in cases)


@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_same_bytes_as_one_process_also_when_a_worker_is_killed(
    tmp_path: Path, slow: Question, cluster: tuple[str, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, workers = cluster
    run(slow, Way(output=tmp_path / "alone", means=Means(1)))
    run(slow, Way(output=tmp_path / "spread", means=Means(scheduler=address)))

    def deadly(*given: Any) -> Iterator[Line]:
        for number, line in enumerate(spread(*given)):
            if number == 4:
                os.kill(workers[0], signal.SIGKILL)
            yield line

    monkeypatch.setattr(runner, "spread", deadly)
    run(slow, Way(output=tmp_path / "killed", means=Means(scheduler=address)))
    for name in SAME:
        alone = (tmp_path / "alone" / name).read_bytes()
        assert (tmp_path / "spread" / name).read_bytes() == alone
        assert (tmp_path / "killed" / name).read_bytes() == alone


def test_a_scheduler_that_is_not_there_is_one_line(
    tmp_path: Path, slow: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evals.cluster.CONNECT_SECONDS", 1)
    with pytest.raises(InputError, match=r"--scheduler tcp://127\.0\.0\.1:9: can't be reached"):
        run(slow, Way(output=tmp_path / "out", means=Means(scheduler="tcp://127.0.0.1:9")))
