"""Databases as earlier versions of this program made them, word for word, with calls in them.

Never changed: these are what people have on their disks.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

EVENTS = """
CREATE TABLE events (
	call VARCHAR(64) NOT NULL,
	seq INTEGER NOT NULL,
	kind VARCHAR(32) NOT NULL,
	at DATETIME NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (call, seq)
)
"""
APPEND_ONLY = """
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the call log is append-only'); END
"""
CALLS = """
CREATE TABLE calls (
	call VARCHAR(64) NOT NULL,
	owner VARCHAR(64) NOT NULL,
	at DATETIME NOT NULL,
	PRIMARY KEY (call)
)
"""
OWNERS = "CREATE INDEX ix_calls_owner ON calls (owner)"
PROFESSIONALS = """
CREATE TABLE professionals (
	owner VARCHAR(64) NOT NULL,
	id VARCHAR(64) NOT NULL,
	body TEXT NOT NULL,
	pasted TEXT NOT NULL,
	PRIMARY KEY (owner, id)
)
"""
BROUGHT = "INSERT INTO professionals VALUES ('ana', 'ilse-varga', 'format: persona/1', 'Ilse mends walls.')"
STATE = """
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)
"""
"""From the third version on it is written down which one it is."""


@dataclass(frozen=True)
class Earlier:
    """One version: its schema, and whether it kept owners."""

    schema: Sequence[str]
    owners: bool = False

    def make(self, folder: Path, calls: dict[str, list[tuple[str, str, str]]], owner: str = "") -> Path:
        """A database with calls, each a list of kind, time and body."""
        path = folder / "calls.sqlite3"
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode=WAL")
        for statement in self.schema:
            connection.execute(statement)
        for call, events in calls.items():
            rows = [(call, seq, *event) for seq, event in enumerate(events)]
            connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?)", rows)
            if self.owners:
                connection.execute("INSERT INTO calls VALUES (?, ?, ?)", (call, owner, events[0][1]))
        connection.commit()
        connection.close()
        return path


VERSIONS = {
    "before owners": Earlier((EVENTS, APPEND_ONLY)),
    "with owners": Earlier((EVENTS, CALLS, OWNERS, APPEND_ONLY), owners=True),
    "with professionals": Earlier(
        (
            EVENTS,
            CALLS,
            OWNERS,
            APPEND_ONLY,
            PROFESSIONALS,
            BROUGHT,
            STATE,
            "INSERT INTO alembic_version VALUES ('0003')",
        ),
        owners=True,
    ),
}
