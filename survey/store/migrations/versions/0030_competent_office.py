"""Who settles a dossier beside who received it; reception points of counters; tokens that may write."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0030"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLE, KEY = "dossier_volume", "pk_dossier_volume"
COUNTS = ("settled", "early", "on_time", "late", "pending", "invited")


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as batch:
        batch.add_column(sa.Column("competent_id", sa.Integer(), nullable=True))
    # Until now nobody told them apart.
    op.execute(f"UPDATE {TABLE} SET competent_id = office_id")
    with op.batch_alter_table(TABLE) as batch:
        batch.alter_column("competent_id", existing_type=sa.Integer(), nullable=False)
        batch.drop_constraint(op.f(KEY), type_="primary")
        batch.create_primary_key(
            op.f(KEY), ["office_id", "month", "field", "competent_id"]
        )
        batch.create_foreign_key(
            op.f("fk_dossier_volume_competent_id_office"),
            "office",
            ["competent_id"],
            ["id"],
        )
    # In plain SQL: Alembic would copy SQLite's table to add the constraint, and others refer to it.
    op.execute(
        "ALTER TABLE counter ADD COLUMN point VARCHAR DEFAULT '' NOT NULL "
        "CONSTRAINT ck_counter_point_length CHECK (length(point) <= 150)"
    )
    op.execute(
        "ALTER TABLE api_token ADD COLUMN may_write BOOLEAN DEFAULT false NOT NULL "
        "CONSTRAINT ck_api_token_may_write CHECK (may_write in (true, false))"
    )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    op.execute("ALTER TABLE api_token DROP COLUMN may_write")
    op.execute("ALTER TABLE counter DROP COLUMN point")
    _add_up_competent()
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(
            op.f("fk_dossier_volume_competent_id_office"), type_="foreignkey"
        )
        batch.drop_constraint(op.f(KEY), type_="primary")
        batch.drop_column("competent_id")
        batch.create_primary_key(op.f(KEY), ["office_id", "month", "field"])
    create_guards(op.get_bind())


def _add_up_competent() -> None:
    """Leave one row for each receiving office, month and field: the older key has no place for more."""
    sums = ", ".join(
        f"CASE WHEN count({name}) = count(*) THEN sum({name}) END" for name in COUNTS
    )
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            f"SELECT office_id, month, field, {sums} FROM {TABLE} "
            "GROUP BY office_id, month, field"
        )
    ).all()
    connection.execute(sa.text(f"DELETE FROM {TABLE}"))
    columns = ("office_id", "month", "field", *COUNTS)
    if rows:
        connection.execute(
            sa.text(
                f"INSERT INTO {TABLE} ({', '.join(columns)}, competent_id) "
                f"VALUES ({', '.join(f':{name}' for name in columns)}, :office_id)"
            ),
            [dict(zip(columns, row, strict=True)) for row in rows],
        )
