"""A language is one folder and no code: complete ones are offered, whatever way they run."""

import pytest
from bs4 import BeautifulSoup
from sqlmodel import select

from survey.language import language_names, languages
from survey.store.engine import Store
from survey.store.tables import CommentArrival
from tests.fixtures.lan import ADDRESS, Lan, make_lan
from tests.fixtures.languages import ALIF, AddLanguage


def html_of(page: str) -> tuple[object, object]:
    html = BeautifulSoup(page, "html.parser").html
    assert html is not None
    return html["lang"], html.get("dir")


def test_a_folder_is_a_language_on_every_page(
    add_language: AddLanguage, sqlite_store: Store
) -> None:
    add_language("ar", name="العربية")
    lan = make_lan(sqlite_store)
    assert language_names() == {
        "vi": "Tiếng Việt",
        "ar": "العربية",
        "en": "English",
    }
    page = lan.open().text
    assert '<a href="?lang=ar" lang="ar" hreflang="ar">العربية</a>' in page
    form = f"{ADDRESS}?lang=ar"
    sent = lan.send({"overall": "4", "comment": "a"}, address=form)
    for answer in (
        lan.open("/?lang=ar"),
        lan.open(form),
        lan.send({}, address=form),
        lan.open("/K/BCDFGB?lang=ar"),
        lan.open("/nothing/here?lang=ar"),
        lan.open(sent.headers["Location"]),
    ):
        assert html_of(answer.text) == ("ar", "rtl")
        assert f"<title>{ALIF}" in answer.text
    assert f'"sending": "{ALIF}Sending…"' in lan.open("/citizen.js?lang=ar").text
    (stored,) = lan.stored()
    assert stored.language == "ar" and len(stored.language_version) == 12
    with lan.store.reading() as session:
        assert session.exec(select(CommentArrival)).one().language == "ar"


def test_a_language_that_nobody_lists_is_served_too(
    add_language: AddLanguage, sqlite_store: Store
) -> None:
    """Hmong, Tày, Nùng and Cham stand in no list of locales."""
    add_language("mww", name="Hmoob", mark="~ ")
    lan = make_lan(sqlite_store)
    page = lan.open(f"{ADDRESS}?lang=mww").text
    assert html_of(page) == ("mww", None) and "<h1>~ How was" in page
    closed = make_closed(lan).open(f"{ADDRESS}?lang=mww")
    assert closed.status_code == 410 and "~ This survey closed on" in closed.text


def make_closed(lan: Lan) -> Lan:
    with lan.store.writing() as session:
        session.connection().exec_driver_sql("UPDATE wave SET closed_on = '2026-11-20'")
    return lan


@pytest.mark.parametrize("missing", ["Gửi đánh giá", "Đăng nhập"])
def test_an_incomplete_language_is_not_offered(
    add_language: AddLanguage, sqlite_store: Store, missing: str
) -> None:
    add_language("ar", name="العربية", leave_out=missing)
    assert languages() == ("vi", "en")
    page = make_lan(sqlite_store).open(f"{ADDRESS}?lang=ar").text
    assert html_of(page) == ("vi", None) and "العربية" not in page


def test_a_folder_without_a_compiled_catalogue_is_not_offered(
    add_language: AddLanguage,
) -> None:
    folder = add_language("ar", name="العربية")
    (folder / "LC_MESSAGES" / "messages.mo").unlink()
    languages.cache_clear()
    assert languages() == ("vi", "en")


def test_a_language_without_the_questionnaire_is_offered_on_other_pages_only(
    add_language: AddLanguage, sqlite_store: Store
) -> None:
    folder = add_language("ar", name="العربية")
    (folder / "quick.toml").unlink()
    lan = make_lan(sqlite_store)
    assert "العربية" not in lan.open().text
    assert "العربية" in lan.open("/").text
