"""The suites of calls themselves: cases that travel, results that repeat, and what each of them would not let pass."""

import json
import pickle
from dataclasses import asdict
from fnmatch import fnmatch
from pathlib import Path

import pytest

from evals import faults_made, mutations
from evals.bench import Bench
from evals.faults_made import Edit, Mutation
from evals.learners.deck import lines
from evals.mutations import StaleError
from evals.suite import Asked, Case, Result, Suite
from evals.suites import director, fair, faults, learners, observer, professional, robust
from simulator.errors import InputError
from simulator.observation import Kind
from tests.evals.labelled import Parrot, single, write

SUITES: list[Suite] = [one.SUITE for one in (professional, director, learners, robust, fair, faults)]
by_name = pytest.mark.parametrize("suite", SUITES, ids=lambda one: one.name)


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(Asked())


def one(suite: Suite, start: str) -> Case:
    return next(case for case in suite.cases(Asked(full=True)) if case.id.startswith(start))


@by_name
def test_cases_are_the_same_each_time_and_travel(suite: Suite) -> None:
    cases = suite.cases(Asked())
    assert cases == suite.cases(Asked())
    assert len({case.id for case in cases}) == len(cases)
    assert pickle.loads(pickle.dumps(cases)) == cases
    assert json.loads(json.dumps([dict(case.given) for case in cases])) == [dict(case.given) for case in cases]


@by_name
def test_a_smaller_number_of_cases_is_asked_for_with_n(suite: Suite) -> None:
    # the director keeps what is of one piece: the table, the orders, the seeds
    assert len(suite.cases(Asked(n=4))) <= 4 + 8
    assert len(suite.cases(Asked(n=4))) < len(suite.cases(Asked()))


@by_name
def test_another_seed_draws_other_cases_or_other_calls(suite: Suite) -> None:
    first, second = ([asdict(case) for case in suite.cases(Asked(seed=seed))] for seed in (0, 1))
    assert first != second


@pytest.mark.parametrize(
    ("suite", "start"),
    [
        pytest.param(director.SUITE, "terms", id="director"),
        pytest.param(faults.SUITE, "during.cut_midway", id="faults"),
        pytest.param(robust.SUITE, "grader.003", id="robust"),
        pytest.param(learners.SUITE, "silent.", id="learners"),
        pytest.param(professional.SUITE, "dana-okafor.silent", id="professional"),
    ],
)
def test_a_case_gives_the_same_bytes_twice(suite: Suite, start: str) -> None:
    case = one(suite, start)
    results = [json.dumps(asdict(suite.run(case, Bench(Asked()))), default=str) for _ in range(2)]
    assert results[0] == results[1]


def test_there_are_a_hundred_injections_and_no_two_alike() -> None:
    every = [text for group in lines("injections").values() for text in group]
    assert len(set(every)) == len(every) >= 100


@pytest.mark.parametrize("start", ["moves", "terms", "seed.", "harder."])
def test_the_director_keeps_its_promises(bench: Bench, start: str) -> None:
    assert director.SUITE.run(one(director.SUITE, start), bench).failures == ()


@pytest.mark.parametrize(
    "start", ["during.500", "during.429_then_well", "during.offers", "reading.broken_json", "disk.2"]
)
def test_what_fails_loses_nothing(bench: Bench, start: str) -> None:
    assert faults.SUITE.run(one(faults.SUITE, start), bench).failures == ()


@pytest.mark.parametrize("start", ["professional.004", "rough.013", "refused.004"])
def test_what_is_typed_does_no_harm(bench: Bench, start: str) -> None:
    assert robust.SUITE.run(one(robust.SUITE, start), bench).failures == ()


def test_ones_own_learner_goes_through_the_professional_and_the_learners(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("Hi, this is Sam.\nWhat was it like at first?\nThank you, goodbye.\n", encoding="utf-8")
    asked = Asked(learners=(str(path),), n=3)
    for suite in (professional.SUITE, learners.SUITE):
        result: Result = suite.run(suite.cases(asked)[0], bench)
        assert result.failures == ()
        assert result.figures


def test_an_unknown_learner_is_said_before_anything_runs() -> None:
    with pytest.raises(InputError, match="unknown; there are"):
        learners.SUITE.cases(Asked(learners=("nobody",)))


@pytest.mark.parametrize("mutation", faults_made.MUTATIONS, ids=lambda one: one.name)
def test_a_deliberate_fault_still_applies(mutation: Mutation) -> None:
    for edit in mutation.edits:
        assert mutations.place(mutations.ROOT, edit).is_file()


def test_deliberate_faults_are_many_and_each_is_tried_on_cases_there_are() -> None:
    assert len({mutation.name for mutation in faults_made.MUTATIONS}) == len(faults_made.MUTATIONS) >= 15
    suites = {suite.name: [case.id for case in suite.cases(Asked(full=True))] for suite in (*SUITES, observer.SUITE)}
    assert {trial.suite for mutation in faults_made.MUTATIONS for trial in mutation.trials} == set(suites)
    for mutation in faults_made.MUTATIONS:
        for trial in mutation.trials:
            assert any(fnmatch(case, trial.cases) for case in suites[trial.suite]), trial


def test_labelled_turns_are_judged_by_the_thresholds_that_they_do_not_reach(tmp_path: Path) -> None:
    asked = Asked(gold=(write(tmp_path, single("a", "direct_job_ask", text="Are you hiring?")),))
    cases = observer.SUITE.cases(asked)
    hearing, deaf = (
        mutations.short(observer.SUITE, "*", cases, Bench(asked, observer=Parrot(*kinds)))
        for kinds in ([Kind.DIRECT_JOB_ASK], [])
    )
    assert hearing == {"observer/* asks_f1": [], "observer/* told_apart": [], "observer/* quotes_verified": []}
    assert deaf == {"observer/* asks_f1": ["fell short: at least 0.9 was wanted"]}


def test_a_fault_is_taken_out_again() -> None:
    with mutations.copied() as tree:
        mutation = faults_made.MUTATIONS[0]
        path = mutations.place(tree, mutation.edits[0])
        before = path.read_text(encoding="utf-8")
        with mutations.put_in(tree, mutation):
            assert path.read_text(encoding="utf-8") != before
        assert path.read_text(encoding="utf-8") == before


def test_a_fault_whose_place_is_gone_is_no_fault() -> None:
    with pytest.raises(StaleError, match="stands in 0 files"):
        mutations.place(mutations.ROOT, Edit("simulator/clock.py", "no such line", ""))


def test_where_the_program_is_only_installed_the_check_says_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mutations, "ROOT", tmp_path)
    assert mutations.main(["--only", "asks_forgotten"]) == 2
    assert capsys.readouterr().err == "deliberate faults are put into a copy of the repository, which is not here\n"
