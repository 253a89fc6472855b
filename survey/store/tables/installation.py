"""Facts about the installation itself."""

from sqlmodel import Field, SQLModel


class Installation(SQLModel, table=True):
    """One fact a row: `kind` (real or demo), `first_day`, `last_backup`, `demo_seed`."""

    key: str = Field(primary_key=True)
    value: str
