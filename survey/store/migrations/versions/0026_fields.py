"""Counters name the fields of service that people come for, and answers are counted by field."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BEFORE = "breakdown in ('', 'stage', 'class', 'language', 'counter', 'helped')"
AFTER = "breakdown in ('', 'stage', 'class', 'language', 'counter', 'helped', 'field')"
# Until now no answer named a field. Counted as such, the answers of before never stand alone between
# the fields and the total.
TALLY_OF_BEFORE = (
    "INSERT INTO tally (instrument_id, office_id, counter_id, month, class, part, included, "
    "breakdown, value, released, n, codes, sums) "
    "SELECT instrument_id, office_id, counter_id, month, class, part, included, "
    "'field', '', released, n, codes, sums FROM tally WHERE breakdown = ''"
)
STATES_OF_BEFORE = (
    "INSERT INTO release_state (instrument_id, office_id, breakdown, through, months_apart) "
    "SELECT instrument_id, office_id, 'field', through, months_apart "
    "FROM release_state WHERE breakdown = ''"
)


def upgrade() -> None:
    op.create_table(
        "service_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.CheckConstraint(
            "length(name) between 1 and 150", name=op.f("ck_service_field_name_length")
        ),
        sa.CheckConstraint(
            "length(name_en) <= 150", name=op.f("ck_service_field_name_en_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_field")),
        sa.UniqueConstraint("name", name=op.f("uq_service_field_name")),
    )
    op.create_table(
        "counter_field",
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_counter_field_position")),
        sa.ForeignKeyConstraint(
            ["counter_id"], ["counter.id"], name=op.f("fk_counter_field_counter_id")
        ),
        sa.ForeignKeyConstraint(
            ["field_id"], ["service_field.id"], name=op.f("fk_counter_field_field_id")
        ),
        sa.PrimaryKeyConstraint(
            "counter_id", "field_id", name=op.f("pk_counter_field")
        ),
    )
    # In plain SQL: Alembic would copy the table, and lose that SQLite keeps it without row ids.
    op.execute(
        "ALTER TABLE paper_entry ADD COLUMN field VARCHAR DEFAULT '' NOT NULL "
        "CONSTRAINT ck_paper_entry_field_length CHECK (length(field) <= 40)"
    )
    _hold_breakdowns_to(AFTER)
    op.execute(TALLY_OF_BEFORE)
    op.execute(STATES_OF_BEFORE)
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    for table in ("tally", "release_state"):
        op.execute(f"DELETE FROM {table} WHERE breakdown = 'field'")
    _hold_breakdowns_to(BEFORE)
    op.execute("ALTER TABLE paper_entry DROP COLUMN field")
    op.drop_table("counter_field")
    op.drop_table("service_field")
    create_guards(op.get_bind())


def _hold_breakdowns_to(rule: str) -> None:
    with op.batch_alter_table("tally") as batch:
        batch.drop_constraint(op.f("ck_tally_breakdown"), type_="check")
        batch.create_check_constraint(op.f("ck_tally_breakdown"), sa.text(rule))
