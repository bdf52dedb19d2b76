"""Evals with a language model: counted, remembered, foreseen, bounded. Offline nothing is ever asked."""

import json
from pathlib import Path

import pytest

from evals.bench import Bench, Bounds
from evals.foresight import Price, foreseen, paid, price
from evals.kit import jobs, packed
from evals.run import Question, Way, run
from evals.spreading import Means
from evals.suite import Asked
from simulator.errors import InputError, SimulatorError
from simulator.settings import Settings, settings
from tests.openai_server import OpenAIServer, Words

TALK = """
from evals.suite import Case, Result, means

class Talk:
    name, about = "talk", "Do they talk?"

    def cases(self, asked):
        return [Case(str(n), str(n), n, {"persona": "dana-okafor"}) for n in range(asked.size(2, 9))]

    def run(self, case, bench):
        call = bench.play(case.given["persona"], ["Hi Dana, how did you start?"], seed=7)
        return Result(case.id, {"turns": len(call.state.turns)}, notes={"said": [turn.text for turn in call.state.turns]})

    measures = staticmethod(means)

SUITE = Talk()
"""
MODEL = "openai:m"
SAID = (Words("Dana Okafor."), Words("I started on a loading dock in Joliet."))


@pytest.fixture
def suite(tmp_path: Path) -> str:
    path = tmp_path / "talk.py"
    path.write_text(TALK)
    return str(path)


@pytest.fixture(autouse=True)
def _with_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    settings.cache_clear()


def test_requests_are_counted_and_the_same_one_is_sent_once(tmp_path: Path, openai_server: OpenAIServer) -> None:
    openai_server.plays(*SAID)
    bounds = Bounds(cache=tmp_path / "cache", base_url=openai_server.base_url)
    said = []
    for _ in range(2):
        bench = Bench(Asked(model=MODEL), bounds=bounds)
        call = bench.play("dana-okafor", ["Hi Dana, how did you start?"], seed=7)
        said.append([turn.text for turn in call.state.turns])
        used = bench.usage
    assert said[0] == said[1]
    assert said[0][-1] == "I started on a loading dock in Joliet."
    assert len(openai_server.requests) == 2
    assert used["from_cache"] == 2
    assert used["requests"] == used["model_failed"] == 0


def test_a_run_with_a_model_says_what_it_used(tmp_path: Path, suite: str, openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("Yes."), *SAID, *SAID)
    question = Question(suites=(suite,), models=(MODEL,))
    run(question, Way(output=tmp_path / "out", means=Means(1), bounds=Bounds(base_url=openai_server.base_url)))
    used = json.loads((tmp_path / "out" / "summary.json").read_text())["usage"]
    assert used["requests"] == 4
    assert used["tokens_in"] > 0
    assert "4 requests" in (tmp_path / "out" / "report.html").read_text()


def test_a_model_that_is_not_there_is_one_line_and_nobody_else_is_measured(tmp_path: Path, suite: str) -> None:
    question = Question(suites=(suite,), models=(MODEL,))
    with pytest.raises(SimulatorError, match="model openai:m: the model's server can't be reached"):
        run(question, Way(output=tmp_path / "out", means=Means(1), bounds=Bounds(base_url="http://127.0.0.1:9/v1")))


def test_what_a_run_will_need_is_known_before_anything_is_sent(suite: str) -> None:
    kit = packed([suite], Asked(model=MODEL))
    order = jobs(kit, [MODEL])
    coming = foreseen(kit, order)
    assert coming.total["requests"] == 4
    assert coming.total["tokens_in"] > 1000
    assert 0 < coming.total["tokens_out"] < 1000


@pytest.mark.parametrize(
    ("model", "base_url", "costs"),
    [
        ("offline", None, False),
        (MODEL, None, True),
        (MODEL, "http://127.0.0.1:8080/v1", False),
        ("local:m", None, False),
        (MODEL, "https://example.org/v1", True),
    ],
    ids=["offline", "openai", "here", "file", "elsewhere"],
)
def test_only_what_somebody_may_send_a_bill_for_is_asked_about(model: str, base_url: str | None, costs: bool) -> None:
    config = Settings(_env_file=None, base_url=base_url)
    assert paid(model, "offline", config) is costs


def test_prices_are_given_or_known_or_unknown() -> None:
    assert price(MODEL, "0.4,1.6") == Price(0.4, 1.6)
    assert price("openai:nobody-knows-this-model", None) is None
    assert Price(0.4, 1.6).of({"tokens_in": 1_000_000, "tokens_out": 500_000}) == pytest.approx(1.2)
    with pytest.raises(InputError, match="--price 'dear'"):
        price(MODEL, "dear")
