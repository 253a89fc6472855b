"""Answers that someone helped to give are counted apart."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BEFORE = "breakdown in ('', 'stage', 'class', 'language', 'counter')"
AFTER = "breakdown in ('', 'stage', 'class', 'language', 'counter', 'helped')"


def upgrade() -> None:
    _hold_breakdowns_to(AFTER)
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    for table in ("tally", "release_state"):
        op.execute(f"DELETE FROM {table} WHERE breakdown = 'helped'")
    _hold_breakdowns_to(BEFORE)
    create_guards(op.get_bind())


def _hold_breakdowns_to(rule: str) -> None:
    with op.batch_alter_table("tally") as batch:
        batch.drop_constraint(op.f("ck_tally_breakdown"), type_="check")
        batch.create_check_constraint(op.f("ck_tally_breakdown"), sa.text(rule))
