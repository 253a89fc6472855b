"""${message}."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    ${downgrades if downgrades else "pass"}
    create_guards(op.get_bind())
