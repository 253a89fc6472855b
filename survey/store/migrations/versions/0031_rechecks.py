"""Independent checks: their own last days, what was drawn, and who could not be asked."""

import sqlalchemy as sa
from alembic import op

from survey.store.guards import create_guards, drop_guards

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("instrument", sa.Column("closes_on", sa.Date(), nullable=True))
    op.add_column("instrument", sa.Column("grace_days", sa.Integer(), nullable=True))
    op.create_table(
        "recheck_draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("share", sa.Float(), nullable=True),
        sa.Column("fixed", sa.Integer(), nullable=True),
        sa.Column("margin", sa.Float(), nullable=True),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        *_checks(
            "recheck_draw",
            rule="rule in ('share', 'fixed', 'margin')",
            share="(rule = 'share') = (share is not null) and (share is null or share between 0 and 1)",
            fixed="(rule = 'fixed') = (fixed is not null)",
            margin="(rule = 'margin') = (margin is not null) and (margin is null or margin between 0 and 1)",
            least="least between 0 and 1000000",
            seed="seed >= 0",
            file_hash_length="length(file_hash) = 64",
        ),
        _to("recheck_draw", "instrument_id", "instrument.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck_draw")),
    )
    op.create_index(
        op.f("ix_recheck_draw_instrument_id"), "recheck_draw", ["instrument_id"]
    )
    op.create_table(
        "recheck_stratum",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.String(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        *_checks(
            "recheck_stratum",
            drawn="population between 0 and 1000000 and drawn between 0 and population",
            stratum_length="length(stratum) <= 80",
        ),
        _to("recheck_stratum", "draw_id", "recheck_draw.id"),
        _to("recheck_stratum", "office_id", "office.id"),
        sa.PrimaryKeyConstraint(
            "draw_id", "office_id", "stratum", name=op.f("pk_recheck_stratum")
        ),
    )
    op.create_table(
        "recheck_outcome",
        sa.Column("instrument_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        *_checks(
            "recheck_outcome",
            outcome="outcome in ('refused', 'no_answer', 'bad_number', 'unable', "
            "'not_the_person', 'no_visit')",
            n="n between 0 and 1000000",
        ),
        _to("recheck_outcome", "instrument_id", "instrument.id"),
        _to("recheck_outcome", "office_id", "office.id"),
        sa.PrimaryKeyConstraint(
            "instrument_id", "office_id", "outcome", name=op.f("pk_recheck_outcome")
        ),
    )
    create_guards(op.get_bind())


def downgrade() -> None:
    drop_guards(op.get_bind())
    op.drop_table("recheck_outcome")
    op.drop_table("recheck_stratum")
    op.drop_table("recheck_draw")
    op.drop_column("instrument", "grace_days")
    op.drop_column("instrument", "closes_on")
    create_guards(op.get_bind())


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [target], name=op.f(f"fk_{table}_{column}")
    )


def _checks(table: str, **rules: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))
        for name, rule in rules.items()
    ]
