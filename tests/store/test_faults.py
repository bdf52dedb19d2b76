"""What happens to a call when its database fails: nothing is lost, nothing doubled, and the learner is told in one line."""

import asyncio
import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from simulator.call import Call, Calls
from simulator.errors import CallOver, StoreError
from simulator.events import Said
from simulator.settings import Settings
from simulator.store import Database, MemoryLog, Store
from tests.openai_server import OpenAIServer, Paused, Words
from tests.store.played import opened
from tests.store.postgresql import PostgreSQL
from tests.test_call import config, joined, listened

QUESTION = "How did you start on the night desk?"


def slowly() -> Paused:
    """A reply that leaves time for what is to happen in the middle of it."""
    return Paused("At night. And one thing came", " after another, for years.")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a lock."""
    monkeypatch.setattr("simulator.store.database.BUSY_SECONDS", 1)


def said(call: Call) -> list[str]:
    return [event.text for event in call.log.read(call.id) if isinstance(event, Said)]


def patient(server: OpenAIServer) -> Settings:
    """A model may take its time: the machine may have much else to do."""
    return config(server, first_token_seconds=60, reply_seconds=90)


async def begun(call: Call) -> None:
    """Wait for the first sentence."""
    while not call.moment.sentences:
        assert call.moment.speaking
        await asyncio.sleep(0.01)


def counted(call: Call) -> Counter[str]:
    return Counter(event.kind for event in call.log.read(call.id))


# --- another program holds the database --------------------------------------------------------------------------------


@contextmanager
def held(database: Database) -> Iterator[None]:
    """Another program writes, and does not come to an end."""
    other = database._engine.connect()
    if database.shared:
        other.execute(text("LOCK TABLE events IN EXCLUSIVE MODE"))
    else:
        other.exec_driver_sql("BEGIN IMMEDIATE")
    yield
    other.rollback()
    other.close()


@pytest.mark.usefixtures("impatient")
async def test_a_turn_that_a_locked_database_does_not_take_is_not_said(database: Database) -> None:
    call = await joined(Calls(Store(database), config()))
    before = call.state
    with held(database), pytest.raises(StoreError, match="was held by another program for 1 second") as caught:
        await call.say(QUESTION, seen=before.place)
    assert "\n" not in str(caught.value)
    assert call.state == before
    # the words are still in the box; said again, they are said once
    await call.say(QUESTION, seen=before.place)
    await listened(call)
    assert said(call) == [QUESTION]
    assert call.state.answered


@pytest.mark.usefixtures("impatient")
async def test_a_reply_that_a_locked_database_does_not_take_can_be_asked_for_again(
    database: Database, openai_server: OpenAIServer
) -> None:
    reply = slowly()
    openai_server.plays(Words("Dana Okafor."), reply, Words("One. Two."))
    call = await joined(Calls(Store(database), patient(openai_server)), model="openai:m")
    await call.say(QUESTION)
    await begun(call)
    with held(database):
        reply.go_on.set()
        moment = await listened(call)
    assert moment.notice is not None
    assert "was held by another program" in moment.notice
    assert not call.state.answered
    await call.resume()
    assert (await listened(call)).notice is None
    assert (counted(call)["said"], counted(call)["replied"]) == (1, 2)
    assert [turn.text for turn in call.state.turns] == ["Dana Okafor.", QUESTION, "One. Two."]


def test_who_opens_a_locked_database_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(tmp_path).close()
    monkeypatch.setattr("simulator.store.database.BUSY_SECONDS", 0.2)
    with sqlite3.connect(tmp_path / "calls.sqlite3") as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="was held by another program") as caught:
            Store(tmp_path)
    assert "\n" not in str(caught.value)
    other.close()


# --- no room left ------------------------------------------------------------------------------------------------------

ROOM = 400_000
"""Bytes: the file that is written ahead fills up, some fifty turns on."""
FILLS_UP = """
import json, resource, sys
from pathlib import Path
from simulator.errors import StoreError
from simulator.events import Said
from simulator.store import Store
from tests.store.played import opened

