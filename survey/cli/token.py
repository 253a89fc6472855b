"""sipas token: what programs read the API with."""

import argparse

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.cli.options import directory_option, language_option
from survey.clock import VIETNAM
from survey.language import translator

EPILOG = """\
examples:
  sipas token add --directory pilot --account hoa --name "bảng tin điện tử"
  sipas token add --directory pilot --account hoa --name "một cửa điện tử" --write
  sipas token list --directory pilot
  sipas token revoke 3 --directory pilot

A token reads what its account reads: all results for the reform office, the own office for a unit head.
With --write it also brings in what offices settled by month; only the reform office has such a token.
It is shown once; only its hash is kept. It ends when the account is closed or gets another role or password.
"""
DEFAULT_DAYS = 365


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas token`."""
    parser = commands.add_parser(
        "token",
        help="give, list and revoke programs' access to the API",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    common = [directory_option(), language_option()]
    add = actions.add_parser(
        "add",
        help="give an account a token and print it once",
        parents=common,
        epilog='example: sipas token add --directory pilot --account hoa --name "bảng tin"',
    )
    add.add_argument("--account", metavar="NAME", required=True)
    add.add_argument("--name", required=True, help="what the program is")
    add.add_argument(
        "--days",
        type=int,
        default=DEFAULT_DAYS,
        help="for how long it works (default: %(default)s)",
    )
    add.add_argument(
        "--write",
        action="store_true",
        help="also let it bring in dossiers by office and month",
    )
    add.set_defaults(run=run_add)
    listing = actions.add_parser(
        "list",
        help="list tokens, never their text",
        parents=common,
        epilog="example: sipas token list --directory pilot",
    )
    listing.set_defaults(run=run_list)
    revoke = actions.add_parser(
        "revoke",
        help="make a token useless",
        parents=common,
        epilog="example: sipas token revoke 3 --directory pilot",
    )
    revoke.add_argument("number", type=int)
    revoke.set_defaults(run=run_revoke)


def run_add(arguments: argparse.Namespace) -> int:
    """Give a token. Raises CommandError."""
    from survey.access.api_tokens import (
        LONGEST_DAYS,
        RoleHasNoApi,
        RoleMayNotWrite,
        give_token,
    )
    from survey.store import reviewers
    from survey.store.tables.exports import LONGEST_TOKEN_NAME

    _ = translator(arguments.lang).gettext
    name = " ".join(arguments.name.split())
    if not (name.isprintable() and 1 <= len(name) <= LONGEST_TOKEN_NAME):
        message = _("--name phải có từ 1 đến %(most)s ký tự")
        raise CommandError(message % {"most": LONGEST_TOKEN_NAME})
    if not 1 <= arguments.days <= LONGEST_DAYS:
        message = _("--days phải từ 1 đến %(most)s")
        raise CommandError(message % {"most": LONGEST_DAYS})
    with opened(arguments) as (settings, store), store.writing() as session:
        now = settings.clock().now()
        reviewer = reviewers.reviewer_by_name(session, arguments.account)
        if reviewer is None:
            message = _("không có tài khoản %(name)s")
            raise CommandError(message % {"name": arguments.account})
        try:
            given = give_token(
                session,
                reviewer,
                name=name,
                days=arguments.days,
                now=now,
                may_write=arguments.write,
            )
        except RoleHasNoApi as error:
            message = _(
                "tài khoản %(name)s không đọc kết quả nên không cấp được mã: chỉ cấp cho "
                "cơ quan cải cách hành chính và thủ trưởng đơn vị"
            )
            raise CommandError(message % {"name": reviewer.name}) from error
        except RoleMayNotWrite as error:
            message = _(
                "tài khoản %(name)s không cấp được mã ghi số liệu: "
                "chỉ cấp cho cơ quan cải cách hành chính"
            )
            raise CommandError(message % {"name": reviewer.name}) from error
        noted_by_command_line(now)(
            session,
            "token_added",
            object=reviewer.name,
            number=given.number,
            name=name,
            days=arguments.days,
            **({"writes": True} if arguments.write else {}),
        )
    day = given.expires_at.astimezone(VIETNAM).date()
    print(
        _(
            "Mã số %(number)s của tài khoản %(name)s, dùng được đến hết ngày %(day)s. "
            "Mã chỉ hiện lần này:"
        )
        % {"number": given.number, "name": reviewer.name, "day": day}
    )
    print(given.token)
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Print number, account, name, state, last day, day of use and whether it writes, separated by tabs."""
    from survey.store import api_tokens

    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store), store.reading() as session:
        now = settings.clock().now()
        for token, reviewer in api_tokens.tokens(session):
            state = (
                _("đã thu hồi")
                if token.revoked_on is not None
                else _("hết hạn") if token.expires_at <= now else _("còn hiệu lực")
            )
            day = token.expires_at.astimezone(VIETNAM).date()
            cells = (token.id, reviewer.name, token.name, state, day)
            writes = (_("được ghi"),) if token.may_write else ()
            print("\t".join(map(str, (*cells, token.used_on or "-", *writes))))
    return 0


def run_revoke(arguments: argparse.Namespace) -> int:
    """Revoke a token. Raises CommandError."""
    from survey.store import api_tokens, reviewers

    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store), store.writing() as session:
        clock = settings.clock()
        token = api_tokens.revoke(session, arguments.number, today=clock.today())
        if token is None:
            message = _("không có mã số %(number)s còn hiệu lực")
            raise CommandError(message % {"number": arguments.number})
        reviewer = reviewers.reviewer_by_id(session, token.reviewer_id)
        noted_by_command_line(clock.now())(
            session,
            "token_revoked",
            object="" if reviewer is None else reviewer.name,
            number=arguments.number,
        )
    print(_("Đã thu hồi mã số %(number)s.") % {"number": arguments.number})
    return 0
