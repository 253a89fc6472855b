"""Every size and kind of poster: whole, readable, and scanned from a poor print held askew."""

from dataclasses import dataclass, replace
from itertools import product

import pypdfium2
import pytest
from PIL import Image, ImageFilter

from survey.reports.poster_words import VARIANTS
from survey.reports.posters import SIZES, Wanted, posters_pdf, staff_card_pdf
from survey.store.posters import PrintedCounter
from tests.reports.test_posters import (
    ADDRESS,
    CODE,
    COUNTER,
    DOTS_PER_INCH,
    HOST,
    LONGEST_COUNTER,
    LONGEST_OFFICE,
    MILLIMETRES_PER_INCH,
    OFFICE,
    POINTS_PER_INCH,
    SHEET,
    code_box,
    pages,
    printed,
    read,
    text,
)

EVERY_KIND = tuple(product(SIZES, VARIANTS))
CODES = (CODE, "BCDFGH", "MNPQRS", "TVWXYZ", "22222A")
BUSY = Wanted(
    languages=("vi", "en"),
    wifi="UBND phường Lam Kiều",
    wifi_password="khach2026",
    has_tag=True,
)


def addresses(codes: tuple[str, ...] = CODES) -> list[str]:
    return [ADDRESS.replace(CODE, code) for code in codes]


def askew(page: Image.Image, degrees: float) -> Image.Image:
    """Return a page that was photographed out of focus and turned, in poor light."""
    blurred = page.filter(ImageFilter.GaussianBlur(1.5))
    turned = blurred.rotate(
        degrees, expand=True, fillcolor=210, resample=Image.Resampling.BILINEAR
    )
    return turned.point(lambda light: 40 + light * 0.6)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("degrees", [12, -15])
def test_a_code_is_read_from_a_poor_print_out_of_focus_and_askew(
    size: str, degrees: float
) -> None:
    codes = CODES[: SIZES[size].on_a_sheet]
    (page,) = pages(posters_pdf(SHEET, map_printed(codes), wanted=Wanted(size=size)))
    seen = read(askew(page.convert("L"), degrees))
    assert sorted(seen) == sorted(addresses(codes))


def map_printed(codes: tuple[str, ...]) -> list[PrintedCounter]:
    return [printed(code=code) for code in codes]


@pytest.mark.parametrize(("size", "variant"), EVERY_KIND)
def test_every_kind_carries_the_counter_s_code(size: str, variant: str) -> None:
    wanted = Wanted(size=size, variant=variant)
    (page,) = pages(posters_pdf(SHEET, [printed()], wanted=wanted))
    # Others than the counter's visitors have an address of their own under the code.
    at = VARIANTS[variant].audience
    assert read(page.convert("L")) == [f"{ADDRESS}/{at.upper()}" if at else ADDRESS]


@pytest.mark.parametrize("size", SIZES)
def test_a_code_is_as_large_as_its_distance_asks(size: str) -> None:
    (page,) = pages(posters_pdf(SHEET, [printed()], wanted=Wanted(size=size)))
    left, _, right, _ = code_box(page)
    # 29 of 37 modules are without the quiet zone.
    side = (right - left) / DOTS_PER_INCH * MILLIMETRES_PER_INCH / 29 * 37
    assert side == pytest.approx(SIZES[size].code, abs=1.5)


@pytest.mark.parametrize(("size", "variant"), EVERY_KIND)
def test_the_longest_names_and_everything_else_stay_on_the_sheet(
    size: str, variant: str
) -> None:
    pdf = posters_pdf(
        replace(SHEET, is_demo=True, without_phone=("kiosk", "paper")),
        [printed(LONGEST_OFFICE, LONGEST_COUNTER)],
        wanted=replace(BUSY, size=size, variant=variant),
    )
    (page,) = pages(pdf)
    words = text(pdf)
    for whole in (
        *VARIANTS[variant].title,
        *VARIANTS[variant].words,
        *(() if VARIANTS[variant].audience else (LONGEST_COUNTER,)),
        LONGEST_OFFICE,
        "Tiếng Việt English",
        "Hoặc chạm điện thoại vào nhãn dưới ô vuông.",
        "Wi-Fi miễn phí: UBND phường Lam Kiều · mật khẩu: khach2026",
        "gọi 0000 000 000.",
    ):
        assert whole in words
    # What does not fit is cut off: nothing may touch the line below, nor the foot what is above it.
    wide, tall = (int(length / 25.4 * 100) for length in measures(size))
    card = page.convert("L").crop((0, 0, wide, tall))
    assert rows_of_white(card, between=0.955, and_=0.99)


def measures(size: str) -> tuple[float, float]:
    return SIZES[size].width, SIZES[size].height


def rows_of_white(image: Image.Image, *, between: float, and_: float) -> int:
    """Count white rows in a part of the height, the margins left out."""
    top, bottom = (int(image.height * share) for share in (between, and_))
    edge = image.width // 25
    return sum(
        image.crop((edge, row, image.width - edge, row + 1)).getextrema() == (255, 255)
        for row in range(top, bottom)
    )


@pytest.mark.parametrize("variant", VARIANTS)
def test_an_everyday_wall_poster_has_no_letter_under_18_points_but_its_foot(
    variant: str,
) -> None:
    pdf = posters_pdf(SHEET, [printed()], wanted=Wanted(variant=variant))
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    words = page.get_textpage()
    try:
        # A line that broke would run out of the coloured head.
        assert VARIANTS[variant].title_en in words.get_text_range()
        sizes = {
            line: round(
                pypdfium2.raw.FPDFText_GetFontSize(
                    words, words.get_text_range().index(line)
                ),
                1,
            )
            for line in ("Đơn vị chỉ xem", "Thấy miếng dán", "Không quét được?")
        }
    finally:
        words.close()
        page.close()
        document.close()
    assert set(sizes.values()) == {18}