store = Store(Path(sys.argv[1]))
store.append("c", 0, opened())
# from here on no file may grow beyond this
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
kept = 1
try:
    while True:
        store.append("c", kept, Said(text=f"{kept} " + "a sentence about lids " * 300))
        kept += 1
except StoreError as error:
    print(json.dumps([kept, str(error)]))
"""


def test_what_was_kept_before_a_disk_was_full_is_there_and_the_call_goes_on_when_it_is_not(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILLS_UP, tmp_path, str(ROOM)], capture_output=True, text=True, check=True
    )
    kept, told = json.loads(done.stdout)
    assert "\n" not in told
    assert "Nothing was changed" in told
    store = Store(tmp_path)
    log = store.read("c")
    assert [event.text.split()[0] for event in log if isinstance(event, Said)] == [str(n) for n in range(1, kept)]
    store.append("c", kept, Said(text="There is room again."))
    assert store.length("c") == kept + 1


async def test_a_turn_for_which_there_is_no_room_is_not_said(tmp_path: Path) -> None:
    store = Store(tmp_path)
    call = await joined(Calls(store, config()))
    before = call.state

    def pages(most: int) -> None:
        # what a full disk looks like to SQLite
        with store.database._engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")

    pages(1)
    with pytest.raises(StoreError, match="has no room left on its disk; nothing was changed, make room"):
        await call.say("A turn of some length. " * 300, seen=before.place)
    assert call.state == before
    pages(1_000_000)
    await call.say(QUESTION, seen=before.place)
    await listened(call)
    assert said(call) == [QUESTION]


# --- PostgreSQL is killed ----------------------------------------------------------------------------------------------


@pytest.fixture
def mortal(postgresql: PostgreSQL) -> Iterator[PostgreSQL]:
    """The server, which is up again when the test is over."""
    yield postgresql
    if not postgresql.alive:
        postgresql.start()


@pytest.fixture
def stored(url: SecretStr, mortal: PostgreSQL, tmp_path: Path) -> Iterator[Store]:
    store = Store(Database(tmp_path, url))
    yield store
    store.close()


async def test_a_database_that_died_between_two_turns_and_came_back_is_not_noticed(
    stored: Store, mortal: PostgreSQL
) -> None:
    call = await joined(Calls(stored, config()))
    await call.say(QUESTION)
    await listened(call)
    kept = stored.read(call.id)
    mortal.kill()
    mortal.start()
    assert stored.read(call.id) == kept
    await call.say("And what came after that?")
    moment = await listened(call)
    assert moment.notice is None
    assert stored.read(call.id)[: len(kept)] == kept
    assert said(call) == [QUESTION, "And what came after that?"]


async def test_a_turn_said_while_the_database_is_down_stays_in_the_box(stored: Store, mortal: PostgreSQL) -> None:
    call = await joined(Calls(stored, config()))
    before = call.state
    mortal.kill()
    with pytest.raises(StoreError) as caught:
        await call.say(QUESTION, seen=before.place)
    # and no learner is told the names of machines
    assert str(caught.value) == "the database does not answer; nothing is lost, try again in a moment"
    assert call.state == before
    mortal.start()
    await call.say(QUESTION, seen=before.place)
    await listened(call)
    assert said(call) == [QUESTION]
    assert call.state.answered


async def test_a_reply_whose_database_dies_in_the_middle_is_said_once_it_is_back(
    stored: Store, mortal: PostgreSQL, openai_server: OpenAIServer
) -> None:
    reply = slowly()
    openai_server.plays(Words("Dana Okafor."), reply, Words("One. Two."))
    calls = Calls(stored, patient(openai_server))
    call = await joined(calls, model="openai:m")
    await call.say(QUESTION)
    await begun(call)
    mortal.kill()
    reply.go_on.set()
    moment = await listened(call)
    assert moment.notice is not None
    assert "What you said is kept; ask for the reply again." in moment.notice
    assert mortal.password not in moment.notice
    mortal.start()
    again = calls.get(call.id)
    await again.resume()
    assert (await listened(again)).notice is None
    assert [turn.text for turn in again.state.turns] == ["Dana Okafor.", QUESTION, "One. Two."]
    assert counted(again)["said"] == 1
    assert counted(again)["replied"] == 2


def test_an_event_that_was_kept_although_nobody_heard_so_is_kept_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, run, cut = Store(database), database._once, []
    store.append("c", 0, opened())

    def once(work: Callable[[Connection], object]) -> object:
        done = run(work)
        if not cut:
            cut.append(True)
            raise DBAPIError("", {}, ConnectionResetError("cut after the commit"), connection_invalidated=True)
        return done

    monkeypatch.setattr(database, "_once", once)
    store.append("c", 1, Said(text=QUESTION))
    assert cut
    assert [event.text for event in store.read("c") if isinstance(event, Said)] == [QUESTION]


# --- two servers think it is their turn --------------------------------------------------------------------------------


async def test_of_two_servers_that_answer_the_same_turn_one_is_heard(
    database: Database, openai_server: OpenAIServer
) -> None:
    """As when a page was cut off from a server that speaks on, and asked another one."""
    reply = slowly()
    openai_server.plays(Words("Dana Okafor."), reply, Words("At once."))
    store = Store(database)
    here, there = Calls(store, patient(openai_server)), Calls(store, patient(openai_server))
    call = await joined(here, model="openai:m")
    await call.say(QUESTION)
    await begun(call)
    other = there.get(call.id)
    await other.resume()
    assert (await listened(other)).notice is None
    reply.go_on.set()
    moment = await listened(call)
    assert moment.notice is not None
    assert "went on elsewhere" in moment.notice
    for calls in (here, there):
        turns = calls.get(call.id).state.turns
        assert [turn.text for turn in turns] == ["Dana Okafor.", QUESTION, "At once."]
    assert (counted(call)["said"], counted(call)["heard"], counted(call)["replied"]) == (1, 1, 2)


# --- the clock jumps ---------------------------------------------------------------------------------------------------


def jumped(monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    """From now on the machine's clock is wrong by so many hours."""

    class Jumped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Jumped":
            return super().now(tz) + timedelta(hours=hours)

    for module in ("happened", "record"):
        monkeypatch.setattr(f"simulator.{module}.datetime", Jumped)


