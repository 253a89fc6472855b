"""Comments are released together, flagged, sorted by theme and replied to."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("comment_arrival", "comment"):
        # In plain SQL: Alembic would copy SQLite's table to add the constraint.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN urgent VARCHAR DEFAULT '' NOT NULL "
            f"CONSTRAINT ck_{table}_urgent CHECK (urgent in ('', 'bribe', 'threat'))"
        )
    _create_batches()
    _create_codes()
    _create_replies()
    create_guards(op.get_bind())


def _create_batches() -> None:
    op.create_table(
        "comment_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("first_month", sa.String(), nullable=False),
        sa.Column("last_month", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint("n >= 5", name=op.f("ck_comment_batch_floor")),
        sa.CheckConstraint(
            "length(first_month) = 7 and length(last_month) = 7 and first_month <= last_month",
            name=op.f("ck_comment_batch_months"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_comment_batch_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_batch")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_comment_batch_office_id"), "comment_batch", ["office_id"])
    op.create_table(
        "released_comment",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_released_comment_comment_id")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["comment_batch.id"],
            name=op.f("fk_released_comment_batch_id"),
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_released_comment")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_released_comment_batch_id"), "released_comment", ["batch_id"]
    )
    op.create_table(
        "urgent_outcome",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        *_decided(),
        sa.CheckConstraint(
            "outcome in ('handled', 'ordinary')", name=op.f("ck_urgent_outcome_outcome")
        ),
        _reason_of("urgent_outcome"),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_urgent_outcome_comment_id")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_urgent_outcome")),
        sqlite_with_rowid=False,
    )


def _create_codes() -> None:
    op.create_table(
        "comment_code",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("codebook", sa.String(), nullable=False),
        sa.CheckConstraint("position in (1, 2)", name=op.f("ck_comment_code_position")),
        _theme_of("comment_code"),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["released_comment.comment_id"],
            name=op.f("fk_comment_code_comment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewer.id"], name=op.f("fk_comment_code_reviewer_id")
        ),
        sa.PrimaryKeyConstraint("comment_id", "position", name=op.f("pk_comment_code")),
        sa.UniqueConstraint(
            "comment_id",
            "reviewer_id",
            name=op.f("uq_comment_code_comment_id_reviewer_id"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "code_settlement",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        *_decided(),
        _theme_of("code_settlement"),
        _reason_of("code_settlement"),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["released_comment.comment_id"],
            name=op.f("fk_code_settlement_comment_id"),
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_code_settlement")),
        sqlite_with_rowid=False,
    )


def _create_replies() -> None:
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_reply_month_length")),
        sa.CheckConstraint(
            "length(question) between 1 and 500", name=op.f("ck_reply_question_length")
        ),
        sa.CheckConstraint(
            "length(answer) between 1 and 2000", name=op.f("ck_reply_answer_length")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_reply_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    op.create_index(op.f("ix_reply_office_id"), "reply", ["office_id"])
    op.create_table(
        "reply_event",
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        *_decided(),
        sa.CheckConstraint("step >= 1", name=op.f("ck_reply_event_step")),
        sa.CheckConstraint(
            "state in ('proposed', 'published', 'returned', 'withdrawn')",
            name=op.f("ck_reply_event_state"),
        ),
        sa.CheckConstraint(
            "length(reason) <= 500 and "
            "(length(reason) > 0 or state in ('proposed', 'published'))",
            name=op.f("ck_reply_event_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["reply.id"], name=op.f("fk_reply_event_reply_id")
        ),
        sa.PrimaryKeyConstraint("reply_id", "step", name=op.f("pk_reply_event")),
    )


def _decided() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
    )


def _reason_of(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(
        "length(reason) between 1 and 500", name=op.f(f"ck_{table}_reason_length")
    )


def _theme_of(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(
        "length(theme) between 1 and 40", name=op.f(f"ck_{table}_theme_length")
    )


def downgrade() -> None:
    drop_guards(op.get_bind())
    for table in (
        *("reply_event", "reply", "code_settlement", "comment_code"),
        *("urgent_outcome", "released_comment", "comment_batch"),
    ):
        op.drop_table(table)
    for table in ("comment", "comment_arrival"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN urgent")
    create_guards(op.get_bind())
