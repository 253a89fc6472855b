"""What offices settled by month and field, beside which answers are counted."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dossier_volume",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=True)
            for name in ("early", "on_time", "late", "pending", "invited")
        ),
        sa.CheckConstraint(
            "settled >= 0 and coalesce(early, 0) >= 0 and coalesce(on_time, 0) >= 0 "
            "and coalesce(late, 0) >= 0 and coalesce(pending, 0) >= 0 "
            "and coalesce(invited, 0) >= 0",
            name=op.f("ck_dossier_volume_counts"),
        ),
        sa.CheckConstraint(
            "length(month) = 7", name=op.f("ck_dossier_volume_month_length")
        ),
        sa.CheckConstraint(
            "length(field) <= 150", name=op.f("ck_dossier_volume_field_length")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"],
            ["office.id"],
            name=op.f("fk_dossier_volume_office_id_office"),
        ),
        sa.PrimaryKeyConstraint(
            "office_id", "month", "field", name=op.f("pk_dossier_volume")
        ),
    )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    op.drop_table("dossier_volume")
    create_guards(op.get_bind())
