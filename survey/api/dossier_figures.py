"""What programs tell and are told of dossiers: frozen values whose fields are the JSON."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, ConfigDict, Field

from survey.store.tables.volumes import LONGEST_FIELD
from survey.store.volumes import VolumeRow

MOST_ROWS = 300
# No office settles a billion.
MOST_DOSSIERS = 999_999_999
LONGEST_CODE = 40


def _whole(value: object) -> object:
    """Return 5 for 5.0, which is the same number in JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Count = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=MOST_DOSSIERS)]


@dataclass(frozen=True, slots=True)
class ApiDossierRow:
    """Dossiers of one field; an empty field stands for all together, null for what nobody counted.

    `competent` is the code of the office that settles them; null where it is the one that received
    them. Where `early` is null, `on_time` holds the early ones too.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    settled: Count
    field: Annotated[str, Field(max_length=LONGEST_FIELD)] = ""
    competent: Annotated[str, Field(min_length=1, max_length=LONGEST_CODE)] | None = (
        None
    )
    early: Count | None = None
    on_time: Count | None = None
    late: Count | None = None
    pending: Count | None = None
    invited: Count | None = None


@dataclass(frozen=True, slots=True)
class ApiDossiersToPut:
    """All rows of an office's month: those that are kept and not among them are removed."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    rows: Annotated[list[ApiDossierRow], Field(min_length=1, max_length=MOST_ROWS)]


@dataclass(frozen=True, slots=True)
class ApiDossiers:
    """What is kept of the dossiers that an office received in a month."""

    office: str
    month: str
    rows: tuple[ApiDossierRow, ...]


def row_of(kept: VolumeRow) -> ApiDossierRow:
    return ApiDossierRow(
        kept.settled,
        kept.field,
        kept.competent or None,
        kept.early,
        kept.on_time,
        kept.late,
        kept.pending,
        kept.invited,
    )


def kept_row(told: ApiDossierRow, *, office: str, month: str) -> VolumeRow:
    """Return a row as it is kept; an office that names itself says what null says."""
    competent = told.competent or ""
    return VolumeRow(
        office,
        month,
        told.field,
        told.settled,
        told.early,
        told.on_time,
        told.late,
        told.pending,
        told.invited,
        "" if competent == office else competent,
    )
