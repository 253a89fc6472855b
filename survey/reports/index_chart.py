"""Where the marks of a published index stand over time; drawn by `templates/macros/index_charts.html`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from survey.reports.charts import TICKS, USUAL_START
from survey.reports.index_register import Register, Standing
from survey.reports.time_axis import AXIS_HEIGHT, TimeAxis

HEIGHT = 240
# What fits side by side on a phone; older periods stand in the table.
MOST_MARKS = 12
# Of whole periods, "2024-Q3".
MOST_WHOLE_MARKS = 5


@dataclass(frozen=True, slots=True)
class IndexMark:
    """One period: a dot, hollow where nobody verified it, joined to `joined_to` where comparable."""

    label: str
    short_label: str
    value: Decimal
    x: float
    y: float
    is_doubtful: bool
    joined_to: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A value of the axis, or a target, and its height."""

    value: Decimal
    y: float


@dataclass(frozen=True, slots=True)
class IndexChart:
    """One unit's index over time with the lines of its targets and the places where it begins anew."""

    marks: tuple[IndexMark, ...]
    ticks: tuple[IndexLine, ...]
    targets: tuple[IndexLine, ...]
    breaks: tuple[float, ...]
    bottom: int = HEIGHT - AXIS_HEIGHT
    height: int = HEIGHT


def index_chart(register: Register, unit: str) -> IndexChart:
    """Place a unit's periods from left to right, each grain of its own joined by itself."""
    shown = [each for each in register.totals_of(unit) if each.value is not None]
    shown = shown[-MOST_MARKS:]
    maximum = register.definition.maximum
    axis = TimeAxis(len(shown), _start(shown, maximum), HEIGHT)
    marks: list[IndexMark] = []
    before: dict[int, tuple[float, float]] = {}
    for at, standing in enumerate(shown):
        assert standing.value is not None
        grain = len(standing.row.period)
        place = axis.x(at), axis.y(float(standing.value / maximum))
        marks.append(
            IndexMark(
                label=standing.row.period,
                short_label=_short(standing.row.period, beside=len(shown)),
                value=standing.value,
                x=place[0],
                y=place[1],
                is_doubtful=standing.is_doubtful,
                joined_to=None if standing.broken else before.get(grain),
            )
        )
        if standing.is_doubtful:
            # No line leads to or from what nobody verified.
            before.pop(grain, None)
            marks[-1] = replace(marks[-1], joined_to=None)
        else:
            before[grain] = place
    targets = sorted({Decimal(row.value) for row in register.targets_of(unit)})
    return IndexChart(
        tuple(marks),
        tuple(
            IndexLine(value, axis.y(float(value / maximum)))
            for value in (Decimal(str(share)) * maximum for share in TICKS[axis.start])
        ),
        tuple(IndexLine(value, axis.y(float(value / maximum))) for value in targets),
        axis.breaks(
            [bool(standing.broken and at) for at, standing in enumerate(shown)]
        ),
    )


def _short(period: str, *, beside: int) -> str:
    """Return a period as a phone's width allows: of the century nobody is in doubt."""
    return period if beside <= MOST_WHOLE_MARKS else period[2:]


def _start(shown: Sequence[Standing], maximum: Decimal) -> float:
    values = [each.value for each in shown if each.value is not None]
    lowest = min(values, default=maximum) / maximum
    return USUAL_START if lowest >= Decimal(str(USUAL_START)) else 0.0
