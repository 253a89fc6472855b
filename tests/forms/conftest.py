"""A small questionnaire, the shipped ones, and a page that fills a form in."""

from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from flask_babel import Babel

from forms.questionnaire import (
    Questionnaire,
    load_questionnaire,
    shipped_questionnaire,
)
from forms.response import ResponseForm, response_form

SMALL_FILE = """\
code = "small"
version = "1"
title = "Phiếu nhỏ"
status = "own"
year = 2026
index_rule = "pooled"

[scale]
labels = ["Kém", "Vừa", "Tốt"]
satisfied_from = 3
order = "worst_first"

[[factor]]
code = "place"
name = "Nơi đón tiếp"

[[factor]]
code = "feedback"
name = "Góp ý"

[[filter]]
code = "gave"
factor = "feedback"
text = "Đã góp ý chưa?"
yes = "Có"
no = "Chưa"

[[question]]
code = "seats"
factor = "place"
text = "Chỗ ngồi thế nào?"
core = true

[[question]]
code = "fees"
factor = "place"
text = "Lệ phí thế nào?"
not_applicable = "Không nhớ"

[[question]]
code = "heard"
factor = "feedback"
text = "Có được lắng nghe không?"
core = true

[[question]]
code = "overall"
text = "Nói chung thế nào?"
core = true
"""

Fill = Callable[..., ResponseForm]


@pytest.fixture(scope="session")
def small_file() -> str:
    return SMALL_FILE


@pytest.fixture(scope="session")
def small() -> Questionnaire:
    return load_questionnaire(SMALL_FILE, source="small.toml")


@pytest.fixture(scope="session")
def quick() -> Questionnaire:
    return shipped_questionnaire("quick")


@pytest.fixture(scope="session")
def sipas() -> Questionnaire:
    return shipped_questionnaire("sipas-2017")


@pytest.fixture(scope="session")
def app() -> Flask:
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "for tests only"
    Babel(app, default_locale="vi")
    return app


@pytest.fixture
def fill(app: Flask) -> Fill:
    """Post answers to a form and return it, not yet validated; a list sends a field several times."""

    def fill_form(
        questionnaire: Questionnaire,
        answers: Mapping[str, object] | None = None,
        *,
        full: bool = True,
        form: type[ResponseForm] | None = None,
        **request: object,
    ) -> ResponseForm:
        arguments = request or {"data": answers or {}}
        with app.test_request_context("/", method="POST", **arguments):
            return (form or response_form(questionnaire, full=full))()

    return fill_form
