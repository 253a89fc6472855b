"""sipas ddci programme, round, list, figures, extend: a round from its files to its last day."""

import argparse
import json
import secrets
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session

from forms.ddci import (
    DdciProgramme,
    ProgrammeError,
    example_programme,
    load_programme,
)
from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.cli.options import directory_option, json_option, language_option
from survey.csv_tables import CODE
from survey.language import translator
from survey.store import ddci
from survey.store.ddci import NewRound, RoundClosed
from survey.store.tables import DdciRound

if TYPE_CHECKING:
    from analysis.ratings.errors import InputError

# As the tables hold them.
LONGEST_NAME, LONGEST_YEARS = 150, 100
LARGEST_SEED = 2**31 - 1
DEFAULT_TITLE = "DDCI %(year)s"


def add_parsers(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the actions about rounds."""
    common = [directory_option(), language_option()]
    programme = actions.add_parser(
        "programme",
        help="print the shipped example of a programme, or check one of yours",
        parents=[language_option()],
        epilog="example: sipas ddci programme > programme.toml",
    )
    programme.add_argument("file", type=Path, nargs="?", metavar="FILE.toml")
    programme.set_defaults(run=run_programme)
    begin = actions.add_parser(
        "round",
        help="begin a round: what is asked and weighed, of which units, until when",
        parents=common,
        epilog="example: sipas ddci round ddci-2026 --from 2026-10-01 --to 2026-11-15 "
        "--programme programme.toml --units units.csv",
    )
    _add_round(begin)
    listing = actions.add_parser(
        "list",
        help="list rounds: code, days, state, links given",
        parents=[*common, json_option()],
        epilog="example: sipas ddci list --directory pilot",
    )
    listing.set_defaults(run=run_list)
    figures = actions.add_parser(
        "figures",
        help="put in the figures of hard indicators, all at once, until the round is closed",
        parents=[round_option(), *common],
        epilog="example: sipas ddci figures --round ddci-2026 figures.csv",
    )
    figures.add_argument("file", type=Path, metavar="FILE.csv")
    figures.set_defaults(run=run_figures)
    extend = actions.add_parser(
        "extend",
        help="let links be used until another day",
        parents=[round_option(), *common],
        epilog="example: sipas ddci extend --round ddci-2026 --to 2026-11-30",
    )
    extend.add_argument("--to", type=date.fromisoformat, required=True, metavar="D")
    extend.set_defaults(run=run_extend)


def round_option() -> argparse.ArgumentParser:
    """Return `--round`."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--round", required=True, metavar="CODE")
    return parser


