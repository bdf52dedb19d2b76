"""The learner's say: what is disputed is left out of a second count, both are kept, and verdicts become labels."""

from pathlib import Path

import pytest

from simulator.call import Call, Calls
from simulator.errors import InputError
from simulator.persona import catalogue
from simulator.scoring import score
from simulator.settings import Settings
from simulator.store import MemoryLog, Store
from simulator.verdicts import labelled_turns, latest, without_disputed
from tests.talking import talk

SAID = [
    "Hi Dana, I'm a second-year logistics student. How did you end up on a night desk?",
    "Are you hiring right now?",
    "What was the hardest week you had?",
]


async def played(log: MemoryLog | Store) -> Call:
    call = Calls(log, Settings(_env_file=None)).open(catalogue()["dana-okafor"], seed=1, model="offline")  # type: ignore[call-arg]
    await talk(call, SAID)
    return call


async def test_a_disputed_ask_is_left_out_of_the_second_count_and_the_first_stays() -> None:
    call = await played(MemoryLog())
    transcript, persona = call.state.transcript(call.id), call.state.persona
    first = score(transcript, persona=persona, name=call.id)
    ask = next(seen for seen in first.observations if seen.kind == "direct_job_ask")
    assert without_disputed(transcript, persona, first, call.state.judged) is None
    call.judge(ask, agrees=False, why="I was asking about the trade")
    second = without_disputed(transcript, persona, first, call.state.judged)
    assert second is not None
    assert first.grades["job_ask"] is not None
    assert second.grades["job_ask"] is not None
    assert first.grades["job_ask"].level < second.grades["job_ask"].level == 5
    assert score(transcript, persona=persona, name=call.id) == first


async def test_the_last_verdict_counts_and_survives_a_restart(tmp_path: Path) -> None:
    call = await played(Store(tmp_path))
    card = score(call.state.transcript(call.id), persona=call.state.persona, name=call.id)
    call.judge(card.observations[0], agrees=False)
    call.judge(card.observations[0], agrees=True)
    again = Calls(Store(tmp_path), Settings(_env_file=None)).get(call.id)  # type: ignore[call-arg]
    assert [verdict.agrees for verdict in latest(again.state.judged).values()] == [True]


async def test_verdicts_become_labels_and_what_nobody_judged_is_doubtful() -> None:
    call = await played(MemoryLog())
    card = score(call.state.transcript(call.id), persona=call.state.persona, name=call.id)
    opening = [seen for seen in card.observations if seen.turn == 1]
    assert len(opening) >= 2
    agreed, disputed, *rest = opening
    call.judge(agreed, agrees=True)
    call.judge(disputed, agrees=False, why="no")
    (row,) = labelled_turns(call.id, call.state, card)
    assert row["text"] == SAID[0]
    assert row["kinds"] == {agreed.kind.value: agreed.quote}
    assert disputed.kind.value not in row["kinds"]
    assert set(row["doubt"]) == {seen.kind.value for seen in rest} - {agreed.kind.value}
    assert [turn["speaker"] for turn in row["before"]] == ["professional"]


async def test_a_reason_that_is_too_long_is_refused() -> None:
    call = await played(MemoryLog())
    card = score(call.state.transcript(call.id), persona=call.state.persona, name=call.id)
    with pytest.raises(InputError, match="500 at most"):
        call.judge(card.observations[0], agrees=False, why="x " * 600)
