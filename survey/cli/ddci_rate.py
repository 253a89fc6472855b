"""sipas ddci rate: how firms rate departments and localities, from files, without any server."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.errors import CommandError
from survey.cli.help_language import refuse
from survey.cli.options import language_option
from survey.cli.output import give
from survey.language import translator

if TYPE_CHECKING:
    from analysis.ddci_findings import DdciFindings

EPILOG = """\
examples:
  sipas ddci rate answers.csv figures.csv --weights weights.csv
  sipas ddci rate answers.csv figures.csv --weights weights.csv --reference ranges.csv --blocks units.csv --seed 2026
  sipas ddci rate answers.csv figures.csv --weights weights.csv --format xlsx --out ddci.xlsx

SOFT has a row for each respondent (firm, cooperative, household business), HARD one for each unit with its published
figures; both have the column of units, and a column for each indicator. WEIGHTS has the columns component,
component_weight, indicator, kind (soft, hard), direction (positive, negative) and, if wanted, weight within the
component; component weights add up to 100. RANGES has indicator,min,max,years: what 1 and 10 stand for.
UNITS has unit,block: blocks are ranked apart. Files are CSV in UTF-8 or XLSX.
"""


def add_parser(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas ddci rate`."""
    parser = actions.add_parser(
        "rate",
        help="rate units from files, without a server",
        parents=[language_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("soft", type=Path, metavar="SOFT.csv")
    add("hard", type=Path, metavar="HARD.csv")
    add("--weights", type=Path, required=True, metavar="WEIGHTS.csv")
    add("--reference", type=Path, metavar="RANGES.csv", help="stored reference ranges")
    add("--blocks", type=Path, metavar="UNITS.csv", help="columns unit,block")
    add("--unit", default="unit", metavar="COL", help="the column of units (unit)")
    add(
        "--min-n",
        type=int,
        default=30,
        metavar="N",
        help="units with fewer respondents are listed apart (30)",
    )
    add("--confidence", type=float, default=0.95, metavar="C")
    add("--seed", type=int, default=1, metavar="N", help="starts the draws (1)")
    add("--format", choices=("text", "json", "xlsx"), default="text")
    add("--out", type=Path, metavar="FILE", help="write there, not to the terminal")
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Print totals and ranks. Raises CommandError naming the first mistake of the files."""
    _refuse_wrong_usage(arguments)
    # Statistics take a moment to import.
    from analysis.ddci_files import DdciFiles, read_programme
    from analysis.ddci_findings import rate_units
    from analysis.ratings.errors import InputError
    from survey.imports.file_words import input_error_text

    files = DdciFiles(
        soft=arguments.soft,
        hard=arguments.hard,
        weights=arguments.weights,
        reference=arguments.reference,
        blocks=arguments.blocks,
        unit=arguments.unit,
    )
    try:
        programme = read_programme(files)
    except InputError as error:
        raise CommandError(input_error_text(error, language=arguments.lang)) from error
    findings = rate_units(
        programme,
        min_n=arguments.min_n,
        confidence_level=arguments.confidence,
        seed=arguments.seed,
    )
    give(
        _content(findings, arguments), arguments.out, translator(arguments.lang).gettext
    )
    return 0


def _refuse_wrong_usage(arguments: argparse.Namespace) -> None:
    if arguments.format == "xlsx" and arguments.out is None:
        refuse(arguments, "--format xlsx needs --out FILE")
    if arguments.min_n < 2:
        found = arguments.min_n
        refuse(arguments, "--min-n must be 2 or more, got %(found)s", found=found)
    if not 0 < arguments.confidence < 1:
        refuse(
            arguments,
            "--confidence must be between 0 and 1, got %(found)s",
            found=arguments.confidence,
        )
    if arguments.seed < 0:
        found = arguments.seed
        refuse(arguments, "--seed must be 0 or more, got %(found)s", found=found)


def _content(findings: "DdciFindings", arguments: argparse.Namespace) -> bytes:
    from survey.reports.ddci_wording import DdciWording

    words = DdciWording(arguments.lang, findings, arguments.soft.name)
    if arguments.format == "xlsx":
        from survey.reports.ddci_sheets import ddci_sheets
        from survey.reports.workbook import workbook

        return workbook(ddci_sheets(words))
    if arguments.format == "json":
        from survey.reports.ddci_json import ddci_json

        found = ddci_json(findings, file=arguments.soft.name)
        return f"{json.dumps(found, ensure_ascii=False, indent=2)}\n".encode()
    return ("\n".join(words.lines()) + "\n").encode()
