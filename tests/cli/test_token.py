"""sipas token: given once, listed without its text, revoked at once, each noted in the trail."""

from pathlib import Path

import pytest

from survey.store import audit, reviewers
from survey.store.audit import Search
from tests.cli.conftest import Sipas
from tests.cli.filled import store_of
from tests.fixtures.people import make_office


@pytest.fixture
def staffed(directory: Path) -> Path:
    """Give the directory with Hoa of the reform office, Minh of one office, and an operator."""
    with store_of(directory) as store, store.writing() as session:
        office = make_office(session, "BH-01")
        for name, role, office_id in (
            ("hoa", "reform_office", None),
            ("minh", "unit_head", office.id),
            ("dung", "operator", None),
        ):
            reviewers.add_reviewer(
                session, name, password_hash="!", role=role, office_id=office_id
            )
    return directory


def add(sipas: Sipas, directory: Path, account: str, *more: object) -> str:
    """Give a token and return what was printed."""
    said = sipas(
        *("token", "add", "--directory", directory),
        *("--account", account, "--name", "bảng tin", *more),
    )
    assert (said.code, said.err) == (0, "")
    return said.out


def test_a_token_is_printed_once_and_listed_without_its_text(
    sipas: Sipas, staffed: Path
) -> None:
    sentence, token = add(sipas, staffed, "hoa", "--days", 30).splitlines()
    assert sentence == (
        "Mã số 1 của tài khoản hoa, dùng được đến hết ngày 2026-12-25. Mã chỉ hiện lần này:"
    )
    assert token.startswith("sipas_") and len(token) > 40
    listed = sipas("token", "list", "--directory", staffed).out
    assert listed == "1\thoa\tbảng tin\tcòn hiệu lực\t2026-12-25\t-\n"


def test_a_token_is_revoked_once(sipas: Sipas, staffed: Path) -> None:
    add(sipas, staffed, "minh")
    revoked = sipas("token", "revoke", "1", "--directory", staffed)
    assert revoked.out == "Đã thu hồi mã số 1.\n"
    again = sipas("token", "revoke", "1", "--directory", staffed)
    assert (again.code, again.err) == (1, "sipas: không có mã số 1 còn hiệu lực\n")
    assert "\tđã thu hồi\t" in sipas("token", "list", "--directory", staffed).out


def test_giving_and_revoking_stand_in_the_trail(sipas: Sipas, staffed: Path) -> None:
    token = add(sipas, staffed, "hoa").splitlines()[1]
    sipas("token", "revoke", "1", "--directory", staffed)
    with store_of(staffed) as store, store.reading() as session:
        entries = audit.entries(session, Search(person="hoa"), limit=9)
    assert [entry.action for entry in entries] == ["token_revoked", "token_added"]
    assert token not in "".join(entry.details for entry in entries)


@pytest.mark.parametrize(
    "account, more, refused",
    [
        ("lan", (), "không có tài khoản lan"),
        ("dung", (), "tài khoản dung không đọc kết quả"),
        ("hoa", ("--days", "0"), "--days phải từ 1 đến 730"),
        ("hoa", ("--days", "731"), "--days phải từ 1 đến 730"),
        ("hoa", ("--name", " "), "--name phải có từ 1 đến 80 ký tự"),
        ("hoa", ("--name", "x" * 81), "--name phải có từ 1 đến 80 ký tự"),
    ],
)
def test_what_makes_no_token_is_named(
    sipas: Sipas, staffed: Path, account: str, more: tuple[str, ...], refused: str
) -> None:
    said = sipas(
        *("token", "add", "--directory", staffed),
        *("--account", account, "--name", "bảng tin", *more),
    )
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"sipas: {refused}")
    assert sipas("token", "list", "--directory", staffed).out == ""


def test_only_the_reform_office_gets_a_token_that_writes(
    sipas: Sipas, staffed: Path
) -> None:
    refused = sipas(
        *("token", "add", "--directory", staffed, "--write"),
        *("--account", "minh", "--name", "một cửa"),
    )
    assert refused.code == 1
    assert "chỉ cấp cho cơ quan cải cách hành chính" in refused.err
    add(sipas, staffed, "hoa", "--write")
    listed = sipas("token", "list", "--directory", staffed).out
    assert listed.endswith("\t-\tđược ghi\n")
