"""What a kiosk is given: signed forms ahead, the same words as on a phone, and class C from the token alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlmodel import Session

from forms.questionnaire import Questionnaire
from survey.citizen.blocks import form_class
from survey.citizen.tokens import FormToken, new_key, read_token, write_token
from survey.citizen.visits import Visit
from survey.store import waves
from survey.store.engine import Store
from survey.store.places import place_of_code
from survey.store.tables import Counter, Wave
from tests.fixtures import people
from tests.fixtures.lan import ADDRESS, CODE, SETTINGS, Lan, make_lan, make_poster
from tests.fixtures.languages import AddLanguage
from tests.fixtures.people import TODAY, make_counter, make_office
from tests.fixtures.tablet import Tablet, enrolled, kiosk_row

DAY = TODAY.isoformat()


@pytest.fixture
def tablet(lan: Lan) -> Tablet:
    """Give a kiosk at Lan's counter, on each engine in turn."""
    return enrolled(lan)


@pytest.fixture
def sqlite_tablet(sqlite_lan: Lan) -> Tablet:
    """Give the same where the engine does not matter."""
    return enrolled(sqlite_lan)


def tokens(supply: Any) -> list[str]:
    return [form["token"] for form in supply["forms"]]


def read(token: str) -> FormToken:
    found = read_token(token, code=CODE, known_secrets=[SETTINGS.secret_key])
    assert found is not None
    return found.token


def test_a_kiosk_gets_200_signed_forms_each_with_a_key_of_its_own(
    sqlite_tablet: Tablet,
) -> None:
    supply = sqlite_tablet.supply()
    read_tokens = [read(token) for token in tokens(supply)]
    assert len({token.key for token in read_tokens}) == 200
    assert {(token.channel, token.counter_id) for token in read_tokens} == {("C", 1)}
    assert (supply["issued"], supply["replaces"], supply["pause"]) == (DAY, True, 8)
    kiosk = kiosk_row(sqlite_tablet.lan)
    assert (kiosk.forms_left, kiosk.issued, kiosk.seen_on) == (200, 200, TODAY)


def test_forms_are_filled_up_when_fewer_than_100_are_left(
    sqlite_tablet: Tablet,
) -> None:
    for left, given in ((200, 0), (100, 0), (99, 101), (0, 200)):
        supply = sqlite_tablet.supply(left=left, waiting=2, issued=DAY, instrument=1)
        assert (len(supply["forms"]), supply["replaces"]) == (given, False)
        kiosk = kiosk_row(sqlite_tablet.lan)
        assert (kiosk.forms_left, kiosk.answers_waiting) == (left + given, 2)


def test_forms_of_another_day_or_wave_are_replaced(sqlite_tablet: Tablet) -> None:
    for issued, instrument in (("2026-11-24", 1), (DAY, 7)):
        supply = sqlite_tablet.supply(left=150, issued=issued, instrument=instrument)
        assert (len(supply["forms"]), supply["replaces"]) == (200, True)


def test_a_day_gives_1000_forms_and_the_next_day_more(sqlite_tablet: Tablet) -> None:
    said = {"left": 0, "issued": DAY, "instrument": 1}
    given = [len(sqlite_tablet.supply(**said)["forms"]) for _ in range(6)]
    assert given == [200] * 5 + [0]
    sqlite_tablet.lan.travel(TODAY + timedelta(days=1))
    assert len(sqlite_tablet.supply(**said)["forms"]) == 200


def test_what_no_kiosk_says_of_itself_is_a_bad_request(sqlite_tablet: Tablet) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"left": "-1"},
        {"left": "9" * 5_000},
        {"waiting": ""},
        {"waiting": "٣"},
        {"instrument": "1.5"},
        {"instrument": "' OR 1=1--"},
    )
    for said in wrong:
        assert sqlite_tablet.contact(**said).status_code == 400, said
    assert kiosk_row(sqlite_tablet.lan).seen_on is None
    assert sqlite_tablet.contact(left=99_999, waiting=99_999).status_code == 200


def test_an_answer_from_a_kiosk_is_of_class_c_and_counts_once(tablet: Tablet) -> None:
    token = tokens(tablet.supply())[0]
    sent = [
        tablet.send(token, {"overall": "4", "q_access": "2", "class": "A"})
        for _ in range(3)
    ]
    assert {answer.status_code for answer in sent} == {303}
    receipts = {answer.location[:17] for answer in sent}
    assert len(receipts) == 1
    (stored,) = tablet.lan.stored()
    assert (stored.channel, stored.counter_id, stored.scores) == ("C", 1, "42----")
    assert (stored.language, stored.received_on) == ("vi", TODAY)


def test_a_phone_cannot_send_a_kiosks_form(sqlite_tablet: Tablet) -> None:
    token = tokens(sqlite_tablet.supply())[0]
    assert sqlite_tablet.lan.send(token=token).status_code == 401
    assert sqlite_tablet.lan.stored() == []
    assert sqlite_tablet.send(token).status_code == 303


