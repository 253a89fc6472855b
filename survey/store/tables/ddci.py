"""A DDCI: rounds in which firms rate units by one-time links, and what a closed round gave.

Nothing here tells which firm answered what: a link is a hash, its use another hash that only the link's
own key joins to it, and answers carry neither, nor a day.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

FIRM, COOPERATIVE, HOUSEHOLD = "firm", "cooperative", "household"
RESPONDENTS = (FIRM, COOPERATIVE, HOUSEHOLD)
LONGEST_SCORES = 40
# One character for each question; the same as in forms.ddci.packing.
SCORES_ALPHABET = "123456789Ax-"
_KIND = f"kind in ({', '.join(map(repr, RESPONDENTS))})"


class DdciRound(SQLModel, table=True):
    """One round: what is asked and weighed (`programme`, TOML), of when, and what starts its draws."""

    __tablename__ = "ddci_round"
    __table_args__ = (
        CheckConstraint("length(code) between 1 and 40", name="code_length"),
        CheckConstraint("length(title) between 1 and 200", name="title_length"),
        CheckConstraint("year between 2000 and 2200", name="year"),
        CheckConstraint("first_day <= last_day", name="days"),
        CheckConstraint("seed >= 0", name="seed"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    title: str
    year: int
    first_day: date
    last_day: date
    programme: str
    seed: int
    created_on: date


class DdciUnit(SQLModel, table=True):
    """One unit that is rated in a round; units of a block are ranked together."""

    __tablename__ = "ddci_unit"
    __table_args__ = (
        UniqueConstraint("round_id", "name"),
        CheckConstraint("length(name) between 1 and 150", name="name_length"),
        CheckConstraint("length(block) <= 150", name="block_length"),
    )

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="ddci_round.id", index=True)
    position: int
    name: str
    block: str


class DdciRange(SQLModel, table=True):
    """What 1 and 10 stand for at an indicator, and the years whose values that range is of."""

    __tablename__ = "ddci_range"
    __table_args__ = (
        CheckConstraint("low <= high", name="ends"),
        CheckConstraint("length(years) between 1 and 100", name="years_length"),
    )

    round_id: int = Field(foreign_key="ddci_round.id", primary_key=True)
    indicator: str = Field(primary_key=True)
    low: float
    high: float
    years: str


class DdciFigure(SQLModel, table=True):
    """A unit's published figure at a hard indicator; may be put right until the round is closed."""

    __tablename__ = "ddci_figure"

    unit_id: int = Field(foreign_key="ddci_unit.id", primary_key=True)
    indicator: str = Field(primary_key=True)
    value: float


class DdciLink(SQLModel, table=True):
    """A link that was given out: the hash of its key and for whom. Who got it stands in no table."""

    __tablename__ = "ddci_link"
    __table_args__ = (
        CheckConstraint("length(key_hash) = 64", name="key_hash_length"),
        CheckConstraint(_KIND, name="kind"),
        {"sqlite_with_rowid": False},
    )

    key_hash: str = Field(primary_key=True)
    round_id: int = Field(foreign_key="ddci_round.id", index=True)
    kind: str


class DdciReceipt(SQLModel, table=True):
    """That a link was used: the hash of a key made of the link's. Goes when the round is closed."""

    __tablename__ = "ddci_receipt"
    __table_args__ = (
        CheckConstraint("length(key_hash) = 64", name="key_hash_length"),
        {"sqlite_with_rowid": False},
    )

    key_hash: str = Field(primary_key=True)
    round_id: int = Field(foreign_key="ddci_round.id", index=True)


def _answer_checks() -> tuple[CheckConstraint, ...]:
    return (
        CheckConstraint(
            f"length(scores) between 1 and {LONGEST_SCORES}", name="scores_length"
        ),
        CheckConstraint(
            f"ltrim(scores, '{SCORES_ALPHABET}') = ''", name="scores_alphabet"
        ),
    )


class _DdciAnswer(SQLModel):
    """What someone says of one unit. Answers of one link about several units are not joined."""

    id: UUID = Field(primary_key=True)
    round_id: int = Field(foreign_key="ddci_round.id", index=True)
    unit_id: int = Field(foreign_key="ddci_unit.id")
    scores: str


class DdciArrival(_DdciAnswer, table=True):
    """An answer that has not moved yet, so that it lies among those of others before it does."""

    __tablename__ = "ddci_arrival"
    __table_args__ = (*_answer_checks(), {"sqlite_with_rowid": False})


class DdciAnswer(_DdciAnswer, table=True):
    """An answer in the order of random ids. Never changed, never deleted."""

    __tablename__ = "ddci_answer"
    __table_args__ = (*_answer_checks(), {"sqlite_with_rowid": False})


class DdciWeek(SQLModel, table=True):
    """How many links of a kind were used in a week, named by its Monday."""

    __tablename__ = "ddci_week"
    __table_args__ = (
        CheckConstraint(_KIND, name="kind"),
        CheckConstraint("n >= 1", name="n"),
    )

    round_id: int = Field(foreign_key="ddci_round.id", primary_key=True)
    monday: date = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    n: int


class DdciResult(SQLModel, table=True):
    """What a closed round gave: computed once, with everything that may be shown of it, as JSON."""

    __tablename__ = "ddci_result"

    round_id: int = Field(foreign_key="ddci_round.id", primary_key=True)
    closed_on: date
    done_by: str
    content: str
