"""sipas analyse: what a file of ratings says, without any server."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.errors import CommandError, cannot_write
from survey.cli.help_language import refuse
from survey.cli.options import language_option
from survey.cli.output import give
from survey.language import translator

if TYPE_CHECKING:
    from analysis.ratings.request import Request
    from analysis.ratings.study import Study

EPILOG = """\
examples:
  sipas analyse answers.csv --unit "Đơn vị"
  sipas analyse answers.csv --unit office_code --factors factors.csv --units offices.csv --overall overall
  sipas analyse answers.csv --unit office_code --factors factors.csv --wave period --by gender --tables out
  sipas analyse counts.csv --unit office_code --counts

The file is a wide CSV in UTF-8 or an XLSX file (its first sheet), one row for each response, as online forms and
spreadsheets export it.
Columns of ratings are found by themselves: numbers 1 to 5, or standard labels in Vietnamese or English
("Rất hài lòng", "Very satisfied"). With --factors only the questions named there are used.
With --counts the file holds no people but counts, in the columns question, level and n beside --unit: each question
gets its share and interval; several together have no interval, for who answered what together is not known.
"""
DEFAULT_LEVELS, DEFAULT_SATISFIED_FROM = 5, 4


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas analyse`."""
    parser = commands.add_parser(
        "analyse",
        help="compare the units in a file of ratings",
        parents=[language_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="RESPONSES")
    parser.add_argument(
        "--counts", action="store_true", help="the file holds counts: question,level,n"
    )
    _add_columns(parser)
    _add_design(parser)
    _add_scale(parser)
    _add_output(parser)
    parser.set_defaults(run=run_analyse, parser=parser)


def _add_columns(parser: argparse.ArgumentParser) -> None:
    columns = parser.add_argument_group("columns and files")
    add = columns.add_argument
    add("--unit", required=True, metavar="COL", help="the unit that was rated")
    add("--id", default="", metavar="COL", help="names each response (response_id)")
    add("--overall", default="", metavar="COL", help="the overall question")
    add(
        "--factors",
        type=Path,
        metavar="FACTORS.csv",
        help="columns factor, factor_name, item",
    )
    add(
        "--units",
        type=Path,
        metavar="UNITS.csv",
        help="describes units, joined on --unit",
    )


def _add_design(parser: argparse.ArgumentParser) -> None:
    design = parser.add_argument_group("groups, weights and design")
    add = design.add_argument
    add("--wave", default="", metavar="COL", help="survey rounds, in order of text")
    add("--by", action="append", default=[], metavar="COL", help="may be repeated")
    add("--weight", default="", metavar="COL", help="weight of each response")
    add(
        "--population",
        default="",
        metavar="COL",
        help="visits of each unit; weighs its responses",
    )
    add("--fpc", action="store_true", help="correct for units asked in large part")
    add("--strata", default="", metavar="COL|none", help="strata (the units)")
    add("--cluster", default="", metavar="COL", help="sampling units of respondents")
    add(
        "--poststratify",
        type=Path,
        metavar="TOTALS.csv",
        help="known totals, the last column",
    )
    add(
        "--rake",
        type=Path,
        action="append",
        default=[],
        metavar="MARGINS.csv",
        help="may be repeated",
    )


def _add_scale(parser: argparse.ArgumentParser) -> None:
    scale = parser.add_argument_group("scale and index")
    add = scale.add_argument
    add("--levels", type=int, metavar="K", help="levels of the scale (5)")
    add(
        "--satisfied-from",
        type=int,
        metavar="L",
        help="lowest level that counts as satisfied (4 of 5)",
    )
    add("--scale", default="", metavar="LABEL,LABEL,…", help="labels, the lowest first")
    add("--index", choices=("pooled", "criteria"), default="pooled")
    add("--confidence", type=float, default=0.95, metavar="C")
    add(
        "--min-n",
        type=int,
        default=5,
        metavar="N",
        help="smaller groups are withheld (5)",
    )


def _add_output(parser: argparse.ArgumentParser) -> None:
    output = parser.add_argument_group("output")
    output.add_argument("--format", choices=("text", "json", "xlsx"), default="text")
    output.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="write there instead of to the terminal",
    )
    output.add_argument(
        "--tables",
        type=Path,
        metavar="DIR",
        help="write every result at full precision",
    )


