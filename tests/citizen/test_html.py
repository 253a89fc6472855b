"""Every page of the citizen's is valid HTML."""

from collections.abc import Callable
from datetime import date

import pytest

from survey.store.engine import Store
from tests.fixtures.lan import ADDRESS, Lan, make_lan

Vnu = Callable[[str], list[str]]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_of_an_answer_are_valid(
    sqlite_lan: Lan, vnu: Vnu, language: str
) -> None:
    form = f"{ADDRESS}?lang={language}"
    sent = sqlite_lan.send(address=form)
    pages = [
        sqlite_lan.open(f"/?lang={language}"),
        sqlite_lan.open(form),
        sqlite_lan.send({"q_access": "9", "comment": "a" * 2_001}, address=form),
        sqlite_lan.send(token="damaged", address=form),
        sqlite_lan.open(sent.headers["Location"]),
        sqlite_lan.open(f"/K/BCDFGB?lang={language}"),
        sqlite_lan.open(f"/nothing/here?lang={language}"),
    ]
    sqlite_lan.travel(date(2027, 1, 1))
    pages.append(sqlite_lan.open(form))
    statuses = [page.status_code for page in pages]
    assert statuses == [200, 200, 422, 400, 200, 404, 404, 410]
    assert [vnu(page.text) for page in pages] == [[]] * len(pages)


def test_a_full_form_of_a_demo_is_valid(sqlite_store: Store, vnu: Vnu) -> None:
    lan = make_lan(sqlite_store, questionnaire="sipas-2017", full=True)
    lan.configure(environment="demo")
    assert vnu(lan.open().text) == []


def test_a_form_with_a_block_its_receipt_and_the_further_form_are_valid(
    sqlite_store: Store, vnu: Vnu
) -> None:
    lan = make_lan(sqlite_store, questionnaire="sipas-2017", block=2)
    sent = lan.send({"q01": "4", "comment": "0912345678"})
    pages = [
        lan.open(f"{ADDRESS}?chu=to"),
        lan.open(sent.headers["Location"]),
        lan.open(f"{ADDRESS}/them?khoi=1"),
    ]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [vnu(page.text) for page in pages] == [[], [], []]
