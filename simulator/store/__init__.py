"""What is kept: the append-only call log first of all. The only part that knows of a database.

    log.py         what a log is, and one in memory
    schema.py      the tables as they are
    migrations/    how older databases become so
    database.py    SQLite or PostgreSQL: opening it, transactions, what is said when it fails
    calls.py       the log in a database

Nothing of a call is kept anywhere else: any process that has the database can go on with any call.
"""

from simulator.store.calls import Store
from simulator.store.database import Database
from simulator.store.log import Log, MemoryLog

__all__ = ["Database", "Log", "MemoryLog", "Store"]
