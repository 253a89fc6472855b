"""Successors of offices and counters, the day a counter opens, and the block that an office belongs to."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In plain SQL: Alembic would copy SQLite's tables to add the constraint, and answers refer to them.
    op.execute(
        "ALTER TABLE office ADD COLUMN block VARCHAR DEFAULT '' NOT NULL "
        "CONSTRAINT ck_office_block_length CHECK (length(block) <= 40)"
    )
    op.execute("ALTER TABLE counter ADD COLUMN opened_on DATE")
    op.create_table(
        "office_succession",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind in ('merge', 'split')", name=op.f("ck_office_succession_kind")
        ),
        sa.CheckConstraint(
            "office_id <> successor_id", name=op.f("ck_office_succession_another")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_office_succession_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"],
            ["office.id"],
            name=op.f("fk_office_succession_successor_id"),
        ),
        sa.PrimaryKeyConstraint(
            "office_id", "successor_id", name=op.f("pk_office_succession")
        ),
    )
    op.create_index(
        op.f("ix_office_succession_successor_id"), "office_succession", ["successor_id"]
    )
    op.create_table(
        "counter_succession",
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "counter_id <> successor_id", name=op.f("ck_counter_succession_another")
        ),
        sa.ForeignKeyConstraint(
            ["counter_id"],
            ["counter.id"],
            name=op.f("fk_counter_succession_counter_id"),
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"],
            ["counter.id"],
            name=op.f("fk_counter_succession_successor_id"),
        ),
        sa.PrimaryKeyConstraint("counter_id", name=op.f("pk_counter_succession")),
    )
    op.create_index(
        op.f("ix_counter_succession_successor_id"),
        "counter_succession",
        ["successor_id"],
    )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    for table in ("counter_succession", "office_succession"):
        op.drop_table(table)
    op.execute("ALTER TABLE counter DROP COLUMN opened_on")
    op.execute("ALTER TABLE office DROP COLUMN block")
    create_guards(op.get_bind())