def run_analyse(arguments: argparse.Namespace) -> int:
    """Print what the file says of its units. Raises CommandError naming the first mistake."""
    from analysis.ratings.errors import InputError
    from analysis.ratings.findings import find
    from analysis.ratings.study import read_study
    from survey.cli.analyse_text import findings_text, notices
    from survey.imports.file_words import input_error_text

    request = _request(arguments)
    if arguments.counts:
        return _run_counts(arguments, request)
    try:
        study = read_study(request)
    except InputError as error:
        raise CommandError(input_error_text(error, language=arguments.lang)) from error
    findings = find(study)
    for notice in notices(study, language=arguments.lang):
        print(f"sipas: {notice}", file=sys.stderr)
    if arguments.format == "xlsx":
        from survey.cli.analyse_sheets import findings_sheets
        from survey.reports.workbook import workbook

        sheets = findings_sheets(study, findings, language=arguments.lang)
        content = workbook(sheets)
    elif arguments.format == "json":
        from survey.cli.analyse_json import findings_json

        found = findings_json(study, findings)
        content = f"{json.dumps(found, ensure_ascii=False, indent=2)}\n".encode()
    else:
        text = findings_text(study, findings, language=arguments.lang)
        content = f"{text}\n".encode()
    if arguments.tables:
        _put_tables(study, arguments)
    give(content, arguments.out, translator(arguments.lang).gettext)
    return 0


def _run_counts(arguments: argparse.Namespace, request: "Request") -> int:
    from analysis.ratings.counted import read_counted
    from analysis.ratings.errors import InputError
    from survey.cli.analyse_counts import counted_json, counted_text
    from survey.imports.file_words import input_error_text

    if arguments.format == "xlsx" or arguments.tables or arguments.factors:
        refuse(arguments, "--counts has neither --format xlsx, --tables nor --factors")
    try:
        units = read_counted(
            request.responses,
            request.unit,
            levels=request.levels,
            satisfied_from=request.satisfied_from,
            scale=request.scale,
            confidence_level=request.confidence,
        )
    except InputError as error:
        raise CommandError(input_error_text(error, language=arguments.lang)) from error
    if arguments.format == "json":
        text = counted_json(units, min_n=request.min_n)
    else:
        text = counted_text(units, language=arguments.lang, min_n=request.min_n)
    give(f"{text}\n".encode(), arguments.out, translator(arguments.lang).gettext)
    return 0


def _request(arguments: argparse.Namespace) -> "Request":
    """Return the options as the analysis takes them; a contradiction is wrong usage."""
    from analysis.ratings.request import Request, RequestError

    if arguments.format == "xlsx" and arguments.out is None:
        refuse(arguments, "--format xlsx needs --out FILE")
    scale = tuple(
        label.strip() for label in arguments.scale.split(",") if label.strip()
    )
    levels = arguments.levels or len(scale) or DEFAULT_LEVELS
    satisfied_from = arguments.satisfied_from
    if satisfied_from is None:
        if levels != DEFAULT_LEVELS:
            refuse(
                arguments,
                "--satisfied-from is needed with %(levels)s levels",
                levels=levels,
            )
        satisfied_from = DEFAULT_SATISFIED_FROM
    try:
        return Request(
            responses=arguments.file,
            unit=arguments.unit,
            factors=arguments.factors,
            units=arguments.units,
            population=arguments.population,
            overall=arguments.overall,
            wave=arguments.wave,
            by=tuple(arguments.by),
            id=arguments.id,
            weight=arguments.weight,
            strata=arguments.strata,
            cluster=arguments.cluster,
            levels=levels,
            satisfied_from=satisfied_from,
            scale=scale,
            fpc=arguments.fpc,
            poststratify=arguments.poststratify,
            rake=tuple(arguments.rake),
            index=arguments.index,
            confidence=arguments.confidence,
            min_n=arguments.min_n,
        )
    except RequestError as error:
        refuse(arguments, error.sentence, **error.values)


def _put_tables(study: "Study", arguments: argparse.Namespace) -> None:
    from analysis.ratings.tables.all_tables import write_tables

    try:
        write_tables(study, arguments.tables)
    except OSError as error:
        _ = translator(arguments.lang).gettext
        raise cannot_write(
            Path(error.filename or arguments.tables), error, _
        ) from error
