"""What was chosen, counted and ranked as CSV: a line for each option, with the floors of the page."""

from collections.abc import Iterator, Sequence

from survey.reports.choice_wording import ChoiceWording
from survey.reports.choices import ChoiceRow, ChoiceTable, Mean
from survey.reports.csv_files import (
    CONFIDENTIAL,
    NOT_THERE,
    CsvFile,
    csv_text,
    file_name,
)
from survey.reports.figures import Estimate
from survey.reports.numbers import plain_decimal, plain_points

MEANS = 4


def choice_file(
    tables: Sequence[ChoiceTable], wording: ChoiceWording, *, names: Sequence[str]
) -> CsvFile:
    """Return the tables of a page in one file; `names` tell it from other files."""
    rows = [row for table in tables for row in _rows(table, wording)]
    return CsvFile(file_name(*names), csv_text(wording.file_columns(), rows))


def _rows(table: ChoiceTable, wording: ChoiceWording) -> Iterator[list[str]]:
    question = table.question
    head = [question.code, question.text, question.content, question.kind]
    if table.n is None:
        yield [*head, NOT_THERE, NOT_THERE, *[CONFIDENTIAL] * 5, *[NOT_THERE] * MEANS]
        return
    for row in table.rows:
        means = _placed(row) if question.kind == "rank" else [NOT_THERE] * MEANS
        yield [*head, row.code, row.name, *_numbers(row, table.n), *means]
    if table.mean is not None:
        yield [
            *head,
            "mean",
            wording.mean_name(),
            *[NOT_THERE] * 5,
            *_mean(table.mean),
        ]


def _numbers(row: ChoiceRow, n: int) -> list[str]:
    """Return who answered, who chose it, and the share with its limits."""
    if not isinstance(row.figure, Estimate):
        return [str(n), *[CONFIDENTIAL] * 4]
    shares = (row.figure.share, row.figure.low, row.figure.high)
    return [str(n), str(row.chosen), *(plain_points(share) for share in shares)]


def _placed(row: ChoiceRow) -> list[str]:
    if row.mean_place is not None:
        return _mean(row.mean_place)
    placed = CONFIDENTIAL if row.placed is None else str(row.placed)
    return [placed, *[CONFIDENTIAL] * (MEANS - 1)]


def _mean(mean: Mean) -> list[str]:
    return [
        str(mean.n),
        *(plain_decimal(one) for one in (mean.value, mean.low, mean.high)),
    ]
