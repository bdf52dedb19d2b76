"""Keep accounts, classes, and what was shown to whom."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_DIGEST = sa.String(64)
_ID = sa.String(32)
_WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Nine tables; none of them has a row yet."""
    op.create_table(
        "accounts",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("login", sa.String(255), unique=True),
        sa.Column("subject", _DIGEST, unique=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("at", _WHEN, nullable=False),
    )
    op.create_table(
        "cohorts",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("folded", sa.String(255), nullable=False, unique=True),
    )
    op.create_table(
        "members",
        sa.Column("account", _ID, primary_key=True),
        sa.Column("cohort", _ID, primary_key=True),
        sa.Column("sharing_since", _WHEN),
    )
    op.create_index("ix_members_cohort", "members", ["cohort"])
    op.create_table(
        "decisions",
        sa.Column("call", sa.String(64), primary_key=True),
        sa.Column("cohort", _ID, primary_key=True),
        sa.Column("account", _ID, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
    )
    op.create_index("ix_decisions_account", "decisions", ["account"])
    op.create_table(
        "comments",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("call", sa.String(64), nullable=False),
        sa.Column("cohort", _ID, nullable=False),
        sa.Column("author", _ID, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", _WHEN, nullable=False),
    )
    op.create_index("ix_comments_call", "comments", ["call"])
    op.create_index("ix_comments_author", "comments", ["author"])
    op.create_table(
        "invites",
        sa.Column("digest", _DIGEST, primary_key=True),
        sa.Column("cohort", _ID, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("uses", sa.Integer, nullable=False),
        sa.Column("until", _WHEN, nullable=False),
    )
    op.create_index("ix_invites_cohort", "invites", ["cohort"])
    op.create_table(
        "sessions",
        sa.Column("digest", _DIGEST, primary_key=True),
        sa.Column("account", _ID, nullable=False),
        sa.Column("until", _WHEN, nullable=False),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])
    op.create_table(
        "flows",
        sa.Column("digest", _DIGEST, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("until", _WHEN, nullable=False),
    )
    op.create_table(
        "attempts",
        sa.Column("who", _DIGEST, nullable=False),
        sa.Column("at", _WHEN, nullable=False),
    )
    op.create_index("ix_attempts_who", "attempts", ["who"])
    op.create_index("ix_attempts_at", "attempts", ["at"])
