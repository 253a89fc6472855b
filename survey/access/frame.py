"""What stands around every signed-in page: who is signed in, the menu, the language, the way out."""

from collections.abc import Collection, Sequence
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

WAVES = "/review/waves"
# Endpoint and name of each page, by what one does there; each shows to those who may read it.
MENU = (
    (
        _("Kết quả"),
        (
            ("review.home", _("Các đợt lấy ý kiến")),
            ("review.volumes_page", _("Hồ sơ theo tháng")),
            ("review.dossiers", _("Số liệu hồ sơ đã công bố")),
            ("review.indices", _("Các chỉ số khác")),
            ("review.ddci_list", _("DDCI của tỉnh")),
            ("review.help_page", _("Cách đọc các con số")),
        ),
    ),
    (
        _("Theo dõi"),
        (
            ("review.actions_list", _("Việc cải thiện")),
            ("review.publications_list", _("Công bố")),
            ("review.replies", _("Hỏi – đáp")),
            ("review.coding", _("Phân loại góp ý")),
            ("review.urgent", _("Góp ý khẩn")),
        ),
    ),
    (
        _("Thu thập"),
        (
            ("manage.start", _("Các bước")),
            ("manage.waves_list", _("Các đợt")),
            ("manage.questionnaires_list", _("Các mẫu phiếu")),
            ("manage.plans", _("Kế hoạch mẫu")),
            ("manage.offices_list", _("Các đơn vị")),
            ("manage.posters", _("Bảng mã QR")),
            ("manage.poster_checks", _("Kiểm tra bảng")),
            ("manage.links", _("Đường dẫn trực tuyến")),
            ("manage.kiosks", _("Máy đánh giá")),
            ("manage.silent_counters", _("Quầy vắng phiếu")),
        ),
    ),
    (
        _("Nhập liệu"),
        (
            ("manage.paper_forms", _("In phiếu giấy")),
            ("manage.paper_batches", _("Nhập phiếu giấy")),
            ("manage.telephone", _("Hỏi qua điện thoại")),
            ("manage.answer_files", _("Nhập phiếu từ tệp")),
            ("manage.place_lists", _("Đơn vị và quầy")),
            ("manage.procedures", _("Danh mục thủ tục")),
            ("manage.volumes", _("Nhập hồ sơ theo tháng")),
            ("manage.import_indices", _("Nhập chỉ số")),
        ),
    ),
    (
        _("Quản trị"),
        (
            ("manage.accounts", _("Tài khoản")),
            ("manage.audit_trail", _("Nhật ký")),
        ),
    ),
)
# Pages that belong to an entry though their address does not lie below it.
BESIDE = {
    "manage.new_wave": "manage.waves_list",
    "manage.open_wave": "manage.waves_list",
}


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A page to go to."""

    name: str
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Pages that belong together; the group's own link leads to the first."""

    name: str
    entries: tuple[MenuEntry, ...]

    @property
    def address(self) -> str:
        return self.entries[0].address

    @property
    def is_current(self) -> bool:
        """Tell whether the page at hand is one of the group's."""
        return any(entry.is_current for entry in self.entries)


def frame_values() -> dict[str, Any]:
    """Return what the frame of a page names; for every template of signed-in pages."""
    return {
        "visitor": current_visitor(),
        "new_csrf_token": generate_csrf,
        "language_links": language_links(),
        "menu": menu(),
    }


def menu() -> Sequence[MenuGroup]:
    """Return the groups of pages that this visitor may read and that are served here."""
    visitor = current_visitor()
    if visitor is None:
        return ()
    here = _entry_at_hand()
    groups = []
    for name, pages in MENU:
        entries = tuple(
            MenuEntry(str(title), url_for(endpoint), endpoint == here)
            for endpoint, title in pages
            if endpoint in current_app.view_functions and may(visitor, _kind(endpoint))
        )
        if entries:
            groups.append(MenuGroup(str(name), entries))
    return groups


def _entry_at_hand() -> str | None:
    """Return the menu's page that the one at hand is or lies below, the deepest where there are several."""
    if request.endpoint in BESIDE:
        return BESIDE[request.endpoint]
    depths = {
        endpoint: len(root)
        for _name, pages in MENU
        for endpoint, _title in pages
        if endpoint in current_app.view_functions
        for root in (_root(endpoint),)
        if f"{request.path}/".startswith(f"{root}/")
    }
    return max(depths, key=depths.__getitem__, default=None)


def _root(endpoint: str) -> str:
    return WAVES if endpoint == "review.home" else url_for(endpoint).partition("?")[0]


def _kind(endpoint: str) -> Who:
    # Everybody has a home, and it leads those who read no results to their own work.
    return Who.REVIEWER if endpoint == "review.home" else RULES[endpoint]


def language_links(
    *, arguments: Collection[str] | None = None
) -> tuple[tuple[str, str, str], ...]:
    """Return code, own name and address of this page in every language.

    Of what was asked for, only the `arguments` named are carried on where any are named.
    """
    asked = {
        name: values
        for name, values in request.args.to_dict(flat=False).items()
        if arguments is None or name in arguments
    }
    return tuple(
        (
            code,
            name,
            f"{quote(request.path)}?{urlencode({**asked, PARAMETER: code}, doseq=True)}",
        )
        for code, name in language_names().items()
    )
