"""Paper and telephone answers: batches, forms and double entry."""

from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    create_guards(op.get_bind())
