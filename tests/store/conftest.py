"""A PostgreSQL server for the session, and a database of it for a test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from simulator.store import Database
from tests.store.postgresql import PostgreSQL, programs, running


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """One server for all tests."""
    if programs() is None:
        if os.environ.get("CI"):
            pytest.fail("there is no PostgreSQL, and in CI there must be")
        pytest.skip("there is no PostgreSQL here (Debian: apt-get install postgresql)")
    with running() as server:
        yield server


@pytest.fixture
def database_name(postgresql: PostgreSQL) -> Iterator[str]:
    """An empty database of a test's own."""
    with postgresql.database() as name:
        yield name


@pytest.fixture
def url(postgresql: PostgreSQL, database_name: str) -> SecretStr:
    """Its address."""
    return postgresql.url(database_name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An open database of each kind."""
    address = request.getfixturevalue("url") if request.param == "postgresql" else None
    opened = Database(tmp_path / "data", address)
    yield opened
    opened.close()
