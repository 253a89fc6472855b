"""The page that brings lists of offices and counters in: both files whole, or nothing of them."""

from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from forms.places import PlaceListsForm
from forms.whole_numbers import whole_number
from survey.access import trail
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.csv_tables import Table, TableError
from survey.imports import upload
from survey.imports.place_files import (
    PlaceTables,
    read_counters,
    read_offices,
    take_in,
)
from survey.imports.place_lists import (
    COUNTER_HEADINGS,
    OFFICE_HEADINGS,
    OPTIONAL_OF_COUNTERS,
    OPTIONAL_OF_OFFICES,
)
from survey.imports.upload import LARGEST_UPLOAD, TooLarge
from survey.manage import blueprint
from survey.reports.numbers import Numbers
from survey.store.registers import Changes

FOLDER = "places"
# What a page can show of a long list.
MOST_PROBLEMS = 50
COUNTS = (
    "offices_added",
    "offices_changed",
    "offices_unchanged",
    "counters_added",
    "counters_changed",
    "counters_unchanged",
)


@blueprint.get("/places")
def place_lists() -> str:
    """Offer the form, and tell what the last files did."""
    return _page(PlaceListsForm(), done=_done())


@blueprint.post("/places")
def take_in_places() -> ResponseReturnValue:
    """Take in both lists, or name what is wrong with them."""
    form = PlaceListsForm()
    problems: list[str] = []
    try:
        if form.validate():
            offices, counters = _take_in(form)
            # Any: what url_for takes by name beside its own arguments.
            told: dict[str, Any] = dict(
                zip(COUNTS, (*_counts(offices), *_counts(counters)), strict=True)
            )
            return redirect(url_for("manage.place_lists", **told), 303)
    except TableError as error:
        problems = str(error).splitlines()
    except TooLarge:
        problems = [_("Trang này nhận tệp đến %(n)s MB. Tệp lớn hơn: dùng lệnh sipas import offices, sipas import counters.", n=LARGEST_UPLOAD // 1024**2)]  # fmt: skip
    finally:
        # What is large lies in a temporary file meanwhile.
        for sent in request.files.values():
            sent.close()
    return make_response(_page(form, problems=problems), 422)


def _take_in(form: PlaceListsForm) -> tuple[Changes, Changes]:
    """Read both files, then write in one transaction. Raises TableError and TooLarge."""
    tables = PlaceTables(
        offices=_table(form.offices.data, "offices"),
        counters=_table(form.counters.data, "counters"),
    )
    with service().store.writing() as session:
        found = take_in(session, tables, language=chosen_language())
        for name, changes in zip(("offices", "counters"), found, strict=True):
            if changes.added or changes.changed:
                n = changes.added + changes.changed + changes.unchanged
                trail.note(session, "import", object=name, n=n)
    return found


def _table(sent: FileStorage | None, kind: str) -> Table | None:
    """Return the rows of a file that was sent, which lies on the disk only while it is read."""
    if not sent:
        return None
    directory = service().settings.directory
    stored = upload.keep_upload(directory, sent.stream, folder=FOLDER)
    read = read_offices if kind == "offices" else read_counters
    try:
        return read(
            upload.path_of_upload(directory, stored, folder=FOLDER),
            language=chosen_language(),
            file=upload.shown_name(sent.filename or ""),
        )
    finally:
        upload.forget_upload(directory, stored, folder=FOLDER)


def _counts(changes: Changes) -> tuple[int, int, int]:
    return changes.added, changes.changed, changes.unchanged


def _done() -> tuple[Changes, Changes] | None:
    """Return what the last files did, as the redirect tells; None without any."""
    told = [whole_number(request.args.get(name, ""), digits=6) for name in COUNTS]
    known = [number for number in told if number is not None]
    if len(known) < len(told):
        return None
    return Changes(*known[:3]), Changes(*known[3:])


def _page(
    form: PlaceListsForm,
    *,
    problems: list[str] | None = None,
    done: tuple[Changes, Changes] | None = None,
) -> str:
    return render_template(
        "manage/place_lists.html",
        form=form,
        problems=(problems or [])[:MOST_PROBLEMS],
        further=max(0, len(problems or []) - MOST_PROBLEMS),
        done=done,
        office_columns=[*OFFICE_HEADINGS][1:],
        counter_columns=[*COUNTER_HEADINGS][1:],
        optional={*OPTIONAL_OF_OFFICES, *OPTIONAL_OF_COUNTERS},
        may_change=may(signed_in(), RULES["manage.take_in_places"], changes=True),
        numbers=Numbers(chosen_language()),
    )
