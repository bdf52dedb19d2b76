"""What was erased is in no file, no log and no memory of ours any more; what is old is erased by itself."""

import asyncio
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from simulator import bring, director
from simulator.call import Call
from simulator.cli import run
from simulator.events import Opened, Replied, Said
from simulator.persona import Persona, catalogue
from simulator.settings import settings as of_process
from simulator.store import Database, Store
from simulator.web.keeping import erase_older
from tests.serving import serving, settings
from tests.talking import talk

MARK = "quokkazanzibar"
OWNER = "owner-owner-owner-owner-owner"


def found(*folders: Path) -> set[str]:
    """Every file in which the mark stands, in any of the ways that a text may be kept."""
    ways = [MARK.encode(code) for code in ("utf-8", "utf-16-le")]
    return {
        str(path)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and any(way in path.read_bytes().lower() for way in ways)
    }


async def play(client: TestClient, owner: str = OWNER) -> Call:
    """A whole call of marked words, graded."""
    desk = client.app.state.desk
    call = desk.calls.open(catalogue()["dana-okafor"], owner=desk.learner(owner))
    await talk(call, (f"Hi Dana, this is {MARK}, thank you for your time.", f"How did you begin, {MARK}?"))
    call.note(f"Dear Dana, {MARK} thanks you.", hours_after=2)
    return call


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where programs put what they need for a moment, and the home of whoever runs them."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "GRADIO_TEMP_DIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def client(data: Path, elsewhere: Path) -> Iterator[TestClient]:
    with serving(data, shared=True) as client:
        yield client


def taken_away(client: TestClient, call: Call) -> None:
    """Every export there is."""
    cookie = {"cookie": f"sim-owner={OWNER}"}
    for name in ("scorecard.html", "scorecard.md", "scorecard.json", "transcript.json"):
        assert MARK in client.get(f"/calls/{call.id}/{name}", headers=cookie).text.lower()
    assert client.get("/calls.zip", headers=cookie).status_code == 200


def test_a_call_that_was_erased_is_in_no_file_and_no_memory(
    client: TestClient, data: Path, elsewhere: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = client.app.state.desk
    call = client.portal.call(play, client)
    taken_away(client, call)
    assert found(data)
    assert found(elsewhere) == set()
    assert MARK in repr(desk._cards)
    client.portal.call(desk.calls.delete, call.id, desk.learner(OWNER))
    desk.forget_erased()
    assert found(data, elsewhere) == set()
    assert desk._cards == {}
    assert desk.calls.kept(desk.learner(OWNER)) == ()
    assert client.get(f"/calls/{call.id}/transcript.json", headers={"cookie": f"sim-owner={OWNER}"}).status_code == 404
    assert MARK not in "".join(capfd.readouterr())


def test_erasing_all_of_ones_calls_leaves_those_of_others(client: TestClient, data: Path) -> None:
    desk = client.app.state.desk
    client.portal.call(play, client)
    other = client.portal.call(play, client, "another-another-another-a")
    assert client.portal.call(desk.calls.delete_all, desk.learner(OWNER)) == 1
    assert desk.store.ids() == [other.id]


def brought() -> Persona:
    form = {**bring.empty(), "name": f"{MARK} moss", "title": "Baker", "organisation": "Bread", "field": "baking"}
    return bring.made(bring.values_of(form, None), "ada-moss", "")


def test_somebody_who_was_brought_and_deleted_is_in_no_file(client: TestClient, data: Path, elsewhere: Path) -> None:
    own = client.app.state.desk.own(OWNER)
    own.save(brought(), pasted=f"{MARK} bakes bread.")
    assert len(found(data)) == 2
    own.delete("ada-moss")
    assert found(data, elsewhere) == set()


def test_old_calls_are_erased_and_young_ones_are_not(client: TestClient, data: Path) -> None:
    desk = client.app.state.desk
    call = client.portal.call(play, client)
    begun = call.state.opened.at
    assert client.portal.call(erase_older, desk, begun) == 0
    assert desk.store.ids() == [call.id]
    assert client.portal.call(erase_older, desk, begun + timedelta(seconds=1)) == 1
    assert found(data) == set()


def old(store: Store, call: str, days: float) -> None:
    """A call that began so many days ago."""
    persona = catalogue()["dana-okafor"]
    at = datetime.now(UTC) - timedelta(days=days)
    mood, stage = director.opening(persona, agreed_seconds=900)
    begun = Opened(at=at, persona=persona, model="offline", seed=1, minutes=15, mood=mood, stage=stage)
    for seq, event in enumerate([begun, Replied(text="Dana.", by="offline"), Said(text=f"{MARK} {call}")]):
        store.append(call, seq, event)


def test_at_the_start_a_server_erases_what_is_older_than_it_may_keep(data: Path) -> None:
    store = Store(Database(data))
    old(store, "old", 31)
    old(store, "young", 29)
    store.close()

    async def gone(desk: object) -> None:
        while desk.store.ids() != ["young"]:
            await asyncio.sleep(0.01)

    with serving(data, keep_days=30) as client:
        client.portal.call(gone, client.app.state.desk)
    assert b"zanzibar old" not in (data / "calls.sqlite3").read_bytes()


@pytest.fixture
def shell(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The shell's own settings point at the data."""
    chosen = settings(data)
    monkeypatch.setattr("simulator.settings.settings", lambda: chosen)
    store = Store(Database(data))
    yield store
    store.close()
    of_process.cache_clear()


def test_the_shell_erases_what_is_older(shell: Store, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old(shell, "old", 31)
    old(shell, "young", 29)
    assert run(["erase", "--older-than", "30", "--yes"]) == 0
    assert capsys.readouterr().out == "Erased: 1 call.\n"
    assert shell.ids() == ["young"]


def test_the_shell_erases_everything(shell: Store, data: Path) -> None:
    old(shell, "old", 31)
    for folder in (data / "personas", data / "learners" / "abc" / "personas"):
        folder.mkdir(parents=True)
        (folder / "ada-moss.yaml").write_text(MARK)
    assert len(found(data)) >= 3
    assert run(["erase", "--all", "--yes"]) == 0
    assert found(data) == set()
    assert shell.ids() == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param([], "say what to erase", id="nothing said"),
        pytest.param(["--all", "--older-than", "3"], "say what to erase", id="both said"),
        pytest.param(["--older-than", "-1"], "greater", id="a day to come"),
        pytest.param(["--older-than", "nan"], "", id="no number"),
        pytest.param(["--all"], "add --yes", id="nobody to ask"),
    ],
)
def test_what_can_not_be_meant_erases_nothing(
    arguments: list[str], said: str, shell: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    old(shell, "old", 31)
    assert run(["erase", *arguments]) == 2
    errors = capsys.readouterr().err
    assert said in errors
    assert len(errors.splitlines()) == 1
    assert shell.ids() == ["old"]
