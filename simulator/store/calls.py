"""The call log in a database.

One row an event. `(call, seq)` is unique, so of two writers who both think it is their turn, one is refused and nothing
is doubled. Rows are never changed: the database itself refuses it. They can be deleted, a whole call at a time.

What deletion means. In SQLite it is for good: what is freed is overwritten, and the write-ahead file is emptied. In
PostgreSQL a deleted row is out of everybody's reach at once, but its bytes stay in the table's file until (auto)vacuum
has freed the row *and* another one is written over it: `VACUUM` marks the room as free and does not overwrite it.
`VACUUM FULL events` writes the table anew without them, and locks it meanwhile. The write-ahead log holds what was
written until its files are recycled; archives of it, base backups and dumps hold it for as long as they are kept, and
so does a replica that lags. Who promises erasure within a time must set the backups' retention to it: see
`docs/growing.md`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select
from sqlalchemy.exc import IntegrityError

from simulator.errors import CallBusy, UnknownCall
from simulator.events import Event, Opened, events
from simulator.store.database import Database
from simulator.store.log import DELETED, WENT_ON
from simulator.store.schema import CALLS, EVENTS, METADATA

# the two statements of every turn are put together once: that costs more than to run them
_ROW = {column.name: bindparam(f"new_{column.name}", type_=column.type) for column in EVENTS.c}
_VALUES = select(*(value.label(name) for name, value in _ROW.items()))
# in one statement, so that no deletion can come between: an event needs the one before it
_AFTER = _VALUES.where(exists().where(EVENTS.c.call == _ROW["call"], EVENTS.c.seq == _ROW["seq"] - 1))
_FIRST, _NEXT = (
    insert(EVENTS).from_select(list(_ROW), values).execution_options(preserve_rowcount=True)
    for values in (_VALUES, _AFTER)
)
_LENGTH = select(func.coalesce(func.max(EVENTS.c.seq) + 1, 0)).where(EVENTS.c.call == bindparam("of"))


class Store:
    """A log in a database. A turn is on disk when `append` returns, whatever happens next."""

    def __init__(self, where: Path | Database) -> None:
        """A folder stands for the SQLite file in it."""
        self.database = where if isinstance(where, Database) else Database(where)

    @property
    def path(self) -> Path:
        """The file of a SQLite database."""
        return self.database.path

    def append(self, call: str, seq: int, event: Event) -> None:
        """Keep one event as number `seq` of the call; it is on disk when this returns."""
        body = event.model_dump_json()
        row = {"call": call, "seq": seq, "kind": event.kind, "at": event.at, "body": body}
        new = {f"new_{name}": value for name, value in row.items()}

        def kept(connection: Connection) -> int:
            if seq and self.database.shared:
                # there a statement does not see what another transaction is deleting; this waits for it
                connection.execute(
                    select(CALLS.c.call).where(CALLS.c.call == call).with_for_update(key_share=True, read=True)
                )
            rows = connection.execute(_NEXT if seq else _FIRST, new).rowcount
            if seq == 0 and isinstance(event, Opened):
                connection.execute(insert(CALLS).values(call=call, owner=event.owner, at=event.at))
            return rows

        try:
            rows = self.database.run(kept)
        except IntegrityError:
            # our own event, when the connection was lost before we heard that it was kept
            if self._body(call, seq) != body:
                raise CallBusy(WENT_ON) from None
            return
        if not rows:
            raise UnknownCall(DELETED)

    def read(self, call: str) -> list[Event]:
        """Every event of a call, in order."""
        query = select(EVENTS.c.body).where(EVENTS.c.call == call).order_by(EVENTS.c.seq)
        bodies = self.database.run(lambda connection: connection.execute(query).scalars().all())
        if not bodies:
            raise UnknownCall(f"there is no call {call!r}")
        return [events.validate_json(body) for body in bodies]

    def length(self, call: str) -> int:
        """How many events a call has; none if there is no such call."""
        length: int = self.database.run(lambda connection: connection.execute(_LENGTH, {"of": call}).scalar_one())
        return length

    def calls(self, owner: str) -> list[str]:
        """Every call of one owner, the earliest first."""
        query = select(CALLS.c.call).where(CALLS.c.owner == owner).order_by(CALLS.c.at, CALLS.c.call)
        return self.database.run(lambda connection: list(connection.execute(query).scalars()))

    def delete(self, calls: Sequence[str]) -> None:
        """Forget these calls; for good as far as the module's docstring says."""

        def gone(connection: Connection) -> None:
            # the call first: who is about to add to it is waited for, and then finds nothing to add to
            others = [table for table in METADATA.sorted_tables if "call" in table.c and table is not CALLS]
            for table in (CALLS, *others):
                for call in calls:
                    connection.execute(delete(table).where(table.c.call == call))

        self.database.run(gone)
        self.database.after_erasing()

    def ids(self) -> list[str]:
        """Every call, the earliest first."""
        query = select(CALLS.c.call).order_by(CALLS.c.at, CALLS.c.call)
        return self.database.run(lambda connection: list(connection.execute(query).scalars()))

    def older_than(self, moment: datetime) -> list[str]:
        """Every call that was begun before a moment, the earliest first."""
        query = select(CALLS.c.call).where(CALLS.c.at < moment.astimezone(UTC)).order_by(CALLS.c.at, CALLS.c.call)
        return self.database.run(lambda connection: list(connection.execute(query).scalars()))

    def count(self) -> int:
        """How many calls there are."""
        query = select(func.count()).select_from(CALLS)
        return self.database.run(lambda connection: connection.execute(query).scalar_one())

    def check(self) -> None:
        """Raises `StoreError` if the database does not answer."""
        self.database.check()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def _body(self, call: str, seq: int) -> str | None:
        query = select(EVENTS.c.body).where(EVENTS.c.call == call, EVENTS.c.seq == seq)
        return self.database.run(lambda connection: connection.execute(query).scalar_one_or_none())
