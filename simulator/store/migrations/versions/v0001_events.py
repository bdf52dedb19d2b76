"""Keep every event of every call, and refuse to change one."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_APPEND_ONLY = {
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


def upgrade() -> None:
    """One row an event."""
    op.create_table(
        "events",
        sa.Column("call", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    for statement in _APPEND_ONLY[op.get_context().dialect.name]:
        op.execute(statement)
