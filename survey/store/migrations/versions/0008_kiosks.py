"""Kiosks: enrolled tablets at a counter."""

from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    create_guards(op.get_bind())
