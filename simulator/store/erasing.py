"""Everything that learners left in a database, erased: their calls, what was said about them, whom they brought."""

from sqlalchemy import Connection, delete, func, select

from simulator.store.database import Database
from simulator.store.schema import CALLS, METADATA, PROFESSIONALS


def erase_everything(database: Database) -> int:
    """Forget it all, for good as far as `calls.py` says; how many calls there were. Accounts and classes stay."""

    def gone(connection: Connection) -> int:
        count = connection.execute(select(func.count()).select_from(CALLS)).scalar_one()
        of_calls = [table for table in METADATA.sorted_tables if "call" in table.c]
        for table in (*of_calls, PROFESSIONALS):
            connection.execute(delete(table))
        return count

    erased = database.run(gone)
    database.after_erasing()
    return erased
