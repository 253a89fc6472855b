"""Paper and telephone answers: batches, forms and double entry."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ANSWERS = ("arrival", "response")


def upgrade() -> None:
    _create_batches()
    _create_papers()
    for table in ANSWERS:
        # In plain SQL: Alembic would copy SQLite's tables to add the constraint, guards and all.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN batch_id INTEGER "
            f"CONSTRAINT fk_{table}_batch_id REFERENCES batch (id)"
        )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    for table in ANSWERS:
        op.execute(f"ALTER TABLE {table} DROP COLUMN batch_id")
    op.drop_table("paper_entry")
    op.drop_table("paper_serial")
    op.drop_table("batch_check")
    op.drop_table("batch_operator")
    op.drop_table("batch")
    op.drop_table("paper_run")
    create_guards(op.get_bind())


def _create_batches() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class", sa.String(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("gathered_on", sa.Date(), nullable=False),
        sa.Column("handed_out", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("spoiled", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=True),
        sa.Column("by_same", sa.Integer(), nullable=False),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("class in ('E', 'T', 'I')", name=op.f("ck_batch_class")),
        sa.CheckConstraint(
            "state in ('entering', 'checking', 'closing', 'closed')",
            name=op.f("ck_batch_state"),
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_on is not null)",
            name=op.f("ck_batch_closed"),
        ),
        sa.CheckConstraint(
            "handed_out between 0 and 100000 and returned between 0 and 100000"
            " and spoiled between 0 and 100000",
            name=op.f("ck_batch_counts"),
        ),
        sa.ForeignKeyConstraint(
            ["counter_id"], ["counter.id"], name=op.f("fk_batch_counter_id")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instrument.id"], name=op.f("fk_batch_instrument_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_table(
        "batch_operator",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column("retyped", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_batch_operator_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"],
            ["reviewer.id"],
            name=op.f("fk_batch_operator_reviewer_id"),
        ),
        sa.PrimaryKeyConstraint(
            "batch_id", "reviewer_id", name=op.f("pk_batch_operator")
        ),
    )
    op.create_table(
        "batch_check",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("differing", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "differing between 0 and compared", name=op.f("ck_batch_check_differing")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_batch_check_batch_id")
        ),
        sa.PrimaryKeyConstraint("batch_id", "item", name=op.f("pk_batch_check")),
    )


def _create_papers() -> None:
    op.create_table(
        "paper_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("is_large", sa.Boolean(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "copies between 1 and 200", name=op.f("ck_paper_run_copies")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["instrument.id"],
            name=op.f("fk_paper_run_instrument_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_paper_run_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_run")),
    )
    op.create_table(
        "paper_serial",
        sa.Column("run", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("copy", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "run >= 0 and copy between 1 and 9999",
            name=op.f("ck_paper_serial_serial"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_paper_serial_batch_id")
        ),
        sa.PrimaryKeyConstraint("run", "copy", name=op.f("pk_paper_serial")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_paper_serial_batch_id"), "paper_serial", ["batch_id"])
    op.create_table(
        "paper_entry",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("copy", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("entry_key", sa.String(), nullable=False),
        sa.Column("scores", sa.String(), nullable=False),
        sa.Column("choices", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.Column("is_sampled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("turn in (1, 2, 3)", name=op.f("ck_paper_entry_turn")),
        sa.CheckConstraint(
            "length(entry_key) = 32", name=op.f("ck_paper_entry_key_length")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_paper_entry_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["reviewer.id"], name=op.f("fk_paper_entry_reviewer_id")
        ),
        sa.PrimaryKeyConstraint(
            "batch_id", "run", "copy", "turn", name=op.f("pk_paper_entry")
        ),
        sqlite_with_rowid=False,
    )
