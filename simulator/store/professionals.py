"""The professionals whom learners of a shared database brought: a persona file's text each, and what it came from."""

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from simulator.store.database import Database
from simulator.store.schema import PROFESSIONALS


class Professionals:
    """Those of one learner, by id."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._mine = PROFESSIONALS.c.owner == owner
        self._owner = owner

    def texts(self) -> dict[str, str]:
        """The persona file of each, by id."""
        query = select(PROFESSIONALS.c.id, PROFESSIONALS.c.body).where(self._mine).order_by(PROFESSIONALS.c.id)
        return self._database.run(lambda connection: {row.id: row.body for row in connection.execute(query)})

    def pasted(self, id_: str) -> str:
        """The text that one was made from; empty if there was none."""
        query = select(PROFESSIONALS.c.pasted).where(self._mine, PROFESSIONALS.c.id == id_)
        return self._database.run(lambda connection: connection.execute(query).scalar_one_or_none()) or ""

    def put(self, id_: str, body: str, pasted: str, *, replace: bool, most: int) -> str:
        """Keep one: "kept", or why not, "taken" or "full". With `replace` one that is there gives way."""
        row = {"owner": self._owner, "id": id_, "body": body, "pasted": pasted}
        count = select(func.count()).select_from(PROFESSIONALS).where(self._mine)

        def kept(connection: Connection) -> str:
            if replace:
                connection.execute(delete(PROFESSIONALS).where(self._mine, PROFESSIONALS.c.id == id_))
            if connection.execute(count).scalar_one() >= most:
                connection.rollback()
                return "full"
            connection.execute(insert(PROFESSIONALS).values(row))
            return "kept"

        try:
            return self._database.run(kept)
        except IntegrityError:
            # our own, when the connection was lost before we heard that it was kept
            return "kept" if self.texts().get(id_) == body else "taken"

    def delete(self, id_: str) -> bool:
        """Delete one and the text that they were made from; whether there was one."""
        gone = self._database.run(
            lambda connection: (
                connection.execute(delete(PROFESSIONALS).where(self._mine, PROFESSIONALS.c.id == id_)).rowcount
            )
        )
        self._database.after_erasing()
        return bool(gone)
