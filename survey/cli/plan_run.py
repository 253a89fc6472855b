"""Draws sampling plans, lists them, takes in what came back, and writes lists and weights."""

import argparse
import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.cli.output import write
from survey.csv_tables import CODE, LONGEST_NAME, Translate, cleaned, has_hidden, shown
from survey.language import translator
from survey.reports import progress, sampling, sampling_returns
from survey.reports.csv_files import CsvFile
from survey.reports.sampling import LARGEST_SEED, EmptyFrame, PlanTable, WrongOffices
from survey.reports.sampling_wording import SamplingWording
from survey.reports.wave_result import wave_result
from survey.settings import Settings
from survey.store import places
from survey.store import sampling as kept
from survey.store import waves
from survey.store.sampling import KeptPlan, PlanExists, PlanHead
from survey.store.tables import Office
from survey.store.tables.waves import LARGEST_TARGET

MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A plan of an installation, with what its pages are made of."""

    session: Session
    settings: Settings
    plan: KeptPlan
    offices: tuple[Office, ...]
    table: PlanTable


def run_make(arguments: argparse.Namespace) -> int:
    """Draw a sample and keep it. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    _check(arguments, _)
    try:
        with opened(arguments) as (settings, store), store.writing() as session:
            head = _head(session, settings, arguments, _)
            frame = kept.frame(
                session, head.first_month, head.last_month, today=head.drawn_on
            )
            drawn = sampling.draw(frame, head)
            kept.keep_plan(session, head, drawn.offices, drawn.cells)
            note = noted_by_command_line(settings.clock().now())
            note(session, "change", object=f"plan {head.code}", seed=head.seed)
            plan = kept.plan(session, head.code)
            assert plan is not None
            table = sampling.plan_table(plan, places.offices(session), arguments.lang)
    except PlanExists as error:
        message = _(
            "đã có kế hoạch %(code)s; mẫu đã chọn thì không chọn lại, hãy dùng mã khác"
        )
        raise CommandError(message % {"code": arguments.code}) from error
    except EmptyFrame as error:
        message = _(
            "không có hồ sơ nào từ %(first)s đến %(last)s: nhập bằng “sipas import volumes”"
        )
        raise CommandError(
            message % {"first": arguments.first_month, "last": arguments.last_month}
        ) from error
    except WrongOffices as error:
        message = _("--offices cần từ %(least)s đến %(most)s")
        raise CommandError(
            message % {"least": error.least, "most": error.most}
        ) from error
    say = SamplingWording(arguments.lang)
    for line in (say.rule(head), say.stages(table), say.seed(head)):
        print(line)
    print(_("Đã chọn %(n)s hồ sơ.") % {"n": say.numbers.count(table.planned)})
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """List every plan. Raises CommandError."""
    _, say = translator(arguments.lang).gettext, SamplingWording(arguments.lang)
    with opened(arguments) as (_settings, store), store.reading() as session:
        heads = kept.plan_heads(session)
    print("\t".join((_("Mã"), _("Tên"), _("Tháng"), _("Cỡ mẫu"), _("Số khởi tạo"))))
    for head in heads:
        print(
            "\t".join(
                (
                    head.code,
                    head.title,
                    say.months(head),
                    say.rule(head),
                    str(head.seed),
                )
            )
        )
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Show a plan office by office. Raises CommandError."""
    _, say = translator(arguments.lang).gettext, SamplingWording(arguments.lang)
    with _opened(arguments) as found:
        table = found.table
    if arguments.json:
        print(json.dumps(_as_json(table), ensure_ascii=False, indent=2))
        return 0
    for line in (
        f"{table.head.title} ({table.head.code}), {say.months(table.head)}",
        say.rule(table.head),
        say.stages(table),
        say.seed(table.head),
    ):
        print(line)
    print(
        "\t".join(
            (
                _("Đơn vị"),
                "N",
                _("Xác suất chọn"),
                _("Kế hoạch"),
                _("Đã phát"),
                _("Thu về"),
                _("Hợp lệ"),
                _("Bị loại"),
                _("Quyền số"),
            )
        )
    )
    for row in table.rows:
        told = row.returned
        counts = (told.sent, told.returned, told.valid)
        print(
            "\t".join(
                (
                    row.code,
                    str(row.population),
                    say.numbers.decimal(row.probability, places=4),
                    str(row.planned),
                    *("–" if count is None else str(count) for count in counts),
                    sampling_returns.written_rejected(told.rejected) or "–",
                    say.weight(row.weight),
                )
            )
        )
    return 0


def run_lists(arguments: argparse.Namespace) -> int:
    """Write the dossiers that were drawn. Raises CommandError."""
    with _opened(arguments) as found:
        lists = sampling.drawn_lists(found.plan, found.offices, arguments.lang)
        file = sampling.lists_file(found.plan, lists)
    return _written(file, arguments)


def run_weights(arguments: argparse.Namespace) -> int:
    """Write what each valid answer stands for, and name who cannot be weighed. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with _opened(arguments) as found:
        table = found.table
    silent = [row.code for row in table.rows if row.weight is None]
    if silent:
        message = _("Chưa có phiếu hợp lệ, nên chưa có quyền số: %(codes)s")
        print(message % {"codes": ", ".join(silent)})
    return _written(sampling.weights_file(table), arguments)


