"""sipas audit, and the actions of sipas account that leave their mark in the trail."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from survey.access import second_factor
from survey.settings import Settings, load_settings
from survey.store import audit, guards, reviewers, second_factors
from survey.store.audit import Search
from survey.store.engine import Store
from survey.store.tables import AuditEntry
from tests.cli.conftest import Sipas

pytestmark = pytest.mark.usefixtures("cheap_hashes")


@pytest.fixture
def store(directory: Path) -> Iterator[Store]:
    opened = Store(load_settings(directory, {}).database_url)
    yield opened
    opened.close()


@pytest.fixture
def account(sipas: Sipas, directory: Path) -> Sipas:
    """Give a function that runs `sipas account` in the installation."""

    def run(*arguments: str) -> object:
        action, *others = arguments
        return sipas("account", action, *others, "--directory", directory)

    return run


def test_an_invitation_is_printed_with_the_address_of_the_installation(
    account: Sipas, store: Store
) -> None:
    printed = account("invite", "Thu", "--role", "auditor").out
    assert re.search(r"https://danhgia\.example\.vn/review/link/[\w-]{43}$", printed)
    assert "trong 7 ngày" in printed
    again = account("invite", "thu").out
    assert again.startswith("Đường dẫn mời") and again != printed
    with store.reading() as session:
        found = reviewers.reviewer_by_name(session, "thu")
    assert found is not None and found.role == "auditor"


def test_an_invitation_needs_a_role_and_a_new_name(account: Sipas) -> None:
    assert account("invite", "thu").err == "sipas: tài khoản mới cần --role\n"
    account("add", "hoa", "--role", "reform_office")
    refused = account("invite", "hoa", "--role", "auditor")
    assert refused.err == "sipas: đã có tài khoản hoa\n"


def test_a_reset_is_printed_for_who_is_not_closed(account: Sipas) -> None:
    account("add", "hoa", "--role", "reform_office")
    assert "trong 24 giờ" in account("reset", "hoa").out
    account("disable", "hoa")
    assert account("reset", "hoa").err == "sipas: tài khoản hoa đang bị khóa\n"
    assert account("enable", "hoa").out == "Đã mở lại tài khoản hoa.\n"


def test_the_last_administrator_is_neither_closed_nor_moved(account: Sipas) -> None:
    account("add", "kien", "--role", "administrator")
    refusal = "sipas: kien là quản trị viên duy nhất: hãy thêm người khác trước\n"
    assert account("disable", "kien").err == refusal
    assert account("role", "kien", "--role", "auditor").err == refusal
    account("add", "hoa", "--role", "administrator")
    assert account("role", "kien", "--role", "auditor").code == 0


@pytest.mark.parametrize(
    "action", ["reset", "enable", "sign-out", "forget-phone", "role"]
)
def test_nobody_is_changed_who_is_not_there(account: Sipas, action: str) -> None:
    extra = ("--role", "auditor") if action == "role" else ()
    refused = account(action, "quang", *extra)
    assert (refused.code, refused.err) == (1, "sipas: không có tài khoản quang\n")


def test_every_action_leaves_its_mark(account: Sipas, store: Store) -> None:
    account("add", "hoa", "--role", "reform_office")
    account("reset", "hoa")
    account("role", "hoa", "--role", "operator")
    account("sign-out", "hoa")
    account("password", "hoa")
    account("disable", "hoa")
    account("enable", "hoa")
    with store.reading() as session:
        found = list(audit.all_entries(session, Search(person="hoa")))
    assert [entry.action for entry in found] == [
        "account_added",
        "account_reset",
        "account_changed",
        "sign_out_everywhere",
        "password_changed",
        "account_closed",
        "account_reopened",
    ]
    assert {(entry.actor, entry.reviewer_id) for entry in found} == {("sipas", None)}


def test_an_import_leaves_its_mark(
    sipas: Sipas, directory: Path, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "offices.csv"
    file.write_text("code,name,level\nX01,Xã Bắc Hà,commune\n", "utf-8")
    done = sipas("import", "offices", file, "--directory", directory)
    assert done.code == 0, done.err
    with store.reading() as session:
        (entry,) = audit.all_entries(session, Search(action="import"))
    assert (entry.actor, entry.object, entry.details) == ("sipas", "offices", '{"n":1}')


def give_second_factor(store: Store, settings: Settings, name: str) -> int:
    with store.writing() as session:
        reviewer = reviewers.reviewer_by_name(session, name)
        assert reviewer is not None and reviewer.id is not None
        kept = second_factor.encrypted(settings, "A" * 32, reviewer_id=reviewer.id)
        second_factors.set_second_factor(
            session, reviewer.id, secret=kept, last_step=1, code_hashes=()
        )
        return reviewer.id


def test_a_lost_phone_is_forgotten(
    account: Sipas, store: Store, directory: Path
) -> None:
    account("add", "hoa", "--role", "reform_office")
    assert account("forget-phone", "hoa").code == 1
    give_second_factor(store, load_settings(directory, {}), "hoa")
    assert account("forget-phone", "hoa").out == ("Đã gỡ xác thực hai bước của hoa.\n")


def test_second_factors_move_to_a_new_secret(
    account: Sipas, store: Store, directory: Path
) -> None:
    account("add", "hoa", "--role", "reform_office")
    owner = give_second_factor(store, load_settings(directory, {}), "hoa")
    file = directory / "settings.env"
    moved = f"SIPAS_SECRET_KEY={'n' * 40}\nSIPAS_PREVIOUS_SECRET_KEYS={'s' * 40}"
    text = file.read_text("utf-8").replace(f"SIPAS_SECRET_KEY={'s' * 40}", moved)
    file.write_text(text, "utf-8")
    assert account("renew-keys").out == "Đã mã hóa lại 1 tài khoản.\n"
    file.write_text(re.sub(".*PREVIOUS.*\n", "", text), "utf-8")
    with store.reading() as session:
        factor = second_factors.second_factor(session, owner)
    assert factor is not None
    now = load_settings(directory, {})
    found = second_factor.decrypted(now, factor.secret, reviewer_id=owner)
    assert found == "A" * 32
    file.write_text(file.read_text("utf-8").replace("n" * 40, "m" * 40), "utf-8")
    assert "không đọc được bước thứ hai của hoa" in account("renew-keys").err


def test_the_trail_is_listed_and_verified(
    sipas: Sipas, account: Sipas, directory: Path, store: Store
) -> None:
    account("add", "hoa", "--role", "reform_office")
    account("add", "minh", "--role", "operator")
    listed = sipas("audit", "list", "--directory", directory, "--person", "hoa")
    assert re.fullmatch(
        r"1\t2026-11-25T09:00:0\d\+07:00\tsipas\taccount_added\thoa\t.*\n", listed.out
    )
    as_json = sipas("audit", "list", "--directory", directory, "--json")
    assert [json.loads(line)["object"] for line in as_json.out.splitlines()] == [
        "hoa",
        "minh",
    ]
    whole = sipas("audit", "verify", "--directory", directory)
    head = whole.out.split()[-1]
    assert whole.out == f"Nhật ký còn nguyên: 2 mục, dấu cuối {head}\n"
    same = sipas("audit", "verify", "--directory", directory, "--head", head)
    assert same.code == 0
    other = sipas("audit", "verify", "--directory", directory, "--head", "f" * 64)
    assert (other.code, "Không có dấu này" in other.err) == (1, True)


def test_a_broken_trail_ends_with_one_clear_line(
    sipas: Sipas, account: Sipas, directory: Path, store: Store
) -> None:
    account("add", "hoa", "--role", "reform_office")
    with store.writing() as session:
        guards.drop_guards(session.connection())
        session.get_one(AuditEntry, 1).object = "minh"
    broken = sipas("audit", "verify", "--directory", directory)
    assert (broken.code, broken.err) == (
        1,
        "sipas: Nhật ký không còn nguyên: sai từ mục 1.\n",
    )
    as_json = sipas("audit", "verify", "--directory", directory, "--json")
    assert (as_json.code, json.loads(as_json.out)["broken_at"]) == (1, 1)
