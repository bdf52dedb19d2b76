"""Grades that take a model: a page asks for them until they are there, and they are worked out once."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from simulator import scoring
from simulator.settings import Settings
from simulator.web.desk import Desk
from tests.browser.held import LINES, Calling


class Grader:
    """Grades offline, and not before it may: `go_on`."""

    def __init__(self) -> None:
        self.asked = 0
        self.begun, self.go_on = threading.Event(), threading.Event()
        self._score = scoring.score

    def score(self, transcript: Any, **how: Any) -> Any:
        self.asked += 1
        self.begun.set()
        assert self.go_on.wait(60)
        return self._score(transcript, **{**how, "grader": "offline"})


@pytest.fixture
def grader(monkeypatch: pytest.MonkeyPatch) -> Grader:
    grader = Grader()
    monkeypatch.setattr(scoring, "score", grader.score)
    return grader


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(Settings(_env_file=None, data_dir=tmp_path, grader="openai:m"))  # type: ignore[call-arg]


async def test_who_asks_while_a_call_is_graded_waits_for_the_same_grades(
    tmp_path: Path, desk: Desk, grader: Grader
) -> None:
    call = desk.calls.get(Calling(tmp_path)(*LINES))
    assert not await desk.grades(call, 0)
    later = [asyncio.create_task(desk.grades(call, 60)) for _ in range(2)]
    await asyncio.to_thread(grader.begun.wait, 60)
    grader.go_on.set()
    assert await asyncio.gather(*later) == [True, True]
    assert desk.graded_at_once(call)
    assert grader.asked == 1


async def test_a_note_that_came_while_its_call_was_graded_is_graded_for_who_asks_next(
    tmp_path: Path, desk: Desk, grader: Grader
) -> None:
    call = desk.calls.get(Calling(tmp_path)(*LINES))
    assert not await desk.grades(call, 0)
    await asyncio.to_thread(grader.begun.wait, 60)
    call.note("Thank you for the story of the storm.", hours_after=4)
    grader.go_on.set()
    assert not await desk.grades(call, 60)
    assert await desk.grades(call, 60)


async def test_what_kept_a_call_from_being_graded_is_told_to_who_waits_and_the_next_one_tries_again(
    tmp_path: Path, desk: Desk, grader: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = desk.calls.get(Calling(tmp_path)(*LINES))

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(scoring, "score", broken)
        with pytest.raises(OSError, match="no space left"):
            await desk.grades(call, 60)
    grader.go_on.set()
    assert await desk.grades(call, 60)
