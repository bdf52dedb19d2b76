"""What is kept: the append-only call log first of all. The only part that knows of a database.

    log.py            what a log is, and one in memory
    schema.py         the tables as they are
    revisions.py      the states that they have been in
    migrations/       how older databases become so
    database.py       SQLite or PostgreSQL: opening it, transactions, what is said when it fails
    calls.py          the log in a database
    accounts.py       who signs in, classes, and what was shown to whom
    professionals.py  those whom learners of a shared database brought

Nothing of a call is kept anywhere else: any process that has the database can go on with any call. The database's
library is imported where a name of it is first used: a rehearsal in memory does without.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from simulator.store.log import Log, MemoryLog

if TYPE_CHECKING:
    from simulator.store.accounts import Register
    from simulator.store.calls import Store
    from simulator.store.database import Database
    from simulator.store.professionals import Professionals

__all__ = ["Database", "Log", "MemoryLog", "Professionals", "Register", "Store"]

_WHERE = {"Database": "database", "Professionals": "professionals", "Register": "accounts", "Store": "calls"}


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
