"""How many further questions a wave draws for each form."""

from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In plain SQL: Alembic would copy SQLite's table to add the constraint, and instruments refer to it.
    op.execute(
        "ALTER TABLE wave ADD COLUMN block INTEGER DEFAULT 0 NOT NULL "
        "CONSTRAINT ck_wave_block CHECK (block BETWEEN 0 AND 3)"
    )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    op.execute("ALTER TABLE wave DROP COLUMN block")
    create_guards(op.get_bind())
