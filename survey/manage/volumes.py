"""The page that brings dossiers by month in: a whole file or nothing of it."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from forms.volumes import VolumeFileForm
from forms.whole_numbers import whole_number
from survey.access import trail
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.csv_tables import TableError
from survey.imports import upload
from survey.imports.upload import LARGEST_UPLOAD, TooLarge
from survey.imports.volume_list import COLUMNS, HEADINGS, read_volumes
from survey.manage import blueprint
from survey.reports.numbers import Numbers
from survey.store import places
from survey.store.registers import Changes
from survey.store.volumes import (
    MixedFields,
    VolumeDiffers,
    VolumeRow,
    known_months,
    put_volumes,
)

# What a page can show of a long list.
MOST_PROBLEMS = 50


@blueprint.get("/volumes")
def volumes() -> str:
    """Offer the form, and tell what the last file did."""
    return _page(VolumeFileForm(), done=_done())


@blueprint.post("/volumes")
def take_in_volumes() -> ResponseReturnValue:
    """Keep every row of the file, or name what is wrong with it."""
    form = VolumeFileForm()
    problems: list[str] = []
    if form.validate():
        try:
            changes = _take_in(_rows(form.file.data), replace=form.replace.data)
        except TableError as error:
            problems = str(error).splitlines()
        except TooLarge:
            problems = [_("Trang này nhận tệp đến %(n)s MB. Tệp lớn hơn: dùng lệnh sipas import volumes.", n=LARGEST_UPLOAD // 1024**2)]  # fmt: skip
        except VolumeDiffers as error:
            problems = _differing(error)
        except MixedFields as error:
            problems = [_("%(office)s, tháng %(month)s: đã có số liệu cả gộp lẫn theo lĩnh vực, nên hồ sơ bị đếm hai lần", office=error.office, month=error.month)]  # fmt: skip
        else:
            return redirect(
                url_for(
                    "manage.volumes",
                    added=changes.added,
                    changed=changes.changed,
                    unchanged=changes.unchanged,
                ),
                303,
            )
        finally:
            # What is large lies in a temporary file meanwhile.
            for sent in request.files.values():
                sent.close()
    return make_response(_page(form, problems=problems), 422)


def _rows(sent: FileStorage) -> tuple[VolumeRow, ...]:
    """Read a file that was sent; it lies on the disk no longer than that. Raises TableError, TooLarge."""
    state = service()
    with state.store.reading() as session:
        offices = {office.code for office in places.offices(session)}
    stored = upload.keep_upload(state.settings.directory, sent.stream)
    try:
        return read_volumes(
            upload.path_of_upload(state.settings.directory, stored),
            offices,
            language=chosen_language(),
            file=upload.shown_name(sent.filename or ""),
        )
    finally:
        upload.forget_upload(state.settings.directory, stored)


def _take_in(rows: tuple[VolumeRow, ...], *, replace: bool) -> Changes:
    with service().store.writing() as session:
        changes = put_volumes(session, rows, replace=replace)
        if changes.added or changes.changed:
            trail.note(
                session,
                "import",
                object="volumes",
                added=changes.added,
                changed=changes.changed,
            )
    return changes


def _differing(error: VolumeDiffers) -> list[str]:
    numbers = Numbers(chosen_language())
    return [
        _(
            "Các dòng này khác số liệu đã nhập. Nếu tệp này đúng, xin đánh dấu ô thay số liệu rồi chọn lại tệp."
        ),
        *(
            " · ".join(filter(None, (row.office, numbers.month(row.month), row.field)))
            for row in error.rows
        ),
    ]


def _done() -> Changes | None:
    """Return what the last file did, as its redirect tells; None without one."""
    told = [
        whole_number(request.args.get(name, ""), digits=6)
        for name in ("added", "changed", "unchanged")
    ]
    known = [number for number in told if number is not None]
    return Changes(*known) if len(known) == len(told) else None


def _page(
    form: VolumeFileForm,
    *,
    problems: list[str] | None = None,
    done: Changes | None = None,
) -> str:
    visitor = signed_in()
    with service().store.reading() as session:
        months = known_months(session)
    return render_template(
        "manage/volumes.html",
        form=form,
        problems=(problems or [])[:MOST_PROBLEMS],
        further=max(0, len(problems or []) - MOST_PROBLEMS),
        done=done,
        columns=tuple(HEADINGS),
        needed=COLUMNS,
        months=months,
        may_change=may(visitor, RULES["manage.take_in_volumes"], changes=True),
        may_read=may(visitor, RULES["review.volumes_page"]),
        numbers=Numbers(chosen_language()),
    )
