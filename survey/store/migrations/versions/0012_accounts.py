"""Second factors, one-time links and the audit trail."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In plain SQL: Alembic would copy SQLite's table to add the constraint.
    op.execute(
        "ALTER TABLE review_session ADD COLUMN waits_for VARCHAR DEFAULT '' NOT NULL "
        "CONSTRAINT ck_review_session_waits_for CHECK (waits_for in ('', 'code', 'enrolment'))"
    )
    op.create_table(
        "second_factor",
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewer.id"], name=op.f("fk_second_factor_reviewer_id")
        ),
        sa.PrimaryKeyConstraint("reviewer_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewer.id"], name=op.f("fk_recovery_code_reviewer_id")
        ),
        sa.PrimaryKeyConstraint(
            "reviewer_id", "code_hash", name=op.f("pk_recovery_code")
        ),
    )
    op.create_table(
        "one_time_link",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('invitation', 'reset')", name=op.f("ck_one_time_link_kind")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewer.id"], name=op.f("fk_one_time_link_reviewer_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_one_time_link")),
    )
    op.create_index(
        op.f("ix_one_time_link_reviewer_id"), "one_time_link", ["reviewer_id"]
    )
    _create_trail()
    create_guards(op.get_bind())


def _create_trail() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_audit_entry_number")),
        sa.CheckConstraint(
            "length(previous) = 64", name=op.f("ck_audit_entry_previous_length")
        ),
        sa.CheckConstraint(
            "length(hash) = 64", name=op.f("ck_audit_entry_hash_length")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("previous", name=op.f("uq_audit_entry_previous")),
    )
    op.create_index(op.f("ix_audit_entry_action"), "audit_entry", ["action"])


def downgrade() -> None:
    drop_guards(op.get_bind())
    for table in ("audit_entry", "one_time_link", "recovery_code", "second_factor"):
        op.drop_table(table)
    # The older program takes every session for a whole one.
    op.execute("DELETE FROM review_session WHERE waits_for <> ''")
    op.execute("ALTER TABLE review_session DROP COLUMN waits_for")
    create_guards(op.get_bind())
