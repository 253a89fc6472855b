"""Cells of tables from figures: what is printed and what files hold, made by one hand."""

from decimal import Decimal

from analysis.verdicts import Difference
from survey.reports.csv_files import CONFIDENTIAL, NOT_THERE
from survey.reports.figures import Estimate, Figure
from survey.reports.handed_up.report import Cell, Column, Mark
from survey.reports.numbers import plain_points
from survey.reports.plain import plain
from survey.reports.ranks import RankRange
from survey.reports.wording import Wording

FEW = "[u]"


def text_cell(text: str) -> Cell:
    """Return a cell of words."""
    kept = plain(text)
    return Cell(kept, (kept,))


def count_cell(n: int | None, wording: Wording, *, hidden: str = "") -> Cell:
    """Return a cell with a count; None is one that may not be shown."""
    if n is None:
        return Cell(hidden, (CONFIDENTIAL,), is_withheld=True)
    return Cell(wording.numbers.count(n), (n,))


def percent_cell(share: float | None, wording: Wording, *, hidden: str = "") -> Cell:
    """Return a cell with a share in per cent; the heading carries the unit."""
    if share is None:
        return Cell(hidden, (CONFIDENTIAL,), is_withheld=True)
    return Cell(wording.numbers.points(share), (_points(share),))


def figure_columns(wording: Wording) -> tuple[Column, ...]:
    """Return the columns of a figure: n, index, interval."""
    n, index, low, high = wording.columns().figure
    interval = low.partition(",")[0]
    return (
        Column(n, (n,), is_number=True, width=1.3),
        Column(index, (index,), is_number=True, width=1.3),
        Column(interval, (low, high), is_number=True, width=1.8),
    )


def figure_cells(figure: Figure, wording: Wording) -> tuple[Cell, ...]:
    """Return the cells under `figure_columns`; a withheld figure is one word over all three."""
    if not isinstance(figure, Estimate):
        word = wording.withheld(figure)
        return (
            Cell(word, (CONFIDENTIAL,), span=3, is_withheld=True),
            Cell(word, (CONFIDENTIAL,), span=0, is_withheld=True),
            Cell(word, (CONFIDENTIAL,) * 2, span=0, is_withheld=True),
        )
    numbers = wording.numbers
    return (
        Cell(numbers.count(figure.n), (figure.n,)),
        Cell(numbers.points(figure.share), (_points(figure.share),)),
        Cell(
            numbers.interval(figure.low, figure.high),
            (_points(figure.low), _points(figure.high)),
        ),
    )


def whole_figure_column(name: str, wording: Wording) -> Column:
    """Return one column with a whole figure in each cell, as a heat table has it."""
    inner = (*wording.columns().figure, wording.columns().group)
    return Column(name, tuple(f"{name}: {each}" for each in inner), is_number=True)


def whole_figure_cell(figure: Figure, verdict: Difference, wording: Wording) -> Cell:
    """Return index, shape, interval and n in one cell of two lines."""
    if not isinstance(figure, Estimate):
        return Cell(wording.withheld(figure), (CONFIDENTIAL,) * 5, is_withheld=True)
    numbers = wording.numbers
    shape = {Difference.HIGHER, Difference.LOWER} & {verdict}
    first = " ".join(
        (numbers.points(figure.share), *(wording.shape(each) for each in shape))
    )
    second = (
        f"{numbers.interval(figure.low, figure.high)}; n = {numbers.count(figure.n)}"
    )
    shares = (figure.share, figure.low, figure.high)
    return Cell(
        f"{first}\n{second}",
        (figure.n, *(_points(share) for share in shares), wording.group(verdict)),
    )


def whole_column(name: str, wording: Wording) -> Column:
    """Return one column with index and interval in a line; files have n beside them."""
    inner = wording.columns().figure
    return Column(
        name, tuple(f"{name}: {each}" for each in inner), is_number=True, width=2.4
    )


def whole_cell(figure: Figure, wording: Wording) -> Cell:
    """Return index and interval in one line."""
    if not isinstance(figure, Estimate):
        return Cell(wording.withheld(figure), (CONFIDENTIAL,) * 4, is_withheld=True)
    shares = (figure.share, figure.low, figure.high)
    return Cell(
        wording.numbers.estimate(*shares),
        (figure.n, *(_points(share) for share in shares)),
    )


def verdict_cell(verdict: Difference, wording: Wording) -> Cell:
    """Return a group by its shape and its word."""
    word = wording.group(verdict)
    return Cell(f"{wording.shape(verdict)} {word}".strip(), (word,))


def rank_column(wording: Wording) -> Column:
    """Return the column of ranks: never a rank without its range."""
    names = wording.columns().rank
    return Column(names[0], names, width=3.2)


def rank_cell(rank: RankRange | None, wording: Wording, *, none: str) -> Cell:
    """Return a rank with its range."""
    if rank is None:
        return Cell(none, (NOT_THERE,) * 3)
    return Cell(wording.rank(rank), (rank.rank, rank.low, rank.high))


def status_of(figure: Figure, wording: Wording) -> str:
    """Return what files say of a figure: shown, of few, or withheld and why."""
    status = wording.status(figure)
    if not isinstance(figure, Estimate):
        return f"{CONFIDENTIAL} {status}"
    return f"{FEW} {status}" if figure.is_of_few else status


def mark_of(
    figure: Figure, *, reference: Figure, verdict: Difference | None = None
) -> Mark | None:
    """Return the mark of a figure that is shown."""
    if not isinstance(figure, Estimate):
        return None
    return Mark(
        round(figure.share, 6),
        round(figure.low, 6),
        round(figure.high, 6),
        round(reference.share, 6) if isinstance(reference, Estimate) else None,
        "none" if verdict is None else str(verdict),
    )


def _points(share: float) -> Decimal:
    return Decimal(plain_points(share))
