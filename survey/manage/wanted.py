"""What the page of posters is asked to print: read from the address, checked, and shown as choices."""

from dataclasses import dataclass

from flask import abort, request
from flask_babel import lazy_gettext as _

from survey.access.locale import chosen_language
from survey.language import SOURCE_LANGUAGE, languages
from survey.reports.posters import SIZES, Wanted
from survey.store.instruments import ADDED
from survey.store.tables import Counter, Office

STAFF = "staff"
LONGEST_WIFI = 40

SIZE_NAMES = {
    "a4": _("A4, tường cạnh quầy"),
    "a3": _("A3, sảnh chờ"),
    "a5": _("A5, mặt bàn"),
    "card": _("A6 để bàn, bốn thẻ một tờ A4"),
}
VARIANT_NAMES = {
    "counter": _("Bảng ở quầy"),
    "returned": _("Nơi trả lại hồ sơ"),
    "online": _("Người nộp trực tuyến"),
    STAFF: _("Thẻ cho công chức tại quầy (không có mã)"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """An office, or one of its counters; both codes are empty for everything."""

    office_code: str = ""
    counter_code: str = ""


def asked_place() -> Place:
    """Return the place of the address: `office` and `counter`, or `place` as a select gives it."""
    office_code, _slash, counter_code = request.values.get("place", "").partition("/")
    return Place(
        request.values.get("office", "") or office_code,
        request.values.get("counter", "") or counter_code,
    )


def asked_variant() -> str:
    """Return the kind of poster; 404 for one that is not printed."""
    variant = request.args.get("variant", "counter")
    if variant not in (*VARIANT_NAMES, *ADDED):
        abort(404)
    return variant


def asked_wanted(variant: str) -> Wanted:
    """Return how posters are to be printed; 404 for a size or a language that there is not."""
    size = request.args.get("size", "a4")
    named = tuple(request.args.getlist("language"))
    if size not in SIZES or not set(named) <= set(languages()):
        abort(404)
    return Wanted(
        size=size,
        variant=variant,
        languages=named,
        wifi=_short("wifi"),
        wifi_password=_short("wifi_password"),
        has_tag=bool(request.args.get("nfc")),
    )


def in_language(place: Office | Counter) -> str:
    """Return a place's name in the reader's language."""
    if chosen_language() == SOURCE_LANGUAGE:
        return place.name
    return place.name_en or place.name


def _short(name: str) -> str:
    return " ".join(request.args.get(name, "").split())[:LONGEST_WIFI]
