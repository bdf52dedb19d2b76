"""The log: on disk when it says so, refused when it is somebody else's turn, never changed."""

import sqlite3
from pathlib import Path

import pytest

from simulator import director
from simulator.errors import CallBusy, StoreError, UnknownCall
from simulator.events import Ended, Opened, Replied, Said, replay
from simulator.persona import catalogue
from simulator.store import Log, MemoryLog, Store


def opened() -> Opened:
    persona = catalogue()["dana-okafor"]
    mood, stage = director.opening(persona, agreed_seconds=900)
    return Opened(persona=persona, model="offline", seed=1, minutes=15, mood=mood, stage=stage)


@pytest.fixture(params=["disk", "memory"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Log:
    return Store(tmp_path) if request.param == "disk" else MemoryLog()


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


def of(owner: str) -> Opened:
    return opened().model_copy(update={"owner": owner})


def test_a_call_belongs_to_one_owner(log: Log) -> None:
    for call, owner in (("a", "ana"), ("b", "ben"), ("c", "ana")):
        log.append(call, 0, of(owner))
    assert log.calls("ana") == ["a", "c"]
    assert log.calls("") == []


def test_a_deleted_call_is_as_unknown_as_one_that_never_was(log: Log) -> None:
    log.append("a", 0, of("ana"))
    log.append("b", 0, of("ana"))
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
