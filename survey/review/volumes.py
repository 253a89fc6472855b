"""The page of dossiers by month: settled, in time, late and open, of all offices or of one by month and field."""

from flask import abort, current_app, make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.volumes import VolumeChoiceForm
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.language import SOURCE_LANGUAGE
from survey.reports.numbers import Numbers
from survey.reports.ordering import vietnamese_order
from survey.reports.volume_table import lines_by, lines_by_office
from survey.review import blueprint
from survey.review.frame import page
from survey.store import places
from survey.store.tables import Office
from survey.store.volumes import By, Volume, known_months, volumes

ALL = ""


@blueprint.get("/volumes")
def volumes_page() -> ResponseReturnValue:
    """Show dossiers; who belongs to an office sees the own one's."""
    visitor = signed_in()
    with service().store.reading() as session:
        months = known_months(session)
        offices = {office.code: office for office in places.offices(session)}
        form = _form(months, offices, own=visitor.office_code)
        is_asked_well = not months or form.validate()
        # Without a month nothing was asked of the form.
        by = By(form.by.data) if months and is_asked_well else By.RECEIVED
        wanted = _between(months, form) if is_asked_well else ()
        found = volumes(session, wanted, by=by, by_field=True)
    office = offices.get(visitor.office_code or form.office.data or ALL)
    if visitor.office_code and office is None:
        abort(404)
    if office is not None:
        found = tuple(one for one in found if one.office_id == office.id)
    shown = page(
        "review/volumes.html",
        form=form,
        months=months,
        office=office and _name(office),
        by=by,
        **_tables(found, office, tuple(offices.values())),
        may_import="manage.volumes" in current_app.view_functions
        and may(visitor, RULES["manage.volumes"]),
    )
    return make_response(shown, 200 if is_asked_well else 422)


def _tables(
    found: tuple[Volume, ...], office: Office | None, offices: tuple[Office, ...]
) -> dict[str, object]:
    language = chosen_language()
    if office is None:
        return {
            "blocks": lines_by_office(found, offices, language, _name),
            "by_month": (),
            "by_field": (),
        }
    return {
        "blocks": (),
        "by_month": lines_by(found, lambda one: one.month, Numbers(language).month),
        "by_field": lines_by(
            found, lambda one: one.field, lambda field: field or _("Mọi lĩnh vực")
        ),
    }


def _form(
    months: tuple[str, ...], offices: dict[str, Office], *, own: str | None
) -> VolumeChoiceForm:
    numbers = Numbers(chosen_language())
    named = sorted(
        ((code, _name(office)) for code, office in offices.items()),
        key=lambda each: vietnamese_order(each[1]),
    )
    return VolumeChoiceForm(
        [(month, numbers.month(month)) for month in months],
        [each for each in named if each[0] == own]
        if own
        else [(ALL, _("Mọi đơn vị")), *named],
        [
            (By.COMPETENT.value, _("Đơn vị có thẩm quyền giải quyết")),
            (By.RECEIVED.value, _("Nơi tiếp nhận hồ sơ")),
        ],
    )  # fmt: skip


def _between(months: tuple[str, ...], form: VolumeChoiceForm) -> tuple[str, ...]:
    """Return the months asked for, whichever of the two ends was chosen first."""
    first, last = sorted((form.first.data or "", form.last.data or ""))
    return tuple(month for month in months if first <= month <= last)


def _name(office: Office) -> str:
    if chosen_language() != SOURCE_LANGUAGE and office.name_en:
        return office.name_en
    return office.name
