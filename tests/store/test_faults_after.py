"""What fails while a call is graded, or taken along: the call is in the log, so both can be asked for again."""

import asyncio
import io
import json
import os
import signal
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from simulator import export, scoring
from simulator.call import Call, Calls
from simulator.errors import StoreError
from simulator.events import Event, Said
from simulator.settings import Settings
from simulator.store import Database, MemoryLog, Store
from simulator.web.desk import Desk
from simulator.web.progress import bundle
from tests.openai_server import OpenAIServer, Status, Words
from tests.store.played import opened
from tests.store.postgresql import PostgreSQL
from tests.store.test_faults import begun, held, impatient, jumped, mortal, patient, slowly
from tests.test_call import joined, listened

__all__ = ["impatient", "mortal"]

LINES = ("Hi Dana, I'm Sam and I study logistics.", "What was the hardest part of the first year?")


class Deaf:
    """Hears nothing, at once and in any process."""

    name, version = "deaf", "1"

    def observe(self, *_: Any) -> list[Any]:
        return []


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is heard is not what is tested here."""
    monkeypatch.setattr(scoring, "observer_of", lambda _: Deaf())


def settings(data: Path, **chosen: Any) -> Settings:
    return Settings(_env_file=None, data_dir=data, **chosen)  # type: ignore[call-arg]


def over(desk: Desk) -> str:
    """A call that is over, and has not been graded; its id."""

    async def held_to_its_end() -> str:
        call = await joined(Calls(desk.store, desk.settings, observer=Deaf()))
        for line in LINES:
            await call.say(line)
            await listened(call)
        await call.hang_up()
        return call.id

    return asyncio.run(held_to_its_end())


def kept(desk: Desk, call: str) -> Counter[str]:
    return Counter(event.kind for event in desk.store.read(call))


def graded(desk: Desk, call: str) -> str:
    return desk.graded(desk.calls.get(call))[2].model_dump_json()


def files(made: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        return {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}


# --- there is no room, or another program holds the database ------------------------------------------------------------


@contextmanager
def no_room(database: Database) -> Iterator[None]:
    """A disk on which not one more event has room."""

    def pages(most: int) -> None:
        with database._engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")

    store, seq = Store(database), 1
    store.append("filler", 0, opened("somebody else"))
    pages(1)
    for characters in (2000, 200, 20, 1):
        with pytest.raises(StoreError, match="no room left"):
            while True:
                store.append("filler", seq, Said(text="x" * characters))
                seq += 1
    yield
    pages(1_000_000)


TROUBLES = [
    pytest.param(no_room, "has no room left on its disk; nothing was changed", id="full"),
    pytest.param(held, "was held by another program", id="locked"),
]
Trouble = Callable[[Database], AbstractContextManager[None]]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("trouble", "told"), TROUBLES)
def test_grades_for_which_the_log_has_no_room_or_no_time_are_told_in_a_line_and_kept_when_it_has(
    tmp_path: Path, trouble: Trouble, told: str
) -> None:
    desk = Desk(settings(tmp_path))
    call = over(desk)
    with trouble(desk.store.database):
        with pytest.raises(StoreError, match=told) as caught:
            graded(desk, call)
        card = graded(desk, call)
    assert "\n" not in str(caught.value)
    assert kept(desk, call)["graded"] == 0
    assert graded(desk, call) == graded(desk, call) == card
    assert kept(desk, call)["graded"] == 1
    assert graded(Desk(settings(tmp_path)), call) == card


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("trouble", "told"), TROUBLES)
def test_what_was_graded_before_is_taken_along_all_the_same(tmp_path: Path, trouble: Trouble, told: str) -> None:
    desk = Desk(settings(tmp_path))
    graded(desk, over(desk))
    whole = files(bundle(desk, ""))
    with trouble(desk.store.database):
        with pytest.raises(StoreError, match=told):
            desk.store.append("another", 0, opened("somebody else"))
        assert files(bundle(desk, "")) == whole
    assert len(whole) == 5


# --- kill -9 ------------------------------------------------------------------------------------------------------------


def killed(work: Callable[[], object]) -> None:
    """Do some work in a process that dies of it."""
    child = os.fork()
    if not child:
        work()
        os._exit(1)  # it was to die before
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("when", ["before", "after"])
def test_of_a_server_that_is_killed_as_it_grades_the_next_one_grades_the_same_and_keeps_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    first = Desk(settings(tmp_path))
    call = over(first)
    first.store.close()
    append = Store.append

    def dies(store: Store, call: str, seq: int, event: Event) -> None:
        if when == "after":
            append(store, call, seq, event)
        die()

    with monkeypatch.context() as patched:
        patched.setattr(Store, "append", dies)
        killed(lambda: graded(Desk(settings(tmp_path)), call))
    other = Desk(settings(tmp_path))
    before = kept(other, call)
    assert before["graded"] == (when == "after")
    card = graded(other, call)
    assert kept(other, call) == {**before, "graded": 1}
    assert [one["quote"] for one in json.loads(card)["observations"]] == []
    assert json.loads(card)["persona"] == "dana-okafor"


def test_of_a_server_that_is_killed_as_it_packs_a_zip_nothing_is_left_and_the_next_one_packs_it_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Desk(settings(tmp_path))
    call = over(first)
    graded(first, call)
    whole, log = bundle(first, ""), first.store.read(call)
    first.store.close()
    with monkeypatch.context() as patched:
        patched.setattr(export, "to_markdown", die)
        killed(lambda: bundle(Desk(settings(tmp_path)), ""))
    other = Desk(settings(tmp_path))
    assert other.store.read(call) == log
    assert bundle(other, "") == whole
    assert {path.name.partition(".")[0] for path in tmp_path.iterdir()} == {"calls"}


# --- PostgreSQL is killed -----------------------------------------------------------------------------------------------


def test_grades_and_zips_that_are_asked_for_while_the_database_is_down_are_there_once_it_is_back(
    tmp_path: Path, url: SecretStr, mortal: PostgreSQL
) -> None:
    desk = Desk(settings(tmp_path, database_url=url))
    call = over(desk)
    mine = desk.calls.get(call)
    mortal.kill()
    for asked in (lambda: desk.graded(mine), lambda: bundle(desk, "")):
        with pytest.raises(StoreError, match=r"^the database does not answer; nothing is lost, try again in a moment$"):
            asked()
    mortal.start()
    other = Desk(settings(tmp_path, database_url=url))
    assert set(files(bundle(other, ""))) >= {"transcript.json", "scorecard.json", "log.json"}
    assert kept(other, call)["graded"] == 1
    assert graded(other, call) == graded(desk, call)
    for each in (desk, other):
        each.store.close()


# --- the clock jumps ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [pytest.param(-1, id="back"), pytest.param(1, id="forth")])
def test_a_call_is_worth_the_same_and_taken_along_the_same_whatever_time_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    desk = Desk(settings(tmp_path))
    call = over(desk)
    card, made = graded(desk, call), bundle(desk, "")
    jumped(monkeypatch, hours)
    other = Desk(settings(tmp_path))
    assert graded(other, call) == card
    assert bundle(other, "") == made
    assert kept(other, call)["graded"] == 1


@pytest.mark.parametrize("hours", [pytest.param(-1, id="back"), pytest.param(1, id="forth")])
async def test_a_clock_that_jumps_in_mid_reply_neither_cuts_it_off_nor_loses_it(
    monkeypatch: pytest.MonkeyPatch, openai_server: OpenAIServer, hours: int
) -> None:
    reply = slowly()
    openai_server.plays(Words("Dana Okafor."), reply)
    call: Call = await joined(
        Calls(MemoryLog(), patient(openai_server), observer=Deaf()), model="openai:m", timing="real"
    )
    await call.say(LINES[1])
    await begun(call)
    jumped(monkeypatch, hours)
    reply.go_on.set()
    assert (await listened(call)).notice is None
    assert [turn.text for turn in call.state.turns] == ["Dana Okafor.", LINES[1], reply.text]
    assert not call.state.over


# --- the model that grades is gone --------------------------------------------------------------------------------------


def test_a_zip_whose_grader_is_gone_holds_the_offline_scorecards_with_the_reason_and_asks_once(
    tmp_path: Path, openai_server: OpenAIServer
) -> None:
    openai_server.plays(Status(500))
    grading = {"grader": "openai:m", "base_url": openai_server.base_url, "api_key": "sk-test", "retries": 0}
    desk = Desk(settings(tmp_path, **grading))
    over(desk)
    first = files(bundle(desk, ""))
    grader = json.loads(first["scorecard.json"])["grader"]
    assert grader["model"] is None
    assert "500" in grader["unused_because"]
    assert files(bundle(desk, ""))["scorecard.json"] == first["scorecard.json"]
    assert len(openai_server.requests) == 1
