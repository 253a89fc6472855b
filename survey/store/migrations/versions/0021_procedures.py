"""The catalogue of procedures, by year."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "procedure",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("online", sa.String(), nullable=False),
        sa.Column("by_post", sa.Boolean(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.CheckConstraint(
            "year between 2000 and 2100", name=op.f("ck_procedure_year")
        ),
        sa.CheckConstraint(
            "length(code) between 1 and 40", name=op.f("ck_procedure_code_length")
        ),
        sa.CheckConstraint(
            "length(name) between 1 and 500", name=op.f("ck_procedure_name_length")
        ),
        sa.CheckConstraint(
            "length(field) between 1 and 150", name=op.f("ck_procedure_field_length")
        ),
        sa.CheckConstraint(
            "length(link) <= 500", name=op.f("ck_procedure_link_length")
        ),
        sa.CheckConstraint(
            "level in ('province', 'district', 'commune')",
            name=op.f("ck_procedure_level"),
        ),
        sa.CheckConstraint(
            "online in ('full', 'partial', 'none')", name=op.f("ck_procedure_online")
        ),
        sa.CheckConstraint(
            "by_post in (true, false)", name=op.f("ck_procedure_by_post")
        ),
        sa.PrimaryKeyConstraint("year", "code", "level", name=op.f("pk_procedure")),
    )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    op.drop_table("procedure")
    create_guards(op.get_bind())
