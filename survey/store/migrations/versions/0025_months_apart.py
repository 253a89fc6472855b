"""Whether an office's months can be shown one by one; of states before nobody knows, so not."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("release_state") as batch:
        batch.add_column(
            sa.Column(
                "months_apart", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    with op.batch_alter_table("release_state") as batch:
        batch.drop_column("months_apart")
    create_guards(op.get_bind())
