"""sipas account: who may read the ratings."""

import getpass
import re
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest

from survey.access.passwords import is_password
from survey.settings import load_settings
from survey.store import reviewers
from survey.store.engine import Store
from survey.store.tables import Reviewer
from tests.cli.conftest import Sipas
from tests.fixtures.people import make_office

PASSWORD = "trời nắng chang chang"

pytestmark = pytest.mark.usefixtures("cheap_hashes")


@pytest.fixture
def store(directory: Path) -> Iterator[Store]:
    opened = Store(load_settings(directory, {}).database_url)
    yield opened
    opened.close()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Give a function that decides what standard input holds."""

    def decide(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", StringIO(text))

    decide("")
    return decide


def known(store: Store, name: str) -> Reviewer:
    with store.reading() as session:
        found = reviewers.reviewer_by_name(session, name)
    assert found is not None
    return found


def test_who_ends_the_input_instead_of_a_password_adds_nobody(
    sipas: Sipas,
    directory: Path,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ended(prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(getpass, "getpass", ended)
    add = "account", "add", "hoa", "--directory", directory, "--role", "reform_office"
    stopped = sipas(*add)
    assert (stopped.code, stopped.out) == (1, "")
    assert stopped.err == "sipas: chưa nhập mật khẩu, nên chưa làm gì\n"
    with store.reading() as session:
        assert reviewers.reviewer_by_name(session, "hoa") is None


def test_a_password_from_standard_input_signs_in(
    sipas: Sipas, directory: Path, store: Store, typed: Callable[[str], None]
) -> None:
    typed(f"{PASSWORD}\n")
    added = sipas(
        *("account", "add", "Hoa", "--directory", directory),
        *("--role", "reform_office", "--password-stdin"),
    )
    assert added.out == "Đã thêm tài khoản hoa: cơ quan cải cách hành chính.\n"
    assert is_password(PASSWORD, password_hash=known(store, "Hoa").password_hash)


def test_without_a_terminal_a_password_is_made_up_and_printed_once(
    sipas: Sipas, directory: Path, store: Store, typed: Callable[[str], None]
) -> None:
    added = sipas(
        "account", "add", "hoa", "--directory", directory, "--role", "reform_office"
    )
    printed = re.search(r"\(chỉ in một lần\): (\S+)", added.out)
    assert printed
    assert len(printed[1].replace("-", "")) == 20
    assert is_password(printed[1], password_hash=known(store, "hoa").password_hash)


class Terminal(StringIO):
    """Standard input as a person's."""

    def isatty(self) -> bool:
        return True


def test_two_different_passwords_add_nobody(
    sipas: Sipas, directory: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter((PASSWORD, PASSWORD + "!"))
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(answers))
    refused = sipas(
        "account", "add", "hoa", "--directory", directory, "--role", "reform_office"
    )
    assert refused.err == "sipas: hai lần nhập mật khẩu không giống nhau\n"
    with store.reading() as session:
        assert reviewers.reviewers(session) == ()


def test_a_weak_password_is_refused_in_the_language_asked_for(
    sipas: Sipas, directory: Path, typed: Callable[[str], None]
) -> None:
    typed("ngắn\n")
    refused = sipas(
        *("account", "add", "hoa", "--directory", directory, "--role"),
        *("reform_office", "--password-stdin"),
    )
    assert (refused.code, refused.err) == (1, "sipas: Mật khẩu cần ít nhất 12 ký tự.\n")


def test_a_unit_head_belongs_to_a_known_office(
    sipas: Sipas, directory: Path, store: Store, typed: Callable[[str], None]
) -> None:
    add = ("account", "add", "minh", "--directory", directory, "--role", "unit_head")
    assert sipas(*add).err == (
        "sipas: --office đi với --role unit_head hoặc counter_staff, và chỉ với hai vai trò đó\n"
    )
    assert sipas(*add, "--office", "X01").err == "sipas: không có đơn vị X01\n"
    with store.writing() as session:
        office_id = make_office(session, "X01").id
    assert sipas(*add, "--office", "X01").code == 0
    assert known(store, "minh").office_id == office_id


def test_a_name_is_given_once_in_any_spelling(
    sipas: Sipas, directory: Path, typed: Callable[[str], None]
) -> None:
    add = ("--directory", directory, "--role", "reform_office")
    sipas("account", "add", "Hiền", *add)
    refused = sipas("account", "add", "hiền", *add)
    assert (refused.code, refused.err) == (1, "sipas: đã có tài khoản hiền\n")


def test_a_closed_account_is_listed_as_closed(
    sipas: Sipas, directory: Path, store: Store, typed: Callable[[str], None]
) -> None:
    sipas("account", "add", "hoa", "--directory", directory, "--role", "reform_office")
    assert sipas("account", "disable", "hoa", "--directory", directory).code == 0
    assert not known(store, "hoa").is_active
    assert sipas("account", "list", "--directory", directory, "--lang", "en").out == (
        "hoa\treform office\t\tclosed\n"
    )


def test_a_new_password_replaces_the_old_one(
    sipas: Sipas, directory: Path, store: Store, typed: Callable[[str], None]
) -> None:
    sipas("account", "add", "hoa", "--directory", directory, "--role", "reform_office")
    typed(f"{PASSWORD}\n")
    sipas("account", "password", "hoa", "--directory", directory, "--password-stdin")
    assert is_password(PASSWORD, password_hash=known(store, "hoa").password_hash)


@pytest.mark.parametrize("action", ["password", "disable"])
def test_nobody_can_be_changed_who_is_not_there(
    sipas: Sipas, directory: Path, typed: Callable[[str], None], action: str
) -> None:
    refused = sipas("account", action, "quang", "--directory", directory)
    assert (refused.code, refused.err) == (1, "sipas: không có tài khoản quang\n")
