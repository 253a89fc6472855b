"""Larger letters: a word in the address that every way on keeps, without a script."""

import pytest
from bs4 import BeautifulSoup

from tests.fixtures.lan import ADDRESS, Lan

LARGE = f"{ADDRESS}?lang=en&chu=to"


def parsed(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


def is_large(page: str) -> bool:
    return parsed(page).select_one("html.large") is not None


@pytest.mark.parametrize("address", ["/", ADDRESS, "/K/BCDFGB"])
def test_a_page_leads_to_larger_letters_and_back(
    reading_lan: Lan, address: str
) -> None:
    usual = reading_lan.open(f"{address}?lang=en").text
    (larger,) = parsed(usual).select("nav a:not([lang])")
    assert (larger["href"], larger.get_text()) == ("?lang=en&chu=to", "Larger text")
    large = reading_lan.open(f"{address}{larger['href']}").text
    (back,) = parsed(large).select("nav a:not([lang])")
    assert (back["href"], back.get_text()) == ("?lang=en", "Usual text")
    assert (is_large(usual), is_large(large)) == (False, True)


def test_the_size_goes_the_whole_way_of_an_answer(sqlite_lan: Lan) -> None:
    page = parsed(sqlite_lan.open(LARGE).text)
    form = page.select_one("form#answers")
    assert form is not None
    wrong = sqlite_lan.send({}, address=str(form["action"]))
    assert wrong.status_code == 422 and is_large(wrong.text)
    sent = sqlite_lan.send(address=str(form["action"]))
    receipt = sqlite_lan.open(sent.headers["Location"])
    assert receipt.status_code == 200 and is_large(receipt.text)
    refused = sqlite_lan.send(address=str(form["action"]), token="damaged")
    assert is_large(refused.text)
    (again,) = parsed(refused.text).select("main a")
    assert is_large(sqlite_lan.open(str(again["href"])).text)


def test_another_language_and_another_code_keep_the_size(reading_lan: Lan) -> None:
    page = parsed(reading_lan.open(LARGE).text)
    (other,) = page.select("nav a[lang]")
    assert is_large(reading_lan.open(f"{ADDRESS}{other['href']}").text)
    (elsewhere,) = page.select("main a")
    home = parsed(reading_lan.open(str(elsewhere["href"])).text)
    (kept,) = home.select("input[name=chu]")
    assert kept["value"] == "to"
    typed = reading_lan.open("/?ma=7k3m9w&lang=en&chu=to")
    assert is_large(reading_lan.open(typed.headers["Location"]).text)
    small = reading_lan.open("/k/7k3m9w?chu=to")
    assert small.headers["Location"] == f"{ADDRESS}?chu=to"


@pytest.mark.parametrize("value", ["", "TO", "to to", "<script>", "1"])
def test_any_other_word_changes_nothing(reading_lan: Lan, value: str) -> None:
    page = reading_lan.open(ADDRESS, query_string={"chu": value}).text
    assert not is_large(page) and "chu=to" in page and "<script>" not in page
