"""Receipts, arrivals, responses."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "receipt",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("content_tag", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "length(key_hash) = 64", name=op.f("ck_receipt_key_hash_length")
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_receipt")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "arrival",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("class", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("scores", sa.String(), nullable=False),
        sa.Column("choices", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("language_version", sa.String(), nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "class in ('A', 'B', 'C', 'D', 'E', 'F', 'I', 'L', 'T', 'Z')",
            name=op.f("ck_arrival_class"),
        ),
        sa.CheckConstraint(
            "ltrim(scores, '123456789ABCDEFGHIJKLMNOPQRSTUVWXYZx-.?') = ''",
            name=op.f("ck_arrival_scores_alphabet"),
        ),
        sa.CheckConstraint("part in ('core', 'opt-in')", name=op.f("ck_arrival_part")),
        sa.CheckConstraint(
            "stage in ('', 'submit', 'receive', 'supplement', 'ask')",
            name=op.f("ck_arrival_stage"),
        ),
        sa.CheckConstraint(
            "length(choices) <= 2000", name=op.f("ck_arrival_choices_length")
        ),
        sa.CheckConstraint(
            "length(scores) between 1 and 120", name=op.f("ck_arrival_scores_length")
        ),
        sa.CheckConstraint(
            "length(profile) <= 40", name=op.f("ck_arrival_profile_length")
        ),
        sa.CheckConstraint(
            "ltrim(profile, '123456789ABCDEFGHIJKLMNOPQRSTUVWXYZx-.?') = ''",
            name=op.f("ck_arrival_profile_alphabet"),
        ),
        sa.CheckConstraint("length(field) <= 40", name=op.f("ck_arrival_field_length")),
        sa.CheckConstraint("helped in (true, false)", name=op.f("ck_arrival_helped")),
        sa.ForeignKeyConstraint(
            ["counter_id"], ["counter.id"], name=op.f("fk_arrival_counter_id")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instrument.id"], name=op.f("fk_arrival_instrument_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("class", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("scores", sa.String(), nullable=False),
        sa.Column("choices", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("language_version", sa.String(), nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "class in ('A', 'B', 'C', 'D', 'E', 'F', 'I', 'L', 'T', 'Z')",
            name=op.f("ck_response_class"),
        ),
        sa.CheckConstraint(
            "ltrim(scores, '123456789ABCDEFGHIJKLMNOPQRSTUVWXYZx-.?') = ''",
            name=op.f("ck_response_scores_alphabet"),
        ),
        sa.CheckConstraint("part in ('core', 'opt-in')", name=op.f("ck_response_part")),
        sa.CheckConstraint(
            "stage in ('', 'submit', 'receive', 'supplement', 'ask')",
            name=op.f("ck_response_stage"),
        ),
        sa.CheckConstraint(
            "length(choices) <= 2000", name=op.f("ck_response_choices_length")
        ),
        sa.CheckConstraint(
            "length(scores) between 1 and 120", name=op.f("ck_response_scores_length")
        ),
        sa.CheckConstraint(
            "length(profile) <= 40", name=op.f("ck_response_profile_length")
        ),
        sa.CheckConstraint(
            "ltrim(profile, '123456789ABCDEFGHIJKLMNOPQRSTUVWXYZx-.?') = ''",
            name=op.f("ck_response_profile_alphabet"),
        ),
        sa.CheckConstraint(
            "length(field) <= 40", name=op.f("ck_response_field_length")
        ),
        sa.CheckConstraint("helped in (true, false)", name=op.f("ck_response_helped")),
        sa.ForeignKeyConstraint(
            ["counter_id"], ["counter.id"], name=op.f("fk_response_counter_id")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"], ["instrument.id"], name=op.f("fk_response_instrument_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
    )
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_response_received_on"), ["received_on"], unique=False
        )
    op.create_table(
        "altered_repeat",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_altered_repeat_office_id")
        ),
        sa.PrimaryKeyConstraint("office_id", "day", name=op.f("pk_altered_repeat")),
    )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    op.drop_table("altered_repeat")
    op.drop_table("response")
    op.drop_table("arrival")
    op.drop_table("receipt")
    create_guards(op.get_bind())
