"""sipas kiosk: tablets that take answers at a counter."""

import argparse

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.options import directory_option, language_option
from survey.language import translator
from survey.store import audit, kiosks, places

EPILOG = """\
examples:
  sipas kiosk add --directory pilot --counter X01-1
  sipas kiosk list --directory pilot
  sipas kiosk revoke 3 --directory pilot

`add` prints a code that makes one tablet a kiosk, once and within 24 hours, and the address to open on it.
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas kiosk`."""
    parser = commands.add_parser(
        "kiosk",
        help="add, list and revoke tablets at counters",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    common = [directory_option(), language_option()]
    add = actions.add_parser(
        "add",
        help="add a kiosk and print the code that enrols it",
        parents=common,
        epilog="example: sipas kiosk add --directory pilot --counter X01-1",
    )
    add.add_argument("--counter", metavar="CODE", required=True)
    add.set_defaults(run=run_add)
    listing = actions.add_parser(
        "list",
        help="list kiosks with their last contact, forms left and answers waiting",
        parents=common,
        epilog="example: sipas kiosk list --directory pilot",
    )
    listing.set_defaults(run=run_list)
    revoke = actions.add_parser(
        "revoke",
        help="take a kiosk's credential away",
        parents=common,
        epilog="example: sipas kiosk revoke 3 --directory pilot",
    )
    revoke.add_argument("number", type=int)
    revoke.set_defaults(run=run_revoke)


def run_add(arguments: argparse.Namespace) -> int:
    """Add a kiosk. Raises CommandError."""
    from survey.access.kiosks import NoPrintedCode, add_kiosk, kiosk_address

    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store), store.writing() as session:
        clock = settings.clock()
        counters = {
            counter.code: (office, counter)
            for office, counter in places.open_counters(session, clock.today())
        }
        if arguments.counter not in counters:
            raise CommandError(
                _("không có quầy %(code)s đang mở") % {"code": arguments.counter}
            )
        office, counter = counters[arguments.counter]
        assert counter.id is not None
        try:
            added = add_kiosk(session, counter.id, settings=settings, now=clock.now())
        except NoPrintedCode as error:
            message = _("quầy %(code)s chưa có mã: hãy chạy sipas posters trước")
            raise CommandError(message % {"code": counter.code}) from error
        audit.note(
            session,
            at=clock.now(),
            actor=audit.COMMAND_LINE,
            action="kiosk_added",
            object=counter.code,
            details={"number": added.kiosk_id},
        )
    place = {"number": added.kiosk_id, "counter": counter.code, "office": office.name}
    print(_("Đã thêm máy số %(number)s ở quầy %(counter)s, %(office)s.") % place)
    print(
        _("Mã đăng ký, dùng một lần trong 24 giờ: %(code)s")
        % {"code": added.spaced_code}
    )
    address = kiosk_address(settings)
    print(_("Trên máy tính bảng, mở %(address)s rồi nhập mã.") % {"address": address})
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Print each kiosk with office, counter, state, day of contact, forms and answers, separated by tabs."""
    with opened(arguments) as (settings, store), store.reading() as session:
        now = settings.clock().now()
        for placed in kiosks.kiosks(session):
            kiosk = placed.kiosk
            columns = (
                kiosk.id,
                placed.office.code,
                placed.counter.code,
                _state(placed.state(now), arguments.lang),
                kiosk.seen_on or "-",
                kiosk.forms_left,
                kiosk.answers_waiting,
            )
            print("\t".join(str(column) for column in columns))
    return 0


def run_revoke(arguments: argparse.Namespace) -> int:
    """Revoke a kiosk. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    number = {"number": arguments.number}
    with opened(arguments) as (settings, store), store.writing() as session:
        today = settings.clock().today()
        if kiosks.revoke(session, arguments.number, today=today) is None:
            raise CommandError(_("không có máy số %(number)s") % number)
        audit.note(
            session,
            at=settings.clock().now(),
            actor=audit.COMMAND_LINE,
            action="kiosk_revoked",
            details=number,
        )
    print(_("Đã thu hồi máy số %(number)s.") % number)
    return 0


def _state(state: str, language: str) -> str:
    _ = translator(language).gettext
    return {
        kiosks.REVOKED: _("đã thu hồi"),
        kiosks.ENROLLED: _("đang dùng"),
        kiosks.AWAITED: _("chờ đăng ký"),
        kiosks.EXPIRED: _("mã đăng ký đã quá hạn"),
    }[state]
