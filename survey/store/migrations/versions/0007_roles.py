"""Six roles instead of two."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BEFORE = (
    "role in ('reform_office', 'unit_head')",
    "(role = 'unit_head') = (office_id is not null)",
)
AFTER = (
    "role in ('administrator', 'reform_office', 'unit_head', 'counter_staff', "
    "'operator', 'auditor')",
    "(role in ('unit_head', 'counter_staff')) = (office_id is not null)",
)


def upgrade() -> None:
    _hold_roles_to(*AFTER)
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    # A role that the older schema lacks opened pages that are gone: the account goes with them.
    op.execute(
        "DELETE FROM review_session WHERE reviewer_id IN (SELECT id FROM reviewer "
        "WHERE role NOT IN ('reform_office', 'unit_head'))"
    )
    op.execute("DELETE FROM reviewer WHERE role NOT IN ('reform_office', 'unit_head')")
    _hold_roles_to(*BEFORE)
    create_guards(op.get_bind())


def _hold_roles_to(role: str, own_office: str) -> None:
    # SQLite copies the table to change its checks, and would not drop one that sessions refer to.
    op.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM review_session")
    op.execute("DELETE FROM review_session")
    with op.batch_alter_table("reviewer") as batch:
        for name in ("role", "own_office"):
            batch.drop_constraint(op.f(f"ck_reviewer_{name}"), type_="check")
        batch.create_check_constraint(op.f("ck_reviewer_role"), sa.text(role))
        batch.create_check_constraint(
            op.f("ck_reviewer_own_office"), sa.text(own_office)
        )
    op.execute("INSERT INTO review_session SELECT * FROM kept")
    op.execute("DROP TABLE kept")
