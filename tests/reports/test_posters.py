"""The poster: what is printed leads where it should, and can be read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from survey.reports import poster_words, qr
from survey.reports.posters import (
    Incomplete,
    Sheet,
    Wanted,
    one_of_each_office,
    posters_pdf,
)
from survey.reports.posters import staff_card_pdf as card
from survey.reports.typesetting import TypesettingError
from survey.store.instruments import ADDED
from survey.store.posters import PrintedCounter
from survey.store.tables import Counter, Office, Poster

CODE = "7K3M9P"
HOST = "danhgia.lamgiang.gov.vn"
# The scheme in small letters, the rest in capitals.
ADDRESS = f"https://{HOST.upper()}/K/{CODE}"
SHEET = Sheet(
    f"https://{HOST}",
    "0000 000 000",
    "tỉnh Lam Giang",
    is_demo=False,
    without_phone=("paper",),
)
OFFICE = "Trung tâm Phục vụ hành chính công phường Lam Kiều"
COUNTER = "Quầy 1: Hộ tịch, chứng thực"
LONGEST_OFFICE = (
    "Trung tâm Phục vụ hành chính công và Hỗ trợ doanh nghiệp phường Nguyễn Phúc Vĩnh "
    "Thượng Đông, thành phố Thượng Hưng Nghĩa, tỉnh Lam Giang Thượng Phướng"
)
LONGEST_COUNTER = (
    "Quầy 12: Tiếp nhận và trả kết quả hồ sơ đất đai, xây dựng, tài nguyên, môi trường, "
    "hộ tịch, chứng thực, lao động, người có công, bảo trợ xã hội, y tế"
)
DOTS_PER_INCH, POINTS_PER_INCH = 100, 72
MILLIMETRES_PER_INCH = 25.4


def printed(
    office: str = OFFICE, counter: str = COUNTER, code: str = CODE
) -> PrintedCounter:
    return PrintedCounter(
        Office(id=1, code="P01", name=office, level="commune"),
        Counter(id=1, office_id=1, code="P01-1", name=counter),
        Poster(code=code, printed_on=date(2026, 11, 25)),
    )


def pages(pdf: bytes) -> list[Image.Image]:
    """Return each page as it comes out of a cheap printer."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        images = []
        for page in document:
            images.append(page.render(scale=DOTS_PER_INCH / POINTS_PER_INCH).to_pil())
            page.close()
        return images
    finally:
        document.close()


def text(pdf: bytes) -> str:
    """Return the words of the first page, in the order in which they are read out, on one line."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    words = page.get_textpage()
    try:
        return " ".join(str(words.get_text_range()).split())
    finally:
        words.close()
        page.close()
        document.close()


def read(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return posters_pdf(SHEET, [printed()])


@pytest.fixture(scope="module")
def page(pdf: bytes) -> Iterator[Image.Image]:
    (image,) = pages(pdf)
    yield image.convert("L")


def test_the_printed_code_is_the_form_s_address(page: Image.Image) -> None:
    assert read(page) == [ADDRESS]


def test_the_code_survives_half_the_size(page: Image.Image) -> None:
    assert read(page.resize((page.width // 2, page.height // 2))) == [ADDRESS]


def test_the_code_survives_a_lens_out_of_focus(page: Image.Image) -> None:
    # 15 % of a module; 120 mm over 37 modules at 100 dpi are 13 pixels a module.
    assert read(page.filter(ImageFilter.GaussianBlur(13 * 0.15))) == [ADDRESS]


def test_the_code_survives_a_blot(page: Image.Image) -> None:
    left, top, right, bottom = code_box(page)
    side = (right - left) * 0.07**0.5 / 2
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    soiled = page.copy()
    ImageDraw.Draw(soiled).rectangle(
        (middle_x - side, middle_y - side, middle_x + side, middle_y + side), fill=0
    )
    assert read(soiled) == [ADDRESS]


def code_box(page: Image.Image) -> tuple[int, int, int, int]:
    """Return where the code's black modules begin and end, in pixels."""
    (found,) = zxingcpp.read_barcodes(page)
    corners = found.position
    return (
        min(corners.top_left.x, corners.bottom_left.x),
        min(corners.top_left.y, corners.top_right.y),
        max(corners.top_right.x, corners.bottom_right.x),
        max(corners.bottom_left.y, corners.bottom_right.y),
    )


