"""sipas canary where a wave asks for more than satisfaction: each choice arrives as it was sent."""

from pathlib import Path

import pytest
from flask import Flask, Response

from forms import response
from tests.cli.filled import store_of
from tests.cli.test_canary import Visit, visit  # noqa: F401
from tests.fixtures.choices import make_choice_wave


@pytest.fixture()
def opened(directory: Path) -> Path:
    """Give an installation whose wave asks every kind of question."""
    with store_of(directory) as store, store.writing() as session:
        make_choice_wave(session)
    return directory


def hide_an_option(app: Flask) -> None:
    """Show a form in which one option is another."""

    @app.after_request
    def hide(page: Response) -> Response:
        if page.mimetype == "text/html":
            page.data = page.data.replace(b'value="post"', b'value="mail"')
        return page


def test_every_way_in_takes_what_is_chosen_and_the_kiosk_does_not_ask(
    visit: Visit,  # noqa: F811
) -> None:
    found = visit()
    assert found.code == 0, found.out
    assert found.out.count("lưu đúng 7 phiếu") == 6


def test_an_option_that_a_page_does_not_offer_is_named(
    visit: Visit,  # noqa: F811
) -> None:
    found = visit(broken=hide_an_option)
    assert found.code == 1
    assert found.out.count("mức 1: phiếu thiếu means=post") == 3


def test_a_choice_that_is_lost_on_the_way_is_found(
    visit: Visit, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    monkeypatch.setattr(response, "pack_choices", lambda *given: "")
    found = visit()
    assert found.code == 1
    assert "không gửi mà thấy lưu: 111" in found.out
