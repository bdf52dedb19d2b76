"""Every suite on a few cases: `pytest -m suite_director`. What its figures have to be is the gates' affair."""

import json

import pytest

from evals.bench import Bench
from evals.figures import estimates
from evals.kit import jobs as jobs_of
from evals.kit import key_of, packed, result_of, tried
from evals.suite import Asked

SUITES = ("director", "fair", "faults", "learners", "observer", "professional", "robust")
CASES = 2


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "name", [pytest.param(name, id=name, marks=getattr(pytest.mark, f"suite_{name}")) for name in SUITES]
)
def test_a_few_cases_of_every_suite_can_be_tried_counted_and_tried_again_alike(name: str) -> None:
    kit = packed([name], Asked(n=CASES))
    jobs = jobs_of(kit, ["offline"])
    assert 0 < len(jobs) <= 10 * CASES
    lines = [tried(kit, job) for job in jobs[:CASES]]
    assert not any("traceback" in line["notes"] for line in lines), lines
    assert [key_of(line) for line in lines] == [job.key for job in jobs[:CASES]]
    # what is kept in a file is what was found
    kept = [json.loads(json.dumps(line)) for line in lines]
    assert kept == lines
    assert estimates(kit.suite(name).measures([result_of(line) for line in kept]), resamples=10)
    again = kit.suite(name).run(jobs[0].case, Bench(kit.asked, gold=kit.gold))
    assert json.loads(json.dumps(dict(again.figures))) == lines[0]["figures"]
    assert list(again.failures) == lines[0]["failures"]