def _add_round(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("code", help="short name, such as ddci-2026")
    add("--title", default="", metavar="T")
    add("--year", type=int, metavar="Y", help="year of the DDCI (of --to)")
    add("--from", dest="first", type=date.fromisoformat, required=True, metavar="D")
    add("--to", dest="last", type=date.fromisoformat, required=True, metavar="D")
    add("--programme", type=Path, required=True, metavar="FILE.toml")
    add("--units", type=Path, required=True, metavar="FILE.csv", help="unit,block")
    add("--ranges", type=Path, metavar="FILE.csv", help="indicator,min,max,years")
    add(
        "--seed",
        type=int,
        metavar="N",
        help="starts the draws of the result (chosen now, before any answer)",
    )
    parser.set_defaults(run=run_round)


def run_programme(arguments: argparse.Namespace) -> int:
    """Print the example, or what is wrong with a file. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    if arguments.file is None:
        sys.stdout.write(example_programme())
        return 0
    programme = _programme(arguments, arguments.file)[1]
    print(
        _(
            "%(file)s: đúng, %(components)s chỉ số thành phần, %(soft)s chỉ tiêu mềm, %(hard)s chỉ tiêu cứng."
        )
        % {
            "file": arguments.file,
            "components": len(programme.components),
            "soft": len(programme.questions),
            "hard": len(programme.indicators) - len(programme.questions),
        }
    )
    return 0


def run_round(arguments: argparse.Namespace) -> int:
    """Begin a round. Raises CommandError naming the first mistake of its files."""
    from analysis.ddci_files import read_ranges, read_units
    from analysis.ratings.errors import InputError
    from survey.reports.ddci_rounds import scheme_of

    _ = translator(arguments.lang).gettext
    _refuse_wrong_round(arguments)
    content, programme = _programme(arguments, arguments.programme)
    scheme = scheme_of(programme)
    try:
        units = read_units(arguments.units)
        stored = read_ranges(arguments.ranges, scheme)
    except InputError as error:
        raise _refused(error, arguments) from error
    ranges = [
        (one.name, float(low), float(high), years)
        for one, low, high, years in zip(
            scheme.indicators, stored.low, stored.high, stored.years
        )
        if years
    ]
    _refuse_long(arguments, [name for unit in units for name in unit], LONGEST_NAME)
    _refuse_long(arguments, [years for *_range, years in ranges], LONGEST_YEARS)
    year = arguments.year or arguments.last.year
    seed = arguments.seed
    new = NewRound(
        code=arguments.code,
        title=arguments.title or DEFAULT_TITLE % {"year": year},
        year=year,
        first_day=arguments.first,
        last_day=arguments.last,
        programme=content,
        seed=secrets.randbelow(LARGEST_SEED) if seed is None else seed,
        units=units,
        ranges=ranges,
    )
    with opened(arguments) as (settings, store), store.writing() as session:
        if ddci.round_by_code(session, new.code) is not None:
            raise CommandError(_("đã có đợt %(code)s") % {"code": new.code})
        ddci.add_round(session, new, today=settings.clock().today())
        note = noted_by_command_line(settings.clock().now())
        note(session, "ddci_changed", object=new.code, what="begin", seed=new.seed)
    print(
        _("Đã mở đợt %(code)s từ %(first)s đến %(last)s, %(units)s đơn vị.")
        % {
            "code": new.code,
            "first": new.first_day,
            "last": new.last_day,
            "units": len(units),
        }
    )
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Print each round, separated by tabs. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store), store.reading() as session:
        today, closed = settings.clock().today(), ddci.closed_rounds(session)
        found = [
            {
                "round": one.code,
                "title": one.title,
                "first_day": one.first_day.isoformat(),
                "last_day": one.last_day.isoformat(),
                "state": _state(one, closed, today),
                "links": sum(ddci.links_given(session, one.id or 0).values()),
            }
            for one in ddci.rounds(session)
        ]
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    states = {
        "closed": _("đã chốt"),
        "early": _("chưa bắt đầu"),
        "open": _("đang mở"),
        "over": _("chờ chốt"),
    }
    for row in found:
        row["state"] = states[str(row["state"])]
        print("\t".join(str(cell) for cell in row.values()))
    return 0


def run_figures(arguments: argparse.Namespace) -> int:
    """Put in hard figures. Raises CommandError naming the first mistake."""
    from analysis.ddci_files import read_figures
    from analysis.ratings.errors import InputError
    from survey.reports.ddci_rounds import programme_of, scheme_of

    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store):
        with store.reading() as session:
            chosen = chosen_round(session, arguments)
            units = ddci.units(session, chosen.id or 0)
        scheme = scheme_of(programme_of(chosen))
        try:
            found = read_figures(arguments.file, scheme, [one.name for one in units])
        except InputError as error:
            raise _refused(error, arguments) from error
        values = {
            (unit.id or 0, indicator.name): float(value)
            for unit, row in zip(units, found)
            for indicator, value in zip(scheme.indicators, row)
            if value == value
        }
        with store.writing() as session:
            try:
                n = ddci.set_figures(session, chosen, values)
            except RoundClosed as error:
                raise already_closed(arguments) from error
            note = noted_by_command_line(settings.clock().now())
            note(session, "ddci_changed", object=chosen.code, what="figures", n=n)
    print(_("Đã ghi %(n)s số liệu của đợt %(code)s.") % {"n": n, "code": chosen.code})
    return 0


def run_extend(arguments: argparse.Namespace) -> int:
    """Move a round's last day. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store), store.writing() as session:
        chosen = chosen_round(session, arguments)
        if arguments.to < max(chosen.last_day, settings.clock().today()):
            raise CommandError(_("--to phải sau hôm nay và sau ngày cuối hiện có"))
        try:
            ddci.extend(session, chosen, to=arguments.to)
        except RoundClosed as error:
            raise already_closed(arguments) from error
        note = noted_by_command_line(settings.clock().now())
        note(
            session,
            "ddci_changed",
            object=chosen.code,
            what="extend",
            to=arguments.to.isoformat(),
        )
    print(
        _("Đợt %(code)s nhận đánh giá đến hết %(day)s.")
        % {"code": arguments.round, "day": arguments.to}
    )
    return 0


def chosen_round(session: Session, arguments: argparse.Namespace) -> DdciRound:
    """Return the round of `--round`. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    found = ddci.round_by_code(session, arguments.round)
    if found is None:
        raise CommandError(_("không có đợt %(code)s") % {"code": arguments.round})
    return found


def _programme(arguments: argparse.Namespace, file: Path) -> tuple[str, DdciProgramme]:
    """Return a programme's text and what it says. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    try:
        content = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = _("không đọc được %(file)s: cần văn bản UTF-8")
        raise CommandError(message % {"file": file}) from error
    try:
        return content, load_programme(content, source=str(file), _=_)
    except ProgrammeError as error:
        raise CommandError(str(error)) from error


def _refuse_wrong_round(arguments: argparse.Namespace) -> None:
    _ = translator(arguments.lang).gettext
    if not CODE.fullmatch(arguments.code):
        raise CommandError(
            _("mã đợt chỉ gồm chữ cái không dấu, chữ số và dấu gạch nối")
        )
    if arguments.first > arguments.last:
        raise CommandError(_("--from phải trước --to"))
    if len(arguments.title) > 200 or not arguments.title.isprintable():
        raise CommandError(_("--title cần một dòng không quá 200 ký tự"))
    if arguments.year is not None and not 2000 <= arguments.year <= 2200:
        raise CommandError(_("--year cần số từ 2000 đến 2200"))
    if arguments.seed is not None and not 0 <= arguments.seed <= LARGEST_SEED:
        raise CommandError(_("--seed cần số từ 0 đến %(n)s") % {"n": LARGEST_SEED})


def _refuse_long(
    arguments: argparse.Namespace, texts: Sequence[str], longest: int
) -> None:
    _ = translator(arguments.lang).gettext
    for text in texts:
        if len(text) > longest:
            message = _("“%(text)s…” dài quá %(n)s ký tự")
            raise CommandError(message % {"text": text[:40], "n": longest})


def _refused(error: "InputError", arguments: argparse.Namespace) -> CommandError:
    from survey.imports.file_words import input_error_text

    return CommandError(input_error_text(error, language=arguments.lang))


def already_closed(arguments: argparse.Namespace) -> CommandError:
    _ = translator(arguments.lang).gettext
    return CommandError(_("đợt %(code)s đã chốt") % {"code": arguments.round})


def _state(chosen: DdciRound, closed: frozenset[int], today: date) -> str:
    if chosen.id in closed:
        return "closed"
    if today < chosen.first_day:
        return "early"
    return "open" if today <= chosen.last_day else "over"
