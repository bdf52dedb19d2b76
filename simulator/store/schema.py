"""The tables as they are now. How they came to be so is in `migrations/versions`, one file a step.

An empty database is made from here, in one step; an older one is brought here step by step. A test holds the two equal.
"""

from sqlalchemy import DDL, Boolean, Column, DateTime, Integer, MetaData, String, Table, Text, event

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

_DIGEST = String(64)
_ID = String(32)
_WHEN = DateTime(timezone=True)

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("owner", String(64), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("login", String(255), unique=True),
    Column("subject", _DIGEST, unique=True),
    Column("role", String(16), nullable=False),
    Column("password", Text),
    Column("at", _WHEN, nullable=False),
)
"""`login` is the folded name of who has a password here, `subject` a digest of who is vouched for elsewhere."""

COHORTS = Table(
    "cohorts",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("folded", String(255), nullable=False, unique=True),
)

MEMBERS = Table(
    "members",
    METADATA,
    Column("account", _ID, primary_key=True),
    Column("cohort", _ID, primary_key=True, index=True),
    Column("sharing_since", _WHEN),
)

DECISIONS = Table(
    "decisions",
    METADATA,
    Column("call", String(64), primary_key=True),
    Column("cohort", _ID, primary_key=True),
    Column("account", _ID, nullable=False, index=True),
    Column("shared", Boolean, nullable=False),
)

COMMENTS = Table(
    "comments",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("call", String(64), nullable=False, index=True),
    Column("cohort", _ID, nullable=False),
    Column("author", _ID, nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("at", _WHEN, nullable=False),
)

INVITES = Table(
    "invites",
    METADATA,
    Column("digest", _DIGEST, primary_key=True),
    Column("cohort", _ID, nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("uses", Integer, nullable=False),
    Column("until", _WHEN, nullable=False),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("digest", _DIGEST, primary_key=True),
    Column("account", _ID, nullable=False, index=True),
    Column("until", _WHEN, nullable=False),
)

FLOWS = Table(
    "flows",
    METADATA,
    Column("digest", _DIGEST, primary_key=True),
    Column("body", Text, nullable=False),
    Column("until", _WHEN, nullable=False),
)
"""Sign-ins that are under way at another server."""

ATTEMPTS = Table(
    "attempts",
    METADATA,
    Column("who", _DIGEST, nullable=False, index=True),
    Column("at", _WHEN, nullable=False, index=True),
)
"""Sign-ins that failed; of names and addresses only digests."""

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
