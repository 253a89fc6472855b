"""sipas import dossiers: a published table of settled dossiers or of procedures, checked as it comes in."""

import argparse
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.cli.options import directory_option, language_option
from survey.csv_tables import (
    CODE,
    LONGEST_NAME,
    Cell,
    Mistakes,
    Table,
    cleaned,
    has_hidden,
    shown,
)
from survey.language import translator
from survey.store.dossiers import (
    COLUMNS,
    LEVEL,
    PrintedReport,
    ReportDiffers,
    figures_of_rows,
    keep_report,
)

EPILOG = """\
example:
  sipas import dossiers --directory pilot settlement-2023.csv --period 2023 \\
      --title "Giải quyết hồ sơ năm 2023" --source "theo báo cáo số 12/BC-UBND"

FILE is a CSV in UTF-8 or an XLSX workbook (its first sheet). Columns, in English or Vietnamese, a figure
that was not printed left empty:
  settlement   level,settled,on_time,printed_rate[,late,printed_late_rate]
  procedures   level,procedures
level: province, district, commune, an office's name, or total for the printed total.
The figures are kept as printed; what does not fit together is named, and nothing is changed.
"""
OPTIONAL = {
    "settlement": ("late", "printed_late_rate"),
    "procedures": (),
}
# What headings of published tables are called, without marks.
HEADINGS = {
    "level": ("level", "cap", "cap hoac don vi", "don vi", "ten don vi"),
    "settled": ("settled", "da giai quyet", "so ho so da giai quyet", "tong da giai quyet"),
    "on_time": ("on_time", "dung han", "truoc han va dung han"),
    "printed_rate": ("printed_rate", "ty le dung han", "ty le dung han (%"),
    "late": ("late", "qua han", "tre han"),
    "printed_late_rate": ("printed_late_rate", "ty le qua han", "ty le qua han (%"),
    "procedures": ("procedures", "so thu tuc", "thu tuc", "so tthc"),
}  # fmt: skip
LEVELS = {
    "cấp tỉnh": "province",
    "tỉnh": "province",
    "cấp huyện": "district",
    "huyện": "district",
    "cấp xã": "commune",
    "xã": "commune",
    "tổng": "total",
    "tổng cộng": "total",
    "tổng số": "total",
}
# Thousands may be marked, by the same sign each time; longer numbers are no counts of dossiers.
COUNT = re.compile(
    r"\d{1,12}|\d{1,3}([., \u00a0\u202f])\d{3}(?:\1\d{3}){0,2}", re.ASCII
)
RATE = re.compile(r"(\d{1,3}(?:[.,]\d{1,4})?)[ \u00a0\u202f]?%?", re.ASCII)
RATE_COLUMNS = ("printed_rate", "printed_late_rate")

Translate = Callable[[str], str]


