"""What people chose, counted and ranked is tallied beside their scores, and can come from files."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "choice_tally",
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("class", sa.String(), nullable=False),
        sa.Column("included", sa.Boolean(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("n > 0", name=op.f("ck_choice_tally_n")),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["instrument.id"],
            name=op.f("fk_choice_tally_instrument_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_choice_tally_office_id")
        ),
        sa.PrimaryKeyConstraint(
            "instrument_id",
            "office_id",
            "class",
            "included",
            "released",
            name=op.f("pk_choice_tally"),
        ),
    )
    # Alembic would copy SQLite's table for a rule, and lose that it has no row numbers.
    op.execute(
        "ALTER TABLE imported_answer ADD COLUMN choices VARCHAR DEFAULT '' NOT NULL "
        "CONSTRAINT ck_imported_answer_choices_length CHECK (length(choices) <= 2000)"
    )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    op.execute("ALTER TABLE imported_answer DROP COLUMN choices")
    op.drop_table("choice_tally")
    create_guards(op.get_bind())
