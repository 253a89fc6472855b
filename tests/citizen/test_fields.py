"""The field of service on the form: offered where a counter has several, and never a reason to refuse an answer."""

import gzip
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from forms.questionnaire import shipped_text
from survey.store import fields
from survey.store.engine import Store
from survey.store.tables import Counter, Placement
from tests.fixtures.lan import ADDRESS, Lan, make_lan, queries
from tests.fixtures.people import TODAY
from tests.fixtures.tablet import enrolled

QUESTION = "Ông/Bà vừa làm thủ tục thuộc lĩnh vực nào? (không bắt buộc)"
# As many as a counter can have, as long as such names are.
MANY = (
    "Hộ tịch",
    "Chứng thực",
    "Đất đai",
    "Hoạt động xây dựng",
    "Bảo trợ xã hội",
    "Người có công",
    "Thành lập và hoạt động của hộ kinh doanh",
    "Giáo dục và đào tạo",
)
ENGLISH = {"Đất đai": "Land", "Hộ tịch": "Civil status"}


def serve(store: Store, *names: str) -> None:
    with store.writing() as session:
        fields.set_fields(session, {1: names}, ENGLISH)


def labels(page: str) -> list[str]:
    soup = BeautifulSoup(page, "html.parser")
    return [
        found.get_text()
        for button in soup.select("input[name=service_field]")
        for found in soup.select(f"label[for='{button['id']}']")
    ]


def test_a_counter_with_several_fields_asks_for_one_last_of_all(
    sqlite_lan: Lan,
) -> None:
    assert QUESTION not in sqlite_lan.open().text
    serve(sqlite_lan.store, "Đất đai", "Hộ tịch", "Chứng thực")
    page = sqlite_lan.open().text
    assert labels(page) == ["Đất đai", "Hộ tịch", "Chứng thực"]
    legends = [found.get_text() for found in BeautifulSoup(page, "html.parser")("legend")]  # fmt: skip
    assert legends[-1] == QUESTION and page.index(QUESTION) < page.index("<textarea")
    english = sqlite_lan.open(f"{ADDRESS}?lang=en").text
    # What has no English name keeps its own.
    assert labels(english) == ["Land", "Civil status", "Chứng thực"]


def test_the_chosen_field_is_stored_with_the_answer(lan: Lan) -> None:
    serve(lan.store, "Đất đai", "Hộ tịch")
    lan.send({"overall": "4", "service_field": "2"})
    lan.send({"overall": "4"})
    assert sorted(answer.field for answer in lan.stored()) == ["", "2"]


@pytest.mark.parametrize("forged", ["3", "0", "-1", "x" * 500, "1\x00", ["1", "2"]])
def test_what_is_not_on_offer_counts_as_not_answered(
    sqlite_lan: Lan, forged: str | list[str]
) -> None:
    serve(sqlite_lan.store, "Đất đai", "Hộ tịch")
    answers: dict[str, object] = {"overall": "4", "service_field": forged}
    sent = sqlite_lan.send(answers)
    assert sent.status_code == 303
    assert [answer.field for answer in sqlite_lan.stored()] == [""]


def test_a_field_that_is_no_longer_offered_is_no_mistake(sqlite_lan: Lan) -> None:
    serve(sqlite_lan.store, "Đất đai", "Hộ tịch")
    token = sqlite_lan.token()
    serve(sqlite_lan.store)
    sent = sqlite_lan.send({"overall": "4", "service_field": "1"}, token=token)
    assert sent.status_code == 303
    assert [answer.field for answer in sqlite_lan.stored()] == [""]


def test_who_comes_to_a_counter_with_one_field_is_not_asked_and_counted_there(
    sqlite_lan: Lan,
) -> None:
    serve(sqlite_lan.store, "Đất đai")
    assert QUESTION not in sqlite_lan.open().text
    sqlite_lan.send()
    assert [answer.field for answer in sqlite_lan.stored()] == ["1"]


