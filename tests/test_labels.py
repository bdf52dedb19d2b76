"""Verdicts as labelled turns: what the learner said of an observation, and nothing that they did not say."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from evals.gold import Labelled, load
from evals.hearing import Listener
from evals.observer import listen, measures
from simulator.call import Call, Calls
from simulator.cli import run
from simulator.events import Tree
from simulator.observation import Kind, Observation
from simulator.observer.offline import OfflineObserver
from simulator.persona import catalogue
from simulator.settings import Settings
from simulator.settings import settings as of_process
from simulator.store import MemoryLog, Store
from simulator.transcript import Preparation
from simulator.verdicts import labelled_turns
from tests.evals.labelled import Parrot
from tests.talking import talk

SAID = (
    "Hi Dana, I'm a second-year logistics student. How did you end up on a night desk?",
    "That is where I would want to stand some day, next to people like yours.",
    "Are you hiring right now? And what was the hardest week?",
)
REQUEST = "Dear Dana, I am looking for work now, and I would ask about openings."


def calls(log: MemoryLog | Store) -> Calls:
    return Calls(log, Settings(_env_file=None))


async def played(log: MemoryLog | Store, **chosen: Any) -> Call:
    call = calls(log).open(catalogue()["dana-okafor"], seed=1, model="offline", **chosen)
    await talk(call, SAID)
    return call


def turn_of(call: Call, words: str) -> int:
    return next(number for number, turn in enumerate(call.state.turns) if words in turn.text)


def seen(call: Call, quote: str, kind: Kind, source: str = "model:m") -> Observation:
    """What whoever read the call took these words for."""
    turn = turn_of(call, quote)
    text = call.state.turns[turn].text
    start = text.index(quote)
    return Observation.of(turn, kind, text, start, start + len(quote), source=source, confidence=1.0)


def rows(call: Call) -> dict[str, Mapping[str, Any]]:
    """By the words of the turn."""
    return {row["text"]: row for row in labelled_turns(call.id, Tree.of(call.log.read(call.id)))}


async def test_what_a_model_saw_and_the_learner_agrees_with_is_a_label() -> None:
    call = await played(MemoryLog())
    call.judge(
        seen(call, "stand some day, next to people like yours", Kind.VEILED_JOB_ASK), agrees=True, why="I hinted"
    )
    (row,) = rows(call).values()
    assert row["text"] == SAID[1]
    assert row["kinds"] == {"veiled_job_ask": "stand some day, next to people like yours"}
    assert row["why"] == {"veiled_job_ask": "I hinted"}


async def test_what_nobody_judged_is_in_doubt_whether_it_was_observed_or_not() -> None:
    call = await played(MemoryLog())
    call.judge(seen(call, "Are you hiring right now?", Kind.DIRECT_JOB_ASK), agrees=True)
    call.judge(seen(call, "what was the hardest week", Kind.FOLLOW_UP), agrees=False, why="off my list")
    row = rows(call)[SAID[2]]
    assert set(row["doubt"]) == set(Kind) - {Kind.DIRECT_JOB_ASK, Kind.FOLLOW_UP}
    assert row["why"] == {"follow_up": "off my list"}
    assert len(rows(call)) == 1


async def test_a_dispute_of_one_question_says_nothing_of_another_in_the_turn() -> None:
    call = await played(MemoryLog())
    question = next(
        one for one in call.state.observed if one.kind is Kind.QUESTION and one.turn == turn_of(call, SAID[2])
    )
    call.judge(seen(call, "Are you hiring right now", Kind.QUESTION), agrees=False)
    assert "question" in rows(call)[SAID[2]]["doubt"]
    call.judge(question, agrees=False)
    assert "question" not in rows(call)[SAID[2]]["doubt"]
    assert "question" not in rows(call)[SAID[2]]["kinds"]
    call.judge(question, agrees=True)
    assert rows(call)[SAID[2]]["kinds"] == {"question": question.quote}


async def test_a_later_verdict_takes_the_place_of_one_on_the_same_words() -> None:
    call = await played(MemoryLog())
    call.judge(seen(call, "Are you hiring", Kind.DIRECT_JOB_ASK), agrees=True)
    call.judge(seen(call, "Are you hiring right now?", Kind.DIRECT_JOB_ASK), agrees=False)
    row = rows(call)[SAID[2]]
    assert row["kinds"] == {}
    assert "direct_job_ask" not in row["doubt"]


async def test_a_call_without_a_verdict_has_no_labelled_turn() -> None:
    assert rows(await played(MemoryLog())) == {}


async def test_a_turn_comes_with_all_that_was_said_before_and_with_the_request() -> None:
    call = await played(MemoryLog(), preparation=Preparation(request=REQUEST, notes="mine alone"))
    call.judge(seen(call, "Are you hiring right now?", Kind.INVITED_JOB_TALK), agrees=True)
    row = rows(call)[SAID[2]]
    assert [turn["text"] for turn in row["before"]] == [
        turn.text for turn in call.state.turns[: turn_of(call, SAID[2])]
    ]
    assert row["preparation"] == {"request": REQUEST}


async def test_verdicts_on_a_try_that_was_given_up_are_labels_and_a_turn_of_both_is_one() -> None:
    call = await played(MemoryLog())
    call.judge(seen(call, "How did you end up on a night desk?", Kind.QUESTION), agrees=False)
    call.judge(seen(call, "Are you hiring right now?", Kind.DIRECT_JOB_ASK), agrees=True)
    await call.rewind(turn_of(call, SAID[2]))
    await talk(call, ["What was the hardest week?"])
    call.judge(seen(call, "How did you end up on a night desk?", Kind.QUESTION), agrees=True)
    call.judge(seen(call, "What was the hardest week?", Kind.QUESTION), agrees=True)
    found = list(labelled_turns(call.id, Tree.of(call.log.read(call.id))))
    assert [row["text"] for row in found] == [SAID[0], SAID[2], "What was the hardest week?"]
    assert "question" in found[0]["kinds"]
    assert len({row["id"] for row in found}) == 3


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of the commands."""
    monkeypatch.setenv("SIMULATOR_DATA_DIR", str(tmp_path / "data"))
    of_process.cache_clear()
    return tmp_path / "data"


