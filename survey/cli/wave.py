"""sipas wave: open, close and list survey rounds."""

import argparse
from datetime import date

from forms.questionnaire import Questionnaire, block_count
from forms.questionnaire.drawing import LARGEST_SIZE, MOST_BLOCKS
from survey.cli import wave_combine, wave_course, wave_instrument, wave_target
from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.options import directory_option, language_option
from survey.cli.questionnaire_choice import chosen_questionnaire, warn_of_draft
from survey.language import translator
from survey.reports.course import CourseWording
from survey.store import waves

EPILOG = """\
examples:
  sipas wave open 2026-1 --directory pilot --questionnaire quick --from 2026-12-01 --to 2026-12-31
  sipas wave open thuong-xuyen --directory pilot --questionnaire quick --continuous quarter
  sipas wave open 2026-2 --directory pilot --questionnaire sipas-2017 --block 2 --from 2027-03-01 --to 2027-03-31
  sipas wave add-instrument 2026-1 --directory pilot --audience residents --questionnaire sipas-2023
  sipas wave target 2026-1 --directory pilot --propose
  sipas wave pause 2026-1 --directory pilot --until 2026-12-05 --reason "Sửa trụ sở"
  sipas wave extend 2026-1 --directory pilot --to 2027-01-15 --reason "Bão, chưa đủ phiếu"
  sipas wave close 2026-1 --directory pilot --reason "Đã đủ phiếu"
"""
LONGEST_CODE = 40


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas wave`."""
    parser = commands.add_parser(
        "wave",
        help="open, pause, extend, close and list survey rounds",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    common = [directory_option(), language_option()]
    _add_open(
        actions.add_parser(
            "open",
            help="open a campaign, or a wave that goes on by quarters",
            parents=common,
            epilog="example: sipas wave open 2026-1 --questionnaire quick --from 2026-12-01 --to 2026-12-31",
        )
    )
    wave_instrument.add_actions(actions, common)
    wave_combine.add_actions(actions, common)
    wave_target.add_actions(actions, common)
    wave_course.add_actions(actions, common)
    listing = actions.add_parser(
        "list",
        help="list all waves with their dates",
        parents=common,
        epilog="example: sipas wave list --directory pilot",
    )
    listing.set_defaults(run=run_list)


def _add_open(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", help="short name, such as 2026-1")
    parser.add_argument(
        "--questionnaire",
        required=True,
        metavar="NAME|FILE",
        help="a shipped questionnaire or a file (TOML)",
    )
    parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="D")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="D")
    parser.add_argument("--continuous", choices=("quarter",))
    parser.add_argument("--title", default="", metavar="T")
    parser.add_argument(
        "--full", action="store_true", help="ask all questions, not the core only"
    )
    parser.add_argument(
        "--block",
        type=int,
        choices=range(LARGEST_SIZE + 1),
        default=0,
        help="further questions drawn at random for each form, beside the core",
    )
    parser.set_defaults(run=run_open)


def run_open(arguments: argparse.Namespace) -> int:
    """Open a wave. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    content, questionnaire = checked(arguments)
    with opened(arguments) as (settings, store), store.writing() as session:
        version = waves.keep_questionnaire(
            session,
            digest=questionnaire.digest,
            code=questionnaire.code,
            version=questionnaire.version,
            content=content,
        )
        title = arguments.title or questionnaire.title
        try:
            if arguments.continuous:
                wave = waves.add_continuous(
                    session,
                    arguments.code,
                    title=title,
                    opens_on=arguments.first or settings.clock().today(),
                    questionnaire=version,
                    full=arguments.full,
                    block=arguments.block,
                )
            else:
                wave = waves.add_campaign(
                    session,
                    arguments.code,
                    title=title,
                    opens_on=arguments.first,
                    closes_on=arguments.last,
                    questionnaire=version,
                    full=arguments.full,
                    block=arguments.block,
                )
        except waves.WaveExists as error:
            message = _("đã có đợt %(code)s")
            raise CommandError(message % {"code": arguments.code}) from error
    print(
        _(
            "Đã mở đợt %(code)s từ %(first)s đến %(last)s với mẫu phiếu %(questionnaire)s."
        )
        % {
            "code": wave.code,
            "first": wave.opens_on,
            "last": wave.closes_on,
            "questionnaire": questionnaire.code,
        }
    )
    warn_of_draft(questionnaire, arguments.lang)
    return 0


def checked(arguments: argparse.Namespace) -> tuple[str, Questionnaire]:
    """Return the questionnaire that a wave is to be opened with, and its file's text. Raises CommandError."""
    _check_dates(arguments)
    content, questionnaire = chosen_questionnaire(arguments)
    _check_block(arguments, questionnaire)
    return content, questionnaire


def _check_block(arguments: argparse.Namespace, questionnaire: Questionnaire) -> None:
    _ = translator(arguments.lang).gettext
    if not arguments.block:
        return
    if arguments.full:
        raise CommandError(_("--full đã hỏi mọi câu, không dùng cùng --block"))
    count = block_count(questionnaire, size=arguments.block)
    if not 1 <= count <= MOST_BLOCKS:
        message = _(
            "mẫu phiếu có %(rest)d câu ngoài phần cốt lõi, không rút được %(size)d"
        )
        rest = len(questionnaire.rest_positions)
        raise CommandError(message % {"rest": rest, "size": arguments.block})


def run_list(arguments: argparse.Namespace) -> int:
    """Print each wave: code, kind, first and last day, state, title, separated by tabs."""
    words = CourseWording(arguments.lang)
    with opened(arguments) as (settings, store), store.reading() as session:
        today = settings.clock().today()
        for wave in waves.waves(session, today):
            columns = (
                wave.code,
                words.kind(wave),
                str(wave.opens_on),
                str(wave.last_day),
                words.state(wave, today),
                wave.title,
            )
            print("\t".join(columns))
    return 0


def _check_dates(arguments: argparse.Namespace) -> None:
    _ = translator(arguments.lang).gettext
    has_both = arguments.first is not None and arguments.last is not None
    if arguments.continuous and arguments.last is not None:
        raise CommandError(_("--continuous không có --to: đợt nối tiếp theo quý"))
    if not arguments.continuous and not has_both:
        raise CommandError(_("cần cả --from và --to, hoặc --continuous quarter"))
    if has_both and arguments.first > arguments.last:
        raise CommandError(_("--from phải trước --to"))
    if not 1 <= len(arguments.code) <= LONGEST_CODE or not _is_plain(arguments.code):
        raise CommandError(
            _("mã đợt chỉ gồm chữ cái không dấu, chữ số và dấu gạch nối")
        )


def _is_plain(code: str) -> bool:
    return code.isascii() and code.replace("-", "").isalnum()
