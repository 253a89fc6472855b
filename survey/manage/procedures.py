"""The page of the catalogue of procedures: a year's list by field, and what changed since the year before."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext as _

from forms.procedures import ProcedureFileForm
from forms.whole_numbers import whole_number
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.manage import blueprint
from survey.reports.numbers import Numbers
from survey.store import procedures as catalogue
from survey.store.procedures import ProcedureRow, YearChanges
from survey.store.tables.procedures import FULL, PARTIAL, PROCEDURE_LEVELS

MOST_NAMED = 100


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field with how many procedures it has: at each level, fully or partly online, and by post."""

    name: str
    n: int
    by_level: tuple[int, ...]
    full: int
    partial: int
    by_post: int


@blueprint.get("/procedures")
def procedures() -> str:
    """Show a year's list, the newest where none is asked for, and offer to bring one in."""
    form = ProcedureFileForm()
    form.year.data = service().clock.today().year
    return catalogue_page(form=form)


def catalogue_page(
    *, form: ProcedureFileForm, problems: Sequence[str] = (), further: int = 0
) -> str:
    """Return the page; `problems` say why a file was not taken, `further` how many more there are."""
    with service().store.reading() as session:
        years = catalogue.years(session)
        year = _asked_year(years)
        rows = catalogue.procedures(session, year) if year else ()
        earlier = [one for one in years if one < (year or 0)]
        changes = (
            catalogue.compare_years(session, earlier[0], year)
            if year and earlier
            else None
        )
    return render_template(
        "manage/procedures.html",
        years=years,
        year=year,
        before=earlier[0] if earlier else None,
        fields=_by_field(rows),
        total=_row(_("Tất cả"), rows),
        levels=level_names(),
        changes=changes,
        lists=lists_of(changes),
        most=MOST_NAMED,
        form=form,
        problems=problems,
        further=further,
        taken=_taken(),
        may_change=may(signed_in(), RULES["manage.look_at_procedures"], changes=True),
        numbers=Numbers(chosen_language()),
    )


def level_names() -> dict[str, str]:
    """Return what the levels are called, in the order of columns."""
    names = _("Cấp tỉnh"), _("Cấp huyện"), _("Cấp xã")
    return dict(zip(PROCEDURE_LEVELS, names, strict=True))


def _taken() -> int | None:
    """Return how many rows the last file had, as its redirect tells; None without one."""
    return whole_number(request.args.get("taken", ""), digits=6)


def _asked_year(years: Sequence[int]) -> int | None:
    asked = request.args.get("year", "")
    return next((year for year in years if str(year) == asked), next(iter(years), None))


def _by_field(rows: Sequence[ProcedureRow]) -> list[FieldRow]:
    fields: dict[str, list[ProcedureRow]] = {}
    for row in rows:
        fields.setdefault(row.field, []).append(row)
    return [_row(name, fields[name]) for name in fields]


def _row(name: str, rows: Sequence[ProcedureRow]) -> FieldRow:
    return FieldRow(
        name,
        len(rows),
        tuple(sum(row.level == level for row in rows) for level in PROCEDURE_LEVELS),
        sum(row.online == FULL for row in rows),
        sum(row.online == PARTIAL for row in rows),
        sum(row.by_post for row in rows),
    )


def lists_of(
    changes: YearChanges | None,
) -> tuple[tuple[str, list[tuple[ProcedureRow, str]]], ...]:
    """Return what is new, gone and changed, each list under its heading, with the earlier name if another."""
    if changes is None:
        return ()
    changed = [
        (after, before.name if before.name != after.name else "")
        for before, after in changes.changed
    ]
    return (
        (_("Mới"), [(row, "") for row in changes.added]),
        (_("Không còn"), [(row, "") for row in changes.gone]),
        (_("Đổi tên, lĩnh vực hoặc cách làm"), changed),
    )
