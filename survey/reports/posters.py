"""The A4 poster of a counter: its code, its words and its address, as one PDF for many counters."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import fontpkg_be_vietnam_pro
import typst
from flask_babel import force_locale

from forms.messages import POSTER_SAFE
from survey.language import SOURCE_LANGUAGE, translator
from survey.reports import qr
from survey.settings import Settings
from survey.store.codes import spaced
from survey.store.posters import PrintedCounter

TEMPLATE = Path(__file__).with_name("poster.typ")
FONTS: Path = fontpkg_be_vietnam_pro.ROOT / "files"

TITLE = ("Hôm nay", "phục vụ thế nào?")
TITLE_EN = "How was the service today? Scan, answer, send."
# True of every wave, whatever it asks: the release rule and its floor.
PROMISE_GROUPED = "Đơn vị chỉ xem kết quả gộp, từ 5 phiếu trở lên."


class NoHotline(Exception):
    """A poster needs a number for those who cannot scan, and the installation has none."""


class PosterError(Exception):
    """The poster could not be set as it should look: a letter or a font is missing."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the posters of one installation."""

    base_url: str
    hotline: str
    province: str
    is_demo: bool

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the sheet of an installation."""
        return cls(
            settings.base_url, settings.hotline, settings.province, settings.is_demo
        )


def form_address(base_url: str, code: str) -> str:
    """Return the address that a code stands for."""
    return f"{base_url}/K/{code}"


def posters_pdf(sheet: Sheet, printed: Sequence[PrintedCounter]) -> bytes:
    """Return one page for each counter. Raises NoHotline, PosterError."""
    if not sheet.hotline:
        raise NoHotline
    # The sheet is in Vietnamese, whatever language the person reads who asks for it.
    with force_locale(SOURCE_LANGUAGE):
        content = {
            **_words(sheet),
            "demo": _demo_lines() if sheet.is_demo else (),
            "counters": [_counter(sheet, counter) for counter in printed],
        }
    return _compiled(content)


def _compiled(content: Mapping[str, object]) -> bytes:
    """Set the pages; whatever would print otherwise than meant is an error."""
    try:
        pdf, warnings = typst.compile_with_warnings(
            TEMPLATE,
            # A machine with other fonts, or none, prints the same page.
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
            # Tagged for screen readers; the compiler also refuses letters that no font has.
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        raise PosterError(error.message) from error
    if warnings:
        raise PosterError("; ".join(warning.message for warning in warnings))
    assert isinstance(pdf, bytes)
    return pdf


def host_of(base_url: str) -> str:
    """Return what people type to reach the installation."""
    return urlsplit(base_url).netloc


def _words(sheet: Sheet) -> dict[str, object]:
    """Return the sentences of every poster. It is in Vietnamese, with a line of English."""
    host = host_of(sheet.base_url)
    return {
        "language": SOURCE_LANGUAGE,
        "title": TITLE,
        "title_en": TITLE_EN,
        "province": sheet.province,
        "steps": (
            "Mở máy ảnh hoặc Zalo",
            "Đưa vào ô vuông này",
            "Chọn câu trả lời rồi bấm Gửi",
        ),
        "type_at": "Hoặc mở",
        "host": host,
        "type_code": "rồi nhập mã:",
        "promise": PROMISE_GROUPED,
        "safe": str(POSTER_SAFE % {"host": host}),
        "help": f"Không quét được? Gọi {sheet.hotline}.",
    }


def _demo_lines() -> tuple[str, str]:
    """Return what every page of a demo says, in Vietnamese and English."""
    line = "Bản trình diễn — số liệu hư cấu"
    return line, translator("en").gettext(line)


def _counter(sheet: Sheet, printed: PrintedCounter) -> dict[str, str]:
    address = form_address(sheet.base_url, printed.code)
    return {
        "office": printed.office.name,
        "counter": printed.counter.name,
        "code": spaced(printed.code),
        "svg": qr.svg(qr.encode(address)),
        "alt": f"Mã QR mở {address}",
        "printed": " · ".join(
            (
                *((sheet.province,) if sheet.province else ()),
                f"In ngày {_day(printed.printed_on)}",
                f"Quầy {printed.counter.code}",
                f"Mã {printed.code}",
            )
        ),
    }


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
