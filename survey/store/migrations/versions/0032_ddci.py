"""A DDCI's rounds: units, ranges, figures, one-time links, answers, and what closed rounds gave."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

KIND = "kind in ('firm', 'cooperative', 'household')"
KEY_HASH = "length(key_hash) = 64"


def upgrade() -> None:
    _create_rounds()
    _create_links()
    for table in ("ddci_arrival", "ddci_answer"):
        _create_answers(table)
    _create_results()
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    for table in (
        "ddci_result",
        "ddci_week",
        "ddci_answer",
        "ddci_arrival",
        "ddci_receipt",
        "ddci_link",
        "ddci_figure",
        "ddci_range",
        "ddci_unit",
        "ddci_round",
    ):
        op.drop_table(table)
    create_guards(op.get_bind())


def _create_rounds() -> None:
    op.create_table(
        "ddci_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        *_checks(
            "ddci_round",
            code_length="length(code) between 1 and 40",
            title_length="length(title) between 1 and 200",
            year="year between 2000 and 2200",
            days="first_day <= last_day",
            seed="seed >= 0",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ddci_round")),
        sa.UniqueConstraint("code", name=op.f("uq_ddci_round_code")),
    )
    op.create_table(
        "ddci_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("block", sa.String(), nullable=False),
        *_checks(
            "ddci_unit",
            name_length="length(name) between 1 and 150",
            block_length="length(block) <= 150",
        ),
        _of_round("ddci_unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ddci_unit")),
        sa.UniqueConstraint(
            "round_id", "name", name=op.f("uq_ddci_unit_round_id_name")
        ),
    )
    _index("ddci_unit")
    op.create_table(
        "ddci_range",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("years", sa.String(), nullable=False),
        *_checks(
            "ddci_range",
            ends="low <= high",
            years_length="length(years) between 1 and 100",
        ),
        _of_round("ddci_range"),
        sa.PrimaryKeyConstraint("round_id", "indicator", name=op.f("pk_ddci_range")),
    )
    op.create_table(
        "ddci_figure",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        _of_unit("ddci_figure"),
        sa.PrimaryKeyConstraint("unit_id", "indicator", name=op.f("pk_ddci_figure")),
    )


def _create_links() -> None:
    op.create_table(
        "ddci_link",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        *_checks("ddci_link", key_hash_length=KEY_HASH, kind=KIND),
        _of_round("ddci_link"),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_ddci_link")),
        sqlite_with_rowid=False,
    )
    _index("ddci_link")
    op.create_table(
        "ddci_receipt",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        *_checks("ddci_receipt", key_hash_length=KEY_HASH),
        _of_round("ddci_receipt"),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_ddci_receipt")),
        sqlite_with_rowid=False,
    )
    _index("ddci_receipt")


def _create_answers(table: str) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("scores", sa.String(), nullable=False),
        *_checks(
            table,
            scores_length="length(scores) between 1 and 40",
            scores_alphabet="ltrim(scores, '123456789Ax-') = ''",
        ),
        _of_round(table),
        _of_unit(table),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )
    _index(table)


def _create_results() -> None:
    op.create_table(
        "ddci_week",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        *_checks("ddci_week", kind=KIND, n="n >= 1"),
        _of_round("ddci_week"),
        sa.PrimaryKeyConstraint(
            "round_id", "monday", "kind", name=op.f("pk_ddci_week")
        ),
    )
    op.create_table(
        "ddci_result",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        _of_round("ddci_result"),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_ddci_result")),
    )


def _index(table: str) -> None:
    op.create_index(op.f(f"ix_{table}_round_id"), table, ["round_id"])


def _of_round(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["round_id"], ["ddci_round.id"], name=op.f(f"fk_{table}_round_id")
    )


def _of_unit(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["unit_id"], ["ddci_unit.id"], name=op.f(f"fk_{table}_unit_id")
    )


def _checks(table: str, **rules: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))
        for name, rule in rules.items()
    ]
