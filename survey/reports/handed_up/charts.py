"""The pages' own figures as files of their own, for paper and for Word."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import templates
from survey.language import translator
from survey.reports.charts import dot_chart
from survey.reports.distribution import Distribution
from survey.reports.figures import Figure, Measured
from survey.reports.funnel_chart import FunnelChart
from survey.reports.handed_up.report import Chart
from survey.reports.plain import plain
from survey.reports.scatter_chart import ScatterChart
from survey.reports.series import Series
from survey.reports.trend_chart import trend_chart
from survey.reports.wording import Wording

# A page's text width at the size of its letters on a screen.
WIDTH = 660
SPREAD_HEIGHT = 22
# Black, white and greys between: what a copying machine leaves of it.
STYLE = """
text { font-family: 'Be Vietnam Pro'; font-size: 15px; fill: #000; stroke: none }
.short { display: none }
.tick, .value { font-size: 14px; fill: #333 }
.group { font-weight: 600 }
.grid { stroke: #d4d4d4; stroke-width: 1 }
.limit { fill: none; stroke: #555; stroke-width: 1 }
.limit.warning { stroke-dasharray: 4 4 }
.join { stroke: #555; stroke-width: 1.5 }
.break { stroke: #000; stroke-width: 1.5; stroke-dasharray: 2 4 }
.reference { stroke: #000; stroke-width: 1.5; stroke-dasharray: 5 4 }
.interval { stroke: #444; stroke-width: 3; stroke-linecap: round }
.interval.thin { stroke: #999; stroke-width: 1 }
.mark { fill: #000 }
.mark.too_few circle { fill: #fff; stroke: #444; stroke-width: 2 }
.level-1 { fill: #fff } .level-2 { fill: #ddd } .level-3 { fill: #aaa }
.level-4 { fill: #666 } .level-5 { fill: #222 }
.spread rect { stroke: #000; stroke-width: 0.6 }
"""
_SVG = re.compile(
    r"<svg class=\"(\w+)\" width=\"100%\" height=\"(\d+)\"(.*)</svg>", re.S
)
_STRETCHED = re.compile(
    r'<svg width="100%" height="\d+" viewBox="0 0 100 \d+" preserveAspectRatio="none">'
)
_LINE = re.compile(r'(<path class="limit \w+" )d="([^"]*)"')
_PLACE = re.compile(r"(-?[\d.]+) (-?[\d.]+)")
_CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.S)


def dots_of(
    rows: Sequence[Measured],
    reference: Figure,
    wording: Wording,
    *,
    title: str,
    reference_name: str,
) -> Chart | None:
    """Return dots with intervals, one line each; None where nothing is shown."""
    chart = dot_chart(
        [(None, [(plain(row.name), None, row.figure) for row in rows])],
        reference=reference,
        names_end_apart=False,
    )
    if not chart.marks:
        return None
    _ = translator(wording.language).gettext
    description = _("Mỗi dòng là một yếu tố; số liệu ở bảng của cùng mục.")
    return _drawn(
        wording,
        "dots",
        (chart, "chart", title, description, wording, wording.numbers, reference_name),
        title=title,
        description=description,
        is_beside_marks=True,
    )


def trend_of(series: Series, wording: Wording, *, title: str) -> Chart | None:
    """Return the index over time; None before there is a second wave."""
    if not series.is_a_trend:
        return None
    _ = translator(wording.language).gettext
    description = _(
        "Mỗi chấm là một đợt, từ trái sang phải; số liệu ở bảng của cùng mục."
    )
    return _drawn(
        wording,
        "trend",
        (trend_chart(series.points), "chart", title, description, wording.numbers),
        title=title,
        description=description,
    )


def funnel_of(
    funnel: FunnelChart | None, wording: Wording, *, title: str
) -> Chart | None:
    """Return offices by size and index; None where there are too few."""
    if funnel is None:
        return None
    _ = translator(wording.language).gettext
    description = _("Mỗi chấm là một đơn vị có từ 30 phiếu; số liệu ở bảng các đơn vị.")
    return _drawn(
        wording,
        "funnel",
        (funnel, "chart", title, description, wording.numbers),
        title=title,
        description=description,
    )


def scatter_of(
    chart: ScatterChart, wording: Wording, *, title: str, axis: str
) -> Chart:
    """Return offices by a share and their index."""
    _ = translator(wording.language).gettext
    description = _("Mỗi chấm là một đơn vị có từ 30 phiếu; số liệu ở Phụ lục A.")
    return _drawn(
        wording,
        "scatter",
        (chart, "chart", title, description, axis, wording.numbers),
        title=title,
        description=description,
    )


def spread_of(
    distribution: Distribution | None, wording: Wording, *, title: str
) -> Chart | None:
    """Return the levels as one bar; None where their figure is withheld."""
    if distribution is None:
        return None
    return _drawn(
        wording,
        "spread",
        (distribution.bars, title),
        title=title,
        description=wording.spread(distribution),
        caption=wording.spread(distribution),
    )


def _drawn(
    wording: Wording,
    macro: str,
    arguments: tuple[Any, ...],
    *,
    title: str,
    description: str,
    caption: str = "",
    is_beside_marks: bool = False,
) -> Chart:
    """Draw a figure by the macro of the pages, and give it its own size and style."""
    macros = _environment(wording.language).get_template("macros/charts.html").module
    markup = str(getattr(macros, macro)(*arguments))
    found = _SVG.search(markup)
    assert found is not None, macro
    kind, height, rest = found.groups()
    said = _CAPTION.search(markup)
    return Chart(
        svg=(
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" width="{WIDTH}" '
            f'height="{height}" viewBox="0 0 {WIDTH} {height}"{_styled(rest)}</svg>'
        ),
        title=title,
        description=description,
        caption=caption or (" ".join(said[1].split()) if said else ""),
        is_beside_marks=is_beside_marks,
    )


def _styled(rest: str) -> str:
    """Return what follows the size, with the style before everything drawn."""
    attributes, _, inner = rest.partition(">")
    return f"{attributes}><style>{STYLE}</style>{_unstretched(inner)}"


def _unstretched(inner: str) -> str:
    """Return lines in the figure's own units: not every reader keeps a stroke's width in a stretched square."""
    inner = _STRETCHED.sub("<svg>", inner)
    return _LINE.sub(
        lambda line: f'{line[1]}d="{_PLACE.sub(_widened, line[2])}"', inner
    )


def _widened(place: re.Match[str]) -> str:
    return f"{float(place[1]) * WIDTH / 100:.2f} {place[2]}"


@lru_cache
def _environment(language: str) -> Environment:
    """Return what draws the macros outside a request, in one language."""
    environment = Environment(
        loader=FileSystemLoader(Path(templates.__file__).parent),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        translator(language), newstyle=True
    )
    return environment
