"""Whether an instrument asks all its questions, where that is not as its wave says."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0028"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("instrument", sa.Column("full", sa.Boolean(), nullable=True))
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    op.drop_column("instrument", "full")
    create_guards(op.get_bind())