def run_returns(arguments: argparse.Namespace) -> int:
    """Take in what came back. Raises CommandError or TableError."""
    _ = translator(arguments.lang).gettext
    with _opened(arguments, writing=True) as found:
        offices = {row.code: row.office_id for row in found.table.rows}
        told = sampling_returns.returns_of_file(arguments.file, offices, _)
        changed = kept.set_returned(found.session, arguments.code, told)
        if changed:
            note = noted_by_command_line(found.settings.clock().now())
            note(found.session, "import", object=f"plan {arguments.code}", n=changed)
    print(_("Đã ghi số phiếu của %(n)s đơn vị.") % {"n": changed})
    return 0


@contextmanager
def _opened(
    arguments: argparse.Namespace, *, writing: bool = False
) -> Iterator[_Opened]:
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store):
        with store.writing() if writing else store.reading() as session:
            plan = kept.plan(session, arguments.code)
            if plan is None:
                message = _("không có kế hoạch %(code)s")
                raise CommandError(message % {"code": arguments.code})
            offices = tuple(places.offices(session))
            table = sampling.plan_table(plan, offices, arguments.lang)
            yield _Opened(session, settings, plan, offices, table)


def _check(arguments: argparse.Namespace, _: Translate) -> None:
    """Raise CommandError for what no plan can be."""
    title = cleaned(arguments.title)
    if not CODE.fullmatch(arguments.code):
        message = _(
            "mã kế hoạch: có %(value)s, cần 1 đến 40 chữ cái không dấu, chữ số, "
            "dấu chấm, gạch nối, gạch dưới"
        )
        raise CommandError(message % {"value": shown(arguments.code)})
    if has_hidden(title) or len(title) > LONGEST_NAME:
        message = _("--title: cần tên không có ký tự ẩn, nhiều nhất %(n)s ký tự")
        raise CommandError(message % {"n": LONGEST_NAME})
    months = arguments.first_month, arguments.last_month
    if not all(MONTH.fullmatch(month) for month in months) or months[0] > months[1]:
        raise CommandError(
            _("--from và --to cần là hai tháng như 2026-01, tháng đầu trước")
        )
    if not 0 < arguments.margin < 50:
        raise CommandError(_("--margin cần lớn hơn 0 và nhỏ hơn 50 điểm phần trăm"))
    if (arguments.rule == "fixed") != (arguments.n is not None):
        raise CommandError(_("--n đi cùng --rule fixed, và chỉ với nó"))
    if arguments.n is not None and not 1 <= arguments.n <= LARGEST_TARGET:
        raise CommandError(_("--n cần từ 1 đến %(n)s") % {"n": LARGEST_TARGET})
    if arguments.seed is not None and not 0 <= arguments.seed <= LARGEST_SEED:
        raise CommandError(_("--seed cần từ 0 đến %(n)s") % {"n": LARGEST_SEED})


def _head(
    session: Session, settings: Settings, arguments: argparse.Namespace, _: Translate
) -> PlanHead:
    today = settings.clock().today()
    wave_id, effect = None, 1.0
    if arguments.wave:
        wave = waves.wave_by_code(session, arguments.wave)
        if wave is None:
            message = _("không có đợt %(code)s")
            raise CommandError(message % {"code": arguments.wave})
        wave_id = wave.id
        if arguments.rule == "design":
            result = wave_result(session, wave, language=arguments.lang, today=today)
            effect = progress.effect_for(session, result, today=today).value
    seed = secrets.randbelow(LARGEST_SEED) if arguments.seed is None else arguments.seed
    return PlanHead(
        code=arguments.code,
        title=cleaned(arguments.title) or arguments.code,
        wave_id=wave_id,
        first_month=arguments.first_month,
        last_month=arguments.last_month,
        rule=arguments.rule,
        scope="all" if arguments.together else "office",
        margin=arguments.margin / 100,
        design_effect=effect,
        fixed=arguments.n,
        offices=arguments.offices,
        seed=seed,
        drawn_on=today,
    )


def _written(file: CsvFile, arguments: argparse.Namespace) -> int:
    _ = translator(arguments.lang).gettext
    write(arguments.out, file.text.encode(), _)
    print(_("Đã ghi %(file)s.") % {"file": arguments.out})
    return 0


def _as_json(table: PlanTable) -> dict[str, object]:
    return {
        "plan": table.head.code,
        "seed": table.head.seed,
        "rule": table.head.rule,
        "offices": [
            {
                "office": row.code,
                "stratum": row.stratum,
                "population": row.population,
                "probability": row.probability,
                "planned": row.planned,
                "sent": row.returned.sent,
                "returned": row.returned.returned,
                "valid": row.returned.valid,
                "rejected": dict(row.returned.rejected),
                "weight": row.weight,
            }
            for row in table.rows
        ],
    }
