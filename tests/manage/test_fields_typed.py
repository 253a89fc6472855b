"""The field of service on paper and at the telephone: printed for an office, typed by a key, compared like the rest."""

import pypdfium2
import pytest
from sqlmodel import select

from forms.questionnaire import shipped_questionnaire
from forms.response import FIELD
from survey.reports.double_entry import compared, differences, settled
from survey.reports.paper_form import PaperForm, paper_form_pdf
from survey.store import fields
from survey.store.entries import Typed, TypedTwice
from survey.store.serials import Serial
from survey.store.tables import Counter, PaperEntry
from tests.fixtures.bureau import DUNG, OWN, Bureau
from tests.fixtures.lan import SETTINGS
from tests.fixtures.paper import Box, arrived, make_box
from tests.manage.test_paper_calls import answer, begin

QUESTION = "Ông/Bà vừa làm thủ tục thuộc lĩnh vực nào? (không bắt buộc)"
OFFERED = (("1", "Đất đai"), ("2", "Hộ tịch"))


def serve(bureau: Bureau, *names: str) -> None:
    """Let the own office's counter serve fields."""
    with bureau.store.writing() as session:
        counter = session.exec(select(Counter).where(Counter.code == f"{OWN}-1")).one()
        assert counter.id is not None
        fields.set_fields(session, {counter.id: names}, {"Đất đai": "Land"})


@pytest.fixture
def box(province_bureau: Bureau) -> Box:
    """Give an open batch of papers of a counter with two fields."""
    found = make_box(province_bureau)
    serve(province_bureau, "Đất đai", "Hộ tịch")
    return found


def fields_typed(box: Box) -> list[str]:
    with box.bureau.store.reading() as session:
        return [entry.field for entry in session.exec(select(PaperEntry))]


def test_the_field_is_typed_by_its_key_and_kept(box: Box) -> None:
    screen = box.client.get(f"{box.page}/entry").text
    assert QUESTION in screen
    assert 'name="service_field" value="2" data-key="2"' in screen
    box.type(1, {"overall": "4", "service_field": "2"})
    box.type(2, {"overall": "4", "service_field": "77"})
    assert fields_typed(box) == ["2", ""]


def test_the_only_field_of_a_counter_is_that_of_its_papers(box: Box) -> None:
    serve(box.bureau, "Hộ tịch")
    assert QUESTION not in box.client.get(f"{box.page}/entry").text
    box.type(1, {"overall": "4"})
    assert fields_typed(box) == ["2"]


def test_a_call_asks_for_the_field_and_stores_it(box: Box) -> None:
    dung = box.bureau.signed_in(DUNG)
    address = begin(dung)
    screen = dung.get(address).text
    assert "Thủ tục lần đó của Ông/Bà thuộc lĩnh vực nào?" in screen
    answer(dung, address, overall="4", service_field="1")
    assert [call.field for call in arrived(box.bureau.store, "T")] == ["1"]


def typed(field: str) -> Typed:
    return Typed("444444", "", "", "", helped=False, field=field)


def test_two_entries_that_differ_in_the_field_are_settled_by_a_person() -> None:
    quick = shipped_questionnaire("quick")
    form = TypedTwice(Serial(1, 1), typed("1"), typed(""), None, by_same=False)
    (found,) = differences(quick, form, full=False, fields=OFFERED)
    assert (found.item, found.name) == (FIELD, QUESTION)
    assert (found.first.name, found.second.name) == ("Đất đai", "Bỏ trống")
    rates = compared(quick, full=False, forms=[form], fields=OFFERED)
    assert rates[FIELD] == (1, 1)
    for chosen, field in ((FIELD, "1"), ("", "")):
        decided = settled(
            quick, form, {FIELD: "1" if chosen else ""}, full=False, fields=OFFERED
        )
        assert decided == typed(field)
    # Where the office has no fields any more, the first entry stands.
    assert differences(quick, form, full=False) == ()
    assert settled(quick, form, {}, full=False) == typed("1")


@pytest.mark.parametrize("is_large", [False, True])
def test_an_office_s_form_prints_its_fields(is_large: bool) -> None:
    form = PaperForm(
        shipped_questionnaire("quick"), False, "Xã Bắc Hà", is_large, OFFERED
    )
    document = pypdfium2.PdfDocument(paper_form_pdf(SETTINGS, form, [Serial(1, 1)]))
    words = " ".join(
        " ".join(str(page.get_textpage().get_text_range()).split()) for page in document
    )
    assert QUESTION in words
    assert words.index(QUESTION) < words.index("Hộ tịch") < words.index("Điều gì nên")
