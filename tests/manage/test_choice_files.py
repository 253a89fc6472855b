"""The page that brings answers in knows the questions without a level: their columns, and what is wrong in them."""

from pathlib import Path

import pytest

from survey.store.engine import Store
from tests.fixtures.answer_files import write_answers
from tests.fixtures.bureau import OWN, Bureau, make_empty_bureau
from tests.fixtures.choices import TEXT
from tests.manage.test_answer_files import Desk, fields_of

HEADER = ("seats", "came", "Cách nộp", "first.hours", "first.staff")


@pytest.fixture()
def desk(sqlite_store: Store, tmp_path: Path, cheap_hashes: None) -> Desk:
    """Give Hoa's desk in a bureau whose wave asks every kind of question."""
    bureau: Bureau = make_empty_bureau(sqlite_store, text=TEXT, full=True)
    return Desk(bureau, tmp_path)


def upload(desk: Desk, *rows: tuple[str, ...]) -> str:
    file = write_answers(desk.folder / "f.csv", rows, header=HEADER)
    page = desk.upload(file.read_bytes()).location
    assert page is not None
    return page


def test_columns_are_matched_with_questions_and_options_and_brought_in(
    desk: Desk,
) -> None:
    page = upload(desk, ("5", "2", "Nộp tại quầy; Gửi bưu điện", "2", "1"))
    found = fields_of(desk.client.get(page).text)
    assert [found[f"role:{place}"] for place in range(5)] == [
        *("q:seats", "q:came", "", "q:first.hours", "q:first.staff")
    ]
    desk.match(page, **{"role:2": "q:means"}, office_code=OWN)
    shown = desk.client.get(page).text
    assert "Cả 1 dòng dùng được" in shown
    assert (
        "Ông/Bà đã dùng những cách nào để nộp hồ sơ? → Gửi bưu điện</option>" in shown
    )
    desk.press(page, "bring-in")
    assert desk.stored() == 1


def test_a_cell_that_names_no_option_is_shown_with_its_line_and_what_is_needed(
    desk: Desk,
) -> None:
    page = upload(desk, ("5", "2", "Nộp qua fax", "", ""), ("5", "99", "", "", ""))
    desk.match(page, **{"role:2": "q:means"}, office_code=OWN)
    shown = desk.client.get(page).text
    assert "2 trong 2 dòng chưa dùng được. Chưa ghi gì." in shown
    assert "có “Nộp qua fax”, cần phương án của câu hỏi" in shown
    assert "có “99”, cần phương án của câu hỏi" in shown