def test_four_modules_around_the_code_are_white_and_the_whole_is_12_cm(
    page: Image.Image,
) -> None:
    code = qr.encode(ADDRESS)
    left, top, right, bottom = code_box(page)
    module = (right - left) / len(code.modules)
    quiet = qr.QUIET_MODULES * module
    box = (left - quiet, top - quiet, right + quiet, bottom + quiet)
    side_mm = (box[2] - box[0]) / DOTS_PER_INCH * MILLIMETRES_PER_INCH
    assert side_mm == pytest.approx(120, abs=1)
    around = page.crop(tuple(round(edge) for edge in box))
    # One pixel of grace for rounding at the code's own edge.
    inner = tuple(
        round(edge) for edge in (quiet - 1, quiet - 1, quiet + right - left + 1)
    )
    ImageDraw.Draw(around).rectangle((*inner, inner[-1]), fill=255)
    assert around.getextrema() == (255, 255)


def test_the_frame_s_lines_run_to_both_edges_of_the_sheet(page: Image.Image) -> None:
    left, top, _, bottom = code_box(page)
    margin = page.crop((0, top - left, left // 4, bottom + left))
    right_margin = page.crop(
        (page.width - left // 4, top - left, page.width, bottom + left)
    )
    for edge in (margin, right_margin):
        rows = [
            row
            for row in range(edge.height)
            if max(edge.crop((0, row, edge.width, row + 1)).getextrema()) < 200
        ]
        # One line above the code, one below; each may cover two rows of pixels.
        assert rows and rows[-1] - rows[0] > 120 / MILLIMETRES_PER_INCH * DOTS_PER_INCH


def test_the_sheet_says_where_it_hangs_as_the_page_does(pdf: bytes) -> None:
    assert COUNTER in text(pdf)
    assert OFFICE in text(pdf)


def test_the_typed_code_is_the_encoded_one(pdf: bytes) -> None:
    words = text(pdf)
    assert f"Hoặc mở {HOST} rồi nhập mã: 7K3 M9P" in words
    assert f"Mã {CODE}" in words


def test_the_words_are_read_out_in_order(pdf: bytes) -> None:
    assert text(pdf).startswith(
        "Hôm nay phục vụ thế nào? How was the service today? Scan, answer, send."
    )
    assert text(pdf).endswith(
        "Đơn vị chỉ xem kết quả gộp, từ 5 phiếu trở lên. "
        f"Địa chỉ đúng bắt đầu bằng {HOST}. "
        "Trang không hỏi tên, OTP, không thu tiền, không bắt cài ứng dụng. "
        "Thấy miếng dán đè hoặc đường kẻ bị đứt: xin đừng quét. "
        "Không quét được? Điền phiếu giấy hoặc gọi 0000 000 000. "
        "tỉnh Lam Giang · In ngày 25/11/2026 · Bảng số P01-1/1 · Mã 7K3M9P"
    )


def test_the_three_steps_are_named(pdf: bytes) -> None:
    assert (
        "1 Mở máy ảnh hoặc Zalo 2 Đưa vào ô vuông này 3 Chọn câu trả lời rồi bấm Gửi"
        in text(pdf)
    )


def test_the_pdf_is_tagged_and_names_its_language(pdf: bytes) -> None:
    assert b"/StructTreeRoot" in pdf or b"/MarkInfo" in pdf
    document = pypdfium2.PdfDocument(pdf)
    try:
        assert document.get_metadata_value("Title") == "Hôm nay phục vụ thế nào?"
        assert document.is_tagged()
    finally:
        document.close()


def test_the_longest_names_stay_on_one_page_and_whole() -> None:
    assert len(LONGEST_OFFICE) > 140 and len(LONGEST_COUNTER) > 140
    pdf = posters_pdf(SHEET, [printed(LONGEST_OFFICE, LONGEST_COUNTER)])
    assert len(pages(pdf)) == 1
    words = text(pdf)
    for whole in (LONGEST_OFFICE, LONGEST_COUNTER, "gọi 0000 000 000."):
        assert whole in words
    # The last line of the sheet stands free, below everything else.
    (page,) = pages(pdf)
    bottom = page.convert("L").crop((0, page.height - 34, page.width, page.height - 30))
    assert bottom.getextrema() == (255, 255)


def test_a_centre_with_several_reception_points_says_which_one_this_is() -> None:
    counter = printed(LONGEST_OFFICE, LONGEST_COUNTER)
    counter.counter.point = "Điểm tiếp nhận số 2, nhà văn hóa khu phố Thượng Đông"
    pdf = posters_pdf(SHEET, [counter])
    assert len(pages(pdf)) == 1
    assert f"{LONGEST_OFFICE} – {counter.counter.point}" in text(pdf)
    assert "gọi 0000 000 000." in text(pdf)


def test_each_counter_gets_a_page_with_its_own_code() -> None:
    codes = (CODE, "BCDFGH", "MNPQRS")
    pdf = posters_pdf(SHEET, [printed(code=code) for code in codes])
    assert [read(page) for page in pages(pdf)] == [
        [ADDRESS.replace(CODE, code)] for code in codes
    ]


@pytest.mark.parametrize("audience", ADDED)
def test_a_poster_for_others_leads_to_their_form_and_names_the_office_alone(
    audience: str,
) -> None:
    pdf = posters_pdf(SHEET, [printed()], wanted=Wanted(variant=audience))
    (page,) = pages(pdf)
    assert read(page.convert("L")) == [f"{ADDRESS}/{audience.upper()}"]
    words = text(pdf)
    assert words.startswith("Chính quyền phục vụ ")
    # Typed by itself, the code would lead to the form of the counter's visitors.
    assert f"Hoặc mở {HOST}/K/{CODE}/{audience}" in words and "7K3 M9P" not in words
    assert OFFICE in words and COUNTER not in words
    assert "chưa đến làm thủ tục." in words


def test_who_is_not_at_a_counter_is_not_sent_to_its_tablet() -> None:
    kiosk = replace(SHEET, without_phone=("kiosk",))
    words = text(posters_pdf(kiosk, [printed()], wanted=Wanted(variant="residents")))
    assert "Không quét được? Xin gọi 0000 000 000." in words


def test_others_are_asked_about_an_office_once() -> None:
    of_office = [printed(code=code) for code in (CODE, "BCDFGH")]
    elsewhere = printed(code="MNPQRS")
    elsewhere.office.code = "P02"
    assert [one.code for one in one_of_each_office([*of_office, elsewhere])] == [
        CODE,
        "MNPQRS",
    ]


def test_a_demo_says_so_on_the_sheet_and_a_real_one_does_not(pdf: bytes) -> None:
    demo = replace(SHEET, base_url="http://192.0.2.7:8000", is_demo=True)
    words = text(posters_pdf(demo, [printed()]))
    assert "Bản trình diễn — số liệu hư cấu" in words
    assert "Demo — fictional data" in words
    assert "Bản trình diễn" not in text(pdf)


@pytest.mark.parametrize(
    ("lacking", "missing"),
    [
        ({"hotline": ""}, ("SIPAS_HOTLINE",)),
        ({"without_phone": ()}, ("SIPAS_WITHOUT_PHONE",)),
        (
            {"hotline": "", "without_phone": ()},
            ("SIPAS_HOTLINE", "SIPAS_WITHOUT_PHONE"),
        ),
    ],
)
def test_without_what_else_one_can_do_nothing_is_printed(
    lacking: dict[str, Any], missing: tuple[str, ...]
) -> None:
    sheet = replace(SHEET, **lacking)
    for print_ in (lambda: posters_pdf(sheet, [printed()]), lambda: card(sheet)):
        with pytest.raises(Incomplete) as refused:
            print_()
        assert refused.value.missing == missing


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        (("paper",), "Điền phiếu giấy hoặc gọi 0000 000 000."),
        (("kiosk",), "Dùng máy tính bảng hoặc gọi 0000 000 000."),
        (
            ("kiosk", "paper"),
            "Dùng máy tính bảng, phiếu giấy, hoặc gọi 0000 000 000.",
        ),
    ],
)
def test_the_way_without_a_phone_is_the_installation_s(
    ways: tuple[str, ...], said: str
) -> None:
    sheet = replace(SHEET, without_phone=ways)
    assert f"Không quét được? {said}" in text(posters_pdf(sheet, [printed()]))


def test_a_letter_that_the_font_lacks_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(TypesettingError, match='the text `"ខ"` could not be displayed'):
        posters_pdf(SHEET, [printed(office="ខ្មែរ")])


def test_words_in_names_stay_words() -> None:
    name = 'Sở #strong[x] $1$ @a <b> \\ "Nội vụ" *'
    assert name in text(posters_pdf(SHEET, [printed(office=name)]))


def test_every_letter_of_vietnamese_is_drawn() -> None:
    letters = "ỨỪỬỮỰ ẮẰẲẴẶ ĐđẤẦẨẪẬ ẾỀỂỄỆ ỐỒỔỖỘ ỚỜỞỠỢ ÝỲỶỸỴ ỉịùủũ"
    assert letters in text(posters_pdf(SHEET, [printed(office=letters)]))


def test_the_promise_of_grouped_results_is_the_release_rule_s() -> None:
    from survey.trust.disclosure import FLOOR

    assert f"từ {FLOOR} phiếu" in poster_words.PROMISE_GROUPED
