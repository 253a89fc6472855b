"""sipas posters: print the posters of counters as one PDF."""

import argparse
from collections.abc import Callable
from datetime import date
from gettext import gettext as said
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session

from forms.whole_numbers import whole_number
from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.options import directory_option, language_option
from survey.cli.output import write
from survey.cli.progress import Progress
from survey.language import languages, translator
from survey.settings import Settings
from survey.store import audit, places, posters
from survey.store.engine import Store
from survey.store.instruments import ADDED
from survey.store.posters import PrintedCounter
from survey.store.tables.places import AT_COUNTER, ONLINE

if TYPE_CHECKING:
    from survey.reports.posters import Wanted

EPILOG = """\
examples:
  sipas posters --directory pilot
  sipas posters --directory pilot --office X01 --size card --out x01.pdf
  sipas posters --directory pilot --variant returned --wifi UBND --wifi-password khach2026
  sipas posters --directory pilot --counter X01-2 --new-batch
  sipas posters --directory pilot --variant staff --out quay.pdf

A counter without a poster in use gets a new code first; the others keep theirs. Each line printed
names office, counter, code and the address to write to an NFC tag.
--new-batch gives new codes to all of them; the old ones go on working for the days of grace.
`returned` carries the same code with words for people whose papers were refused; `online` the
office's code for online filers; `staff` is a card for those who work at counters, without a code.
`residents`, `organisations` and `firms` ask these about the office, where a wave asks them (sipas wave
add-instrument); one is printed for each office.
"""
# The same names as in survey.reports, which takes a second to import.
SIZES = ("a4", "a3", "a5", "card")
VARIANTS = ("counter", "returned", "online", *ADDED, "staff")
LONGEST_GRACE = 365


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas posters`."""
    parser = commands.add_parser(
        "posters",
        help="print the posters of counters as one PDF",
        parents=[directory_option(), language_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--office", metavar="CODE", help="one office's counters only")
    parser.add_argument("--counter", metavar="CODE", help="one counter only")
    parser.add_argument(
        "--size",
        choices=SIZES,
        default=SIZES[0],
        help="card: A6 for the desk, four to a sheet (default: %(default)s)",
    )
    parser.add_argument(
        "--variant",
        choices=VARIANTS,
        default=VARIANTS[0],
        help="for whom it is (default: %(default)s)",
    )
    parser.add_argument(
        "--languages",
        type=_languages,
        default=(),
        metavar="vi,en",
        help="languages that the poster names (default: all that are offered)",
    )
    parser.add_argument("--wifi", default="", metavar="NAME", help="name of free Wi-Fi")
    parser.add_argument("--wifi-password", default="", metavar="TEXT")
    parser.add_argument(
        "--nfc", action="store_true", help="say that there is a tag under the code"
    )
    parser.add_argument(
        "--new-batch", action="store_true", help="replace the codes in use"
    )
    parser.add_argument(
        "--grace-days",
        type=_days,
        default=posters.GRACE_DAYS,
        metavar="N",
        help="how long the old codes still work (default: %(default)s)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("posters.pdf"),
        metavar="FILE.pdf",
        help="file to write (default: %(default)s)",
    )
    parser.set_defaults(run=run_posters)


def run_posters(arguments: argparse.Namespace) -> int:
    """Give codes where they are missing and write the PDF. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    audience = arguments.variant if arguments.variant in ADDED else ""
    with opened(arguments) as (settings, store):
        refuse_incomplete(settings, _)
        if arguments.variant == "staff":
            return _staff_card(arguments, settings)
        new, printed = _given(arguments, settings, store)
        pdf = _pdf(arguments, settings, printed)
    # Loaded by now: the typesetter takes a second.
    from survey.reports.posters import form_address

    write(arguments.out, pdf, _)
    summary = _("Đã ghi %(n)s bảng vào %(file)s, trong đó %(new)s mã mới.")
    print(summary % {"n": len(printed), "file": arguments.out, "new": new})
    if arguments.new_batch:
        print(
            _("Mã cũ còn dùng được %(n)s ngày nữa, trong lúc thay bảng.")
            % {"n": arguments.grace_days}
        )
    for poster in printed:
        address = form_address(settings.base_url, poster.code, audience=audience)
        print(
            "\t".join((poster.office.code, poster.counter.code, poster.code, address))
        )
    return 0


def refuse_incomplete(settings: Settings, _: Callable[[str], str]) -> None:
    """Raise CommandError where a poster would not say what those can do who cannot scan.

    Checked before any code is given: a code that no sheet carries helps nobody.
    """
    if not settings.hotline:
        raise CommandError(
            _(
                "bảng cần số điện thoại cho người không quét được: "
                "thêm dòng SIPAS_HOTLINE=... vào settings.env"
            )
        )
    if not settings.without_phone:
        raise CommandError(
            _(
                "bảng cần một cách đánh giá không dùng điện thoại: thêm dòng "
                "SIPAS_WITHOUT_PHONE=paper (phiếu giấy), kiosk (máy tính bảng) "
                "hoặc paper,kiosk vào settings.env"
            )
        )


def _given(
    arguments: argparse.Namespace, settings: Settings, store: Store
) -> tuple[int, tuple[PrintedCounter, ...]]:
    """Give the codes that are asked for; return how many are new, and what is to be printed."""
    _ = translator(arguments.lang).gettext
    office_code, counter_code = arguments.office or "", arguments.counter or ""
    kind = ONLINE if arguments.variant == "online" else AT_COUNTER
    today = settings.clock().today()
    with store.writing() as session:
        if office_code and places.office_by_code(session, office_code) is None:
            raise CommandError(_("không có đơn vị %(code)s") % {"code": office_code})
        new = _give(session, arguments, kind=kind, today=today)
        printed = tuple(
            poster
            for poster in posters.current_posters(
                session, today, office_code=office_code, kind=kind
            )
            if counter_code in ("", poster.counter.code)
        )
        if not printed and counter_code:
            raise CommandError(_("không có quầy %(code)s") % {"code": counter_code})
        if not printed:
            raise CommandError(
                _("chưa có quầy nào: hãy chạy sipas import counters trước")
            )
        if new:
            audit.note(
                session,
                at=settings.clock().now(),
                actor=audit.COMMAND_LINE,
                action="posters_given",
                object=counter_code or office_code,
                details={"kind": kind, "n": new, "replaced": arguments.new_batch},
            )
    if arguments.variant in ADDED and not counter_code:
        from survey.reports.posters import one_of_each_office

        printed = one_of_each_office(printed)
    return new, printed


def _give(
    session: Session, arguments: argparse.Namespace, *, kind: str, today: date
) -> int:
    office_code = arguments.office or ""
    if kind == ONLINE:
        return posters.give_links(session, today, office_code=office_code)
    if not arguments.new_batch:
        return posters.give_posters(session, today, office_code=office_code)
    return posters.begin_batch(
        session,
        today,
        office_code=office_code,
        counter_code=arguments.counter or "",
        grace_days=arguments.grace_days,
    )


def _pdf(
    arguments: argparse.Namespace,
    settings: Settings,
    printed: tuple[PrintedCounter, ...],
) -> bytes:
    """Return the posters, telling how far they are. Raises CommandError."""
    from survey.reports.posters import Sheet, posters_pdf
    from survey.reports.typesetting import TypesettingError

    _ = translator(arguments.lang).gettext
    progress = Progress(_("Bảng"))
    try:
        return posters_pdf(
            Sheet.of(settings),
            printed,
            wanted=_wanted(arguments),
            tell=lambda done: progress.show(f"{done}/{len(printed)}"),
        )
    except TypesettingError as error:
        message = _("không in được bảng: %(reason)s")
        raise CommandError(message % {"reason": error}) from error
    finally:
        progress.end()


def _wanted(arguments: argparse.Namespace) -> "Wanted":
    from survey.reports.posters import Wanted

    return Wanted(
        size=arguments.size,
        variant=arguments.variant,
        languages=arguments.languages,
        wifi=arguments.wifi,
        wifi_password=arguments.wifi_password,
        has_tag=arguments.nfc,
    )


def _staff_card(arguments: argparse.Namespace, settings: Settings) -> int:
    from survey.reports.posters import Sheet, staff_card_pdf

    _ = translator(arguments.lang).gettext
    write(arguments.out, staff_card_pdf(Sheet.of(settings)), _)
    print(
        _("Đã ghi thẻ cho công chức tại quầy vào %(file)s.") % {"file": arguments.out}
    )
    return 0


def _languages(text: str) -> tuple[str, ...]:
    """Read codes of languages that are offered, separated by commas."""
    codes = tuple(code.strip() for code in text.split(","))
    unknown = [code for code in codes if code not in languages()]
    if unknown:
        raise argparse.ArgumentTypeError(
            said("%(value)s: expected some of %(expected)s")
            % {"value": ", ".join(unknown), "expected": ", ".join(languages())}
        )
    return codes


def _days(text: str) -> int:
    """Read a number of days."""
    days = whole_number(text, digits=3)
    if days is None or days > LONGEST_GRACE:
        raise argparse.ArgumentTypeError(
            said("%(value)s: expected days, 0 to %(most)s")
            % {"value": text, "most": LONGEST_GRACE}
        )
    return days
