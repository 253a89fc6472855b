"""Draws independent checks, writes callers' lists, and prints state and result."""

import argparse
import json

from sqlmodel import Session

from analysis.ratings.errors import InputError
from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.cli.output import write
from survey.csv_tables import TableError, Translate
from survey.imports import recheck_drawing
from survey.imports.file_words import input_error_text
from survey.imports.recheck_drawing import DrawOrder
from survey.imports.recheck_list import PeopleList, read_people
from survey.language import translator
from survey.reports import rechecks as reported
from survey.reports.recheck_draw import USUAL_SHARE, OtherList, callers_file
from survey.reports.recheck_files import as_json, status_as_json
from survey.reports.recheck_wording import RecheckWording
from survey.reports.sampling import LARGEST_SEED
from survey.reports.wave_result import wave_result
from survey.store import places, rechecks, waves
from survey.store.rechecks import KeptDraw, RecheckBegun
from survey.store.tables import Wave
from survey.store.tables.rechecks import LARGEST_DRAW
from survey.store.waves import OpenInstrument


def run_draw(arguments: argparse.Namespace) -> int:
    """Draw from a list, keep how, and write whom to call. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    order = _order(arguments, _)
    try:
        with opened(arguments) as (settings, store), store.writing() as session:
            wave = _wave(session, arguments, _)
            today = settings.clock().today()
            if order.last_day is not None and order.last_day < today:
                raise CommandError(_("--last-day đã qua"))
            listed = _listed(session, arguments, _)
            done = recheck_drawing.draw_people(
                session, wave, listed, order, today=today, language=arguments.lang
            )
            people = recheck_drawing.people_of_draw(session, done.draw, listed)
            # Before the commit: without its list a draw is of no use.
            write(arguments.out, callers_file(wave.code, people).text.encode(), _)
            note = noted_by_command_line(settings.clock().now())
            note(
                session,
                "change",
                object=f"recheck {wave.code}",
                seed=done.draw.head.seed,
                n=len(people),
            )
    except RecheckBegun as error:
        message = _("đã có người được gọi ở đợt %(code)s, nên không chọn lại mẫu")
        raise CommandError(message % {"code": arguments.wave}) from error
    say = RecheckWording(arguments.lang)
    print(say.rule(done.draw.head))
    print(say.seed(done.draw.head))
    if done.unreached:
        message = _("Không đủ người để đạt sai số: %(codes)s")
        print(message % {"codes": ", ".join(done.unreached)})
    print(_("Đã chọn %(n)s người.") % {"n": say.numbers.count(len(people))})
    return _written(arguments, _)


def run_lists(arguments: argparse.Namespace) -> int:
    """Write whom a kept draw chose of the same file. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    try:
        with opened(arguments) as (_settings, store), store.reading() as session:
            wave = _wave(session, arguments, _)
            _check, kept = _drawn(session, wave, _)
            listed = _listed(session, arguments, _)
            people = recheck_drawing.people_of_draw(session, kept, listed)
    except OtherList as error:
        raise CommandError(_("đây không phải tệp đã dùng để chọn mẫu")) from error
    write(arguments.out, callers_file(wave.code, people).text.encode(), _)
    return _written(arguments, _)


def run_extend(arguments: argparse.Namespace) -> int:
    """Let people be called until another day. Raises CommandError."""
    _, say = translator(arguments.lang).gettext, RecheckWording(arguments.lang)
    with opened(arguments) as (settings, store), store.writing() as session:
        wave = _wave(session, arguments, _)
        check, _kept = _drawn(session, wave, _)
        if arguments.last_day < settings.clock().today():
            raise CommandError(_("--last-day đã qua"))
        rechecks.extend(session, check, arguments.last_day)
        note = noted_by_command_line(settings.clock().now())
        note(
            session,
            "change",
            object=f"recheck {wave.code}",
            last_day=arguments.last_day.isoformat(),
        )
    print(_("Gọi đến hết ngày %(day)s.") % {"day": say.numbers.day(arguments.last_day)})
    return 0


