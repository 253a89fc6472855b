"""Forms for others than the counter's visitors: another address, the same promises, answers of their own."""

from forms.questionnaire import shipped_text
from survey.store.engine import Store
from survey.store.instruments import RESIDENTS, add_instrument
from tests.fixtures.lan import ADDRESS, CODE, Lan, make_lan, queries, token_in
from tests.fixtures.people import TODAY, keep_questionnaire

ELSEWHERE = f"/K/{CODE}/{RESIDENTS}"


def asking_residents(store: Store, code: str = "2026-dot-2") -> Lan:
    """Give Lan in a wave that asks residents the questions of 2017, and visitors the quick ones."""
    lan = make_lan(store)
    with store.writing() as session:
        version = keep_questionnaire(session, shipped_text("sipas-2017"))
        add_instrument(
            session, code, audience=RESIDENTS, questionnaire=version, today=TODAY
        )
    return lan


def test_an_address_of_its_own_leads_to_the_questions_of_the_audience(
    sqlite_store: Store,
) -> None:
    lan = asking_residents(sqlite_store)
    with queries(sqlite_store) as sent:
        page = lan.open(ELSEWHERE).text
    assert len(sent) == 2
    assert 'name="q01"' in page and 'name="q01"' not in lan.open().text
    # What concerns a visit is not asked of people at home.
    assert 'name="stage"' not in page and 'name="helped"' not in page
    assert "Phiếu lấy ý kiến" in page and 'name="comment"' in page


def test_a_printed_square_in_capitals_leads_to_the_form_of_the_audience(
    sqlite_store: Store,
) -> None:
    lan = asking_residents(sqlite_store)
    square = lan.open(ELSEWHERE.upper())
    assert (square.status_code, square.headers["Location"]) == (308, ELSEWHERE)
    typed = lan.open(f"/k/{CODE.lower()}/{RESIDENTS}?lang=en")
    assert (typed.status_code, typed.headers["Location"]) == (
        308,
        f"{ELSEWHERE}?lang=en",
    )


def test_answers_go_to_the_audience_that_was_asked(store: Store) -> None:
    lan = asking_residents(store)
    page = lan.open(ELSEWHERE)
    token = token_in(page.text)
    assert lan.send({"q01": "5", "q05": "4"}, token=token).status_code == 303
    assert lan.send({"overall": "3"}).status_code == 303
    assert sorted(len(answer.scores) for answer in lan.stored()) == [6, 23]
    assert [
        answer.instrument_id for answer in lan.stored() if len(answer.scores) == 23
    ] == [2]


def test_what_is_wrong_is_said_on_the_same_form(sqlite_store: Store) -> None:
    lan = asking_residents(sqlite_store)
    token = token_in(lan.open(ELSEWHERE).text)
    answer = lan.send({"q01": "9"}, token=token)
    assert answer.status_code == 422 and 'name="q05"' in answer.text


def test_no_further_questions_are_offered_after_it(sqlite_store: Store) -> None:
    lan = asking_residents(sqlite_store)
    token = token_in(lan.open(ELSEWHERE).text)
    receipt = lan.phone.get(lan.send({"q01": "5"}, token=token).headers["Location"])
    assert receipt.status_code == 200 and "/them" not in receipt.text


def test_where_nobody_else_is_asked_the_address_says_that_nothing_is_open(
    sqlite_store: Store,
) -> None:
    lan = make_lan(sqlite_store)
    answer = lan.open(ELSEWHERE)
    # That visitors were asked once, and until when, says nothing of residents.
    assert answer.status_code == 404
    assert "Ở đây chưa có đợt lấy ý kiến nào." in answer.text
    assert lan.open(f"{ADDRESS}/somebody").status_code == 404


def test_another_spelling_of_the_code_leads_to_the_same_form(
    sqlite_store: Store,
) -> None:
    lan = asking_residents(sqlite_store)
    answer = lan.open(f"/K/{CODE.lower()}/{RESIDENTS}")
    assert answer.status_code == 308
    assert answer.headers["Location"].endswith(ELSEWHERE)
