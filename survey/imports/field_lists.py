"""Reads the fields of service that a list of counters names, by the catalogue of procedures where there is one."""

from dataclasses import dataclass
from typing import Self

from sqlmodel import Session

from survey.csv_tables import Cell, Mistakes, Translate, cleaned, has_hidden
from survey.store import fields, procedures
from survey.store.fields import MOST_FIELDS
from survey.store.tables.procedures import LONGEST_FIELD

BETWEEN = ";"
# An empty cell leaves a counter its fields; this takes them away.
NONE = "-"
# What nobody's catalogue gave is to be read on a phone at a glance.
LONGEST_OWN_WORDS = 40


@dataclass(frozen=True, slots=True)
class KnownFields:
    """What fields may be called: as in the catalogue of a year, or in own words where there is none.

    `names` are the catalogue's, else those that are in use, so that one field is spelled in one way.
    """

    year: int | None = None
    names: tuple[str, ...] = ()
    longest: int = LONGEST_FIELD

    @classmethod
    def of(cls, session: Session) -> Self:
        """Return what an installation knows. Two queries."""
        years = procedures.years(session)
        if years:
            return cls(years[0], tuple(procedures.count_by_field(session, years[0])))
        in_use = [field.name for field in fields.all_fields(session)]
        return cls(None, tuple(in_use), LONGEST_OWN_WORDS)

    def spelled(self, name: str) -> str | None:
        """Return a name as it is known; None where only known names may be used."""
        found = next(
            (one for one in self.names if one.casefold() == name.casefold()), None
        )
        return found if found is not None or self.year is not None else name


def fields_in(
    cell: Cell, known: KnownFields, mistakes: Mistakes, _: Translate
) -> tuple[str, ...] | None:
    """Return the fields that a cell names, in its order; None where it leaves them as they are."""
    text = cleaned(cell.value)
    if not text:
        return None
    if text == NONE:
        return ()
    names: list[str] = []
    for written in filter(None, map(cleaned, text.split(BETWEEN))):
        spelled = known.spelled(written)
        if has_hidden(written):
            mistakes.add(cell, _("tên không có ký tự ẩn"))
        elif len(written) > known.longest:
            mistakes.add(
                cell, _("mỗi lĩnh vực nhiều nhất %(n)s ký tự") % {"n": known.longest}
            )
        elif spelled is None:
            message = _("“%(name)s” có trong danh mục thủ tục năm %(year)s")
            mistakes.add(cell, message % {"name": written, "year": known.year})
        elif spelled in names:
            mistakes.add(cell, _("mỗi lĩnh vực một lần"))
        else:
            names.append(spelled)
    if len(names) > MOST_FIELDS:
        mistakes.add(
            cell, _("nhiều nhất %(n)s lĩnh vực cho một quầy") % {"n": MOST_FIELDS}
        )
    return tuple(names)


def english_in(
    cell: Cell, names: tuple[str, ...] | None, mistakes: Mistakes, _: Translate
) -> tuple[str, ...]:
    """Return the English names in a cell, one for each field; none where the cell is empty."""
    text = cleaned(cell.value)
    if not text:
        return ()
    found = tuple(map(cleaned, text.split(BETWEEN)))
    if len(found) != len(names or ()):
        message = _("một tên tiếng Anh cho mỗi lĩnh vực: %(n)s tên ngăn bằng dấu “;”")
        mistakes.add(cell, message % {"n": len(names or ())})
    elif any(has_hidden(name) or len(name) > LONGEST_FIELD for name in found):
        mistakes.add(
            cell, _("mỗi lĩnh vực nhiều nhất %(n)s ký tự") % {"n": LONGEST_FIELD}
        )
    return found
