"""sipas account, continued: links to a password, another role, sign-out, lost phones, a new secret."""

import argparse
from datetime import datetime

from sqlmodel import Session

from survey.access import administration
from survey.access.administration import NO_PASSWORD, Note
from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.language import translator
from survey.settings import ROLES, Settings
from survey.store import places, reviewers, second_factors
from survey.store.reviewers import LastAdministrator, ReviewerExists
from survey.store.tables import Reviewer
from survey.store.tables.people import OWN_OFFICE_ROLES


def add_parsers(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: list[argparse.ArgumentParser],
) -> None:
    """Add the actions of this module to `sipas account`."""
    invite = _add(actions, common, "invite", "print a link that chooses the password")
    _add_role(invite, is_required=False)
    invite.set_defaults(run=run_invite)
    _add(actions, common, "reset", "print a link to a new password (24 hours)")
    actions.choices["reset"].set_defaults(run=run_reset)
    role = _add(actions, common, "role", "give an account another role")
    _add_role(role, is_required=True)
    role.set_defaults(run=run_role)
    for name, text, run in (
        ("enable", "open a closed account again", run_enable),
        ("sign-out", "sign an account out everywhere", run_sign_out),
        ("forget-phone", "remove the second factor of a lost phone", run_forget_phone),
    ):
        _add(actions, common, name, text).set_defaults(run=run)
    renew = actions.add_parser(
        "renew-keys",
        help="encrypt second factors anew after SIPAS_SECRET_KEY was changed",
        parents=common,
        epilog="example: sipas account renew-keys --directory pilot",
    )
    renew.set_defaults(run=run_renew_keys)


def run_invite(arguments: argparse.Namespace) -> int:
    """Print an invitation, for a new account or one that never used its own. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store), store.writing() as session:
        now = settings.clock().now()
        note = noted_by_command_line(now)
        known = reviewers.reviewer_by_name(session, arguments.name)
        if known is not None and (
            known.password_hash != NO_PASSWORD or not known.is_active
        ):
            message = _("đã có tài khoản %(name)s")
            raise CommandError(message % {"name": known.name})
        if known is not None:
            address = administration.invite_again(
                session, settings, known, now=now, note=note
            )
        else:
            address = _invite(arguments, session, settings, now=now, note=note)
    print(
        _("Đường dẫn mời (dùng một lần, trong 7 ngày): %(address)s")
        % {"address": address}
    )
    return 0


def run_reset(arguments: argparse.Namespace) -> int:
    """Print a link to a new password. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store), store.writing() as session:
        reviewer = _known(arguments, session)
        if not reviewer.is_active:
            message = _("tài khoản %(name)s đang bị khóa")
            raise CommandError(message % {"name": reviewer.name})
        now = settings.clock().now()
        address = administration.reset(
            session, settings, reviewer, now=now, note=noted_by_command_line(now)
        )
    message = _("Đường dẫn đặt lại mật khẩu (dùng một lần, trong 24 giờ): %(address)s")
    print(message % {"address": address})
    return 0


def run_role(arguments: argparse.Namespace) -> int:
    """Give an account another role. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store), store.writing() as session:
        reviewer = _known(arguments, session)
        office_id = _office_id(arguments, session)
        try:
            administration.change_role(
                session,
                reviewer,
                role=arguments.role,
                office_id=office_id,
                note=noted_by_command_line(settings.clock().now()),
            )
        except LastAdministrator as error:
            raise last_administrator(arguments) from error
    print(_("Đã đổi vai trò của %(name)s.") % {"name": reviewer.name})
    return 0


def run_enable(arguments: argparse.Namespace) -> int:
    """Open a closed account again. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store), store.writing() as session:
        reviewer = _known(arguments, session)
        note = noted_by_command_line(settings.clock().now())
        administration.reopen(session, reviewer, note=note)
    print(_("Đã mở lại tài khoản %(name)s.") % {"name": reviewer.name})
    return 0