def test_the_only_field_of_a_counter_is_not_taken_for_another_s(
    sqlite_lan: Lan,
) -> None:
    token = sqlite_lan.token()
    with sqlite_lan.store.writing() as session:
        office_id = session.get_one(Counter, 1).office_id
        other = Counter(office_id=office_id, code="snv-2", name="Quầy số 2")
        session.add(other)
        session.flush()
        assert other.id is not None
        session.add(
            Placement(
                poster_id=1,
                valid_from=TODAY + timedelta(days=1),
                counter_id=other.id,
            )
        )
        fields.set_fields(session, {other.id: ["Đất đai"]}, {})
    sqlite_lan.travel(TODAY + timedelta(days=1))
    sqlite_lan.send(token=token)
    assert [(answer.counter_id, answer.field) for answer in sqlite_lan.stored()] == [
        (1, "")
    ]


def test_a_refused_form_keeps_the_field_that_was_chosen(sqlite_lan: Lan) -> None:
    serve(sqlite_lan.store, "Đất đai", "Hộ tịch")
    again = sqlite_lan.send({"service_field": "2"})
    assert again.status_code == 422
    (chosen,) = BeautifulSoup(again.text, "html.parser").select("input[checked]")
    assert (chosen["name"], chosen["value"]) == ("service_field", "2")


def test_further_questions_ask_for_no_field_and_take_none(sqlite_store: Store) -> None:
    lan = make_lan(sqlite_store, questionnaire="sipas-2017")
    serve(sqlite_store, "Đất đai")
    address = f"{ADDRESS}/them"
    further = lan.open(address).text
    first, *_ = BeautifulSoup(further, "html.parser").select("[data-q] input")
    assert "service_field" not in further
    lan.send({str(first["name"]): "4"}, token=lan.token(address))
    assert [(answer.part, answer.field) for answer in lan.stored()] == [("opt-in", "")]


def test_fields_cost_no_query(lan: Lan) -> None:
    serve(lan.store, "Đất đai", "Hộ tịch")
    with queries(lan.store) as sent:
        lan.open()
    assert len(sent) == 2


@pytest.mark.parametrize(
    ("code", "full", "limit"), [("quick", False, 4096), ("sipas-2017", True, 6144)]
)
def test_the_page_stays_light_with_as_many_fields_as_there_can_be(
    sqlite_store: Store, code: str, full: bool, limit: int
) -> None:
    lan = make_lan(sqlite_store, questionnaire=code, full=full)
    lan.configure(environment="demo")
    assert len(MANY) == fields.MOST_FIELDS
    serve(sqlite_store, *MANY)
    answer = lan.open(ADDRESS, headers={"Accept-Encoding": "gzip"})
    assert len(labels(gzip.decompress(answer.data).decode())) == fields.MOST_FIELDS
    assert len(answer.data) <= limit


def test_no_question_of_a_questionnaire_can_take_the_field_s_place() -> None:
    from forms.questionnaire import QuestionnaireError, load_questionnaire

    text = shipped_text("quick").replace('"overall"', '"service_field"')
    with pytest.raises(QuestionnaireError, match="service_field"):
        load_questionnaire(text, source="quick.toml")


def test_a_kiosk_asks_for_the_field_last_in_both_languages(sqlite_lan: Lan) -> None:
    serve(sqlite_lan.store, "Đất đai", "Hộ tịch")
    tablet = enrolled(sqlite_lan)
    supply = tablet.supply()
    (order,) = supply["orders"].values()
    assert order[0] == "stage" and order[-1] == "service_field"
    offered = {
        language: [
            (option["value"], option["label"])
            for option in wording["items"]["service_field"]["options"]
        ]
        for language, wording in supply["wordings"].items()
    }
    assert offered["vi"] == [("1", "Đất đai"), ("2", "Hộ tịch")]
    assert offered["en"] == [("1", "Land"), ("2", "Civil status")]
    token = supply["forms"][0]["token"]
    tablet.send(token, {"overall": "4", "service_field": "2"})
    assert [(one.channel, one.field) for one in sqlite_lan.stored()] == [("C", "2")]