def test_a_kiosk_cannot_send_for_another_counter(sqlite_tablet: Tablet) -> None:
    lan = sqlite_tablet.lan
    with lan.store.writing() as session:
        counter = make_counter(session, make_office(session, "stc"))
        make_poster(session, counter, "BCDFGB")
    token = tokens(sqlite_tablet.supply())[0]
    assert counter.id is not None
    elsewhere = enrolled(lan, counter.id)
    assert elsewhere.send(token).status_code == 401
    assert lan.stored() == []


def test_no_token_can_be_turned_into_a_kiosks(sqlite_tablet: Tablet) -> None:
    """A form of a phone stays class D, whoever sends it."""
    token = sqlite_tablet.lan.token()
    assert (
        sqlite_tablet.send(token, {"overall": "1", "channel": "C"}).status_code == 303
    )
    assert [answer.channel for answer in sqlite_tablet.lan.stored()] == ["D"]


def test_a_kiosks_form_lives_for_14_days(sqlite_tablet: Tablet) -> None:
    """Seven to be begun in, seven for the answer to find a network."""
    lan, supply = sqlite_tablet.lan, sqlite_tablet.supply()
    assert supply["until"] == (TODAY + timedelta(days=7)).isoformat()
    lan.configure(secret_key="n" * 32, previous_secret_keys=("s" * 32,))
    statuses = []
    for token, days in zip(tokens(supply), (7, 14, 15)):
        lan.travel(TODAY + timedelta(days=days))
        statuses.append(sqlite_tablet.send(token).status_code)
    assert statuses == [303, 303, 410]
    assert len(lan.stored()) == 2


def test_after_the_waves_grace_a_kiosks_form_is_refused_and_none_is_begun_before(
    sqlite_store: Store,
) -> None:
    last_day = TODAY + timedelta(days=2)
    lan = make_lan(sqlite_store, closes_on=last_day)
    tablet = enrolled(lan)
    supply = tablet.supply()
    assert supply["until"] == last_day.isoformat()
    lan.travel(last_day + timedelta(days=7))
    assert tablet.send(tokens(supply)[0]).status_code == 303
    lan.travel(last_day + timedelta(days=8))
    assert tablet.send(tokens(supply)[1]).status_code == 410


def questionnaire_of(lan: Lan) -> Questionnaire:
    with lan.store.reading() as session:
        return people.questionnaire_of(waves.instrument_of_wave(session, 1))


def form_class_of(lan: Lan, token: str) -> list[str]:
    """Return the questions of the form that the server makes for a token."""
    with lan.store.reading() as session:
        place = place_of_code(session, CODE, TODAY)
        assert place is not None
        instrument = waves.instrument_of_wave(session, 1)
    visit = Visit(place, instrument, questionnaire_of(lan), ())
    made = form_class(visit, read(token))
    return [item.code for item in made.questionnaire.shown(made.positions)]


def asked_on_a_phone(lan: Lan, language: str) -> dict[str, tuple[str, list[Any]]]:
    page = BeautifulSoup(lan.open(f"{ADDRESS}?lang={language}").text, "html.parser")
    found = {}
    for fieldset in page.select("fieldset"):
        legend, first = fieldset.select_one("legend"), fieldset.select_one("input")
        assert legend is not None and first is not None
        options = [
            (box["value"], label.get_text())
            for box, label in zip(
                fieldset.select("input"), fieldset.select("label"), strict=True
            )
        ]
        found[str(first["name"])] = (legend.get_text(), options)
    return found


@pytest.mark.parametrize(("code", "full"), [("quick", False), ("sipas-2017", True)])
def test_words_and_order_are_those_of_the_phone(
    sqlite_store: Store, code: str, full: bool
) -> None:
    lan = make_lan(sqlite_store, questionnaire=code, full=full)
    supply = enrolled(lan).supply()
    for language in ("vi", "en"):
        on_kiosk = asked_on_a_kiosk(supply, language)
        on_phone = asked_on_a_phone(lan, language)
        assert list(on_kiosk.items()) == list(on_phone.items())


def asked_on_a_kiosk(supply: Any, language: str) -> dict[str, tuple[str, list[Any]]]:
    items = supply["wordings"][language]["items"]
    (order,) = supply["orders"].values()
    return {
        name: (
            items[name]["text"],
            [(option["value"], option["label"]) for option in items[name]["options"]],
        )
        for name in order
    }


def test_each_form_asks_the_block_that_was_drawn_for_it(sqlite_store: Store) -> None:
    lan = make_lan(sqlite_store, questionnaire="sipas-2017", block=2)
    tablet = enrolled(lan)
    supply = tablet.supply()
    form = supply["forms"][0]
    order = supply["orders"][form["order"]]
    assert str(read(form["token"]).block) == form["order"]
    assert len(supply["orders"]) > 20
    assert set(order) <= set(supply["wordings"]["vi"]["items"])
    # The server takes from it what the phone's form of that block has, in the same order.
    fields = form_class_of(lan, form["token"])
    assert order == ["stage", *fields]
    items = supply["wordings"]["vi"]["items"]
    scored = [name for name in order if len(items[name]["options"]) >= 5]
    assert tablet.send(form["token"], dict.fromkeys(scored, "3")).status_code == 303
    (stored,) = lan.stored()
    core = questionnaire_of(lan).core_positions
    assert stored.scores.count("3") == len(scored) == len(core) + 2


