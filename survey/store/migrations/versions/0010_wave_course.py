"""A wave's targets, pauses and extensions."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In plain SQL: Alembic would copy SQLite's table to add the constraint, and instruments refer to it.
    op.execute("ALTER TABLE wave ADD COLUMN paused_from DATE")
    op.execute(
        "ALTER TABLE wave ADD COLUMN paused_until DATE CONSTRAINT ck_wave_pause CHECK "
        "(paused_until is null or (paused_from is not null and paused_until >= paused_from))"
    )
    op.create_table(
        "wave_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("day_before", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "action in ('target', 'pause', 'resume', 'extend', 'close')",
            name=op.f("ck_wave_event_action"),
        ),
        sa.CheckConstraint(
            "length(reason) between 1 and 500",
            name=op.f("ck_wave_event_reason_length"),
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_wave_event_wave_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave_event")),
    )
    op.create_index(op.f("ix_wave_event_wave_id"), "wave_event", ["wave_id"])
    op.create_table(
        "wave_target",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "target between 1 and 1000000", name=op.f("ck_wave_target_target")
        ),
        sa.CheckConstraint(
            "population is null or population between 1 and 100000000",
            name=op.f("ck_wave_target_population"),
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_wave_target_wave_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_wave_target_office_id")
        ),
        sa.PrimaryKeyConstraint("wave_id", "office_id", name=op.f("pk_wave_target")),
    )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    op.drop_table("wave_target")
    op.drop_table("wave_event")
    # The column that the constraint came with goes first.
    op.execute("ALTER TABLE wave DROP COLUMN paused_until")
    op.execute("ALTER TABLE wave DROP COLUMN paused_from")
    create_guards(op.get_bind())
