"""Questions without a level on paper and at the telephone: printed, typed in, typed twice, asked."""

import json

import pypdfium2
import pytest
from sqlmodel import select

from forms.questionnaire import load_questionnaire, pack_choices
from survey.reports.double_entry import compared, differences, settled
from survey.reports.paper_form import PaperForm, paper_form_pdf
from survey.store.engine import Store
from survey.store.entries import Typed, TypedTwice
from survey.store.places import office_by_code
from survey.store.serials import Serial
from survey.store.tables import PaperEntry
from tests.fixtures.bureau import DUNG, OWN, Bureau, make_empty_bureau
from tests.fixtures.choices import TEXT
from tests.fixtures.lan import SETTINGS
from tests.fixtures.paper import Box, arrived, make_box
from tests.fixtures.people import make_counter
from tests.manage.test_paper_calls import answer, begin

ALL_KINDS = load_questionnaire(TEXT, source="test")
CHOSEN = {
    "learnt": "web",
    "came": "3",
    "means": ["post", "counter"],
    "first": ["staff", "", "hours"],
}
KEPT = {
    "learnt": "web",
    "came": 3,
    "means": ["counter", "post"],
    "first": ["staff", "hours"],
}


@pytest.fixture()
def bureau(sqlite_store: Store, cheap_hashes: None) -> Bureau:
    """Give a bureau whose wave asks every kind of question."""
    found = make_empty_bureau(sqlite_store, text=TEXT, full=True)
    with sqlite_store.writing() as session:
        own = office_by_code(session, OWN)
        assert own is not None
        make_counter(session, own)
    return found


def entries(box: Box) -> list[str]:
    with box.bureau.store.reading() as session:
        return [entry.choices for entry in session.exec(select(PaperEntry))]


def test_what_was_chosen_on_paper_is_typed_in_and_kept(bureau: Bureau) -> None:
    box = make_box(bureau)
    screen = box.client.get(f"{box.page}/entry").text
    assert 'type="checkbox" id="means-post" name="means" value="post" data-key="3"' in (
        screen
    )
    sent = {"seats": "4", **CHOSEN}
    assert box.type(1, sent).status_code == 303
    (kept,) = entries(box)
    assert json.loads(kept) == KEPT


def test_what_cannot_be_is_said_on_the_screen_and_stays_in_it(bureau: Bureau) -> None:
    box = make_box(bureau)
    sent = {"seats": "4", **CHOSEN, "came": "60", "wished": ["time", "papers", "price"]}
    refused = box.type(1, sent)
    assert refused.status_code == 422
    assert "Xin ghi một số từ 0 đến 6, hoặc để trống." in refused.text
    assert "Xin chọn nhiều nhất 2 mục; đang chọn 3." in refused.text
    assert 'name="came" value="60"' in refused.text
    assert refused.text.count("checked") == 2 + len(sent["means"]) + len(sent["wished"])
    assert entries(box) == []


def test_a_call_asks_every_kind_and_stores_it(bureau: Bureau) -> None:
    dung = bureau.signed_in(DUNG)
    address = begin(dung)
    screen = dung.get(address).text
    for question in ALL_KINDS.choice_questions:
        assert question.text in screen
    assert answer(dung, address, seats="5", **CHOSEN).status_code == 303
    (call,) = arrived(bureau.store, "T")
    assert json.loads(call.choices) == KEPT


def typed(answers: dict[str, object]) -> Typed:
    return Typed("444", pack_choices(ALL_KINDS, answers), "", "", helped=False)


def test_two_entries_are_compared_and_settled_question_by_question() -> None:
    first = typed(KEPT)
    second = typed(KEPT | {"came": 2, "means": ["post"], "first": ["hours", "staff"]})
    form = TypedTwice(Serial(1, 1), first, second, None, by_same=False)
    found = {one.item: one for one in differences(ALL_KINDS, form, full=True)}
    assert list(found) == ["came", "means", "first"]
    assert (found["came"].first.name, found["came"].second.name) == ("3", "2")
    assert found["means"].first.name == "Nộp tại quầy; Gửi bưu điện"
    assert found["first"].second.name == "Mở cửa thêm sáng thứ Bảy; Thêm người ở quầy"
    assert compared(ALL_KINDS, full=True, forms=[form])["means"] == (1, 1)
    chosen = {
        "came": found["came"].second.value,
        "means": found["means"].first.value,
        "first": found["first"].second.value,
    }
    decided = settled(ALL_KINDS, form, chosen, full=True)
    assert decided == typed(KEPT | {"came": 2, "first": ["hours", "staff"]})
    assert settled(ALL_KINDS, form, chosen | {"came": "4"}, full=True) is None


@pytest.mark.parametrize("is_large", [False, True])
def test_the_sheet_prints_every_option_and_how_to_choose(is_large: bool) -> None:
    form = PaperForm(ALL_KINDS, True, "Xã Bắc Hà", is_large)
    document = pypdfium2.PdfDocument(paper_form_pdf(SETTINGS, form, [Serial(1, 1)]))
    words = " ".join(
        " ".join(str(page.get_textpage().get_text_range()).split()) for page in document
    )
    places = [words.find(item.text) for item in ALL_KINDS.as_shown(full=True)]
    assert -1 not in places and places == sorted(places)
    for question in ALL_KINDS.choice_questions:
        for option in question.options:
            assert option.label in words
    for hint in (
        "Ghi một số, từ 0 đến 6",
        "Chọn nhiều nhất 2 mục.",
        "Có thể chọn nhiều mục.",
        "Ghi 1 vào ô của việc quan trọng nhất, rồi 2, tiếp tục đến 3.",
    ):
        assert hint in words