def test_where_nothing_is_asked_the_kiosk_learns_why_in_each_language(
    sqlite_tablet: Tablet,
) -> None:
    sqlite_tablet.lan.travel(date(2027, 1, 2))
    supply = sqlite_tablet.supply(left=150, issued=DAY, instrument=1)
    assert (supply["forms"], supply["replaces"], supply["instrument"]) == ([], True, 0)
    said = {
        language: wording["said"] for language, wording in supply["wordings"].items()
    }
    assert said["vi"] == ["Đợt lấy ý kiến ở đây đã dừng ngày 31/12/2026."]
    assert said["en"] == ["This survey closed on 31 December 2026."]
    assert kiosk_row(sqlite_tablet.lan).forms_left == 0


def close_counter(session: Session) -> None:
    session.get_one(Counter, 1).closed_on = TODAY


def close_wave(session: Session) -> None:
    session.get_one(Wave, 1).closed_on = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("close", "sentence"),
    [
        (close_counter, "Quầy này không còn hoạt động. Xin quét bảng ở quầy khác."),
        (close_wave, "Đợt lấy ý kiến ở đây đã dừng ngày 24/11/2026."),
    ],
)
def test_a_closed_counter_and_a_closed_wave_give_no_forms(
    sqlite_tablet: Tablet, close: Any, sentence: str
) -> None:
    with sqlite_tablet.lan.store.writing() as session:
        close(session)
    supply = sqlite_tablet.supply()
    assert (supply["forms"], supply["wordings"]["vi"]["said"]) == ([], [sentence])


def test_the_next_wave_replaces_the_forms_of_the_last(sqlite_tablet: Tablet) -> None:
    lan = sqlite_tablet.lan
    before = sqlite_tablet.supply()
    with lan.store.writing() as session:
        wave = session.get_one(Wave, 1)
        wave.closed_on = TODAY
        version = waves.instrument_of_wave(session, 1)
        following = waves.add_campaign(
            session,
            "2026-dot-3",
            title="Đợt sau",
            opens_on=TODAY + timedelta(days=1),
            closes_on=TODAY + timedelta(days=30),
            questionnaire=waves.keep_questionnaire(
                session, digest=version.digest, code="", version="", content=""
            ),
            full=False,
        )
        assert following.id == 2
    lan.travel(TODAY + timedelta(days=1))
    after = sqlite_tablet.supply(left=200, issued=DAY, instrument=1)
    assert (before["instrument"], after["instrument"], after["replaces"]) == (
        1,
        2,
        True,
    )


def test_no_cache_keeps_what_a_kiosk_loads(sqlite_tablet: Tablet) -> None:
    for address in ("/kiosk/", "/kiosk/kiosk.js", "/kiosk/worker.js"):
        answer = sqlite_tablet.client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers


def test_the_page_is_the_same_for_every_tablet(sqlite_tablet: Tablet) -> None:
    stranger = sqlite_tablet.lan.open("/kiosk/", headers={"Accept-Language": "en"})
    assert sqlite_tablet.client.get("/kiosk/").text == stranger.text
    assert '<html lang="vi">' in stranger.text
    assert ">Máy này không mở được phiếu. Xin quét mã QR" in stranger.text


def test_the_worker_is_another_when_the_page_is(sqlite_tablet: Tablet) -> None:
    before = sqlite_tablet.client.get("/kiosk/worker.js").text
    assert sqlite_tablet.client.get("/kiosk/worker.js").text == before
    sqlite_tablet.lan.configure(province="Tỉnh Khác")
    assert sqlite_tablet.client.get("/kiosk/worker.js").text != before
    assert "/kiosk/kiosk.js?v=" in before and "/static/kiosk.css?v=" in before


def test_a_form_signed_by_hand_for_a_kiosk_needs_our_secret(
    sqlite_tablet: Tablet,
) -> None:
    forged = FormToken(1, 1, TODAY, new_key(), "C")
    token = write_token(forged, code=CODE, secret="f" * 32)
    assert sqlite_tablet.send(token).status_code == 400
    real = write_token(
        replace(forged, key=new_key()), code=CODE, secret=SETTINGS.secret_key
    )
    assert sqlite_tablet.send(real).status_code == 303


def test_the_page_is_valid_html(
    sqlite_tablet: Tablet, vnu: Callable[[str], list[str]]
) -> None:
    assert vnu(sqlite_tablet.client.get("/kiosk/").text) == []


def test_a_language_added_as_a_folder_is_on_the_kiosk_too(
    add_language: AddLanguage, sqlite_store: Store
) -> None:
    add_language("ar", name="العربية")
    tablet = enrolled(make_lan(sqlite_store))
    script = tablet.client.get("/kiosk/kiosk.js").text
    assert "العربية" in script and '"direction": "rtl"' in script
    wording = tablet.supply()["wordings"]["ar"]
    assert wording["items"]["stage"]["text"] == "\u0627 Today you came to:"
    assert wording["promise"].startswith("\u0627 ")
