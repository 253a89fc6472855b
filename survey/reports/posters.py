"""Posters of counters: their code, their words and their address, as one PDF for many counters."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from flask_babel import force_locale

from survey.language import SOURCE_LANGUAGE, language_names, translator
from survey.reports import poster_words, qr
from survey.reports.poster_words import VARIANTS
from survey.reports.typesetting import typeset
from survey.settings import Settings
from survey.store.codes import spaced
from survey.store.posters import PrintedCounter

FOLDER = Path(__file__).parent
POSTER, STAFF_CARD = FOLDER / "poster.typ", FOLDER / "staff_card.typ"


class Incomplete(Exception):
    """A poster names a number and a way without a phone, and the installation lacks some.

    `missing` holds the names of the settings.
    """

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Size:
    """A size of paper, in millimetres; `code` is the code's side with its quiet zone.

    UX 2.1: a tenth of the distance from which it is scanned, and half of that again.
    """

    paper: str
    width: float
    height: float
    code: float
    on_a_sheet: int = 1
    steps_are_narrow: bool = False

    @property
    def scale(self) -> float:
        """Letters and gaps beside those of A4."""
        return self.width / 210


SIZES = {
    "a4": Size("a4", 210, 297, code=120),
    # For a hall: a code of 20 cm is read from two metres.
    "a3": Size("a3", 297, 420, code=200, steps_are_narrow=True),
    "a5": Size("a5", 148, 210, code=85),
    # A6, four to a sheet to cut: for a stand on the desk.
    "card": Size("a4", 105, 148.5, code=60, on_a_sheet=4),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the posters of one installation."""

    base_url: str
    hotline: str
    province: str
    is_demo: bool
    without_phone: tuple[str, ...]

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the sheet of an installation."""
        return cls(
            settings.base_url,
            settings.hotline,
            settings.province,
            settings.is_demo,
            settings.without_phone,
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """The settings without which no poster is printed: not everyone can scan."""
        needed = {"HOTLINE": self.hotline, "WITHOUT_PHONE": self.without_phone}
        return tuple(f"SIPAS_{name}" for name, value in needed.items() if not value)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How posters are to be printed: size, kind, the languages they name, and what the place offers."""

    size: str = "a4"
    variant: str = "counter"
    languages: tuple[str, ...] = ()
    wifi: str = ""
    wifi_password: str = ""
    has_tag: bool = False


def form_address(base_url: str, code: str, *, audience: str = "") -> str:
    """Return the address at which visitors of a code's counter answer, or others about its office."""
    return f"{base_url}/K/{code}" + (f"/{audience}" if audience else "")


def one_of_each_office(
    printed: Sequence[PrintedCounter],
) -> tuple[PrintedCounter, ...]:
    """Return the first counter of each office: others than visitors are asked about the office, not a counter."""
    first = {counter.office.code: counter for counter in reversed(printed)}
    return tuple(
        counter for counter in printed if first[counter.office.code] is counter
    )


def posters_pdf(
    sheet: Sheet,
    printed: Sequence[PrintedCounter],
    *,
    wanted: Wanted = Wanted(),  # noqa: B008 (frozen)
    tell: Callable[[int], None] = lambda done: None,
) -> bytes:
    """Return a poster for each counter; `tell` hears how many codes are drawn.

    The same counters give the same bytes. Raises Incomplete, TypesettingError.
    """
    if sheet.missing:
        raise Incomplete(sheet.missing)
    counters = []
    for done, counter in enumerate(printed):
        tell(done)
        counters.append(_counter(sheet, counter, VARIANTS[wanted.variant].audience))
    size = SIZES[wanted.size]
    # The sheet is in Vietnamese, whatever language the person reads who asks for it.
    with force_locale(SOURCE_LANGUAGE):
        content = {
            **_words(sheet, wanted),
            "sheet": asdict(size) | {"scale": size.scale},
            "demo": _demo_lines() if sheet.is_demo else (),
            "counters": counters,
        }
    return typeset(POSTER, json.dumps(content, ensure_ascii=False))


def staff_card_pdf(sheet: Sheet) -> bytes:
    """Return the half-page card for those who work at counters, twice on a sheet. Raises Incomplete."""
    if sheet.missing:
        raise Incomplete(sheet.missing)
    content = {
        "language": SOURCE_LANGUAGE,
        "province": sheet.province,
        "demo": _demo_lines() if sheet.is_demo else (),
        **asdict(poster_words.staff_card(sheet.hotline, sheet.without_phone)),
    }
    return typeset(STAFF_CARD, json.dumps(content, ensure_ascii=False))


def host_of(base_url: str) -> str:
    """Return what people type to reach the installation."""
    return urlsplit(base_url).netloc


def _words(sheet: Sheet, wanted: Wanted) -> dict[str, object]:
    """Return the sentences of every poster."""
    host = host_of(sheet.base_url)
    variant = VARIANTS[wanted.variant]
    ways = tuple(
        way
        for way in sheet.without_phone
        if not variant.audience or way == poster_words.PAPER
    )
    names = language_names()
    return {
        "language": SOURCE_LANGUAGE,
        "title": variant.title,
        "title_en": variant.title_en,
        "title_size": variant.title_size,
        "province": sheet.province,
        "steps": poster_words.STEPS,
        "languages": [(code, names[code]) for code in wanted.languages or names],
        "type_at": poster_words.TYPE_AT,
        "host": host,
        "type_code": poster_words.TYPE_CODE,
        "words": (
            *variant.words,
            *((poster_words.TAG,) if wanted.has_tag else ()),
            poster_words.PROMISE_GROUPED,
            poster_words.safe_words(host),
            poster_words.TAMPERED,
        ),
        "more": (
            (poster_words.wifi_words(wanted.wifi, wanted.wifi_password),)
            if wanted.wifi
            else ()
        ),
        "help": poster_words.help_words(sheet.hotline, ways),
    }


def _demo_lines() -> tuple[str, str]:
    """Return what every page of a demo says, in Vietnamese and English."""
    line = "Bản trình diễn — số liệu hư cấu"
    return line, translator("en").gettext(line)


def _counter(sheet: Sheet, printed: PrintedCounter, audience: str) -> dict[str, str]:
    address = form_address(sheet.base_url, printed.code, audience=audience)
    # A centre with several reception points says which one this is.
    office = " – ".join(filter(None, (printed.office.name, printed.counter.point)))
    return {
        "office": "" if audience else office,
        "counter": printed.office.name if audience else printed.counter.name,
        # The code by itself leads to the form of the counter's visitors.
        "code": "" if audience else spaced(printed.code),
        "typed": address.partition("://")[2],
        "svg": qr.svg(qr.encode(address)),
        "alt": f"Mã QR mở {address}",
        "printed": " · ".join(
            (
                *((sheet.province,) if sheet.province else ()),
                f"In ngày {_day(printed.printed_on)}",
                f"Bảng số {printed.serial}",
                f"Mã {printed.code}",
            )
        ),
    }


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