def run_status(arguments: argparse.Namespace) -> int:
    """Print who was reached. Raises CommandError."""
    _, say = translator(arguments.lang).gettext, RecheckWording(arguments.lang)
    with opened(arguments) as (_settings, store), store.reading() as session:
        wave = _wave(session, arguments, _)
        check, _kept = _drawn(session, wave, _)
        status = reported.build_status(
            session, check, places.offices(session), language=arguments.lang
        )
    assert status is not None
    if arguments.json:
        print(json.dumps(status_as_json(status), ensure_ascii=False, indent=2))
        return 0
    print(say.rule(status.head))
    print(say.seed(status.head))
    print(say.reached(status.total))
    names = say.outcomes()
    print(
        "\t".join(
            (_("Đơn vị"), _("Đã chọn"), _("Trả lời"), *names.values(), _("Chưa gọi"))
        )
    )
    for office in status.offices:
        reached = office.reached
        counts = [reached.outcomes.get(outcome, 0) for outcome in names]
        cells = (reached.drawn, reached.answered, *counts, reached.left)
        print("\t".join((office.code, *map(str, cells))))
    return 0


def run_result(arguments: argparse.Namespace) -> int:
    """Print the gaps. Raises CommandError."""
    _, say = translator(arguments.lang).gettext, RecheckWording(arguments.lang)
    with opened(arguments) as (settings, store), store.reading() as session:
        wave = _wave(session, arguments, _)
        check, kept = _drawn(session, wave, _)
        today = settings.clock().today()
        result = wave_result(session, wave, language=arguments.lang, today=today)
        found = reported.build_recheck(
            session, result, check, kept, audience="reform_office"
        )
    if arguments.json:
        print(json.dumps(as_json(found), ensure_ascii=False, indent=2))
        return 0
    lines = [say.overall(found)]
    if found.overall is not None:
        lines += [say.both(found), say.compared(found), say.clear_offices(found)]
    print("\n".join([*lines, say.method(found), say.caution()]))
    for row in found.rows:
        print("\t".join((row.code, say.gap(row), say.verdict(row.verdict))))
    return 0


def _order(arguments: argparse.Namespace, _: Translate) -> DrawOrder:
    """Return what is to be drawn. Raises CommandError for what cannot be."""
    share = arguments.share
    if share is None and arguments.n is None and arguments.margin is None:
        share = 100 * USUAL_SHARE
    if share is not None and not 0 < share <= 100:
        raise CommandError(_("--share cần lớn hơn 0 và không quá 100"))
    if arguments.n is not None and not 1 <= arguments.n <= LARGEST_DRAW:
        raise CommandError(_("--n cần từ 1 đến %(n)s") % {"n": LARGEST_DRAW})
    if arguments.margin is not None and not 0 < arguments.margin < 50:
        raise CommandError(_("--margin cần lớn hơn 0 và nhỏ hơn 50 điểm phần trăm"))
    if not 0 <= arguments.least <= LARGEST_DRAW:
        raise CommandError(_("--least cần từ 0 đến %(n)s") % {"n": LARGEST_DRAW})
    if arguments.seed is not None and not 0 <= arguments.seed <= LARGEST_SEED:
        raise CommandError(_("--seed cần từ 0 đến %(n)s") % {"n": LARGEST_SEED})
    rule = "share" if share is not None else "fixed" if arguments.n else "margin"
    return DrawOrder(
        rule=rule,
        share=None if share is None else share / 100,
        fixed=arguments.n,
        margin=None if arguments.margin is None else arguments.margin / 100,
        least=arguments.least,
        seed=arguments.seed,
        last_day=arguments.last_day,
    )


def _wave(session: Session, arguments: argparse.Namespace, _: Translate) -> Wave:
    wave = waves.wave_by_code(session, arguments.wave)
    if wave is None:
        raise CommandError(_("không có đợt %(code)s") % {"code": arguments.wave})
    return wave


def _drawn(
    session: Session, wave: Wave, _: Translate
) -> tuple[OpenInstrument, KeptDraw]:
    assert wave.id is not None
    drawn = rechecks.drawn_check(session, wave.id)
    if drawn is None:
        message = _("đợt %(code)s chưa có mẫu phúc tra: chọn bằng “sipas recheck draw”")
        raise CommandError(message % {"code": wave.code})
    return drawn


def _listed(
    session: Session, arguments: argparse.Namespace, _: Translate
) -> PeopleList:
    try:
        return read_people(arguments.file, recheck_drawing.office_ids(session), _)
    except InputError as error:
        raise CommandError(input_error_text(error, language=arguments.lang)) from error
    except TableError as error:
        raise CommandError(str(error)) from error


def _written(arguments: argparse.Namespace, _: Translate) -> int:
    print(_("Đã ghi %(file)s.") % {"file": arguments.out})
    return 0