def add_subject(
    subjects: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Add `sipas import dossiers`."""
    parser = subjects.add_parser(
        "dossiers",
        help="a published table of settled dossiers, or of procedures",
        parents=[directory_option(), language_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--title", required=True, help="what the table is called")
    parser.add_argument("--source", required=True, help="where it was published")
    parser.add_argument("--period", required=True, help="such as 2023 or 2026-Q1")
    parser.add_argument("--kind", choices=tuple(COLUMNS), default="settlement")
    parser.add_argument(
        "--code", help="short name in the database (default: the file's name)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Keep a published table and say what does not fit in it. Raises CommandError or TableError."""
    _ = translator(arguments.lang).gettext
    report = _report(arguments, _)
    try:
        with opened(arguments) as (settings, store), store.writing() as session:
            is_new = keep_report(session, report)
            if is_new:
                note = noted_by_command_line(settings.clock().now())
                note(session, "import", object="dossiers", code=report.code)
    except ReportDiffers as error:
        message = _("mã %(code)s đã có một bảng khác: hãy chọn mã khác bằng --code")
        raise CommandError(message % {"code": report.code}) from error
    if is_new:
        print(_("Đã nhập %(n)s con số.") % {"n": len(report.figures)})
    else:
        print(_("Bảng này đã có, không thay đổi gì."))
    _tell(report, arguments.lang)
    return 0


def _report(arguments: argparse.Namespace, _: Translate) -> PrintedReport:
    from survey.imports.named_columns import read_named

    code = arguments.code or arguments.file.stem
    if not CODE.fullmatch(code):
        message = _(
            "--code: có %(value)s, cần 1 đến 40 chữ cái không dấu, chữ số, "
            "dấu chấm, gạch nối, gạch dưới"
        )
        raise CommandError(message % {"value": shown(code)})
    table = read_named(
        arguments.file,
        {name: HEADINGS[name] for name in (LEVEL, *COLUMNS[arguments.kind])},
        optional=OPTIONAL[arguments.kind],
        language=arguments.lang,
    )
    return PrintedReport(
        code=code,
        kind=arguments.kind,
        title=_text("--title", arguments.title, _),
        source=_text("--source", arguments.source, _),
        period=_text("--period", arguments.period, _),
        figures=figures_of_rows(arguments.kind, _rows(table, arguments.kind, _)),
    )


def _text(option: str, value: str, _: Translate) -> str:
    text = cleaned(value)
    if not text or has_hidden(text):
        message = _("%(option)s: có %(value)s, cần chữ không có ký tự ẩn")
        raise CommandError(message % {"option": option, "value": shown(value)})
    return text


def _rows(table: Table, kind: str, _: Translate) -> list[Mapping[str, str]]:
    mistakes = Mistakes(table.file, _)
    rows: list[Mapping[str, str]] = []
    lines: dict[str, int] = {}
    for row in table.rows:
        level = _level(row[LEVEL], lines, mistakes, _)
        figures = {
            name: _figure(name, row[name], mistakes, _) for name in COLUMNS[kind]
        }
        if not any(row[name].value.strip() for name in COLUMNS[kind]):
            mistakes.add(row[LEVEL], _("ít nhất một con số ở dòng này"))
        rows.append({LEVEL: level, **figures})
    mistakes.refuse()
    return rows


def _level(cell: Cell, lines: dict[str, int], mistakes: Mistakes, _: Translate) -> str:
    name = cleaned(cell.value)
    level = LEVELS.get(name.casefold(), name)
    if not name or has_hidden(name) or len(name) > LONGEST_NAME:
        mistakes.add(
            cell,
            _("tên cấp hoặc đơn vị, nhiều nhất %(n)s ký tự") % {"n": LONGEST_NAME},
        )
    elif level in lines:
        mistakes.add(cell, _("tên chưa có ở dòng %(line)s") % {"line": lines[level]})
    lines.setdefault(level, cell.line)
    return level


def _figure(name: str, cell: Cell, mistakes: Mistakes, _: Translate) -> str:
    """Return a figure with a decimal point and no other mark; empty where none was printed."""
    value = cleaned(cell.value)
    if not value:
        return ""
    if name in RATE_COLUMNS:
        rate = RATE.fullmatch(value)
        if rate is None:
            mistakes.add(cell, _("một tỷ lệ phần trăm, như 75,22"))
            return ""
        return rate[1].replace(",", ".")
    if COUNT.fullmatch(value) is None:
        mistakes.add(cell, _("một số nguyên, như 112835"))
        return ""
    return re.sub(r"\D", "", value)


def _tell(report: PrintedReport, language: str) -> None:
    from survey.reports.dossier_wording import DossierWording
    from survey.reports.dossiers import reconciled_report

    reconciled, say = reconciled_report(report), DossierWording(language)
    print(say.summary(reconciled))
    for number, finding in enumerate(reconciled.reconciliation.findings, start=1):
        print(f"  ({number}) {say.finding(finding)}")
    for sentence in say.corrections(reconciled):
        print(sentence)
