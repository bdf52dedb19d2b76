"""The database: which one, how it is reached, and what is said when it can't be.

    database = Database(folder)                             # SQLite, a file of the data folder
    database = Database(folder, SecretStr("postgresql://simulator:...@db/simulator"))
    database.run(lambda connection: connection.execute(select(...)).scalars().all())

The schema is brought up to date when it is opened, under a lock: of several servers that start at once one does the
work and the others wait for it.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from sqlite3 import Cursor, OperationalError
from typing import Any, TypeVar

from pydantic import SecretStr
from sqlalchemy import URL, Connection, Engine, create_engine, delete, event, insert, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFree
from tenacity import retry, retry_if_exception, stop_after_delay, wait_random

from simulator.errors import InputError, StoreError
from simulator.store.revisions import FILE, REVISION, known
from simulator.store.schema import CALLS, EVENTS, METADATA, VERSION

T = TypeVar("T")

BUSY_SECONDS = 10
"""How long to wait for another program that holds the database, and for a free connection."""
GONE = "does not answer; nothing is lost, try again in a moment"
CONNECT_SECONDS = 5
CONNECTIONS = 10
"""The most that one server has open at once; a PostgreSQL server allows 100 unless told otherwise."""
MIGRATION_SECONDS = 600
"""How long to wait while another server brings the schema up to date."""
_LOCK = 0x51ACA11
"""The number of our advisory lock among all of a PostgreSQL database: any will do, if it is always the same."""


class Database:
    """An open database, its schema up to date.

    Raises `StoreError`, one line, if it can't be reached or was made by a newer version, and `InputError` for an
    address that is none. No message ever holds the password.
    """

    def __init__(self, folder: Path, url: SecretStr | None = None) -> None:
        self._url = _checked(url) if url is not None else URL.create("sqlite", database=str(folder / FILE))
        self.shared = self._url.get_backend_name() == "postgresql"
        """Whether servers on other machines can have the same one."""
        self._password = self._url.password or ""
        self.path = Path(self._url.database or "")
        self.name = f"call log {self.path}"
        if self.shared:
            self.name = f"database {self._url.database} at {self._url.host or 'this machine'}"
        else:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise StoreError(f"data folder {self.path.parent}: {reason}") from None
        self._opened = False
        self._engine = _postgresql(self._url) if self.shared else _sqlite(self._url)
        try:
            with self.trouble():
                self._bring_up_to_date()
            self.check()
        except BaseException:
            self._engine.dispose()
            raise
        self._opened = True

    def run(self, work: Callable[[Connection], T]) -> T:
        """Do some work in one transaction. When this returns, what was written is on disk.

        The work is done once more if the connection was lost, as when the database was started anew: it must be such
        that a second time changes nothing. Raises `StoreError`, and `IntegrityError` as it comes.
        """
        with self.trouble():
            try:
                return self._once(work)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
            return self._once(work)

    def check(self) -> None:
        """Raises `StoreError` if the database does not answer, or can be read but not written."""
        self.run(lambda connection: connection.execute(delete(EVENTS).where(text("1 = 0"))))

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """Whatever goes wrong with the database is said in one line."""
        try:
            yield
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            plain, detail = _plain(error), f"{self.name}: {self._detail(error)}"
            if self.shared and self._opened:
                # learners are told, and the names of a service's machines and users are nothing to them
                logging.getLogger("simulator.store").warning("the database failed", extra={"fields": {"why": detail}})
                raise StoreError(f"the database {plain or GONE}") from None
            raise StoreError(f"{self.name} {plain}" if plain else detail) from None

    def after_erasing(self) -> None:
        """Empty SQLite's write-ahead file, in which deleted rows would outlive their deletion."""
        if not self.shared:
            with self.trouble(), self._engine.connect() as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def _once(self, work: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return work(connection)

    def _detail(self, error: SQLAlchemyError) -> str:
        line = next(iter(_cause(error).splitlines()), "no reason was given")
        return line.replace(self._password, "***") if self._password else line

    def _bring_up_to_date(self) -> None:
        with self._engine.connect() as connection:
            if self._state(connection) == REVISION:
                return
        with self._alone() as connection:
            state = self._state(connection)
            if state == REVISION:
                return
            before = _from_before(connection) if state is None else None
            if state is None and before is None:
                METADATA.create_all(connection)
                connection.execute(insert(VERSION).values(version_num=REVISION))
                return
            from simulator.store.migrations import upgrade

            upgrade(connection, before)

    def _state(self, connection: Connection) -> str | None:
        """Which state the schema is in; none if it is not written down."""
        if not inspect(connection).has_table(VERSION.name):
            return None
        state = connection.execute(select(VERSION.c.version_num)).scalar_one_or_none()
        if state is not None:
            known(self.name, state)
        return state

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """A transaction that no other server's start can be in at the same time. Dies with the process, undone."""
        with self._engine.connect() as connection:
            if self.shared:
                connection.execute(text(f"SET LOCAL statement_timeout = '{MIGRATION_SECONDS}s'"))
                connection.execute(text(f"SET LOCAL lock_timeout = '{MIGRATION_SECONDS}s'"))
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            else:
                # SQLite's own lock on its file; the schema is part of its transactions too
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {MIGRATION_SECONDS * 1000}")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()
            if not self.shared:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def _cause(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error).strip()


def _plain(error: SQLAlchemyError) -> str | None:
    """What went wrong, for those troubles that a person can do something about."""
    cause = _cause(error)
    if isinstance(error, NoneFree):
        return f"had no connection free within {BUSY_SECONDS} seconds; nothing was changed, try again"
    if "database is locked" in cause or "lock timeout" in cause:
        return f"was held by another program for {BUSY_SECONDS} seconds; nothing was changed, try again"
    if "disk is full" in cause or "No space left" in cause:
        return "has no room left on its disk; nothing was changed, make room and try again"
    if "disk I/O error" in cause:
        return "could not be written: is its disk full, or failing? Nothing was changed; try again"
    return None


def _from_before(connection: Connection) -> str | None:
    """The state of a database from before states were written down; none if it is empty."""
    tables = inspect(connection)
    if not tables.has_table(EVENTS.name):
        return None
    return "0002" if tables.has_table(CALLS.name) else "0001"


def _checked(url: SecretStr) -> URL:
    """An address that can be one. Raises `InputError`, which never says the address: there is a password in it."""
    what = "SIMULATOR_DATABASE_URL"
    try:
        parts = make_url(url.get_secret_value())
    except (ArgumentError, ValueError):
        raise InputError(f"{what}: not an address such as postgresql://USER:PASSWORD@HOST/NAME") from None
    if parts.drivername == "sqlite":
        if not parts.database or parts.database == ":memory:":
            raise InputError(f"{what}: sqlite:///FILE needs a file")
        return parts
    if parts.drivername not in {"postgres", "postgresql", "postgresql+psycopg"}:
        raise InputError(f"{what}: only postgresql://USER:PASSWORD@HOST/NAME and sqlite:///FILE are known")
    if "@" in (parts.host or ""):
        raise InputError(f"{what}: write an @ in the password as %40")
    if "password" in parts.query:
        raise InputError(f"{what}: the password goes before the host, postgresql://USER:PASSWORD@HOST/NAME")
    if not parts.database:
        raise InputError(f"{what}: the name of the database is missing, postgresql://USER:PASSWORD@HOST/NAME")
    if find_spec("psycopg") is None:
        raise InputError(f"{what}: PostgreSQL needs the extra `postgres`: pip install 'interview-simulator[postgres]'")
    return parts.set(drivername="postgresql+psycopg")


def _postgresql(url: URL) -> Engine:
    # a turn that was said to be kept survives the power going, whatever the database's own default
    ours = f"-c synchronous_commit=on -c lock_timeout={BUSY_SECONDS}s -c statement_timeout=60s"
    options = {
        "connect_timeout": CONNECT_SECONDS,
        # a machine that went away without a word is noticed, and not waited for until the network gives up
        "keepalives_idle": 30,
        "tcp_user_timeout": 15_000,
        **url.query,
        "options": " ".join((ours, *_many(url.query.get("options", ())))),
    }
    return create_engine(
        url.set(query={}),
        hide_parameters=True,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        connect_args=options,
    )


def _many(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _is_locked(error: BaseException) -> bool:
    return isinstance(error, OperationalError) and "locked" in str(error)


# SQLite waits for whoever holds the file, but not when the journal is to be another one: it says "locked" at once
@retry(
    retry=retry_if_exception(_is_locked),
    stop=stop_after_delay(BUSY_SECONDS),
    wait=wait_random(0.01, 0.05),
    reraise=True,
)
def _journal_ahead(cursor: Cursor) -> None:
    cursor.execute("PRAGMA journal_mode=WAL")


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _write_ahead(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        _journal_ahead(cursor)
        cursor.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten
        cursor.execute("PRAGMA synchronous=FULL")  # the learner's turn survives the power going
        cursor.close()

    return engine
