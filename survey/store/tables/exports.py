"""What leaves for analysts and programs: which states row files have shown, and the tokens of programs."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint, false
from sqlmodel import Field, SQLModel

LONGEST_TOKEN_NAME = 80


class RowFileState(SQLModel, table=True):
    """The days up to which a row file has shown an office's rows, their class and their stage.

    `is_final` says that the wave and its grace were over, so that no state comes after it.

    Kept for ever, because whoever holds two files can compare them: a later one must not single
    out fewer answers than the floor between its days and these (docs/decisions/0014).
    """

    __tablename__ = "row_file_state"
    __table_args__ = (CheckConstraint("is_final in (true, false)", name="is_final"),)

    instrument_id: int = Field(foreign_key="instrument.id", primary_key=True)
    office_id: int = Field(foreign_key="office.id", primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    through: date
    class_through: date | None = None
    stage_through: date | None = None
    is_final: bool = False


class ApiToken(SQLModel, table=True):
    """A program's way in: it reads what its account may read. Only the token's hash is kept.

    One that `may_write` also brings dossier figures in, as far as its account reads offices.
    """

    __tablename__ = "api_token"
    __table_args__ = (
        CheckConstraint(
            f"length(name) between 1 and {LONGEST_TOKEN_NAME}", name="name_length"
        ),
        CheckConstraint("may_write in (true, false)", name="may_write"),
        UniqueConstraint("token_hash"),
    )

    id: int | None = Field(default=None, primary_key=True)
    reviewer_id: int = Field(foreign_key="reviewer.id", index=True)
    name: str
    token_hash: str
    created_on: date
    expires_at: datetime
    revoked_on: date | None = None
    used_on: date | None = None
    may_write: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
