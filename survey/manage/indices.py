"""The page that brings published index values in: a whole file or nothing of it."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.indices import ImportIndicesForm
from forms.whole_numbers import whole_number
from survey.access import trail
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.csv_tables import TableError
from survey.manage import blueprint
from survey.reports.index_file import COLUMNS, NEEDED, rows_of
from survey.reports.index_wording import IndexWording
from survey.reports.numbers import Numbers
from survey.store import indices
from survey.store.indices import IndexChanges, IndexRow, ReasonNeeded

# What a page can show of a long list.
MOST_PROBLEMS = 50


@blueprint.get("/indices")
def import_indices() -> str:
    """Offer the form, and tell what the last file did."""
    return _page(ImportIndicesForm(), done=_done())


@blueprint.post("/indices")
def take_in_indices() -> ResponseReturnValue:
    """Keep every row of the file, or name what is wrong with it."""
    form = ImportIndicesForm()
    problems: list[str] = []
    if form.validate():
        try:
            changes = _take_in(_rows(form), reason=form.reason.data or "")
        except TableError as error:
            problems = str(error).splitlines()
        except ReasonNeeded as error:
            problems = _in_need_of_reason(error)
        else:
            return redirect(
                url_for(
                    "manage.import_indices",
                    added=changes.added,
                    corrected=changes.corrected,
                    unchanged=changes.unchanged,
                ),
                303,
            )
    return make_response(_page(form, problems=problems), 422)


def _rows(form: ImportIndicesForm) -> tuple[IndexRow, ...]:
    sent = form.file.data
    # Only a name to speak of the file by; nothing is stored under it.
    return rows_of(sent.read(), sent.filename or "CSV", _)


def _take_in(rows: tuple[IndexRow, ...], *, reason: str) -> IndexChanges:
    with service().store.writing() as session:
        changes = indices.take_in(session, rows, reason=reason)
        if changes.added or changes.corrected:
            trail.note(
                session,
                "import",
                object="indices",
                added=changes.added,
                corrected=changes.corrected,
                reason=reason if changes.corrected else "",
            )
    return changes


def _in_need_of_reason(error: ReasonNeeded) -> list[str]:
    say = IndexWording(chosen_language())
    return [
        _("Các giá trị này khác giá trị đã có: xin ghi lý do sửa rồi chọn lại tệp."),
        *(
            say.what(unit, component, period)
            for _code, _kind, period, unit, component in error.keys
        ),
    ]


def _done() -> IndexChanges | None:
    """Return what the last file did, as its redirect tells; None without one."""
    told = [
        whole_number(request.args.get(name, ""), digits=6)
        for name in ("added", "corrected", "unchanged")
    ]
    known = [number for number in told if number is not None]
    return IndexChanges(*known) if len(known) == len(told) else None


def _page(
    form: ImportIndicesForm,
    *,
    problems: list[str] | None = None,
    done: IndexChanges | None = None,
) -> str:
    visitor = signed_in()
    return render_template(
        "manage/indices.html",
        form=form,
        problems=(problems or [])[:MOST_PROBLEMS],
        further=max(0, len(problems or []) - MOST_PROBLEMS),
        done=done,
        columns=COLUMNS,
        needed=NEEDED,
        may_change=may(visitor, RULES["manage.take_in_indices"], changes=True),
        may_read=may(visitor, RULES["review.indices"]),
        numbers=Numbers(chosen_language()),
    )
