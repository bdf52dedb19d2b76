"""Which database it is, said by an address: what can't be is said in one line, and the password never."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, text

from simulator.errors import InputError, SimulatorError, StoreError
from simulator.store import Database, Store
from tests.store.played import opened
from tests.store.postgresql import PostgreSQL, free_port

PASSWORD = "correct-horse"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        pytest.param(f"mysql://u:{PASSWORD}@h/d", "only postgresql://", id="another kind"),
        pytest.param(PASSWORD, "not an address", id="no address"),
        pytest.param(f"postgresql://u:{PASSWORD}@h:port/d", "not an address", id="a port that is none"),
        pytest.param(f"postgresql://u:{PASSWORD}@h", "name of the database is missing", id="no name"),
        pytest.param(f"postgresql://u:p@{PASSWORD}@h/d", "%40", id="an @ in the password"),
        pytest.param(f"postgresql://h/d?password={PASSWORD}", "before the host", id="the password in another place"),
        pytest.param("sqlite://", "needs a file", id="in memory"),
    ],
)
def test_an_address_that_is_none_is_refused_in_one_line(tmp_path: Path, address: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        Database(tmp_path, SecretStr(address))
    assert "SIMULATOR_DATABASE_URL" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert PASSWORD not in str(caught.value)


def test_a_driver_that_is_not_installed_is_named_with_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.store.database.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"interview-simulator\[postgres\]"):
        Database(tmp_path, SecretStr(f"postgresql://u:{PASSWORD}@h/d"))


def test_a_sqlite_file_can_be_elsewhere(tmp_path: Path) -> None:
    store = Store(Database(tmp_path / "data", SecretStr(f"sqlite:///{tmp_path}/elsewhere/log.db")))
    store.append("c", 0, opened())
    assert (tmp_path / "elsewhere" / "log.db").is_file()
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql+psycopg"])
def test_postgresql_has_several_names(tmp_path: Path, url: SecretStr, scheme: str) -> None:
    address = url.get_secret_value().replace("postgresql", scheme, 1)
    store = Store(Database(tmp_path, SecretStr(address)))
    store.append("c", 0, opened())
    assert store.ids() == ["c"]
    assert list(tmp_path.iterdir()) == []
    store.close()


def test_what_an_address_asks_of_postgresql_comes_on_top_of_what_this_program_asks(
    tmp_path: Path, url: SecretStr
) -> None:
    address = f"{url.get_secret_value()}?application_name=practice&options=-c%20work_mem%3D5MB"
    database = Database(tmp_path, SecretStr(address))

    def shown(connection: Connection) -> list[str]:
        names = ("application_name", "work_mem", "synchronous_commit", "lock_timeout")
        return [connection.execute(text(f"SHOW {name}")).scalar_one() for name in names]

    assert database.run(shown) == ["practice", "5MB", "on", "10s"]
    database.close()


def test_a_wrong_password_and_a_database_that_is_not_there_are_one_line(tmp_path: Path, postgresql: PostgreSQL) -> None:
    right = postgresql.url("nowhere").get_secret_value()
    for address, words in (
        (right, '"nowhere" does not exist'),
        (right.replace(postgresql.password, PASSWORD), "password authentication failed"),
    ):
        with pytest.raises(StoreError, match=words) as caught:
            Database(tmp_path, SecretStr(address))
        assert "\n" not in str(caught.value)
        assert PASSWORD not in str(caught.value)
        assert postgresql.password not in str(caught.value)


def test_no_setting_and_no_error_shows_the_password(tmp_path: Path) -> None:
    url = SecretStr(f"postgresql://u:{PASSWORD}@127.0.0.1:{free_port()}/d")
    with pytest.raises(SimulatorError) as caught:
        Database(tmp_path, url)
    assert PASSWORD not in repr(url) + repr(caught.value)


def test_a_server_that_can_not_reach_its_database_ends_with_one_line_and_two(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "serve", "--no-browser", "--port", "0"],
        capture_output=True,
        text=True,
        env={
            "PATH": "/usr/bin:/bin",
            "SIMULATOR_DATA_DIR": str(tmp_path),
            "SIMULATOR_DATABASE_URL": f"postgresql://u:{PASSWORD}@127.0.0.1:{free_port()}/d",
        },
        cwd=Path(__file__).parent.parent.parent,
    )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "database d at 127.0.0.1" in line
    assert "refused" in line
    assert PASSWORD not in done.stdout + done.stderr


def test_a_server_refuses_a_newer_file_before_it_serves(tmp_path: Path) -> None:
    Store(tmp_path).close()
    with sqlite3.connect(tmp_path / "calls.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "serve", "--no-browser", "--port", "0"],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "SIMULATOR_DATA_DIR": str(tmp_path)},
        cwd=Path(__file__).parent.parent.parent,
    )
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "newer version" in line
