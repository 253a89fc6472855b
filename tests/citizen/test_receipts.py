"""The receipt page: shows what its address says, and nobody can make up an address."""

from dataclasses import replace

import pytest

from survey.citizen.receipts import (
    RepliesOf,
    ShownReceipt,
    in_groups,
    read_receipt,
    write_receipt,
)
from survey.store.engine import Store
from survey.web import create_app
from tests.fixtures.lan import SETTINGS, Lan, queries

SECRET = SETTINGS.secret_key
RECEIPT = ShownReceipt(code="K7QM2XPD4V", seen_before=False)


def address(receipt: ShownReceipt = RECEIPT, *, secret: str = SECRET) -> str:
    return f"/phieu/{write_receipt(receipt, secret=secret)}"


def test_the_code_is_printed_in_groups(reading_lan: Lan) -> None:
    page = reading_lan.open(address()).text
    assert "<b>K7QM 2XPD 4V</b>" in page
    assert "Đã nhận đánh giá. Cảm ơn Ông/Bà." in page


def test_a_repeat_is_told_so(reading_lan: Lan) -> None:
    repeat = ShownReceipt(code=RECEIPT.code, seen_before=True)
    page = reading_lan.open(address(repeat)).text
    assert "Phiếu này đã được nhận trước đó. Không tính hai lần." in page
    assert "K7QM 2XPD 4V" in page and "Cảm ơn" not in page


@pytest.mark.parametrize("seen_before", [False, True])
def test_a_writer_is_told_what_was_covered(reading_lan: Lan, seen_before: bool) -> None:
    told = "Đã che phần giống số điện thoại hoặc số giấy tờ."
    covered = ShownReceipt(RECEIPT.code, seen_before=seen_before, was_masked=True)
    assert told in reading_lan.open(address(covered)).text
    assert told not in reading_lan.open(address()).text
    whole = read_receipt(write_receipt(covered, secret=SECRET), known_secrets=[SECRET])
    assert whole == covered


def test_it_is_shown_in_english_too(reading_lan: Lan) -> None:
    page = reading_lan.open(address() + "?lang=en").text
    assert "We have your answers. Thank you." in page


def test_no_cache_keeps_it(reading_lan: Lan) -> None:
    assert reading_lan.open(address()).headers["Cache-Control"] == "no-store"


def test_it_is_shown_without_a_look_at_the_database(reading_lan: Lan) -> None:
    with queries(reading_lan.store) as sent:
        assert reading_lan.open(address()).status_code == 200
    assert sent == []


@pytest.mark.parametrize("position", range(27))
def test_a_changed_address_does_not_exist(reading_lan: Lan, position: int) -> None:
    path = address()
    start = path.rindex("/") + 1 + position
    other = "1" if path[start] != "1" else "0"
    changed = path[:start] + other + path[start + 1 :]
    assert reading_lan.open(changed).status_code == 404


@pytest.mark.parametrize("made_up", ["x", "K7QM2XPD4V", "K7QM2XPD4V0", "A" * 27, "%00"])
def test_a_made_up_address_does_not_exist(reading_lan: Lan, made_up: str) -> None:
    assert reading_lan.open(f"/phieu/{made_up}").status_code == 404


def test_an_older_secret_s_receipt_is_still_shown(sqlite_lan: Lan) -> None:
    sqlite_lan.configure(secret_key="n" * 32, previous_secret_keys=(SECRET,))
    assert sqlite_lan.open(address()).status_code == 200
    assert sqlite_lan.open(address(secret="f" * 32)).status_code == 404


def receipt_of_november(store: Store, *fronts: str) -> str:
    """Return the page of a receipt that knows its office and month, with these fronts served."""
    app = create_app(SETTINGS, store=store, fronts=fronts)
    of_november = replace(RECEIPT, replies=RepliesOf("BH-01.x", "2026-11"))
    page = app.test_client().get(
        address(of_november) + "?lang=en", base_url=SETTINGS.base_url
    )
    assert page.status_code == 200
    return page.text


def test_it_leads_to_the_replies_of_its_office_and_month(sqlite_store: Store) -> None:
    page = receipt_of_november(sqlite_store, "citizen", "public")
    assert 'href="/ket-qua/BH-01.x/hoi-dap?lang=en#2026-11"' in page


def test_where_results_are_not_served_nothing_leads_to_replies(
    sqlite_store: Store,
) -> None:
    assert "hoi-dap" not in receipt_of_november(sqlite_store, "citizen")


def test_a_code_that_no_address_takes_costs_the_link_and_not_the_receipt() -> None:
    strange = replace(RECEIPT, replies=RepliesOf("Sở ~ Nội vụ", "2026-11"))
    whole = read_receipt(write_receipt(strange, secret=SECRET), known_secrets=[SECRET])
    assert whole == RECEIPT


def test_a_form_token_is_no_receipt() -> None:
    assert read_receipt("A" * 64, known_secrets=[SECRET]) is None
    assert in_groups("ABCDEFGH") == "ABCD EFGH"
