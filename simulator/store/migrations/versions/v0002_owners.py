"""Keep whose call is whose. Calls from before are one's own, as on one's own machine."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """One row a call, made from its first event."""
    op.create_table(
        "calls",
        sa.Column("call", sa.String(64), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_calls_owner", "calls", ["owner"])
    op.execute("INSERT INTO calls (call, owner, at) SELECT call, '', at FROM events WHERE seq = 0")
