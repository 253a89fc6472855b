"""Kiosks: enrolled tablets at a counter."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kiosk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=True),
        sa.Column("code_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("credential_hash", sa.String(), nullable=True),
        sa.Column("enrolled_on", sa.Date(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("seen_on", sa.Date(), nullable=True),
        sa.Column("forms_left", sa.Integer(), nullable=False),
        sa.Column("answers_waiting", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "forms_left between 0 and 100000", name=op.f("ck_kiosk_forms_left")
        ),
        sa.CheckConstraint(
            "answers_waiting between 0 and 100000",
            name=op.f("ck_kiosk_answers_waiting"),
        ),
        sa.CheckConstraint("issued >= 0", name=op.f("ck_kiosk_issued")),
        sa.CheckConstraint(
            "(code_hash is null) = (code_expires_at is null)",
            name=op.f("ck_kiosk_code_expires"),
        ),
        sa.CheckConstraint(
            "revoked_on is null or (code_hash is null and credential_hash is null)",
            name=op.f("ck_kiosk_revoked_opens_nothing"),
        ),
        sa.ForeignKeyConstraint(
            ["counter_id"], ["counter.id"], name=op.f("fk_kiosk_counter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_kiosk_code_hash")),
        sa.UniqueConstraint("credential_hash", name=op.f("uq_kiosk_credential_hash")),
    )
    op.create_index(op.f("ix_kiosk_counter_id"), "kiosk", ["counter_id"])
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    op.drop_table("kiosk")
    create_guards(op.get_bind())
