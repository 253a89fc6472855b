"""sipas kiosk: a code for one tablet, a list without scores, and a way to take a tablet out of use."""

import re
from pathlib import Path

import pytest

from survey.access.state import Service
from survey.settings import load_settings
from survey.store import posters
from survey.store.engine import Store
from survey.web import create_app
from tests.cli.conftest import Sipas
from tests.cli.filled import store_of
from tests.fixtures.people import TODAY, make_counter, make_office


@pytest.fixture
def with_counter(directory: Path) -> Path:
    """Give an installation with one counter and its code."""
    with store_of(directory) as store, store.writing() as session:
        make_counter(session, make_office(session, "X01"))
        posters.give_posters(session, TODAY)
    return directory


def enrol(directory: Path, code: str) -> int:
    """Type a code on a tablet."""
    settings = load_settings(directory, {})
    store = Store(settings.database_url)
    app = create_app(settings, store=store, fronts=("citizen",))
    state: Service = app.extensions["sipas"]
    assert state.clock.today() == TODAY
    status = app.test_client().post("/kiosk/dang-ky", data={"code": code}).status_code
    store.close()
    return status


def test_a_printed_code_enrols_a_tablet_and_the_list_tells(
    sipas: Sipas, with_counter: Path
) -> None:
    added = sipas("kiosk", "add", "--directory", with_counter, "--counter", "X01-1")
    first, second, third = added.out.splitlines()
    assert first == "Đã thêm máy số 1 ở quầy X01-1, Sở Nội vụ."
    assert "https://danhgia.example.vn/kiosk/" in third
    found = re.search(r": (\w{4} \w{4})$", second)
    assert found is not None
    listing = ("kiosk", "list", "--directory", with_counter)
    assert sipas(*listing).out == "1\tX01\tX01-1\tchờ đăng ký\t-\t0\t0\n"
    assert enrol(with_counter, found[1]) == 204
    assert sipas(*listing).out == "1\tX01\tX01-1\tđang dùng\t-\t0\t0\n"
    revoked = sipas("kiosk", "revoke", "1", "--directory", with_counter)
    assert (revoked.code, revoked.out) == (0, "Đã thu hồi máy số 1.\n")
    in_english = sipas(*listing, "--lang", "en")
    assert in_english.out == "1\tX01\tX01-1\trevoked\t-\t0\t0\n"


def test_what_cannot_be_is_said_in_one_line(sipas: Sipas, directory: Path) -> None:
    with store_of(directory) as store, store.writing() as session:
        make_counter(session, make_office(session, "X01"))
    add = ("kiosk", "add", "--directory", directory, "--counter")
    assert sipas(*add, "X09-1").err == "sipas: không có quầy X09-1 đang mở\n"
    refused = sipas(*add, "X01-1")
    assert refused.code == 1
    assert "quầy X01-1 chưa có mã: hãy chạy sipas posters trước" in refused.err
    assert sipas("kiosk", "list", "--directory", directory).out == ""
    unknown = sipas("kiosk", "revoke", "7", "--directory", directory)
    assert unknown.err == "sipas: không có máy số 7\n"
