"""Seals, tallies and released states."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seal",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_seal")),
    )
    op.create_table(
        "closing",
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_closing")),
    )
    op.create_table(
        "fold",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["closing.day"], name=op.f("fk_fold_day")),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instrument.id"], name=op.f("fk_fold_instrument_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_fold_office_id")
        ),
        sa.PrimaryKeyConstraint(
            "day", "instrument_id", "office_id", name=op.f("pk_fold")
        ),
    )
    op.create_table(
        "tally",
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("class", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("included", sa.Boolean(), nullable=False),
        sa.Column("breakdown", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("codes", sa.LargeBinary(), nullable=False),
        sa.Column("sums", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "breakdown in ('', 'stage', 'class', 'language', 'counter')",
            name=op.f("ck_tally_breakdown"),
        ),
        sa.CheckConstraint("n > 0", name=op.f("ck_tally_n")),
        sa.ForeignKeyConstraint(
            ["counter_id"], ["counter.id"], name=op.f("fk_tally_counter_id")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instrument.id"], name=op.f("fk_tally_instrument_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_tally_office_id")
        ),
        sa.PrimaryKeyConstraint(
            "instrument_id",
            "office_id",
            "counter_id",
            "month",
            "class",
            "part",
            "included",
            "breakdown",
            "value",
            "released",
            name=op.f("pk_tally"),
        ),
    )
    op.create_table(
        "pair_tally",
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("class", sa.String(), nullable=False),
        sa.Column("included", sa.Boolean(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("products", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("n > 0", name=op.f("ck_pair_tally_n")),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["instrument.id"],
            name=op.f("fk_pair_tally_instrument_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_pair_tally_office_id")
        ),
        sa.PrimaryKeyConstraint(
            "instrument_id",
            "office_id",
            "class",
            "included",
            "released",
            name=op.f("pk_pair_tally"),
        ),
    )
    op.create_table(
        "day_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("class", sa.String(), nullable=False),
        sa.Column("included", sa.Boolean(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("n_valid", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.Column("m", sa.Integer(), nullable=False),
        sa.Column("yy", sa.Integer(), nullable=False),
        sa.Column("ym", sa.Integer(), nullable=False),
        sa.Column("mm", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["counter_id"], ["counter.id"], name=op.f("fk_day_count_counter_id")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["instrument.id"],
            name=op.f("fk_day_count_instrument_id"),
        ),
        sa.PrimaryKeyConstraint(
            "day",
            "instrument_id",
            "counter_id",
            "class",
            "included",
            name=op.f("pk_day_count"),
        ),
    )
    op.create_table(
        "release_state",
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("breakdown", sa.String(), nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["instrument.id"],
            name=op.f("fk_release_state_instrument_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_release_state_office_id")
        ),
        sa.PrimaryKeyConstraint(
            "instrument_id", "office_id", "breakdown", name=op.f("pk_release_state")
        ),
    )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    op.drop_table("release_state")
    op.drop_table("day_count")
    op.drop_table("pair_tally")
    op.drop_table("tally")
    op.drop_table("fold")
    op.drop_table("closing")
    op.drop_table("seal")
    create_guards(op.get_bind())
