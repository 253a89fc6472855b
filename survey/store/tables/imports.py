"""Answers out of files: the file, what its columns were taken for, and its rows until a seal moves them.

A row of a file waits here without its time of day. It becomes a response only where its whole import
was accepted; nothing joins a response to a row of the file.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from survey.store.tables.answers import LONGEST_SCORES, PACKED_ALPHABET

# Looked at, written row by row, part of the answers, given up; none goes back.
LOOKING, WRITING, ACCEPTED, CANCELLED = IMPORT_STATES = (
    "looking",
    "writing",
    "accepted",
    "cancelled",
)
IMPORTED = "I"
LONGEST_FILE_NAME = 150
LONGEST_MAPPING = 200_000

_STATES_SQL = ", ".join(map(repr, IMPORT_STATES))


class AnswerImport(SQLModel, table=True):
    """One file of answers for an instrument.

    `stored_as` is the random name under which an uploaded file lies until the import ends, empty
    where none does. `mapping` is a mapping file's text, `findings` what reading the rows by it found (JSON).
    `content_hash` stands for all rows whatever their order, `beat_at` is when a row was last written.
    """

    __tablename__ = "answer_import"
    __table_args__ = (
        CheckConstraint(f"state in ({_STATES_SQL})", name="state"),
        CheckConstraint(
            "(state = 'accepted') = (accepted_on is not null)", name="accepted"
        ),
        CheckConstraint("length(file_hash) = 64", name="file_hash_length"),
        CheckConstraint(
            f"length(file_name) between 1 and {LONGEST_FILE_NAME}",
            name="file_name_length",
        ),
        CheckConstraint(f"length(mapping) <= {LONGEST_MAPPING}", name="mapping_length"),
        CheckConstraint("written between 0 and n", name="written"),
        CheckConstraint("headline in (true, false)", name="headline"),
    )

    id: int | None = Field(default=None, primary_key=True)
    file_name: str
    file_hash: str = Field(index=True)
    file_bytes: int
    stored_as: str = ""
    instrument_id: int = Field(foreign_key="instrument.id")
    begun_on: date
    begun_by: str
    state: str = LOOKING
    mapping: str = ""
    findings: str = ""
    content_hash: str = ""
    first_day: date | None = None
    last_day: date | None = None
    headline: bool = False
    n: int = 0
    written: int = 0
    beat_at: datetime | None = None
    accepted_on: date | None = None


class ImportedAnswer(SQLModel, table=True):
    """A row of a file on its way: gone once it is a response, or once its import was given up."""

    __tablename__ = "imported_answer"
    __table_args__ = (
        CheckConstraint(
            f"length(scores) between 1 and {LONGEST_SCORES}", name="scores_length"
        ),
        CheckConstraint(
            f"ltrim(scores, '{PACKED_ALPHABET}') = ''", name="scores_alphabet"
        ),
        CheckConstraint("length(choices) <= 2000", name="choices_length"),
        {"sqlite_with_rowid": False},
    )

    id: UUID = Field(primary_key=True)
    import_id: int = Field(foreign_key="answer_import.id", index=True)
    batch_id: int = Field(foreign_key="batch.id")
    scores: str
    choices: str = Field(default="", sa_column_kwargs={"server_default": ""})


class ImportedRow(SQLModel, table=True):
    """A digest of a row of a file as it came, so that the same row in a later file is noticed."""

    __tablename__ = "imported_row"
    __table_args__ = (
        CheckConstraint("n > 0", name="n"),
        {"sqlite_with_rowid": False},
    )

    digest: bytes = Field(primary_key=True)
    import_id: int = Field(foreign_key="answer_import.id", primary_key=True)
    n: int
