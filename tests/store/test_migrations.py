"""Every earlier database is brought up to date with all that is in it; a later one is refused."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from simulator.errors import StoreError
from simulator.events import Event, Said, replay
from simulator.store import Database, Store
from simulator.store.migrations import configuration, upgrade
from simulator.store.revisions import FILE, REVISION, REVISIONS
from simulator.store.schema import METADATA
from tests.store.earlier import BROUGHT, VERSIONS, Earlier
from tests.store.played import a_call

EARLIER = [pytest.param(version, id=name) for name, version in VERSIONS.items()]
CALL = a_call()


def rows(events: list[Event]) -> list[tuple[str, str, str]]:
    return [(event.kind, event.at.replace(tzinfo=None).isoformat(" "), event.model_dump_json()) for event in events]


def schema(path: Path) -> set[tuple[str, str, str]]:
    """What SQLite says of itself, however the statements were laid out."""
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {
        (kind, name, "".join(sql.replace('"', "").split())) for kind, name, sql in found if name != "alembic_version"
    }


def state(path: Path) -> list[tuple[str]]:
    with sqlite3.connect(path) as connection:
        return connection.execute("SELECT version_num FROM alembic_version").fetchall()


@pytest.mark.parametrize("version", EARLIER)
def test_the_calls_of_an_earlier_version_are_all_there_and_go_on(tmp_path: Path, version: Earlier) -> None:
    version.make(tmp_path, {"a": rows(CALL), "b": rows(CALL[:3])})
    store = Store(tmp_path)
    assert store.read("a") == CALL
    assert replay(store.read("a")).over
    assert store.calls("") == ["a", "b"]
    store.append("b", 3, Said(text="And after that?"))
    assert store.length("b") == 4


def test_a_file_that_somebody_is_just_writing_is_waited_for(tmp_path: Path) -> None:
    # as when two programs begin in an empty folder: SQLite does not wait of itself before it changes the journal
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE theirs (it)")
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO theirs VALUES (1)")
    with ThreadPoolExecutor(1) as aside:
        opening = aside.submit(Database, tmp_path)
        with pytest.raises(TimeoutError):
            opening.result(timeout=0.3)
        other.execute("COMMIT")
        opening.result().close()
    other.close()


@pytest.mark.parametrize("version", EARLIER)
def test_an_earlier_schema_becomes_the_very_one_that_an_empty_folder_gets(tmp_path: Path, version: Earlier) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    migrated = version.make(old, {"a": rows(CALL)})
    Store(old).close()
    made = Store(new)
    made.close()
    assert schema(migrated) == schema(made.path)
    assert state(migrated) == state(made.path) == [(REVISION,)]


def test_owners_that_were_kept_stay_owners(tmp_path: Path) -> None:
    VERSIONS["with owners"].make(tmp_path, {"a": rows(CALL)}, owner="ana")
    store = Store(tmp_path)
    assert store.calls("ana") == ["a"]
    assert store.calls("") == []


def test_the_professionals_that_were_brought_stay(tmp_path: Path) -> None:
    path = VERSIONS["with professionals"].make(tmp_path, {"a": rows(CALL)})
    Store(tmp_path).close()
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT owner, id, pasted FROM professionals").fetchall()
    assert found == [("ana", "ilse-varga", "Ilse mends walls.")]


@pytest.mark.parametrize("version", EARLIER)
def test_a_migrated_log_is_still_append_only(tmp_path: Path, version: Earlier) -> None:
    path = version.make(tmp_path, {"a": rows(CALL)})
    Store(tmp_path)
    with sqlite3.connect(path) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("UPDATE events SET kind = 'ended'")


def test_every_step_is_written_down_in_order() -> None:
    script = ScriptDirectory.from_config(configuration())
    steps = [step.revision for step in script.walk_revisions()]
    assert tuple(reversed(steps)) == REVISIONS
    assert script.get_current_head() == REVISION


def test_a_step_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    path = VERSIONS["before owners"].make(tmp_path, {"a": rows(CALL)})
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE professionals (id INTEGER)")
    before = schema(path)
    with pytest.raises(StoreError, match="professionals") as caught:
        Store(tmp_path)
    assert "\n" not in str(caught.value)
    assert schema(path) == before


def test_a_database_of_a_newer_version_is_refused_in_one_line_and_left_alone(tmp_path: Path) -> None:
    Store(tmp_path).close()
    path = tmp_path / "calls.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer version") as caught:
        Store(tmp_path)
    assert "\n" not in str(caught.value)
    assert state(path) == [("9999",)]


def _opened(folder: Path) -> list[str]:
    return Store(folder).calls("")


@pytest.mark.parametrize("begun", ["empty", *VERSIONS])
def test_of_servers_that_start_at_once_one_migrates_and_the_others_wait(tmp_path: Path, begun: str) -> None:
    calls = {f"c{number}": rows(CALL) for number in range(3)}
    if begun in VERSIONS:
        VERSIONS[begun].make(tmp_path, calls)
    with ProcessPoolExecutor(4) as pool:
        found = list(pool.map(_opened, [tmp_path] * 4))
    assert found == [sorted(calls) if begun in VERSIONS else []] * 4


def test_a_database_that_is_up_to_date_costs_no_alembic(tmp_path: Path) -> None:
    Store(tmp_path).close()
    code = "import sys; from pathlib import Path; from simulator.store import Store; Store(Path(sys.argv[1])); print('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_database_is_closed_after_it_was_refused(tmp_path: Path) -> None:
    (tmp_path / "calls.sqlite3").write_bytes(b"not a database at all, whatever its name says" * 50)
    with pytest.raises(StoreError):
        Database(tmp_path)


# --- PostgreSQL --------------------------------------------------------------------------------------------------------


def test_postgresql_gets_the_same_schema_step_by_step_and_at_once(tmp_path: Path, url: SecretStr) -> None:
    engine = create_engine(url.get_secret_value().replace("postgresql", "postgresql+psycopg", 1))
    with engine.begin() as connection:
        connection.execute(text("SELECT 1"))
        upgrade(connection, None)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()
    store = Store(Database(tmp_path, url))
    for seq, event in enumerate(CALL):
        store.append("a", seq, event)
    assert store.read("a") == CALL
    with pytest.raises(StoreError, match="does not answer"):
        store.database.run(lambda connection: connection.execute(text("UPDATE events SET kind = 'ended'")))
    assert store.read("a") == CALL
    store.close()


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_an_earlier_postgresql_is_brought_up_to_date_with_all_that_is_in_it(
    tmp_path: Path, url: SecretStr, revision: str
) -> None:
    engine = create_engine(url.get_secret_value().replace("postgresql", "postgresql+psycopg", 1))
    with engine.begin() as connection:
        command.upgrade(configuration(connection), revision)
        for seq, (kind, at, body) in enumerate(rows(CALL)):
            row = {"seq": seq, "kind": kind, "at": at, "body": body}
            connection.execute(text("INSERT INTO events VALUES ('a', :seq, :kind, :at, :body)"), row)
        if revision >= "0002":
            connection.execute(text("INSERT INTO calls VALUES ('a', 'ana', :at)"), {"at": rows(CALL)[0][1]})
        if revision >= "0003":
            connection.execute(text(BROUGHT))
    engine.dispose()
    store = Store(Database(tmp_path, url))
    assert store.read("a") == CALL
    assert store.calls("ana" if revision >= "0002" else "") == ["a"]
    brought = store.database.run(lambda one: one.execute(text("SELECT pasted FROM professionals")).scalars().all())
    assert brought == (["Ilse mends walls."] if revision >= "0003" else [])
    store.close()


def test_of_servers_that_start_at_once_on_postgresql_one_makes_the_schema(tmp_path: Path, url: SecretStr) -> None:
    with ThreadPoolExecutor(4) as pool:
        databases = list(pool.map(lambda _: Database(tmp_path, url), range(4)))
    for database in databases:
        assert Store(database).ids() == []
        database.close()


def test_a_newer_database_in_postgresql_is_refused_in_one_line(tmp_path: Path, url: SecretStr) -> None:
    database = Database(tmp_path, url)
    database.run(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    database.close()
    with pytest.raises(StoreError, match="newer version") as caught:
        Database(tmp_path, url)
    assert "\n" not in str(caught.value)
