"""The append-only call log: SQLite through SQLAlchemy, write-ahead. The only module that knows of a database.

One row an event. `(call, seq)` is unique, so of two writers who both think it is their turn, one is refused and nothing
is doubled. Rows are never changed: the database itself refuses it. They can be deleted, a whole call at a time and for
good: what is freed is overwritten, and the write-ahead file is emptied.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import (
    Column,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    exists,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from simulator.errors import CallBusy, StoreError, UnknownCall
from simulator.events import Event, Opened, events

_metadata = MetaData()
_events = Table(
    "events",
    _metadata,
    Column("call", String(64), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("body", Text, nullable=False),
)
_calls = Table(
    "calls",
    _metadata,
    Column("call", String(64), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
)
"""Whose call is whose; on one's own machine everybody is ""."""
_OLDER = """
INSERT INTO calls (call, owner, at) SELECT call, '', at FROM events
WHERE seq = 0 AND call NOT IN (SELECT call FROM calls)
"""
"""Calls of a log from before it kept owners."""
_APPEND_ONLY = """
CREATE TRIGGER IF NOT EXISTS events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the call log is append-only'); END
"""


_WENT_ON = "this call went on elsewhere; reload to see it"
_DELETED = "this call has been deleted"


class Log(Protocol):
    """Where the events of calls are kept."""

    def append(self, call: str, seq: int, event: Event) -> None:
        """Keep one event as number `seq` of the call.

        Raises `CallBusy` if that number is taken, `UnknownCall` if the call has been deleted.
        """
        ...

    def read(self, call: str) -> list[Event]:
        """Every event of a call, in order. Raises `UnknownCall`."""
        ...

    def length(self, call: str) -> int:
        """How many events a call has; none if there is no such call."""
        ...

    def calls(self, owner: str) -> list[str]:
        """Every call of one owner, the earliest first."""
        ...

    def delete(self, calls: Sequence[str]) -> None:
        """Forget these calls for good. Those that are not there are forgotten already."""
        ...


class MemoryLog:
    """A log that ends with the process, for rehearsals and evals."""

    def __init__(self) -> None:
        self._calls: dict[str, list[Event]] = {}

    def append(self, call: str, seq: int, event: Event) -> None:
        """Keep one event."""
        log = self._calls.get(call, [])
        if seq > len(log):
            raise UnknownCall(_DELETED)
        if seq < len(log):
            raise CallBusy(_WENT_ON)
        self._calls[call] = [*log, event]

    def read(self, call: str) -> list[Event]:
        """Every event of a call, in order."""
        if call not in self._calls:
            raise UnknownCall(f"there is no call {call!r}")
        return list(self._calls[call])

    def length(self, call: str) -> int:
        """How many events a call has."""
        return len(self._calls.get(call, ()))

    def calls(self, owner: str) -> list[str]:
        """Every call of one owner."""
        return [call for call, (first, *_) in self._calls.items() if isinstance(first, Opened) and first.owner == owner]

    def delete(self, calls: Sequence[str]) -> None:
        """Forget these calls."""
        for call in calls:
            self._calls.pop(call, None)


class Store:
    """A log on disk. A turn is on the disk when `append` returns, whatever happens next."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "calls.sqlite3"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"data folder {folder}: {(error.strerror or str(error)).lower()}") from None
        self._engine = _engine(self.path)
        with self._trouble():
            _metadata.create_all(self._engine)
            with self._engine.begin() as connection:
                connection.execute(text(_APPEND_ONLY))
                connection.execute(text(_OLDER))
                # a folder that can be read but not written shows only here
                connection.execute(text("DELETE FROM events WHERE 1 = 0"))

    def append(self, call: str, seq: int, event: Event) -> None:
        """Keep one event as number `seq` of the call; it is on disk when this returns."""
        row = {"call": call, "seq": seq, "kind": event.kind, "at": event.at, "body": event.model_dump_json()}
        # in one statement, so that no deletion can come between: an event needs the one before it
        values = select(*(literal(value, _events.c[name].type).label(name) for name, value in row.items()))
        if seq:
            values = values.where(exists().where(_events.c.call == call, _events.c.seq == seq - 1))
        try:
            with self._trouble(), self._engine.begin() as connection:
                kept = connection.execute(insert(_events).from_select(list(row), values)).rowcount
                if seq == 0 and isinstance(event, Opened):
                    connection.execute(insert(_calls).values(call=call, owner=event.owner, at=event.at))
        except IntegrityError:
            raise CallBusy(_WENT_ON) from None
        if not kept:
            raise UnknownCall(_DELETED)

    def read(self, call: str) -> list[Event]:
        """Every event of a call, in order."""
        query = select(_events.c.body).where(_events.c.call == call).order_by(_events.c.seq)
        with self._trouble(), self._engine.connect() as connection:
            bodies = connection.execute(query).scalars().all()
        if not bodies:
            raise UnknownCall(f"there is no call {call!r}")
        return [events.validate_json(body) for body in bodies]

    def length(self, call: str) -> int:
        """How many events a call has; none if there is no such call."""
        query = select(func.count()).where(_events.c.call == call)
        with self._trouble(), self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def calls(self, owner: str) -> list[str]:
        """Every call of one owner, the earliest first."""
        query = select(_calls.c.call).where(_calls.c.owner == owner).order_by(_calls.c.at, _calls.c.call)
        with self._trouble(), self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def delete(self, calls: Sequence[str]) -> None:
        """Forget these calls for good: no row, no freed page and no write-ahead page holds them afterwards."""
        with self._trouble(), self._engine.begin() as connection:
            for table in (_events, _calls):
                for call in calls:
                    connection.execute(delete(table).where(table.c.call == call))
        with self._trouble(), self._engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def ids(self) -> list[str]:
        """Every call, the earliest first."""
        query = select(_events.c.call).where(_events.c.seq == 0).order_by(_events.c.at)
        with self._trouble(), self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def count(self) -> int:
        """How many calls there are."""
        with self._trouble(), self._engine.connect() as connection:
            return connection.execute(select(func.count(_events.c.call.distinct()))).scalar_one()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            cause = getattr(error, "orig", None) or error
            raise StoreError(f"call log {self.path}: {str(cause).splitlines()[0]}") from None


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 10})

    @event.listens_for(engine, "connect")
    def _write_ahead(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten
        cursor.execute("PRAGMA synchronous=FULL")  # the learner's turn survives the power going
        cursor.close()

    return engine
