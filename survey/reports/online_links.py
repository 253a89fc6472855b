"""Each office's link for online filers, with sentences for result notices and for the slip of appointment."""

from collections.abc import Iterable
from dataclasses import dataclass

from survey.language import SOURCE_LANGUAGE, translator
from survey.reports.csv_files import CsvFile, csv_text
from survey.reports.posters import form_address, host_of
from survey.store.codes import spaced
from survey.store.posters import PrintedCounter

HEADER = ("office", "name", "code", "address", "notice", "notice_en", "slip", "slip_en")


@dataclass(frozen=True, slots=True)
class Sentences:
    """What to put into a notice and on a slip, in one language."""

    language: str
    notice: str
    slip: str


@dataclass(frozen=True, slots=True)
class OnlineLink:
    """An office's link. `file_name` is that of its pictures, without an ending."""

    office_code: str
    office: str
    office_en: str
    code: str
    address: str
    file_name: str
    vietnamese: Sentences
    english: Sentences

    @property
    def spaced_code(self) -> str:
        return spaced(self.code)


def online_link(base_url: str, printed: PrintedCounter) -> OnlineLink:
    """Return the link of an office with its sentences, both languages whole."""
    address = form_address(base_url, printed.code)
    vietnamese, english = (
        _sentences(language, base_url, address, spaced(printed.code))
        for language in (SOURCE_LANGUAGE, "en")
    )
    return OnlineLink(
        office_code=printed.office.code,
        office=printed.office.name,
        office_en=printed.office.name_en or printed.office.name,
        code=printed.code,
        address=address,
        file_name=printed.counter.code,
        vietnamese=vietnamese,
        english=english,
    )


def links_file(links: Iterable[OnlineLink]) -> CsvFile:
    """Return the links for the software that writes notices and slips."""
    rows = [
        [
            link.office_code,
            link.office,
            link.code,
            link.address,
            link.vietnamese.notice,
            link.english.notice,
            link.vietnamese.slip,
            link.english.slip,
        ]
        for link in links
    ]
    return CsvFile("links.csv", csv_text(HEADER, rows))


def _sentences(language: str, base_url: str, address: str, code: str) -> Sentences:
    _ = translator(language).gettext
    notice = _(
        "Mời Ông/Bà đánh giá lần làm thủ tục này tại %(address)s. "
        "Không hỏi tên, không bắt buộc."
    )
    slip = _(
        "Làm xong thủ tục, mời Ông/Bà đánh giá: quét ô vuông này, hoặc mở %(host)s "
        "và nhập mã %(code)s. Không hỏi tên, không bắt buộc."
    )
    filled = {"address": address, "host": host_of(base_url), "code": code}
    return Sentences(language, notice % filled, slip % filled)
