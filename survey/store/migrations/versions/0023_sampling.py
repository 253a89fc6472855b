"""Sampling plans, what was drawn for them, and what came back."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sampling_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=True),
        sa.Column("first_month", sa.String(), nullable=False),
        sa.Column("last_month", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("margin", sa.Float(), nullable=False),
        sa.Column("design_effect", sa.Float(), nullable=False),
        sa.Column("fixed", sa.Integer(), nullable=True),
        sa.Column("offices", sa.Integer(), nullable=True),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        *_checks(
            "sampling_plan",
            code_length="length(code) between 1 and 40",
            rule="rule in ('yamane', 'design', 'bands', 'fixed')",
            scope="scope in ('office', 'all')",
            months="first_month <= last_month",
            margin="margin > 0 and margin < 0.5",
            fixed="(rule = 'fixed') = (fixed is not null)",
            seed="seed >= 0",
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_sampling_plan_wave_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampling_plan")),
        sa.UniqueConstraint("code", name=op.f("uq_sampling_plan_code")),
    )
    _create_of_offices(
        "sampling_office",
        sa.Column("stratum", sa.String(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("is_drawn", sa.Boolean(), nullable=False),
        checks={
            "population": "population >= 0",
            "probability": "probability >= 0 and probability <= 1",
        },
    )
    _create_of_offices(
        "sampling_cell",
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        checks={"planned": "planned >= 0 and planned <= population"},
        key=("field", "month"),
    )
    _create_of_offices(
        "sampling_return",
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        checks={
            "state": "state in ('sent', 'returned', 'valid', 'rejected')",
            "reason": "(state = 'rejected') = (reason <> '')",
            "n": "n >= 0",
        },
        key=("state", "reason"),
    )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    for table in (
        "sampling_return",
        "sampling_cell",
        "sampling_office",
        "sampling_plan",
    ):
        op.drop_table(table)
    create_guards(op.get_bind())


def _create_of_offices(
    table: str,
    *columns: "sa.Column[object]",
    checks: dict[str, str],
    key: tuple[str, ...] = (),
) -> None:
    op.create_table(
        table,
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        *columns,
        *_checks(table, **checks),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["sampling_plan.id"], name=op.f(f"fk_{table}_plan_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f(f"fk_{table}_office_id")
        ),
        sa.PrimaryKeyConstraint("plan_id", "office_id", *key, name=op.f(f"pk_{table}")),
    )


def _checks(table: str, **rules: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))
        for name, rule in rules.items()
    ]
