"""The catalogue of administrative procedures: one list for each year, so that years can be compared."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

PROVINCE, DISTRICT, COMMUNE = PROCEDURE_LEVELS = ("province", "district", "commune")
# How much of a procedure can be done online: all of it, a part, nothing.
FULL, PARTIAL, NOT_ONLINE = ONLINE_LEVELS = ("full", "partial", "none")
LONGEST_PROCEDURE = 500
LONGEST_FIELD = 150
LONGEST_LINK = 500
FIRST_YEAR, LAST_YEAR = 2000, 2100


class Procedure(SQLModel, table=True):
    """A procedure as the list of one year has it. `link` leads to its public description."""

    __table_args__ = (
        CheckConstraint(f"year between {FIRST_YEAR} and {LAST_YEAR}", name="year"),
        CheckConstraint("length(code) between 1 and 40", name="code_length"),
        CheckConstraint(
            f"length(name) between 1 and {LONGEST_PROCEDURE}", name="name_length"
        ),
        CheckConstraint(
            f"length(field) between 1 and {LONGEST_FIELD}", name="field_length"
        ),
        CheckConstraint(f"length(link) <= {LONGEST_LINK}", name="link_length"),
        CheckConstraint(
            f"level in ({', '.join(map(repr, PROCEDURE_LEVELS))})", name="level"
        ),
        CheckConstraint(
            f"online in ({', '.join(map(repr, ONLINE_LEVELS))})", name="online"
        ),
        CheckConstraint("by_post in (true, false)", name="by_post"),
    )

    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    code: str = Field(primary_key=True)
    level: str = Field(primary_key=True)
    name: str
    field: str
    online: str = NOT_ONLINE
    by_post: bool = False
    link: str = ""