@pytest.mark.parametrize("size", SIZES)
def test_the_longest_address_to_type_stands_on_one_line(size: str) -> None:
    host = "danhgiadichvucong.thuathienlamgiang.gov.vn"
    sheet = replace(SHEET, base_url=f"https://{host}")
    pdf = posters_pdf(
        sheet, [printed()], wanted=Wanted(size=size, variant="organisations")
    )
    assert f"Hoặc mở {host}/K/{CODE}/organisations" in text(pdf)
    address = place_on_page(pdf, f"{host}/K/{CODE}/organisations")
    assert address.right < SIZES[size].width - 5


@pytest.mark.parametrize("size", SIZES)
def test_the_longest_host_stands_whole_above_the_code_and_not_under_it(
    size: str,
) -> None:
    host = "danhgiadichvucong.thuathienlamgiang.gov.vn"
    sheet = replace(SHEET, base_url=f"https://{host}")
    # The widest letters of the alphabet.
    pdf = posters_pdf(sheet, [printed(code="MWMWMW")], wanted=Wanted(size=size))
    assert f"Hoặc mở {host} rồi nhập mã: MWM WMW" in text(pdf)
    address, code = (place_on_page(pdf, words) for words in (host, "MWM WMW"))
    assert address.right < SIZES[size].width - 5 and not address.meets(code)


def test_an_everyday_host_stands_beside_the_code() -> None:
    pdf = posters_pdf(SHEET, [printed(code="MWMWMW")])
    address, code = (place_on_page(pdf, words) for words in (HOST, "MWM WMW"))
    assert address.right < code.left and code.bottom < address.bottom < code.top


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Where words stand on a page, in millimetres from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Rectangle") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


def place_on_page(pdf: bytes, words: str) -> Rectangle:
    """Return where words first stand on the first page."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    found = page.get_textpage()
    try:
        start = found.get_text_range().index(words)
        boxes = [found.get_charbox(start + n) for n in range(len(words))]
        sides = list(zip(*boxes, strict=True))
        edges = (min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3]))
        left, bottom, right, top = (
            edge / POINTS_PER_INCH * MILLIMETRES_PER_INCH for edge in edges
        )
        return Rectangle(left, bottom, right, top)
    finally:
        found.close()
        page.close()
        document.close()


def test_four_cards_share_a_sheet() -> None:
    wanted = Wanted(size="card")
    sheets = pages(posters_pdf(SHEET, map_printed(CODES), wanted=wanted))
    assert [len(read(sheet)) for sheet in sheets] == [4, 1]


def test_returned_papers_get_other_words() -> None:
    words = text(posters_pdf(SHEET, [printed()], wanted=Wanted(variant="returned")))
    assert words.startswith("Hồ sơ bị trả lại hoặc chưa được nhận?")
    assert "Việc chưa xong vẫn xin đánh giá: phiếu nào cũng tính." in words


def test_nothing_is_offered_that_the_place_has_not() -> None:
    words = text(posters_pdf(SHEET, [printed()]))
    assert "Wi-Fi" not in words and "nhãn" not in words


def test_free_wifi_without_a_password_names_none() -> None:
    wanted = Wanted(wifi="UBND")
    words = text(posters_pdf(SHEET, [printed()], wanted=wanted))
    assert "Wi-Fi miễn phí: UBND" in words and "mật khẩu" not in words


def test_only_the_languages_that_were_asked_for_are_named() -> None:
    every = text(posters_pdf(SHEET, [printed()]))
    one = text(posters_pdf(SHEET, [printed()], wanted=Wanted(languages=("vi",))))
    assert "bấm Gửi Tiếng Việt English" in every
    assert "bấm Gửi Tiếng Việt Quầy 1" in one


@pytest.mark.parametrize("size", SIZES)
def test_the_same_counters_give_the_same_bytes(size: str) -> None:
    wanted = replace(BUSY, size=size)
    first, second = (
        posters_pdf(SHEET, [printed(), printed(code="BCDFGH")], wanted=wanted)
        for _ in range(2)
    )
    assert first == second
    assert b"/CreationDate" not in first


def test_each_drawn_code_is_told() -> None:
    told: list[int] = []
    posters_pdf(SHEET, map_printed(CODES), tell=told.append)
    assert told == [0, 1, 2, 3, 4]


def test_the_place_and_the_address_stand_on_every_size() -> None:
    for size in SIZES:
        words = text(posters_pdf(SHEET, [printed()], wanted=Wanted(size=size)))
        for whole in (OFFICE, COUNTER, "7K3 M9P", f"bắt đầu bằng {HOST}."):
            assert whole in words


def test_the_card_for_staff_stands_twice_on_one_sheet_and_carries_no_code() -> None:
    pdf = staff_card_pdf(SHEET)
    (page,) = pages(pdf)
    words = text(pdf)
    assert words.count("Mời người dân đánh giá") == 2
    assert read(page) == []
    for rule in (
        "Mời tất cả mọi người, cả người bị trả lại hồ sơ.",
        "Không chọn người để mời.",
        "Không đứng cạnh, không nhìn màn hình, không bấm thay.",
    ):
        assert rule in words
    # Both halves are the same, and nothing is cut off.
    half = page.height // 2
    grey = page.convert("L")
    assert rows_of_white(grey.crop((0, 0, page.width, half)), between=0.85, and_=0.99)
