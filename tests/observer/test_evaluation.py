"""The figures of `evals.observer`: what counts as a hit, what is left out, and what a file may hold."""

import json
from pathlib import Path
from typing import Any

import pytest

from evals.observer import evaluate, load, main
from simulator.observation import Kind, Observation
from simulator.observer import Context
from tests.observer.persona import ILSE


class Parrot:
    """Hears in every turn what it was told to."""

    name = "parrot"
    version = "1"

    def __init__(self, *told: Kind) -> None:
        self._told = told

    def observe(self, turn: int, text: str, context: Context) -> list[Observation]:
        return [Observation.of(turn, kind, text, 0, 1, source="parrot", confidence=1) for kind in self._told]


PERSONA: dict[str, Any] = ILSE.model_dump(mode="json", exclude_defaults=True) | {"format": "persona/1"}


def _single(id_: str, *held: str, doubt: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "id": id_, "persona": PERSONA, "before": [{"speaker": "professional", "text": "Go on."}], "text": "Hire me?",
        "kinds": dict.fromkeys(held, "Hire me?"), "doubt": list(doubt),
    }  # fmt: skip


def _call(id_: str, *held: str) -> dict[str, Any]:
    turns = [{"speaker": "professional", "text": "Varga."}, {"speaker": "learner", "text": "Hire me?"}]
    transcript = {"format": "transcript/1", "persona": PERSONA, "turns": turns}
    return {"id": id_, "transcript": transcript, "labels": [{"turn": 1, "kinds": dict.fromkeys(held, "Hire"), "doubt": []}]}


def _file(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "labelled.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_hits_misses_and_false_alarms_are_told_apart(tmp_path: Path) -> None:
    cases = load(_file(tmp_path, _single("a", "question"), _single("b"), _single("c", "thanks")))
    score = evaluate(Parrot(Kind.QUESTION), cases)
    question = score.kinds[Kind.QUESTION]
    assert (question.hit, question.false, question.missed) == (1, 2, 0)
    assert score.kinds[Kind.THANKS].missed == 1
    assert question.f1 == pytest.approx(0.5)


def test_a_doubtful_kind_is_left_out_of_its_turn(tmp_path: Path) -> None:
    cases = load(_file(tmp_path, _single("a", "rude", doubt=("rude",))))
    assert evaluate(Parrot(), cases).kinds[Kind.RUDE].cases == 0


def test_asks_are_pooled_before_they_are_told_apart(tmp_path: Path) -> None:
    cases = load(_file(tmp_path, _single("a", "direct_job_ask"), _single("b", "veiled_job_ask")))
    score = evaluate(Parrot(Kind.DIRECT_JOB_ASK), cases)
    assert score.asks.f1 == 1
    assert score.told_apart == 0.5


def test_a_call_without_asks_is_clean_until_one_is_heard(tmp_path: Path) -> None:
    cases = load(_file(tmp_path, _call("a", "question"), _call("b", "direct_job_ask")))
    assert evaluate(Parrot(), cases).clean_calls == 1
    assert evaluate(Parrot(Kind.VEILED_JOB_ASK), cases).clean_calls == 0


def test_kinds_with_few_cases_stay_out_of_the_macro_mean(tmp_path: Path) -> None:
    many = [_single(f"q{number}", "question") for number in range(10)]
    cases = load(_file(tmp_path, *many, _single("r", "rude", "question")))
    assert evaluate(Parrot(Kind.QUESTION), cases).macro_f1 == 1


def test_the_table_names_every_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(_file(tmp_path, _single("a", "direct_job_ask")))]) == 0
    printed = capsys.readouterr().out
    assert all(kind in printed for kind in Kind)


def test_no_file_is_a_usage_error() -> None:
    assert main([]) == 2
