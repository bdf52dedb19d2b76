"""The tables as they are now. How they came to be so is in `migrations/versions`, one file a step.

An empty database is made from here, in one step; an older one is brought here step by step. A test holds the two equal.
"""

from sqlalchemy import DDL, Column, DateTime, Integer, MetaData, String, Table, Text, event

METADATA = MetaData()

VERSION = Table("alembic_version", METADATA, Column("version_num", String(32), primary_key=True))
"""Which of the states a database is in: one row. Alembic's own table."""

EVENTS = Table(
    "events",
    METADATA,
    Column("call", String(64), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("body", Text, nullable=False),
)

CALLS = Table(
    "calls",
    METADATA,
    Column("call", String(64), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
)
"""Whose call is whose; on one's own machine everybody is ""."""

PROFESSIONALS = Table(
    "professionals",
    METADATA,
    Column("owner", String(64), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("body", Text, nullable=False),
    Column("pasted", Text, nullable=False),
)
"""Those whom learners of a shared server brought, as the text of a persona file, and the text they were made from."""

APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events "
        "BEGIN SELECT RAISE(ABORT, 'the call log is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION events_are_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the call log is append-only'; END $$",
        "CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events "
        "FOR EACH STATEMENT EXECUTE FUNCTION events_are_never_changed()",
    ),
}
"""What refuses to change a row of the log, by dialect."""

for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        event.listen(EVENTS, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
