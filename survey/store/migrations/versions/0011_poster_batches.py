"""Poster batches, their retirement, weekly checks and links for online filers."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In plain SQL: Alembic would copy SQLite's tables to add the constraints, and answers refer to them.
    op.execute(
        "ALTER TABLE counter ADD COLUMN kind VARCHAR DEFAULT 'counter' NOT NULL "
        "CONSTRAINT ck_counter_kind CHECK (kind in ('counter', 'online', 'canary'))"
    )
    op.execute(
        "ALTER TABLE poster ADD COLUMN number INTEGER DEFAULT 1 NOT NULL "
        "CONSTRAINT ck_poster_number CHECK (number >= 1)"
    )
    # What was printed before is numbered in the order of printing.
    op.execute(
        "UPDATE poster SET number = 1 + (SELECT count(DISTINCT earlier.poster_id) "
        "FROM placement AS own JOIN placement AS earlier "
        "ON earlier.counter_id = own.counter_id "
        "WHERE own.poster_id = poster.id AND earlier.poster_id < poster.id)"
    )
    op.create_table(
        "poster_check",
        sa.Column("poster_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["poster_id"], ["poster.id"], name=op.f("fk_poster_check_poster_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewer.id"], name=op.f("fk_poster_check_reviewer_id")
        ),
        sa.PrimaryKeyConstraint("poster_id", "week", name=op.f("pk_poster_check")),
    )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    op.drop_table("poster_check")
    op.execute("ALTER TABLE poster DROP COLUMN number")
    op.execute("ALTER TABLE counter DROP COLUMN kind")
    create_guards(op.get_bind())
