"""The sign-in form and the choice of two offices."""

from collections.abc import Mapping

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from forms.access import SignInForm
from forms.compare import ComparisonForm

OFFICES = {"BH-01": "Xã Bắc Hà", "ST-02": "Xã Sơn Tây"}


def sign_in_errors(app: Flask, sent: Mapping[str, object]) -> dict[str, list[str]]:
    """Post a sign-in without its CSRF token check and return the sentences by field."""
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        with app.test_request_context("/", method="POST", data=sent):
            form = SignInForm()
            form.validate()
            return {name: [str(e) for e in each] for name, each in form.errors.items()}
    finally:
        del app.config["WTF_CSRF_ENABLED"]


def test_sign_in_without_a_csrf_token_is_refused(app: Flask) -> None:
    sent = {"name": "hoa", "password": "một mật khẩu dài"}
    with app.test_request_context("/", method="POST", data=sent):
        form = SignInForm()
        assert not form.validate()
        assert list(form.errors) == ["csrf_token"]


def test_name_and_password_are_needed(app: Flask) -> None:
    assert sign_in_errors(app, {}) == {
        "name": ["Xin nhập tên đăng nhập."],
        "password": ["Xin nhập mật khẩu."],
    }


def test_endless_names_and_passwords_are_refused(app: Flask) -> None:
    sent = {"name": "a" * 65, "password": "a" * 100_000}
    assert sign_in_errors(app, sent) == {
        "name": ["Dài quá 64 ký tự."],
        "password": ["Dài quá 256 ký tự."],
    }


def test_a_password_is_composed_and_otherwise_left_alone(app: Flask) -> None:
    sent = {"name": " hoa ", "password": " ma\u0323\u0302t "}
    with app.test_request_context("/", method="POST", data=sent):
        form = SignInForm()
        assert (form["name"].data, form["password"].data) == ("hoa", " mật ")


def comparison_errors(app: Flask, query: str) -> dict[str, list[str]]:
    with app.test_request_context(f"/?{query}"):
        form = ComparisonForm(OFFICES)
        form.validate()
        return {name: [str(e) for e in each] for name, each in form.errors.items()}


def test_two_different_offices_can_be_compared(app: Flask) -> None:
    assert comparison_errors(app, "first=BH-01&second=ST-02") == {}


def test_the_pair_offered_first_can_be_compared(app: Flask) -> None:
    with app.test_request_context("/"):
        form = ComparisonForm(OFFICES)
        html = BeautifulSoup(form.second(), "html.parser")
        assert [o["value"] for o in html.select("option[selected]")] == ["ST-02"]


def test_an_office_is_not_compared_with_itself(app: Flask) -> None:
    errors = comparison_errors(app, "first=BH-01&second=BH-01")
    assert errors == {"second": ["Xin chọn hai đơn vị khác nhau."]}


@pytest.mark.parametrize("query", ["first=XX-99&second=ST-02", "second=ST-02"])
def test_an_office_that_is_not_on_offer_is_refused(app: Flask, query: str) -> None:
    errors = comparison_errors(app, query)
    assert errors == {"first": ["Xin chọn một đơn vị trong danh sách."]}
