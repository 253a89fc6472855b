"""A DDCI's programme as data: what firms are asked about departments and localities, and what it weighs."""

from forms.ddci.programme import (
    DdciComponent,
    DdciIndicator,
    DdciProgramme,
    ProgrammeError,
    example_programme,
    load_programme,
)

__all__ = [
    "DdciComponent",
    "DdciIndicator",
    "DdciProgramme",
    "ProgrammeError",
    "example_programme",
    "load_programme",
]