def run_sign_out(arguments: argparse.Namespace) -> int:
    """Sign an account out everywhere. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store), store.writing() as session:
        reviewer = _known(arguments, session)
        note = noted_by_command_line(settings.clock().now())
        administration.sign_out(session, reviewer, note=note)
    print(_("Đã đăng xuất %(name)s ở mọi nơi.") % {"name": reviewer.name})
    return 0


def run_forget_phone(arguments: argparse.Namespace) -> int:
    """Remove a second factor. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store), store.writing() as session:
        reviewer = _known(arguments, session)
        note = noted_by_command_line(settings.clock().now())
        if not administration.remove_second_factor(session, reviewer, note=note):
            message = _("%(name)s không dùng xác thực hai bước")
            raise CommandError(message % {"name": reviewer.name})
    print(_("Đã gỡ xác thực hai bước của %(name)s.") % {"name": reviewer.name})
    return 0


def run_renew_keys(arguments: argparse.Namespace) -> int:
    """Encrypt every second factor with the present key; say whose cannot be read any more."""
    # The cipher takes longer to import than most commands run.
    from survey.access import second_factor

    _ = translator(arguments.lang).gettext
    n, lost = 0, []
    with opened(arguments) as (settings, store), store.writing() as session:
        for factor in second_factors.all_second_factors(session):
            owner = factor.reviewer_id
            secret = second_factor.decrypted(settings, factor.secret, reviewer_id=owner)
            if secret is None:
                lost.append(reviewers.reviewer_by_id(session, owner))
                continue
            factor.secret = second_factor.encrypted(settings, secret, reviewer_id=owner)
            n += 1
    print(_("Đã mã hóa lại %(n)s tài khoản.") % {"n": n})
    names = ", ".join(reviewer.name for reviewer in lost if reviewer is not None)
    if names:
        message = _(
            "không đọc được bước thứ hai của %(names)s: còn khóa cũ thì thêm vào "
            "SIPAS_PREVIOUS_SECRET_KEYS, không thì dùng “sipas account forget-phone”"
        )
        raise CommandError(message % {"names": names})
    return 0


def last_administrator(arguments: argparse.Namespace) -> CommandError:
    """Return what is said where nobody would be left to keep accounts."""
    _ = translator(arguments.lang).gettext
    message = _("%(name)s là quản trị viên duy nhất: hãy thêm người khác trước")
    return CommandError(message % {"name": reviewers.reviewer_name(arguments.name)})


def _add(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    common: list[argparse.ArgumentParser],
    name: str,
    text: str,
) -> argparse.ArgumentParser:
    example = " --role auditor" if name in ("invite", "role") else ""
    parser = actions.add_parser(
        name,
        help=text,
        parents=common,
        epilog=f"example: sipas account {name} minh --directory pilot{example}",
    )
    parser.add_argument("name")
    return parser


def _add_role(parser: argparse.ArgumentParser, *, is_required: bool) -> None:
    parser.add_argument("--role", choices=ROLES, required=is_required)
    parser.add_argument(
        "--office", metavar="CODE", help="the office of a unit_head or counter_staff"
    )


def _invite(
    arguments: argparse.Namespace,
    session: Session,
    settings: Settings,
    *,
    now: datetime,
    note: Note,
) -> str:
    _ = translator(arguments.lang).gettext
    if arguments.role is None:
        raise CommandError(_("tài khoản mới cần --role"))
    try:
        _added, address = administration.invite(
            session,
            settings,
            arguments.name,
            role=arguments.role,
            office_id=_office_id(arguments, session),
            now=now,
            note=note,
        )
    except ReviewerExists as error:
        message = _("đã có tài khoản %(name)s")
        raise CommandError(message % {"name": error}) from error
    return address


def _office_id(arguments: argparse.Namespace, session: Session) -> int | None:
    _ = translator(arguments.lang).gettext
    if (arguments.role in OWN_OFFICE_ROLES) != (arguments.office is not None):
        raise CommandError(
            _(
                "--office đi với --role unit_head hoặc counter_staff, và chỉ với hai vai trò đó"
            )
        )
    if arguments.office is None:
        return None
    office = places.office_by_code(session, arguments.office)
    if office is None:
        raise CommandError(_("không có đơn vị %(code)s") % {"code": arguments.office})
    return office.id


def _known(arguments: argparse.Namespace, session: Session) -> Reviewer:
    reviewer = reviewers.reviewer_by_name(session, arguments.name)
    if reviewer is None:
        _ = translator(arguments.lang).gettext
        raise CommandError(_("không có tài khoản %(name)s") % {"name": arguments.name})
    return reviewer
