"""Values of published indices, kept as they were printed, each correction beside what it corrects."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

KINDS = ("value", "target")
STATUSES = ("official", "reported", "unverified")
LONGEST_TEXT = 500


class IndexValue(SQLModel, table=True):
    """One printed value of an index, or a target for it; append-only.

    Without a component it is the whole index. `value`, `maximum` and `change` keep the digits of the
    source. A row without value and place takes back the version before it. `series_break` says why
    this period cannot be compared with those before.
    """

    __tablename__ = "index_value"
    __table_args__ = (
        UniqueConstraint(
            "index_code", "kind", "period", "unit", "component", "version"
        ),
        CheckConstraint("length(index_code) between 1 and 20", name="code_length"),
        CheckConstraint("kind in ('value', 'target')", name="kind"),
        CheckConstraint(
            "status in ('official', 'reported', 'unverified')", name="status"
        ),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("(version = 1) = (reason = '')", name="reason"),
        CheckConstraint(
            "place_low is null or (place_low >= 1 and place_high >= place_low)",
            name="places",
        ),
        CheckConstraint(
            "ranked is null or place_high is null or ranked >= place_high",
            name="ranked",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    index_code: str
    kind: str
    period: str
    unit: str
    component: str
    version: int
    block: str
    value: str
    maximum: str
    place_low: int | None = None
    place_high: int | None = None
    ranked: int | None = None
    change: str
    change_in_places: int | None = None
    series_break: str
    status: str
    source: str
    link: str
    note: str
    reason: str
