"""One page of A4 for a notice board: what people said of an office, and what it does about it."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from survey.access.locale import locale_of
from survey.language import translator
from survey.reports import plain_qr
from survey.reports.figures import Estimate, Figure
from survey.reports.following_wording import FollowingWording
from survey.reports.public_pages import OfficePeriod
from survey.reports.public_wording import PublicWording
from survey.reports.typesetting import TypesettingError, typeset
from survey.reports.wording import Wording
from survey.settings import Settings
from survey.store.actions import FollowedAction

TEMPLATE = Path(__file__).with_name("notice_sheet.typ")
# What fits beside the factors on one page, read from a step away.
MOST_ACTIONS, LONGEST_WHAT = 3, 160
# Sheets of some 50 KB that stay in memory.
MOST_KEPT = 64
# All but what Vietnamese and English texts are written with.
_RARE = re.compile(
    "[^ -~ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9–—…“”‘’·▲▼●−]"
)


@dataclass(frozen=True, slots=True)
class SheetOfOffice:
    """What the sheet is about; `address` is where its readers find the rest."""

    name: str
    shown: OfficePeriod
    actions: Sequence[FollowedAction]
    address: str


def notice_sheet_pdf(
    settings: Settings, sheet: SheetOfOffice, *, language: str
) -> bytes:
    """Return the sheet of an office's published period; the same figures give the same bytes."""
    content = json.dumps(
        {
            "language": language,
            "direction": locale_of(language).text_direction,
            "demo": _demo_line(language) if settings.is_demo else "",
            **_figures(settings, sheet, Wording(language)),
            **_words(settings, sheet, language),
        },
        ensure_ascii=False,
    )
    return _pdf(content)


# Anyone may ask for a sheet as often as they like, and it takes as long as forty other pages.
@lru_cache(maxsize=MOST_KEPT)
def _pdf(content: str) -> bytes:
    try:
        return typeset(TEMPLATE, content)
    except TypesettingError:
        # Somebody wrote a sign that the font has not, such as an emoji: the rest is printed.
        return typeset(TEMPLATE, _RARE.sub("?", content))


def _figures(
    settings: Settings, sheet: SheetOfOffice, wording: Wording
) -> dict[str, object]:
    period, office = sheet.shown.period, sheet.shown.office
    index = office.index
    return {
        "province": settings.province,
        "office": sheet.name,
        "index": (
            wording.numbers.points(index.share) if isinstance(index, Estimate) else ""
        ),
        "interval": _interval(index, wording),
        "withheld": (
            "" if isinstance(index, Estimate) else wording.why_withheld(index)
        ),
        "standing": PublicWording(wording.language).standing(office),
        "shape": "" if office.group is None else wording.shape(office.group),
        "group": office.group or "",
        "factors": [
            {
                "name": period.factor_names[code],
                "n": (
                    wording.numbers.count(figure.n)
                    if isinstance(figure, Estimate)
                    else ""
                ),
                "figure": (
                    wording.numbers.estimate(figure.share, figure.low, figure.high)
                    if isinstance(figure, Estimate)
                    else wording.withheld(figure)
                ),
            }
            for code, figure in office.factors
        ],
        "code": plain_qr.drawing(sheet.address),
    }


def _interval(figure: Figure, wording: Wording) -> str:
    if not isinstance(figure, Estimate):
        return ""
    numbers = wording.numbers
    return (
        f"({numbers.interval(figure.low, figure.high)}), n = {numbers.count(figure.n)}"
    )


def _words(
    settings: Settings, sheet: SheetOfOffice, language: str
) -> dict[str, object]:
    _ = translator(language).gettext
    wording, public = Wording(language), PublicWording(language)
    head, following = sheet.shown.period.head, FollowingWording(language)
    assert head.approved_on is not None
    return {
        "title": _("Người dân đánh giá thế nào"),
        "period": f"{head.title} · {public.days(head)}",
        "index_title": wording.index_title(),
        "factors_title": _("Các yếu tố"),
        "columns": (
            _("Yếu tố"),
            _("Số phiếu (n)"),
            _("Chỉ số (khoảng 95%%)") % {},
        ),
        "done_title": _("Góp ý – đã làm"),
        "done": [
            {
                "what": _shortened(followed.action.what),
                "state": _("%(state)s, hạn %(day)s")
                % {
                    "state": following.state(followed.state),
                    "day": wording.numbers.day(followed.due_on),
                },
            }
            for followed in sheet.actions[:MOST_ACTIONS]
        ],
        "nothing_done": _("Chưa có việc nào được công khai."),
        "how_title": _("Cách đọc"),
        "how": [
            _(
                "Thang 0–100. Trong ngoặc là khoảng tin cậy 95%%: giá trị chung có lẽ nằm trong khoảng "
                "này. n là số phiếu; dưới 5 phiếu không hiện kết quả."
            )
            % {},
            *public.does_not_tell()[:3],
        ],
        "more": _("Xem đầy đủ tại %(address)s")
        % {"address": sheet.address.partition("://")[2]},
        "code_alt": _("Mã QR mở %(address)s") % {"address": sheet.address},
        "published": _("Công bố ngày %(day)s.")
        % {"day": wording.numbers.day(head.approved_on)},
        "hotline": (
            _("Phản ánh, kiến nghị: %(hotline)s (giờ hành chính).")
            % {"hotline": settings.hotline}
            if settings.hotline
            else ""
        ),
    }


def _shortened(text: str) -> str:
    """Return a text that fits; what is cut stands whole on the page that the sheet names."""
    if len(text) <= LONGEST_WHAT:
        return text
    return text[:LONGEST_WHAT].rsplit(" ", 1)[0] + "…"


def _demo_line(language: str) -> str:
    return translator(language).gettext("Bản trình diễn — số liệu hư cấu")
