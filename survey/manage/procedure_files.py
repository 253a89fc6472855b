"""The pages that bring a year's catalogue in: the file, what it would change, and all of it or nothing."""

from dataclasses import dataclass

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from analysis.ratings.errors import InputError
from forms.procedures import FIRST_YEAR, LAST_YEAR, ProcedureFileForm
from survey.access import trail
from survey.access.locale import chosen_language
from survey.access.state import service
from survey.csv_tables import TableError
from survey.imports import upload
from survey.imports.file_words import input_error_text
from survey.imports.procedure_list import read_procedures
from survey.imports.upload import LARGEST_UPLOAD, TooLarge
from survey.manage import blueprint
from survey.manage.procedures import (
    MOST_NAMED,
    catalogue_page,
    level_names,
    lists_of,
)
from survey.reports.numbers import Numbers
from survey.store import fields, procedures
from survey.store.procedures import ProcedureRow, YearChanges

FOLDER = "procedures"
# What a page can show of a long list.
MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that waits to be taken in: where it lies, how it is called, and of which year it is."""

    upload: str
    name: str
    year: int


@dataclass(frozen=True, slots=True)
class Previewed:
    """What a file would do to its year's list, and how it differs from the year before."""

    rows: tuple[ProcedureRow, ...]
    changes: YearChanges
    has_list: bool
    before: int | None
    since: YearChanges | None
    lost_fields: tuple[str, ...]

    @property
    def unchanged(self) -> int:
        return len(self.rows) - len(self.changes.added) - len(self.changes.changed)

    @property
    def seen(self) -> str:
        """What tells this preview from that of another state of the list."""
        found = self.changes
        counts = (found.added, found.changed, found.gone, self.rows)
        return ".".join(str(len(rows)) for rows in counts)


@blueprint.post("/procedures")
def look_at_procedures() -> ResponseReturnValue:
    """Keep a file on the disk and show what it would change, or name every mistake in it."""
    form = ProcedureFileForm()
    problems: list[str] = []
    try:
        kept = _keep(form) if form.validate() else None
    except InputError as error:
        name = upload.shown_name(form.file.data.filename or "")
        problems = [input_error_text(error, language=chosen_language(), file=name)]
    except TableError as error:
        problems = str(error).splitlines()
    except TooLarge:
        message = _(
            "Trang này nhận tệp đến %(n)s MB. Tệp lớn hơn: dùng lệnh sipas import procedures.",
            n=LARGEST_UPLOAD // 1024**2,
        )
        problems = [message]
    finally:
        # What is large lies in a temporary file meanwhile.
        for sent in request.files.values():
            sent.close()
    if problems or kept is None:
        page = catalogue_page(
            form=form,
            problems=problems[:MOST_PROBLEMS],
            further=max(0, len(problems) - MOST_PROBLEMS),
        )
        return make_response(page, 422)
    address = url_for(
        "manage.preview_procedures", file=kept.upload, name=kept.name, year=kept.year
    )
    return redirect(address, 303)


@blueprint.get("/procedures/preview")
def preview_procedures() -> ResponseReturnValue:
    """Show what a kept file would change; nothing is written yet."""
    return _preview(is_other=False)


@blueprint.post("/procedures/preview")
def take_in_procedures() -> ResponseReturnValue:
    """Make a kept file the list of its year, if it would do what was seen."""
    kept = _kept()
    rows = None if kept is None else _rows(kept)
    if kept is None or rows is None:
        return _gone()
    with service().store.writing() as session:
        found = _previewed(session, kept.year, rows)
        is_as_seen = request.form.get("seen", "") == found.seen
        if is_as_seen:
            procedures.put_list(session, kept.year, rows, replace=True)
            trail.note(
                session, "import", object="procedures", year=kept.year, n=len(rows)
            )
    if not is_as_seen:
        return make_response(_preview(is_other=True), 409)
    upload.forget_upload(service().settings.directory, kept.upload, folder=FOLDER)
    return redirect(url_for("manage.procedures", year=kept.year, taken=len(rows)), 303)


def _keep(form: ProcedureFileForm) -> Kept:
    """Keep the file and read it once. Raises InputError, TableError, TooLarge."""
    state, sent = service(), form.file.data
    upload.forget_old(
        state.settings.directory, folder=FOLDER, now=state.clock.now().timestamp()
    )
    stored = upload.keep_upload(state.settings.directory, sent.stream, folder=FOLDER)
    name = upload.shown_name(sent.filename or "")
    path = upload.path_of_upload(state.settings.directory, stored, folder=FOLDER)
    try:
        read_procedures(path, _, name=name)
    except BaseException:
        upload.forget_upload(state.settings.directory, stored, folder=FOLDER)
        raise
    return Kept(stored, name, form.year.data or 0)


def _kept() -> Kept | None:
    """Return the file that the address names; None for a year that no list can be of."""
    year = request.args.get("year", "")
    is_year = year.isascii() and year.isdigit() and len(year) == 4
    if not is_year or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    name = upload.shown_name(request.args.get("name", ""))
    return Kept(request.args.get("file", ""), name, int(year))


def _rows(kept: Kept) -> tuple[ProcedureRow, ...] | None:
    """Return a kept file's rows; None where it is not there any more."""
    directory = service().settings.directory
    path = upload.path_of_upload(directory, kept.upload, folder=FOLDER)
    try:
        return read_procedures(path, _, name=kept.name)
    except (InputError, TableError):
        # It was read without a mistake before, so it is gone.
        return None


def _gone() -> ResponseReturnValue:
    problem = _("Tệp không còn trên máy chủ: xin chọn lại tệp.")
    return make_response(
        catalogue_page(form=ProcedureFileForm(), problems=[problem]), 410
    )


def _preview(*, is_other: bool) -> ResponseReturnValue:
    kept = _kept()
    rows = None if kept is None else _rows(kept)
    if kept is None or rows is None:
        return _gone()
    with service().store.reading() as session:
        found = _previewed(session, kept.year, rows)
    return render_template(
        "manage/procedures_preview.html",
        kept=kept,
        found=found,
        lists=lists_of(found.changes) if found.has_list else (),
        since=lists_of(found.since),
        levels=level_names(),
        most=MOST_NAMED,
        is_other=is_other,
        numbers=Numbers(chosen_language()),
    )


def _previewed(
    session: Session, year: int, rows: tuple[ProcedureRow, ...]
) -> Previewed:
    years = procedures.years(session)
    before = next((one for one in years if one < year), None)
    listed = {row.field.casefold() for row in rows}
    in_use = fields.counters_by_field(session) if year >= max(years, default=0) else {}
    return Previewed(
        rows,
        procedures.compare_with_list(session, year, rows),
        year in years,
        before,
        None if before is None else procedures.compare_with_list(session, before, rows),
        tuple(sorted(name for name in in_use if name.casefold() not in listed)),
    )