class Deaf:
    """An observer that hears nothing any more."""

    def observe(self, *_: object) -> list[Observation]:
        return []


async def exported(data: Path, monkeypatch: pytest.MonkeyPatch) -> list[Labelled]:
    """Verdicts through the command and into the loader of labelled files, with another observer than when they were given."""
    call = await played(Store(data), preparation=Preparation(request=REQUEST))
    call.judge(seen(call, "Are you hiring right now?", Kind.DIRECT_JOB_ASK), agrees=True)
    call.judge(seen(call, "stand some day, next to people like yours", Kind.VEILED_JOB_ASK), agrees=True)
    call.judge(seen(call, "How did you end up on a night desk?", Kind.QUESTION), agrees=False)
    monkeypatch.setattr(OfflineObserver, "observe", Deaf.observe)
    path = data.parent / "said-turns.jsonl"
    assert run(["export-labels", "-o", str(path)]) == 0
    monkeypatch.undo()
    return load([path])


async def test_labels_go_out_by_the_command_and_come_in_as_gold(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {one.transcript.turns[-1].text: one for one in await exported(data, monkeypatch)}
    assert set(found) == set(SAID)
    (label,) = found[SAID[1]].labels.values()
    (start, end) = label.kinds[Kind.VEILED_JOB_ASK]
    assert SAID[1][start:end] == "stand some day, next to people like yours"
    assert label.doubt == set(Kind) - {Kind.VEILED_JOB_ASK}
    (disputed,) = found[SAID[0]].labels.values()
    assert disputed.kinds == {}
    assert Kind.QUESTION not in disputed.doubt
    for one in found.values():
        assert (one.author, one.single, one.persona) == ("said", True, catalogue()["dana-okafor"])
        assert one.transcript.preparation == Preparation(request=REQUEST)


async def test_an_observer_is_measured_by_the_verdicts_and_by_nothing_else(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gold = await exported(data, monkeypatch)
    hearing = listen(gold, Listener("offline", observer=Parrot(Kind.DIRECT_JOB_ASK, Kind.QUESTION)))
    figures = {one.name: one.counts.sum(axis=0).tolist() for one in measures(hearing) if one.name.endswith(".f1")}
    right, false, missed = [1, 0, 0], [0, 1, 0], [0, 0, 1]
    judged = {"kind.direct_job_ask.f1": right, "kind.question.f1": false, "kind.veiled_job_ask.f1": missed}
    assert {name: counts for name, counts in figures.items() if any(counts)} == judged


def test_without_a_verdict_the_command_says_so_and_writes_nothing(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export-labels"]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "there is no labelled turn" in printed.err
