"""Every state that the schema has been in, and a look at a file's that costs next to nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

from simulator.errors import StoreError

REVISIONS = ("0001", "0002", "0003", "0004")
"""The oldest first; each is a file of `migrations/versions`."""
REVISION = REVISIONS[-1]
FILE = "calls.sqlite3"


def refuse_newer(folder: Path) -> None:
    """Raises `StoreError` if a data folder's database was made by a newer version. Imports no database library."""
    path = folder / FILE
    if not path.is_file():
        return
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        # older than that table, or broken: whoever opens it will see
        return
    if row is not None:
        known(f"call log {path}", row[0])


def known(name: str, state: str) -> None:
    """Raises `StoreError` for a state that only a newer version can have made."""
    if state not in REVISIONS:
        raise StoreError(
            f"{name}: it was made by a newer version of this program (state {state}; this one knows those up to "
            f"{REVISION}): use that version"
        )
