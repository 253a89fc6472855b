"""Error pages: in the reader's language, without the database, and logged without what was sent."""

from collections.abc import Iterator

import pytest
from flask import Flask, abort, request
from werkzeug.exceptions import TooManyRequests

from survey.access.policy import RULES, Who
from survey.store.engine import Store
from survey.web import create_app
from tests.fixtures.lan import SETTINGS

SECRET = "4---x- of 203.0.113.5"
WORDS = {
    400: ("Máy chủ không hiểu được yêu cầu này.", "The server could not understand"),
    403: ("Không được mở trang này.", "This page may not be opened."),
    404: ("Không có trang này.", "There is no such page."),
    405: ("Không mở được trang theo cách này.", "The page cannot be opened this way."),
    413: ("Nội dung gửi lên quá lớn.", "What was sent is too large."),
    418: ("Máy chủ không hiểu được yêu cầu này.", "The server could not understand"),
    429: ("Đã thử quá nhiều lần.", "Too many tries."),
    500: ("Máy chủ gặp lỗi.", "The server ran into a problem."),
    502: ("Máy chủ gặp lỗi.", "The server ran into a problem."),
    503: ("Máy chủ đang bận.", "The server is busy."),
}


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Give an app whose database is not there, with a page for each thing that can go wrong."""
    monkeypatch.setitem(RULES, "refuse", Who.ANYONE)
    monkeypatch.setitem(RULES, "fail", Who.ANYONE)
    store = Store("sqlite:////nowhere/at/all.sqlite")
    app = create_app(SETTINGS, store=store, fronts=("citizen",))
    app.add_url_rule("/refuse/<int:status>", "refuse", lambda status: abort(status))
    app.add_url_rule("/fail", "fail", fail, methods=["GET", "POST"])
    yield app
    store.close()


def fail() -> str:
    raise RuntimeError(f"{SECRET} {request.form.get('overall')}")


def ask_to_wait() -> str:
    raise TooManyRequests(retry_after=30)


@pytest.mark.parametrize("status", WORDS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_error_is_told_in_the_reader_s_language(
    app: Flask, status: int, language: str
) -> None:
    answer = app.test_client().get(f"/refuse/{status}?lang={language}")
    assert answer.status_code == status
    assert f'<html lang="{language}">' in answer.text
    assert WORDS[status][language == "en"] in answer.text


def test_an_unknown_address_and_a_wrong_method_have_their_pages(app: Flask) -> None:
    assert WORDS[404][0] in app.test_client().get("/nothing/here").text
    wrong_method = app.test_client().delete("/")
    assert WORDS[405][0] in wrong_method.text
    assert set(wrong_method.allow) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    ("language", "advice"),
    [("vi", "Xin thử lại sau ít phút."), ("en", "Please try again in a few minutes.")],
)
def test_without_the_database_there_is_still_a_page_that_says_when_to_come_back(
    app: Flask, language: str, advice: str
) -> None:
    for address in ("/K/7K3M9W", "/K/7K3M9W/them", "/healthz"):
        answer = app.test_client().get(f"{address}?lang={language}")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert WORDS[503][language == "en"] in answer.text and advice in answer.text


def test_a_failure_is_logged_without_its_message(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    answer = app.test_client().post("/fail", data={"overall": "5-----"})
    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert "RuntimeError at fail" in caplog.text
    assert 'raise RuntimeError(f"' in caplog.text
    for secret in (SECRET, "5-----", "127.0.0.1"):
        assert secret not in caplog.text


def test_a_refusal_is_no_failure_and_is_not_logged(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    app.test_client().get("/refuse/404")
    assert caplog.text == ""


def test_a_redirect_is_no_error(app: Flask) -> None:
    answer = app.test_client().get("//K//7k3m9w")
    assert answer.status_code == 308


def test_how_long_to_wait_is_passed_on(app: Flask) -> None:
    app.view_functions["fail"] = ask_to_wait
    answer = app.test_client().get("/fail")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize(
    ("path", "way_out"),
    [
        ("/nowhere", '<a href="/">Nhập mã in trên bảng</a>'),
        ("/ket-qua/xx/xx", '<a href="/ket-qua">Xem kết quả đã công bố</a>'),
        ("/review/xx", '<a href="/review/">Về trang đầu</a>'),
        ("/manage/xx", '<a href="/review/">Về trang đầu</a>'),
    ],
)
def test_an_error_leads_back_to_the_front_that_was_read(
    path: str, way_out: str
) -> None:
    store = Store("sqlite:////nowhere/at/all.sqlite")
    app = create_app(SETTINGS, store=store)
    assert way_out in app.test_client().get(path).text
    store.close()
