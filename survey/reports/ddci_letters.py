"""One-time links as a list for the office and as letters with a square, one a page."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from survey.language import translator
from survey.reports import qr
from survey.reports.ddci_rounds import programme_of
from survey.reports.numbers import Numbers
from survey.reports.typesetting import typeset
from survey.settings import Settings
from survey.store.ddci_links import grouped, spelled
from survey.store.tables import DdciRound
from survey.store.tables.ddci import COOPERATIVE, FIRM, HOUSEHOLD

TEMPLATE = Path(__file__).with_name("ddci_letters.typ")
# The office fills the last column in, and keeps the list to itself.
HEADER = ("number", "kind", "address", "code", "recipient")


@dataclass(frozen=True, slots=True)
class Letter:
    """A link with the number by which list and letter are matched."""

    number: int
    kind: str
    key: bytes

    def address(self, base_url: str) -> str:
        return f"{base_url}/D/{spelled(self.key)}"

    @property
    def code(self) -> str:
        return grouped(spelled(self.key))


def links_list(letters: Sequence[Letter], *, base_url: str) -> bytes:
    """Return the list as CSV, with an empty column for who gets each letter."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(HEADER)
    rows.writerows(
        (one.number, one.kind, one.address(base_url), one.code, "") for one in letters
    )
    # Excel takes a file for UTF-8 by its mark only.
    return out.getvalue().encode("utf-8-sig")


def letters_pdf(
    settings: Settings, chosen: DdciRound, letters: Sequence[Letter], *, language: str
) -> bytes:
    """Return one page of A4 for each link. Raises TypesettingError."""
    content = _words(settings, chosen, letters[0].kind, language)
    pages = [
        {
            "number": str(one.number),
            "code": one.code,
            "square": qr.svg(qr.encode(one.address(settings.base_url))),
        }
        for one in letters
    ]
    # The standard refuses letters that no font has, and takes eight times as long as setting pages.
    first = json.dumps({**content, "letters": pages[:1]}, ensure_ascii=False)
    checked = typeset(TEMPLATE, first)
    if len(pages) == 1:
        return checked
    every = json.dumps({**content, "letters": pages}, ensure_ascii=False)
    return typeset(TEMPLATE, every, standard=None)


def _words(
    settings: Settings, chosen: DdciRound, kind: str, language: str
) -> dict[str, object]:
    _ = translator(language).gettext
    host = settings.base_url.partition("://")[2]
    return {
        "language": language,
        "demo": _("Bản trình diễn — số liệu hư cấu") if settings.is_demo else "",
        "province": settings.province,
        "title": _("Mời đánh giá các sở, ngành và địa phương"),
        "round": chosen.title,
        "greeting": {
            FIRM: _("Kính gửi Quý doanh nghiệp,"),
            COOPERATIVE: _("Kính gửi Quý hợp tác xã,"),
            HOUSEHOLD: _("Kính gửi hộ kinh doanh,"),
        }[kind],
        "why": _(
            "Xin Ông/Bà cho biết các sở, ngành và địa phương phục vụ doanh nghiệp, hợp tác xã, hộ kinh doanh ra sao: "
            "chọn những đơn vị đã làm việc, rồi cho điểm %(n)s câu về mỗi đơn vị, trên điện thoại hoặc máy tính, "
            "đến hết ngày %(day)s."
        )
        % {
            "n": len(programme_of(chosen).questions),
            "day": Numbers(language).day(chosen.last_day),
        },
        "how": _("Quét ô vuông, hoặc mở %(address)s và nhập mã:")
        % {"address": f"{host}/D/"},
        "once": _(
            "Đường dẫn này dành riêng cho thư này và dùng một lần. Xin đừng chuyển cho người khác."
        ),
        "promise": _(
            "Không hỏi tên, mã số thuế hay địa chỉ. Cho đến khi chốt đợt, cơ quan gửi thư có thể biết thư nào gửi cho ai và đã "
            "dùng hay chưa, nhưng không ai biết câu trả lời nào đến từ thư nào. Kết quả chỉ xem gộp, từ 5 phiếu trở lên."
        ),
        "help": (
            _("Cần giúp: %(hotline)s (giờ hành chính)") % {"hotline": settings.hotline}
            if settings.hotline
            else ""
        ),
        "number": _("Thư số"),
        "square": _("Mã QR mở phiếu đánh giá của thư này"),
    }
