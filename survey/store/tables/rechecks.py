"""Independent checks: what was drawn from which list, frozen, and how far the people drawn were reached.

The list itself never comes in: only counts by office and stratum, the seed, and the hash of the file.
"""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

# How many are drawn in an office: a share of its list, a number, or what a gap's margin needs.
RULES = ("share", "fixed", "margin")
# Who does not answer, and why. Of these the first was reached, and the last two do not belong.
OUTCOMES = (
    "refused",
    "no_answer",
    "bad_number",
    "unable",
    "not_the_person",
    "no_visit",
)
LONGEST_STRATUM = 80
LARGEST_DRAW = 1_000_000

_RULES_SQL = ", ".join(map(repr, RULES))
_OUTCOMES_SQL = ", ".join(map(repr, OUTCOMES))


class RecheckDraw(SQLModel, table=True):
    """One draw for the independent check of a wave; the newest counts, those before stay on record.

    `instrument_id` is the check's own instrument. `share` and `margin` are shares, `least` the
    fewest of an office whatever the rule gives. `file_hash` is the SHA-256 of the list.
    """

    __tablename__ = "recheck_draw"
    __table_args__ = (
        CheckConstraint(f"rule in ({_RULES_SQL})", name="rule"),
        CheckConstraint(
            "(rule = 'share') = (share is not null) and (share is null or share between 0 and 1)",
            name="share",
        ),
        CheckConstraint("(rule = 'fixed') = (fixed is not null)", name="fixed"),
        CheckConstraint(
            "(rule = 'margin') = (margin is not null) and (margin is null or margin between 0 and 1)",
            name="margin",
        ),
        CheckConstraint(f"least between 0 and {LARGEST_DRAW}", name="least"),
        CheckConstraint("seed >= 0", name="seed"),
        CheckConstraint("length(file_hash) = 64", name="file_hash_length"),
    )

    id: int | None = Field(default=None, primary_key=True)
    instrument_id: int = Field(foreign_key="instrument.id", index=True)
    rule: str
    share: float | None = None
    fixed: int | None = None
    margin: float | None = None
    least: int
    seed: int
    file_hash: str
    drawn_on: date


class RecheckStratum(SQLModel, table=True):
    """How many an office's list held in a stratum, and how many of them were drawn."""

    __tablename__ = "recheck_stratum"
    __table_args__ = (
        CheckConstraint(
            f"population between 0 and {LARGEST_DRAW} and drawn between 0 and population",
            name="drawn",
        ),
        CheckConstraint(f"length(stratum) <= {LONGEST_STRATUM}", name="stratum_length"),
    )

    draw_id: int = Field(foreign_key="recheck_draw.id", primary_key=True)
    office_id: int = Field(foreign_key="office.id", primary_key=True)
    stratum: str = Field(primary_key=True)
    population: int
    drawn: int


class RecheckOutcome(SQLModel, table=True):
    """How many of those drawn in an office did not answer, by reason; of nobody it says which."""

    __tablename__ = "recheck_outcome"
    __table_args__ = (
        CheckConstraint(f"outcome in ({_OUTCOMES_SQL})", name="outcome"),
        CheckConstraint(f"n between 0 and {LARGEST_DRAW}", name="n"),
    )

    instrument_id: int = Field(foreign_key="instrument.id", primary_key=True)
    office_id: int = Field(foreign_key="office.id", primary_key=True)
    outcome: str = Field(primary_key=True)
    n: int