@pytest.mark.parametrize("hours", [pytest.param(-1, id="back"), pytest.param(1, id="forth")])
async def test_a_clock_that_jumps_by_an_hour_neither_loses_nor_doubles_nor_reorders(
    database: Database, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    store = Store(database)
    calls = Calls(store, config())
    call = await joined(calls)
    await call.say(QUESTION)
    await listened(call)
    elapsed = call.state.elapsed
    jumped(monkeypatch, hours)
    other = await joined(calls)
    await call.say("And what came after that?")
    await listened(call)
    again = Calls(store, config()).get(call.id)
    assert again.state == call.state
    assert said(call) == [QUESTION, "And what came after that?"]
    # the call's own clock counts words, whatever the machine's says
    assert elapsed < call.state.elapsed < elapsed + 120
    assert not call.state.over
    assert sorted(store.calls("")) == sorted([call.id, other.id])


async def test_on_the_real_clock_a_jump_back_stops_it_and_never_turns_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    call = await joined(Calls(MemoryLog(), config()), timing="real")
    before = call.state.elapsed
    jumped(monkeypatch, -1)
    await call.say(QUESTION)
    await listened(call)
    assert call.elapsed() == call.state.elapsed >= before
    assert not call.state.over


async def test_on_the_real_clock_a_jump_forth_ends_the_call_as_a_long_silence_would_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    call = await joined(Calls(MemoryLog(), config()), timing="real")
    await call.say(QUESTION)
    await listened(call)
    jumped(monkeypatch, 1)
    with pytest.raises(CallOver, match="Your text was not sent"):
        await call.say("And what came after that?")
    assert call.state.ended_by == "time"
    assert said(call) == [QUESTION]
    # nothing is lost by it: the last turn can be said again
    await call.rewind(1)
    assert not call.state.over
