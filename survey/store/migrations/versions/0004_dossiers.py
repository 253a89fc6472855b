"""Published reports on dossiers."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dossier_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.CheckConstraint(
            "length(code) between 1 and 40",
            name=op.f("ck_dossier_report_code_length"),
        ),
        sa.CheckConstraint(
            "kind in ('settlement', 'procedures')", name=op.f("ck_dossier_report_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_report")),
        sa.UniqueConstraint("code", name=op.f("uq_dossier_report_code")),
    )
    op.create_table(
        "dossier_figure",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("printed", sa.String(), nullable=False),
        sa.CheckConstraint(
            "measure in ('settled', 'on_time', 'on_time_rate', 'late', 'late_rate', "
            "'procedures')",
            name=op.f("ck_dossier_figure_measure"),
        ),
        sa.CheckConstraint(
            "length(printed) between 1 and 20",
            name=op.f("ck_dossier_figure_printed_length"),
        ),
        sa.CheckConstraint(
            "length(part) between 1 and 150",
            name=op.f("ck_dossier_figure_part_length"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["dossier_report.id"],
            name=op.f("fk_dossier_figure_report_id"),
        ),
        sa.PrimaryKeyConstraint(
            "report_id", "part", "measure", name=op.f("pk_dossier_figure")
        ),
    )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    op.drop_table("dossier_figure")
    op.drop_table("dossier_report")
    create_guards(op.get_bind())
