"""The log: on disk when it says so, refused when it is somebody else's turn, never changed."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from simulator.errors import CallBusy, StoreError, UnknownCall
from simulator.events import Ended, Replied, Said, replay
from simulator.store import Database, Log, MemoryLog, Store
from tests.store.played import AT, opened
from tests.store.postgresql import PostgreSQL


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    if request.param == "memory":
        yield MemoryLog()
        return
    store = Store(Database(tmp_path, request.getfixturevalue("url") if request.param == "postgresql" else None))
    yield store
    store.close()


def test_what_was_kept_is_read_back_in_order(log: Log) -> None:
    kept = [
        opened(),
        Replied(text="Dana Okafor.", by="offline"),
        Said(text="Hi — 你好 \U0001f600"),
        Ended(by="learner"),
    ]
    for seq, event in enumerate(kept):
        log.append("c", seq, event)
    assert log.read("c") == kept
    assert replay(log.read("c")).ended_by == "learner"


def test_of_two_writers_of_one_number_the_second_is_refused(log: Log) -> None:
    log.append("c", 0, opened())
    log.append("c", 1, Said(text="first"))
    with pytest.raises(CallBusy):
        log.append("c", 1, Said(text="second"))
    assert [event.text for event in log.read("c") if isinstance(event, Said)] == ["first"]


def test_an_unknown_call_is_said_to_be_unknown(log: Log) -> None:
    with pytest.raises(UnknownCall):
        log.read("nobody")


def test_rows_can_not_be_changed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.append("c", 0, opened())
    with sqlite3.connect(store.path) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("UPDATE events SET kind = 'ended'")


def test_rows_can_not_be_changed_in_postgresql_either(
    postgresql: PostgreSQL, tmp_path: Path, url: SecretStr, database_name: str
) -> None:
    store = Store(Database(tmp_path, url))
    store.append("c", 0, opened())
    store.close()
    with postgresql.connect(database_name) as connection, pytest.raises(psycopg.Error, match="append-only"):
        connection.execute("UPDATE events SET kind = 'ended'")


def test_the_log_is_write_ahead_and_synchronous(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.append("c", 0, opened())
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_second_store_on_the_same_folder_sees_the_call(tmp_path: Path) -> None:
    Store(tmp_path).append("c", 0, opened())
    assert len(Store(tmp_path).read("c")) == 1


def test_a_folder_that_can_not_be_made_is_one_line() -> None:
    with pytest.raises(StoreError) as caught:
        Store(Path("/proc/no/such"))
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "calls.sqlite3").write_bytes(b"not a database, by any means, at all" * 100)
    with pytest.raises(StoreError) as caught:
        Store(tmp_path)
    assert "\n" not in str(caught.value)


SECRET = "A sentence that nobody else would ever write, about lids."


def test_a_call_belongs_to_one_owner(log: Log) -> None:
    for call, owner in (("a", "ana"), ("b", "ben"), ("c", "ana")):
        log.append(call, 0, opened(owner))
    assert log.calls("ana") == ["a", "c"]
    assert log.calls("") == []


def test_a_deleted_call_is_as_unknown_as_one_that_never_was(log: Log) -> None:
    log.append("a", 0, opened("ana"))
    log.append("b", 0, opened("ana"))
    log.delete(["a", "never there"])
    with pytest.raises(UnknownCall):
        log.read("a")
    assert log.calls("ana") == ["b"]
    assert log.length("a") == 0


def test_nothing_can_be_added_to_a_call_that_was_deleted(log: Log) -> None:
    log.append("a", 0, opened())
    log.append("a", 1, Said(text="one"))
    log.delete(["a"])
    with pytest.raises(UnknownCall, match="deleted"):
        log.append("a", 2, Said(text="two"))
    assert log.length("a") == 0


def test_of_a_deleted_call_no_file_holds_a_word(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for call in ("a", "b"):
        store.append(call, 0, opened())
        store.append(call, 1, Said(text=SECRET if call == "a" else "Hello."))
    assert any(SECRET.encode() in path.read_bytes() for path in tmp_path.iterdir())
    store.delete(["a"])
    assert not any(SECRET.encode() in path.read_bytes() for path in tmp_path.iterdir())
    assert len(store.read("b")) == 2


def test_the_same_event_kept_twice_is_kept_once(database: Database) -> None:
    """As when the connection was lost before it was heard that the first time had done it."""
    store, said = Store(database), Said(text="one")
    store.append("a", 0, opened())
    store.append("a", 1, said)
    store.append("a", 1, said)
    assert store.read("a")[1:] == [said]
    with pytest.raises(CallBusy):
        store.append("a", 1, Said(text="one"))


def test_calls_are_told_by_when_they_were_begun(database: Database) -> None:
    store = Store(database)
    for number, call in enumerate("abc"):
        store.append(call, 0, opened().model_copy(update={"at": AT + timedelta(days=number)}))
    assert store.older_than(AT + timedelta(days=1, seconds=1)) == ["a", "b"]
    assert store.ids() == ["a", "b", "c"]
    assert store.count() == 3


def test_of_a_call_deleted_in_postgresql_no_table_holds_a_word_once_it_was_written_anew(
    postgresql: PostgreSQL, tmp_path: Path, url: SecretStr, database_name: str
) -> None:
    """As `docs/growing.md` says: deleting is not enough for the bytes, `VACUUM FULL` is, the write-ahead log apart."""
    store = Store(Database(tmp_path, url))
    for call in ("a", "b"):
        store.append(call, 0, opened())
        store.append(call, 1, Said(text=SECRET if call == "a" else "Hello."))

    def held() -> bool:
        with postgresql.connect(database_name) as connection:
            connection.execute("CHECKPOINT")
        files = [path for path in (postgresql.data / "base").rglob("*") if path.is_file()]
        return any(SECRET.encode() in path.read_bytes() for path in files)

    assert held()
    store.delete(["a"])
    assert held()
    with postgresql.connect(database_name) as connection:
        connection.execute("VACUUM FULL events")
    assert not held()
    assert len(store.read("b")) == 2
    store.close()
