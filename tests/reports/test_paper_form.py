"""The printed form: whole, in the words of the form on a phone, each copy with its number."""

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from forms.questionnaire import (
    Questionnaire,
    shipped_codes,
    shipped_questionnaire,
    shipped_text,
    translate,
)
from forms.response import STAGES
from survey.language import TRANSLATIONS
from survey.reports.paper_form import PaperForm, paper_form_pdf
from survey.reports.typesetting import TypesettingError
from survey.store.serials import Serial
from survey.trust.disclosure import FLOOR
from tests.fixtures.lan import HOTLINE, SETTINGS

OFFICE = "Trung tâm Phục vụ hành chính công phường Lam Kiều"
A4_POINTS = (595, 842)
# 18 points of large print; the smallest letters of the usual form stand in its boxes.
LARGE_POINTS = 18


def form(
    questionnaire: Questionnaire, *, full: bool = True, is_large: bool = False
) -> PaperForm:
    return PaperForm(questionnaire, full, OFFICE, is_large)


def printed(questionnaire: Questionnaire, *copies: int, **options: bool) -> bytes:
    serials = [Serial(12, copy) for copy in copies]
    return paper_form_pdf(SETTINGS, form(questionnaire, **options), serials)


def texts(pdf: bytes) -> list[str]:
    """Return the words of each page on one line, and check that each is an A4 page."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    try:
        for page in document:
            assert tuple(round(side) for side in page.get_size()) == A4_POINTS
            words = page.get_textpage()
            found.append(" ".join(str(words.get_text_range()).split()))
            words.close()
            page.close()
    finally:
        document.close()
    return found


def in_language(code: str, language: str) -> Questionnaire:
    questionnaire = shipped_questionnaire(code)
    if language == "vi":
        return questionnaire
    file: Path = TRANSLATIONS / language / f"{code}.toml"
    return translate(questionnaire, file.read_text("utf-8"), source=file.name)


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("code", shipped_codes())
def test_every_word_of_the_questionnaire_is_on_the_sheet_in_its_order(
    code: str, language: str, is_large: bool
) -> None:
    questionnaire = in_language(code, language)
    words = " ".join(texts(printed(questionnaire, 1, is_large=is_large)))
    places = [words.find(item.text) for item in questionnaire.as_shown(full=True)]
    assert -1 not in places and places == sorted(places)
    for label in questionnaire.scale.labels:
        assert label in words
    assert questionnaire.questions[-1].not_applicable is None or all(
        question.not_applicable in words
        for question in questionnaire.questions
        if question.not_applicable
    )


def test_a_short_form_takes_one_page_and_the_long_one_two() -> None:
    assert len(texts(printed(shipped_questionnaire("quick"), 1))) == 1
    assert len(texts(printed(shipped_questionnaire("sipas-2017"), 1))) == 2


def test_each_copy_has_its_number_on_every_page_and_no_name() -> None:
    pages = texts(printed(shipped_questionnaire("sipas-2017"), 7, 8))
    numbers = [str(Serial(12, 7)), str(Serial(12, 8))]
    assert [[n in page for n in numbers] for page in pages] == [
        [True, False],
        [True, False],
        [False, True],
        [False, True],
    ]
    assert "Trang 2/2" in pages[1] and "Trang 1/2" in pages[2]


def test_a_form_of_three_pages_begins_on_a_sheet_of_its_own() -> None:
    questionnaire = shipped_questionnaire("quick")
    alone = len(texts(printed(questionnaire, 1, is_large=True)))
    long = replace(questionnaire, questions=questionnaire.questions[:3])
    shorter = texts(printed(long, 1, 2, is_large=True))
    of_one = len(texts(printed(long, 1, is_large=True)))
    assert alone % 2 == 0 and of_one == 3
    assert shorter[of_one] == "" and str(Serial(12, 2)) in shorter[of_one + 1]


def test_what_the_sheet_says_beside_the_questions() -> None:
    (words,) = texts(printed(shipped_questionnaire("quick"), 1))
    for sentence in (
        f"Nơi phục vụ: {OFFICE}",
        "Không hỏi tên, số điện thoại hay giấy tờ.",
        f"Đơn vị chỉ xem kết quả gộp, từ {FLOOR} phiếu trở lên.",
        "kết quả lưu lại không kèm số này.",
        "Câu nào không muốn trả lời thì bỏ qua.",
        "Xin gấp phiếu lại và tự bỏ vào hộp phiếu.",
        f"Cần giúp: {HOTLINE} (giờ hành chính)",
        *(str(label) for label in STAGES.values()),
    ):
        assert sentence in words


def test_a_filter_says_which_questions_hang_on_it() -> None:
    questionnaire = shipped_questionnaire("sipas-2017")
    words = " ".join(texts(printed(questionnaire, 1)))
    assert "Trả lời câu 20 đến 23 nếu chọn “Có”." in words
    core = " ".join(texts(printed(questionnaire, 1, full=False)))
    assert "Trả lời câu 6 nếu chọn “Có”." in core


def test_large_print_has_no_letters_below_18_points_but_those_in_boxes() -> None:
    document = pypdfium2.PdfDocument(
        printed(shipped_questionnaire("quick"), 1, is_large=True)
    )
    try:
        page = document[0]
        words = page.get_textpage()
        sizes = {
            (words.get_text_range(place, 1), round(height))
            for place in range(words.count_chars())
            if (height := _points(words, place))
        }
        words.close()
        page.close()
    finally:
        document.close()
    small = {character for character, size in sizes if size < LARGE_POINTS}
    assert {character for character in small if character.strip()} == set("12345")


def _points(words: pypdfium2.PdfTextPage, place: int) -> float:
    return float(pypdfium2.raw.FPDFText_GetFontSize(words, place))


def test_a_demo_says_so_on_the_form() -> None:
    demo = replace(SETTINGS, environment="demo")
    sheet = form(shipped_questionnaire("quick"))
    (words,) = texts(paper_form_pdf(demo, sheet, [Serial(1, 1)]))
    assert "Bản trình diễn — số liệu hư cấu" in words


def test_a_letter_that_the_font_lacks_is_an_error_and_not_a_blank() -> None:
    sheet = replace(form(shipped_questionnaire("quick")), office="ខ្មែរ")
    with pytest.raises(TypesettingError, match='the text `"ខ"` could not be displayed'):
        paper_form_pdf(SETTINGS, sheet, [Serial(1, 1), Serial(1, 2)])


def test_the_same_run_gives_the_same_file() -> None:
    questionnaire = shipped_questionnaire("quick")
    assert printed(questionnaire, 1, 2) == printed(questionnaire, 1, 2)


def test_who_is_asked_at_home_is_not_asked_what_a_visit_was_for() -> None:
    sheet = replace(form(shipped_questionnaire("quick")), at_counter=False)
    (page,) = texts(paper_form_pdf(SETTINGS, sheet, [Serial(12, 1)]))
    assert page.startswith("Phiếu lấy ý kiến") and "Cơ quan được hỏi ý kiến:" in page
    assert "Hôm nay Ông/Bà đến để" not in page and "nộp hồ sơ" not in page


def test_shipped_questionnaires_are_those_that_were_looked_at() -> None:
    # A new one is printed and looked at before its name is written here.
    assert {code for code in shipped_codes() if shipped_text(code)} == {
        "quick",
        "sipas-2017",
        "sipas-2023",
    }
