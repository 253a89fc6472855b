"""Where the marks of a figure stand: computed here, drawn by `templates/macros/charts.html`.

Horizontal places are per cent of the figure's width, so that it fits any screen and its letters
keep their size; heights are pixels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.verdicts import Difference
from survey.reports.figures import Estimate, Figure

# Room for half a mark at both ends.
MARGIN = 2.0
ROW_HEIGHT = 44
HEADING_HEIGHT = 40
TOP = 8
AXIS_HEIGHT = 32
# One of two axes on every page, never one fitted to an office: what looks far is far.
USUAL_START = 0.5
TICKS = {0.5: (0.5, 0.6, 0.7, 0.8, 0.9, 1.0), 0.0: (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)}
# What fits above a row on the narrowest phone, and elsewhere beside the row's value.
LONGEST_LABEL = 36
LONGEST_BESIDE_VALUE = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """One dot with its interval."""

    label: str
    wide_label: str
    short_label: str
    verdict: Difference | None
    estimate: Estimate
    y: int
    x: float
    x_low: float
    x_high: float

    @property
    def shape(self) -> str:
        """The name of the mark's shape, which says what its colour says."""
        return "none" if self.verdict is None else str(self.verdict)


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a group of marks."""

    verdict: Difference
    y: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A value of the axis, as a share, and its place."""

    share: float
    x: float


@dataclass(frozen=True, slots=True)
class DotChart:
    """Dots with intervals, one row each, and a line for all together."""

    marks: tuple[Mark, ...]
    headings: tuple[Heading, ...]
    ticks: tuple[Tick, ...]
    reference_x: float | None
    bottom: int
    height: int

    @property
    def start(self) -> float:
        """Where the axis begins, as a share."""
        return self.ticks[0].share


Row = tuple[str, Difference | None, Figure]


def dot_chart(
    groups: Sequence[tuple[Difference | None, Sequence[Row]]],
    *,
    reference: Figure,
    names_end_apart: bool = True,
) -> DotChart:
    """Place the marks of groups under each other; what is withheld has no mark.

    Names of offices begin alike and end differently, those of factors begin differently: a long
    one keeps the end that tells it from others.
    """
    shown = [
        (verdict, [row for row in rows if isinstance(row[2], Estimate)])
        for verdict, rows in groups
    ]
    start = _start(row[2] for _, rows in shown for row in rows)
    marks: list[Mark] = []
    headings: list[Heading] = []
    y = TOP
    for verdict, rows in shown:
        if rows and verdict is not None:
            headings.append(Heading(verdict, y + HEADING_HEIGHT - 14))
            y += HEADING_HEIGHT
        for label, of_row, figure in rows:
            assert isinstance(figure, Estimate)
            marks.append(
                _mark(
                    label,
                    of_row,
                    figure,
                    y=y,
                    start=start,
                    names_end_apart=names_end_apart,
                )
            )
            y += ROW_HEIGHT
    return DotChart(
        marks=tuple(marks),
        headings=tuple(headings),
        ticks=tuple(Tick(share, _x(share, start)) for share in TICKS[start]),
        reference_x=(
            _x(reference.share, start) if isinstance(reference, Estimate) else None
        ),
        bottom=y,
        height=y + AXIS_HEIGHT,
    )


def _start(figures: Iterable[Figure]) -> float:
    lowest = min(
        (figure.low for figure in figures if isinstance(figure, Estimate)),
        default=USUAL_START,
    )
    return USUAL_START if lowest >= USUAL_START else 0.0


def _mark(
    label: str,
    verdict: Difference | None,
    estimate: Estimate,
    *,
    y: int,
    start: float,
    names_end_apart: bool,
) -> Mark:
    return Mark(
        label=label,
        wide_label=_shortened(label, LONGEST_BESIDE_VALUE, names_end_apart),
        short_label=_shortened(label, LONGEST_LABEL, names_end_apart),
        verdict=verdict,
        estimate=estimate,
        y=y,
        x=_x(estimate.share, start),
        x_low=_x(estimate.low, start),
        x_high=_x(estimate.high, start),
    )


def _x(share: float, start: float) -> float:
    inside = max(share - start, 0) / (1 - start)
    return round(MARGIN + (100 - 2 * MARGIN) * inside, 2)


def _shortened(label: str, longest: int, keeps_end: bool) -> str:
    if len(label) <= longest:
        return label
    if keeps_end:
        return "… " + label[-longest:].split(" ", 1)[-1]
    return label[:longest].rsplit(" ", 1)[0] + " …"
