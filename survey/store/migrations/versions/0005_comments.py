"""Comments, masked and apart from the answers."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment_arrival",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.CheckConstraint(
            "length(text) between 1 and 2000",
            name=op.f("ck_comment_arrival_text_length"),
        ),
        sa.CheckConstraint(
            "length(month) = 7", name=op.f("ck_comment_arrival_month_length")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_comment_arrival_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_arrival")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.CheckConstraint(
            "length(text) between 1 and 2000", name=op.f("ck_comment_text_length")
        ),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_comment_month_length")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_comment_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sqlite_with_rowid=False,
    )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    op.drop_table("comment")
    op.drop_table("comment_arrival")
    create_guards(op.get_bind())
