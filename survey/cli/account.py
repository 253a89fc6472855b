"""sipas account: who may read the ratings."""

import argparse
import getpass
import secrets
import sys

from survey.access import administration
from survey.cli.account_changes import add_parsers, last_administrator
from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.cli.options import directory_option, language_option
from survey.language import translator
from survey.settings import ROLES
from survey.store import places, reviewers
from survey.store.reviewers import LastAdministrator
from survey.store.tables import Office, Reviewer
from survey.store.tables.people import OWN_OFFICE_ROLES

EPILOG = """\
examples:
  sipas account add hoa --directory pilot --role reform_office
  sipas account add minh --directory pilot --role unit_head --office X01
  sipas account list --directory pilot

On a terminal the password is asked for twice; an empty one means that a password is made up and
printed once. `--password-stdin` reads it from the first line of standard input.
"""
# 100 bits in five groups, from an alphabet without look-alikes.
PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 5, 4


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas account`."""
    parser = commands.add_parser(
        "account",
        help="add, list, change and close reviewers' accounts",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    common = [directory_option(), language_option()]
    add = actions.add_parser(
        "add",
        help="add an account",
        parents=common,
        epilog="example: sipas account add minh --directory pilot --role unit_head --office X01",
    )
    add.add_argument("name")
    add.add_argument("--role", choices=ROLES, required=True)
    add.add_argument(
        "--office", metavar="CODE", help="the office of a unit_head or counter_staff"
    )
    _add_password_option(add)
    add.set_defaults(run=run_add)
    password = actions.add_parser(
        "password",
        help="give an account a new password and sign it out everywhere",
        parents=common,
        epilog="example: sipas account password minh --directory pilot",
    )
    password.add_argument("name")
    _add_password_option(password)
    password.set_defaults(run=run_password)
    disable = actions.add_parser(
        "disable",
        help="close an account and sign it out everywhere",
        parents=common,
        epilog="example: sipas account disable minh --directory pilot",
    )
    disable.add_argument("name")
    disable.set_defaults(run=run_disable)
    listing = actions.add_parser(
        "list",
        help="list all accounts",
        parents=common,
        epilog="example: sipas account list --directory pilot",
    )
    listing.set_defaults(run=run_list)
    add_parsers(actions, common)


def _add_password_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from standard input",
    )


def run_add(arguments: argparse.Namespace) -> int:
    """Add an account. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    if (arguments.role in OWN_OFFICE_ROLES) != (arguments.office is not None):
        raise CommandError(
            _(
                "--office đi với --role unit_head hoặc counter_staff, và chỉ với hai vai trò đó"
            )
        )
    with opened(arguments) as (settings, store):
        with store.reading() as session:
            office = _office(
                arguments, places.office_by_code(session, arguments.office or "")
            )
            if reviewers.reviewer_by_name(session, arguments.name) is not None:
                raise CommandError(
                    _("đã có tài khoản %(name)s") % {"name": arguments.name}
                )
        password_hash = _new_password_hash(arguments)
        with store.writing() as session:
            added = reviewers.add_reviewer(
                session,
                arguments.name,
                password_hash=password_hash,
                role=arguments.role,
                office_id=None if office is None else office.id,
            )
            note = noted_by_command_line(settings.clock().now())
            note(session, "account_added", object=added.name, role=added.role)
        print(
            _("Đã thêm tài khoản %(name)s: %(role)s.")
            % {"name": added.name, "role": _role(added.role, arguments.lang)}
        )
    return 0


def run_password(arguments: argparse.Namespace) -> int:
    """Change a password. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store):
        with store.reading() as session:
            _known(arguments, reviewers.reviewer_by_name(session, arguments.name))
        password_hash = _new_password_hash(arguments)
        with store.writing() as session:
            changed = reviewers.set_password(
                session, arguments.name, password_hash=password_hash
            )
            note = noted_by_command_line(settings.clock().now())
            note(session, "password_changed", object=changed.name)
        print(_("Đã đổi mật khẩu của %(name)s.") % {"name": changed.name})
    return 0


def run_disable(arguments: argparse.Namespace) -> int:
    """Close an account. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store), store.writing() as session:
        closed = _known(arguments, reviewers.reviewer_by_name(session, arguments.name))
        note = noted_by_command_line(settings.clock().now())
        try:
            administration.close(session, closed, note=note)
        except LastAdministrator as error:
            raise last_administrator(arguments) from error
    print(_("Đã khóa tài khoản %(name)s.") % {"name": closed.name})
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Print each account with its role, office and state, separated by tabs."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (_settings, store), store.reading() as session:
        office_codes = {office.id: office.code for office in places.offices(session)}
        for reviewer in reviewers.reviewers(session):
            state = _("đang dùng") if reviewer.is_active else _("đã khóa")
            office = office_codes.get(reviewer.office_id, "")
            role = _role(reviewer.role, arguments.lang)
            print("\t".join((reviewer.name, role, office, state)))
    return 0


def _new_password_hash(arguments: argparse.Namespace) -> str:
    """Return the hash of the password that is typed, read or made up. Raises CommandError."""
    from survey.access.passwords import WeakPassword, check_new_password, hash_password

    _ = translator(arguments.lang).gettext
    password = _typed_password(arguments)
    if not password:
        password = _made_up_password()
        print(_("Mật khẩu (chỉ in một lần): %(password)s") % {"password": password})
    try:
        check_new_password(password, name=arguments.name)
    except WeakPassword as error:
        raise CommandError(_(str(error))) from error
    return hash_password(password)


def _typed_password(arguments: argparse.Namespace) -> str:
    _ = translator(arguments.lang).gettext
    if arguments.password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
        if not password:
            raise CommandError(_("không đọc được mật khẩu nào từ đầu vào chuẩn"))
        return password
    if not sys.stdin.isatty():
        return ""
    try:
        password = getpass.getpass(_("Mật khẩu mới (để trống: máy tự chọn): "))
        if password and getpass.getpass(_("Nhập lại mật khẩu: ")) != password:
            raise CommandError(_("hai lần nhập mật khẩu không giống nhau"))
    except EOFError as error:
        raise CommandError(_("chưa nhập mật khẩu, nên chưa làm gì")) from error
    return password


def _made_up_password() -> str:
    return "-".join(
        "".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(GROUP_LENGTH))
        for _ in range(GROUPS)
    )


def _office(arguments: argparse.Namespace, office: Office | None) -> Office | None:
    if arguments.office is not None and office is None:
        _ = translator(arguments.lang).gettext
        raise CommandError(_("không có đơn vị %(code)s") % {"code": arguments.office})
    return office


def _known(arguments: argparse.Namespace, reviewer: Reviewer | None) -> Reviewer:
    if reviewer is None:
        _ = translator(arguments.lang).gettext
        raise CommandError(_("không có tài khoản %(name)s") % {"name": arguments.name})
    return reviewer


def _role(role: str, language: str) -> str:
    _ = translator(language).gettext
    return {
        "administrator": _("quản trị viên"),
        "reform_office": _("cơ quan cải cách hành chính"),
        "unit_head": _("thủ trưởng đơn vị"),
        "counter_staff": _("công chức tại quầy"),
        "operator": _("người nhập phiếu"),
        "auditor": _("kiểm toán viên"),
    }[role]
