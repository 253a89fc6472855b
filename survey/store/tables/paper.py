"""Answers that staff type in: printed forms and their serials, batches, and double entry.

A serial stands beside answers only while its batch is being typed in. What is kept for good names
the batch of a response, and of a serial no more than that it was used.
"""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

# Typed from paper, asked by telephone, or out of a file (DESIGN, section 5).
PAPER, TELEPHONE = "E", "T"
BATCH_CLASSES = (PAPER, TELEPHONE, "I")
# First entry, then the second one of a sample, then the answers move; none goes back.
ENTERING, CHECKING, CLOSING, CLOSED = STATES = (
    "entering",
    "checking",
    "closing",
    "closed",
)
FIRST, SECOND, DECIDED = TURNS = (1, 2, 3)
MOST_COPIES = 200
# Four digits of a serial name the copy.
LARGEST_COPY = 9_999
LARGEST_COUNT = 100_000

_BATCH_CLASSES_SQL = ", ".join(map(repr, BATCH_CLASSES))
_STATES_SQL = ", ".join(map(repr, STATES))


class PaperRun(SQLModel, table=True):
    """Forms printed at one time; their serials are this row's id and the number of the copy."""

    __tablename__ = "paper_run"
    __table_args__ = (
        CheckConstraint(f"copies between 1 and {MOST_COPIES}", name="copies"),
    )

    id: int | None = Field(default=None, primary_key=True)
    instrument_id: int = Field(foreign_key="instrument.id")
    office_id: int | None = Field(default=None, foreign_key="office.id")
    language: str
    is_large: bool
    copies: int
    printed_on: date


class Batch(SQLModel, table=True):
    """Answers of one place that were typed in together: papers out of a box, or a day's calls.

    `gathered_on` is when the papers were taken out of the box and the date of no answer.
    `seed` drew the forms that are typed twice. `refused` counts people who did not want to be asked.
    `stored` is how many answers became responses, `by_same` how many forms one person typed twice.
    What came out of a file names its import, with a batch for each place in it.
    """

    __table_args__ = (
        CheckConstraint(f"class in ({_BATCH_CLASSES_SQL})", name="class"),
        CheckConstraint(f"state in ({_STATES_SQL})", name="state"),
        CheckConstraint("(state = 'closed') = (closed_on is not null)", name="closed"),
        CheckConstraint(
            f"handed_out between 0 and {LARGEST_COUNT} and returned between 0 and {LARGEST_COUNT}"
            f" and spoiled between 0 and {LARGEST_COUNT}",
            name="counts",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str = Field(sa_column_kwargs={"name": "class"})
    counter_id: int = Field(foreign_key="counter.id")
    instrument_id: int = Field(foreign_key="instrument.id")
    language: str
    opened_on: date
    gathered_on: date
    handed_out: int = 0
    returned: int = 0
    spoiled: int = 0
    refused: int = 0
    state: str = ENTERING
    seed: int | None = None
    by_same: int = 0
    stored: int = 0
    closed_on: date | None = None
    import_id: int | None = Field(default=None, foreign_key="answer_import.id")


class BatchOperator(SQLModel, table=True):
    """Who typed how many answers of a batch, and how many of them for the second time."""

    __tablename__ = "batch_operator"

    batch_id: int = Field(foreign_key="batch.id", primary_key=True)
    reviewer_id: int = Field(foreign_key="reviewer.id", primary_key=True)
    entered: int = 0
    retyped: int = 0


class BatchCheck(SQLModel, table=True):
    """What double entry found: forms of which a question was typed twice, and differently.

    The item is a question's code, or the empty text for whole forms.
    """

    __tablename__ = "batch_check"
    __table_args__ = (
        CheckConstraint("differing between 0 and compared", name="differing"),
    )

    batch_id: int = Field(foreign_key="batch.id", primary_key=True)
    item: str = Field(primary_key=True)
    compared: int
    differing: int


class PaperSerial(SQLModel, table=True):
    """A serial that was typed in; run 0 is of forms printed elsewhere. Closing cuts it off its batch."""

    __tablename__ = "paper_serial"
    __table_args__ = (
        CheckConstraint(
            f"run >= 0 and copy between 1 and {LARGEST_COPY}", name="serial"
        ),
        {"sqlite_with_rowid": False},
    )

    run: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    copy_number: int = Field(
        primary_key=True, sa_column_kwargs={"name": "copy", "autoincrement": False}
    )
    batch_id: int | None = Field(default=None, foreign_key="batch.id", index=True)


class PaperEntry(SQLModel, table=True):
    """What was typed from one form in one turn; gone once the batch is closed.

    `entry_key` is the page's own, so that a page sent twice is one entry.
    """

    __tablename__ = "paper_entry"
    __table_args__ = (
        CheckConstraint("turn in (1, 2, 3)", name="turn"),
        CheckConstraint("length(entry_key) = 32", name="key_length"),
        CheckConstraint("length(field) <= 40", name="field_length"),
        {"sqlite_with_rowid": False},
    )

    batch_id: int = Field(foreign_key="batch.id", primary_key=True)
    run: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    copy_number: int = Field(
        primary_key=True, sa_column_kwargs={"name": "copy", "autoincrement": False}
    )
    turn: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    reviewer_id: int = Field(foreign_key="reviewer.id")
    entry_key: str
    scores: str
    choices: str = ""
    stage: str = ""
    comment: str = ""
    helped: bool = False
    is_sampled: bool = False
    field: str = Field(default="", sa_column_kwargs={"server_default": ""})
