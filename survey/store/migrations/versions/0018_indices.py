"""Published indices: values as they were printed, and targets for them."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None

TEXTS = (
    "index_code",
    "kind",
    "period",
    "unit",
    "component",
    "block",
    "value",
    "maximum",
    "change",
    "series_break",
    "status",
    "source",
    "link",
    "note",
    "reason",
)
NUMBERS = ("place_low", "place_high", "ranked", "change_in_places")
CHECKS = {
    "code_length": "length(index_code) between 1 and 20",
    "kind": "kind in ('value', 'target')",
    "status": "status in ('official', 'reported', 'unverified')",
    "version": "version >= 1",
    "reason": "(version = 1) = (reason = '')",
    "places": "place_low is null or (place_low >= 1 and place_high >= place_low)",
    "ranked": "ranked is null or place_high is null or ranked >= place_high",
}
KEY = ("index_code", "kind", "period", "unit", "component", "version")


def upgrade() -> None:
    op.create_table(
        "index_value",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in TEXTS),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in NUMBERS),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_index_value_{name}"))
            for name, rule in CHECKS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_value")),
        sa.UniqueConstraint(*KEY, name=op.f(f"uq_index_value_{'_'.join(KEY)}")),
    )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    op.drop_table("index_value")
    create_guards(op.get_bind())
