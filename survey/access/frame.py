"""What stands around every signed-in page: who is signed in, the menu, the language, the way out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import generate_csrf

from survey.access.locale import PARAMETER
from survey.access.policy import RULES, Who, may
from survey.access.sessions import current_visitor
from survey.language import language_names

# Endpoint and name of the pages beside the results; each shows to those who may read it.
MENU = (
    ("review.home", _("Kết quả")),
    ("review.indices", _("Các chỉ số khác")),
    ("manage.import_indices", _("Nhập chỉ số")),
    ("review.actions_list", _("Việc cải thiện")),
    ("review.publications_list", _("Công bố")),
    ("review.coding", _("Phân loại góp ý")),
    ("review.urgent", _("Góp ý khẩn")),
    ("review.replies", _("Hỏi – đáp")),
    ("manage.waves_list", _("Các đợt")),
    ("manage.plans", _("Kế hoạch mẫu")),
    ("manage.answer_files", _("Nhập phiếu từ tệp")),
    ("manage.posters", _("Bảng mã QR")),
    ("manage.poster_checks", _("Kiểm tra bảng")),
    ("manage.silent_counters", _("Quầy im lặng")),
    ("manage.links", _("Liên kết trực tuyến")),
    ("manage.kiosks", _("Máy đánh giá")),
    ("manage.paper_forms", _("In phiếu giấy")),
    ("manage.paper_batches", _("Nhập phiếu giấy")),
    ("manage.telephone", _("Hỏi qua điện thoại")),
    ("manage.accounts", _("Tài khoản")),
    ("manage.audit_trail", _("Nhật ký")),
)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A page to go to."""

    name: str
    address: str
    is_current: bool


def frame_values() -> dict[str, Any]:
    """Return what the frame of a page names; for every template of signed-in pages."""
    return {
        "visitor": current_visitor(),
        "new_csrf_token": generate_csrf,
        "language_links": language_links(),
        "menu": menu(),
    }


def menu() -> Sequence[MenuEntry]:
    """Return the pages of the menu that this visitor may read and that are served here."""
    visitor = current_visitor()
    if visitor is None:
        return ()
    return [
        MenuEntry(str(name), url_for(endpoint), _is_here(endpoint))
        for endpoint, name in MENU
        if endpoint in current_app.view_functions and may(visitor, _kind(endpoint))
    ]


def _is_here(endpoint: str) -> bool:
    if endpoint == "review.home":
        return request.path.startswith("/review/waves")
    return request.endpoint == endpoint


def _kind(endpoint: str) -> Who:
    # Everybody has a home, and it leads those who read no results to their own work.
    return Who.REVIEWER if endpoint == "review.home" else RULES[endpoint]


def language_links() -> tuple[tuple[str, str, str], ...]:
    """Return code, own name and address of this page in every language."""
    asked = request.args.to_dict(flat=False)
    return tuple(
        (
            code,
            name,
            f"{quote(request.path)}?{urlencode({**asked, PARAMETER: code}, doseq=True)}",
        )
        for code, name in language_names().items()
    )
