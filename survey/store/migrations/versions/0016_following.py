"""Actions that follow from results, and what is published of a finished wave."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_actions()
    _create_publications()
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    for table in ("published_office", "publication", "action_step", "action"):
        op.drop_table(table)
    create_guards(op.get_bind())


def _create_actions() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=True),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("expected_points", sa.Float(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_action_number")),
        sa.CheckConstraint(
            "length(what) between 1 and 1000", name=op.f("ck_action_what_length")
        ),
        sa.CheckConstraint(
            "length(owner) between 1 and 120", name=op.f("ck_action_owner_length")
        ),
        sa.CheckConstraint(
            "length(source) <= 300", name=op.f("ck_action_source_length")
        ),
        sa.CheckConstraint(
            "wave_id is not null or source <> ''", name=op.f("ck_action_finding")
        ),
        sa.CheckConstraint(
            "expected_points > 0 and expected_points <= 100",
            name=op.f("ck_action_expected_points"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_action_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_action_wave_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint(
            "office_id", "number", name=op.f("uq_action_office_id_number")
        ),
    )
    op.create_table(
        "action_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state in ('planned', 'under_way', 'done', 'dropped')",
            name=op.f("ck_action_step_state"),
        ),
        sa.CheckConstraint(
            "length(reason) between 1 and 500",
            name=op.f("ck_action_step_reason_length"),
        ),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_step_action_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_step")),
    )
    op.create_index(op.f("ix_action_step_action_id"), "action_step", ["action_id"])


def _create_publications() -> None:
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.CheckConstraint(
            "action in ('publish', 'withdraw')", name=op.f("ck_publication_action")
        ),
        sa.CheckConstraint(
            "length(reason) <= 500 and (action = 'publish' or length(reason) >= 1)",
            name=op.f("ck_publication_reason_length"),
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_publication_wave_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_index(op.f("ix_publication_wave_id"), "publication", ["wave_id"])
    op.create_table(
        "published_office",
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publication.id"],
            name=op.f("fk_published_office_publication_id"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_published_office_office_id")
        ),
        sa.PrimaryKeyConstraint(
            "publication_id", "office_id", name=op.f("pk_published_office")
        ),
    )
