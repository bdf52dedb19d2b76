"""Runs that cost money, against a server on loopback whose price is given: asked about, bounded, and as a matrix."""

import json
from pathlib import Path
from typing import Any

import pytest
from langchain_core.rate_limiters import InMemoryRateLimiter

from evals import bench, foresight
from evals.bench import Bench, Bounds
from evals.folder import CASES
from evals.foresight import Price, foreseen
from evals.kit import Line, jobs, key_of, packed
from evals.run import Question, Way, per_process, run
from evals.spreading import Means
from evals.suite import Asked
from simulator.errors import InputError
from simulator.settings import settings
from tests.openai_server import OpenAIServer, Words

TALK = """
from evals.suite import Case, Result, means

class Talk:
    name, about = "talk", "Do they talk?"

    def cases(self, asked):
        return [
            Case(f"{who.id}.{learner}", who.id, 7, {"persona": who.id, "learner": learner})
            for who in asked.personas for learner in asked.learners
        ]

    def run(self, case, bench):
        call = bench.play(case.given["persona"], ["How did you start?"], seed=case.seed)
        return Result(case.id, {"turns": len(call.state.turns)})

    measures = staticmethod(means)

SUITE = Talk()
"""
MODEL, OTHER = "openai:m", "openai:n"
PEOPLE, LEARNERS = ("dana-okafor", "morag-lindsay"), ("curious", "terse")
PRICE = "1000,0"
"""Dollars a million tokens: a tenth of a cent each of those that are sent."""
WORD = Words("Yes.")
"""To the question whether there is anybody."""
CALL = (Words("Hello."), Words("I started on a loading dock in Joliet."))


@pytest.fixture(autouse=True)
def _with_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    settings.cache_clear()


@pytest.fixture
def question(tmp_path: Path) -> Question:
    """Two people and two learners: four cases a model."""
    path = tmp_path / "talk.py"
    path.write_text(TALK)
    return Question(suites=(str(path),), models=(MODEL,), only=PEOPLE, learners=LEARNERS)


@pytest.fixture
def billed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if loopback were a server that sends bills."""
    monkeypatch.setattr(foresight, "_HERE", set())


def way(out: Path, server: OpenAIServer, **more: Any) -> Way:
    """A run in this process, with this server."""
    return Way(output=out, means=Means(1), bounds=Bounds(base_url=server.base_url), price=PRICE, **more)


def kept(out: Path) -> list[Line]:
    """The cases of a run, as they stand in its file."""
    return [json.loads(line) for line in (out / CASES).read_text().splitlines()]


def answered(monkeypatch: pytest.MonkeyPatch, answer: str) -> list[str]:
    """Somebody at a terminal who says this; what they are asked."""
    asked: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)

    def said(prompt: str) -> str:
        asked.append(prompt)
        return answer

    monkeypatch.setattr("builtins.input", said)
    return asked


def test_no_case_is_handed_out_beyond_the_spend_limit_and_what_is_done_is_kept(
    tmp_path: Path, question: Question, openai_server: OpenAIServer, capsys: pytest.CaptureFixture[str]
) -> None:
    kit = packed(question.suites, question.asked())
    order = jobs(kit, question.models)
    a_case = Price.parse(PRICE).of(foreseen(kit, order).of(order[0]))
    assert a_case > 0
    out = tmp_path / "out"
    openai_server.plays(WORD, *CALL, *CALL)
    assert run(question, way(out, openai_server, spend_limit=2.5 * a_case)) == 1
    assert f"the spend limit was reached; go on by --resume {out}" in capsys.readouterr().err
    assert [key_of(line) for line in kept(out)] == [job.key for job in order[:2]]
    assert "2 of 4 cases" in (out / "report.md").read_text()

    openai_server.plays(WORD, *CALL, *CALL)
    assert run(Question(), Way(resume=out, means=Means(1), bounds=Bounds(base_url=openai_server.base_url))) == 0
    assert [key_of(line) for line in kept(out)] == [job.key for job in order]
    assert json.loads((out / "summary.json").read_text())["usage"]["requests"] == 8


def test_a_spend_limit_without_a_price_is_refused_before_anything_is_spent(
    tmp_path: Path, question: Question, openai_server: OpenAIServer, billed: None
) -> None:
    openai_server.plays(WORD)
    given = Way(
        output=tmp_path / "out", means=Means(1), bounds=Bounds(base_url=openai_server.base_url), spend_limit=1.0
    )
    with pytest.raises(InputError, match="--spend-limit: the price of the model is not known; give it by --price"):
        run(question, given)


def test_nothing_is_sent_after_a_no(
    tmp_path: Path,
    question: Question,
    openai_server: OpenAIServer,
    billed: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    openai_server.plays(WORD)
    asked = answered(monkeypatch, "n")
    assert run(question, way(tmp_path / "out", openai_server)) == 0
    (prompt,) = asked
    assert prompt.startswith("This run needs about 8 requests, ")
    assert prompt.endswith("Go on? [y/N] ")
    assert "about $" in prompt
    assert kept(tmp_path / "out") == []


def test_a_yes_begins_the_run(
    tmp_path: Path,
    question: Question,
    openai_server: OpenAIServer,
    billed: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    openai_server.plays(WORD, *4 * CALL)
    answered(monkeypatch, " Y ")
    assert run(question, way(tmp_path / "out", openai_server)) == 0
    assert len(kept(tmp_path / "out")) == 4


def test_where_nobody_can_be_asked_a_run_that_costs_is_not_begun(
    tmp_path: Path,
    question: Question,
    openai_server: OpenAIServer,
    billed: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    openai_server.plays(WORD)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(InputError, match=r"this run needs about 8 requests, .*; add --yes if it may"):
        run(question, way(tmp_path / "out", openai_server))


def test_every_request_waits_for_the_one_rate_and_processes_share_it(
    openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    class Gate(InMemoryRateLimiter):
        async def aacquire(self, *, blocking: bool = True) -> bool:
            assert blocking
            waited.append(self.requests_per_second)
            return True

    monkeypatch.setattr(bench, "InMemoryRateLimiter", Gate)
    openai_server.plays(*CALL, *CALL)
    held = per_process(Way(means=Means(4), bounds=Bounds(rate=2.0, base_url=openai_server.base_url)))
    one = Bench(Asked(model=MODEL), bounds=held)
    for who in PEOPLE:
        one.play(who, ["How did you start?"], seed=7)
    assert waited == [0.5] * len(openai_server.requests) == [0.5] * 4


def test_two_models_make_a_matrix_with_personas_and_learners(
    tmp_path: Path, question: Question, openai_server: OpenAIServer
) -> None:
    openai_server.plays(WORD, WORD, *8 * CALL)
    both = question.model_copy(update={"models": (MODEL, OTHER)})
    assert run(both, way(tmp_path / "out", openai_server)) == 0
    found = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert found["models"] == [MODEL, OTHER]
    assert [(one["model"], one["cases"]) for one in found["runs"]] == [(MODEL, 4), (OTHER, 4)]
    rows = [[learner, "1/1", "1/1"] for learner in LEARNERS]
    assert [(one["title"], one["head"], one["rows"]) for one in found["matrix"]] == [
        (f"talk with {model}", ["learner", *PEOPLE], rows) for model in (MODEL, OTHER)
    ]
    sent = [request.body["model"] for request in openai_server.requests]
    assert sent == ["m", "n", *["m"] * 8, *["n"] * 8]
