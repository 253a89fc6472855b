"""Answers out of files: imports, their rows on the way, and a place for what names no counter."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None

KINDS_BEFORE = "kind in ('counter', 'online', 'canary')"
KINDS_AFTER = "kind in ('counter', 'online', 'canary', 'file')"
ALPHABET = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZx-.?"


def upgrade() -> None:
    _create_imports()
    _create_rows()
    op.execute(
        "ALTER TABLE batch ADD COLUMN import_id INTEGER "
        "CONSTRAINT fk_batch_import_id REFERENCES answer_import (id)"
    )
    _hold_kinds_to(KINDS_AFTER)
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    _keep_accepted_rows()
    # Answers refer to these places, so they stay, closed: no code leads there.
    op.execute(
        "UPDATE counter SET kind = 'counter', closed_on = COALESCE(closed_on, CURRENT_DATE) "
        "WHERE kind = 'file'"
    )
    _hold_kinds_to(KINDS_BEFORE)
    op.execute("ALTER TABLE batch DROP COLUMN import_id")
    op.drop_table("imported_row")
    op.drop_table("imported_answer")
    op.drop_table("answer_import")
    create_guards(op.get_bind())


def _hold_kinds_to(rule: str) -> None:
    """Give the column another rule; Alembic would copy SQLite's table, and answers refer to it."""
    connection = op.get_bind()
    known = connection.execute(
        sa.text("SELECT id, kind FROM counter WHERE kind <> 'counter'")
    ).all()
    op.execute("ALTER TABLE counter DROP COLUMN kind")
    op.execute(
        "ALTER TABLE counter ADD COLUMN kind VARCHAR DEFAULT 'counter' NOT NULL "
        f"CONSTRAINT ck_counter_kind CHECK ({rule})"
    )
    for counter_id, kind in known:
        connection.execute(
            sa.text("UPDATE counter SET kind = :kind WHERE id = :id"),
            {"kind": kind, "id": counter_id},
        )


def _keep_accepted_rows() -> None:
    """Let what was accepted and no seal has moved yet wait as other answers do."""
    op.execute(
        "INSERT INTO arrival (id, counter_id, instrument_id, received_on, class, stage, part, "
        "scores, choices, profile, field, language, language_version, helped, batch_id) "
        "SELECT imported_answer.id, counter_id, batch.instrument_id, accepted_on, 'I', '', 'core', "
        "scores, '', '', '', language, '', false, batch.id "
        "FROM imported_answer JOIN batch ON batch.id = batch_id "
        "JOIN answer_import ON answer_import.id = imported_answer.import_id "
        "WHERE answer_import.state = 'accepted'"
    )


def _create_imports() -> None:
    op.create_table(
        "answer_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("file_bytes", sa.Integer(), nullable=False),
        sa.Column("stored_as", sa.String(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("begun_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("mapping", sa.String(), nullable=False),
        sa.Column("findings", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("headline", sa.Boolean(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state in ('looking', 'writing', 'accepted', 'cancelled')",
            name=op.f("ck_answer_import_state"),
        ),
        sa.CheckConstraint(
            "(state = 'accepted') = (accepted_on is not null)",
            name=op.f("ck_answer_import_accepted"),
        ),
        sa.CheckConstraint(
            "length(file_hash) = 64", name=op.f("ck_answer_import_file_hash_length")
        ),
        sa.CheckConstraint(
            "length(file_name) between 1 and 150",
            name=op.f("ck_answer_import_file_name_length"),
        ),
        sa.CheckConstraint(
            "length(mapping) <= 200000", name=op.f("ck_answer_import_mapping_length")
        ),
        sa.CheckConstraint(
            "written between 0 and n", name=op.f("ck_answer_import_written")
        ),
        sa.CheckConstraint(
            "headline in (true, false)", name=op.f("ck_answer_import_headline")
        ),
        sa.ForeignKeyConstraint(
            ["instrument_id"],
            ["instrument.id"],
            name=op.f("fk_answer_import_instrument_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_import")),
    )
    op.create_index(op.f("ix_answer_import_file_hash"), "answer_import", ["file_hash"])


def _create_rows() -> None:
    op.create_table(
        "imported_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("scores", sa.String(), nullable=False),
        sa.CheckConstraint(
            "length(scores) between 1 and 120",
            name=op.f("ck_imported_answer_scores_length"),
        ),
        sa.CheckConstraint(
            f"ltrim(scores, '{ALPHABET}') = ''",
            name=op.f("ck_imported_answer_scores_alphabet"),
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["answer_import.id"],
            name=op.f("fk_imported_answer_import_id"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_imported_answer_batch_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_answer")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_imported_answer_import_id"), "imported_answer", ["import_id"]
    )
    op.create_table(
        "imported_row",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint("n > 0", name=op.f("ck_imported_row_n")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["answer_import.id"], name=op.f("fk_imported_row_import_id")
        ),
        sa.PrimaryKeyConstraint("digest", "import_id", name=op.f("pk_imported_row")),
        sqlite_with_rowid=False,
    )
