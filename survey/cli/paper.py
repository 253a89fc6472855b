"""sipas paper: print forms with their serials, and list what was typed in."""

import argparse
from datetime import date
from pathlib import Path

from sqlmodel import Session

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.options import directory_option, language_option
from survey.cli.output import write
from survey.language import languages, translator
from survey.store import batches, paper, places, waves
from survey.store.tables import PaperRun
from survey.store.tables.paper import MOST_COPIES, PAPER, TELEPHONE
from survey.store.waves import OpenInstrument

EPILOG = """\
examples:
  sipas paper form --directory pilot --wave 2026-1 --office X01 --copies 50
  sipas paper form --directory pilot --wave 2026-1 --copies 10 --large --out large.pdf
  sipas paper batches --directory pilot

Each form has a number of its own: print more instead of photocopying.
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas paper`."""
    parser = commands.add_parser(
        "paper",
        help="print paper forms and list what was typed in",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    common = [directory_option(), language_option()]
    form = actions.add_parser(
        "form",
        help="print forms as one PDF",
        parents=common,
        epilog="example: sipas paper form --wave 2026-1 --office X01 --copies 50",
    )
    form.add_argument("--wave", required=True, metavar="CODE")
    form.add_argument("--office", metavar="CODE", help="the office named on the form")
    form.add_argument(
        "--form-language", default="vi", choices=languages(), help="default: vi"
    )
    form.add_argument("--copies", type=int, default=1, metavar="N")
    form.add_argument("--large", action="store_true", help="large print")
    form.add_argument(
        "--out",
        type=Path,
        default=Path("forms.pdf"),
        metavar="FILE.pdf",
        help="file to write (default: %(default)s)",
    )
    form.set_defaults(run=run_form)
    listing = actions.add_parser(
        "batches",
        help="list batches: class, number, office, counter, wave, state, answers",
        parents=common,
        epilog="example: sipas paper batches --directory pilot",
    )
    listing.set_defaults(run=run_batches)


def run_form(arguments: argparse.Namespace) -> int:
    """Reserve serials and write the PDF. Raises CommandError."""
    from survey.reports.paper_form import paper_form_pdf
    from survey.reports.paper_runs import printed_form, serials_of
    from survey.reports.typesetting import TypesettingError

    _ = translator(arguments.lang).gettext
    if not 1 <= arguments.copies <= MOST_COPIES:
        message = _("--copies cần số từ 1 đến %(n)s")
        raise CommandError(message % {"n": MOST_COPIES})
    with opened(arguments) as (settings, store):
        # Setting the pages takes seconds, during which citizens must not wait for the write lock.
        with store.writing() as session:
            run = _add_run(session, arguments, today=settings.clock().today())
            form, serials = printed_form(session, run), serials_of(run)
        try:
            pdf = paper_form_pdf(settings, form, serials)
        except TypesettingError as error:
            message = _("không in được phiếu: %(reason)s")
            raise CommandError(message % {"reason": error}) from error
        write(arguments.out, pdf, _)
    summary = _("Đã ghi %(n)s phiếu vào %(file)s, số %(first)s đến %(last)s.")
    print(
        summary
        % {
            "n": len(serials),
            "file": arguments.out,
            "first": serials[0],
            "last": serials[-1],
        }
    )
    return 0


def run_batches(arguments: argparse.Namespace) -> int:
    """Print each batch of papers, then each day of calls, separated by tabs."""
    with opened(arguments) as (_settings, store), store.reading() as session:
        waiting = batches.entered_by_batch(session)
        for channel in (PAPER, TELEPHONE):
            for one in batches.batches(session, channel=channel):
                batch = one.batch
                answers = batch.stored + waiting.get(batch.id or 0, 0)
                columns = (
                    batch.channel,
                    batch.id,
                    one.office.code,
                    one.counter.code,
                    one.wave.code,
                    batch.state,
                    answers,
                )
                print("\t".join(map(str, columns)))
    return 0


def _add_run(
    session: Session, arguments: argparse.Namespace, *, today: date
) -> PaperRun:
    _ = translator(arguments.lang).gettext
    office = None
    if arguments.office:
        office = places.office_by_code(session, arguments.office)
        if office is None:
            message = _("không có đơn vị %(code)s")
            raise CommandError(message % {"code": arguments.office})
    return paper.add_run(
        session,
        instrument_id=_instrument(session, arguments).instrument_id,
        office_id=None if office is None else office.id,
        language=arguments.form_language,
        is_large=arguments.large,
        copies=arguments.copies,
        today=today,
    )


def _instrument(session: Session, arguments: argparse.Namespace) -> OpenInstrument:
    from survey.wording import wordings

    _ = translator(arguments.lang).gettext
    wave = waves.wave_by_code(session, arguments.wave)
    if wave is None or wave.id is None:
        message = _("không có đợt %(code)s")
        raise CommandError(message % {"code": arguments.wave})
    found = waves.instrument_of_wave(session, wave.id)
    if arguments.form_language not in wordings(found.digest, found.content):
        message = _("phiếu của đợt %(code)s không có bản %(language)s")
        raise CommandError(
            message % {"code": arguments.wave, "language": arguments.form_language}
        )
    return found
