"""The pages of a wave: overview, offices, two offices compared, one office."""

from collections.abc import Sequence

from flask import (
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from analysis.breaks import BreakKind
from forms.compare import ComparisonForm
from survey.access.downloads import download
from survey.access.frame import menu
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.reports import csv_files
from survey.reports.attention import build_attention
from survey.reports.block_wording import BlockWording
from survey.reports.blocks import block_name, in_order
from survey.reports.charts import DotChart, dot_chart
from survey.reports.choice_files import choice_file
from survey.reports.choice_wording import ChoiceWording
from survey.reports.choices import ChoiceTable, build_choices
from survey.reports.common_questions import (
    CommonQuestions,
    build_common_questions,
)
from survey.reports.common_wording import CommonWording
from survey.reports.comparison import Comparison, build_comparison
from survey.reports.counters import build_counters
from survey.reports.coverage_wording import CoverageWording
from survey.reports.figures import Figure, Measured
from survey.reports.first_look import build_first_look
from survey.reports.first_look_wording import FirstLookWording
from survey.reports.funnel_chart import build_funnel
from survey.reports.heat_table import build_heat_table
from survey.reports.lateness import build_lateness
from survey.reports.lateness_wording import LatenessWording
from survey.reports.office_blocks import (
    block_summaries,
    has_blocks,
    offices_by_block,
)
from survey.reports.office_page import build_office_page
from survey.reports.office_table import OfficeTable, build_office_table
from survey.reports.ordering import vietnamese_order
from survey.reports.overview import build_overview, with_offices_of
from survey.reports.series import Series, build_series
from survey.reports.target import target_outlook
from survey.reports.trend_chart import trend_chart
from survey.reports.wave_result import WaveResult, office_name
from survey.reports.wording import Wording
from survey.review import blueprint
from survey.review.frame import (
    OpenedWave,
    asked,
    audience,
    coverage_of,
    newest_wave,
    opened_wave,
    page,
    wants_csv,
)
from survey.review.selection import part_of_wave, selection_form, selection_words
from survey.review.units import became, chosen_units
from survey.store.waves import COUNTER

# In the address of a file: the questions without a level, which have columns of their own.
CHOICES = "choices"


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Lead to the newest wave, all of it or the own office; who reads no results, to their work."""
    visitor = signed_in()
    if not may(visitor, RULES["review.office"]):
        return (
            redirect(menu()[0].address, 303) if menu() else page("review/no_work.html")
        )
    newest = newest_wave()
    if newest is None:
        if (
            may(visitor, RULES["manage.start"])
            and "manage.start" in current_app.view_functions
        ):
            return redirect(url_for("manage.start"), 303)
        return page("review/no_wave.html")
    if visitor.sees_all_results:
        return redirect(url_for("review.wave", wave_code=newest.code), 303)
    return redirect(
        url_for(
            "review.office", wave_code=newest.code, office_code=visitor.office_code
        ),
        303,
    )


@blueprint.get("/waves/<wave_code>")
def wave(wave_code: str) -> ResponseReturnValue:
    """Show the index, its factors and whether offices differ; or of a part of the answers alone."""
    if ":" in request.args.get("only", ""):
        return part_of_wave(wave_code)
    with opened_wave(wave_code) as opened:
        overview = build_overview(
            opened.session,
            opened.result,
            audience=audience(),
            today=service().clock.today(),
        )
        units = chosen_units(opened)
        if units.result is not opened.result:
            overview = with_offices_of(overview, units.result)
        series = build_series(
            opened.session, opened.wave, opened.result, audience=audience()
        )
        common = _common(opened, series)
        coverage = coverage_of(opened)
        chosen = build_choices(opened.session, opened.result, audience=audience())
        attention = build_attention(
            opened.session, opened.result, today=service().clock.today()
        )
        say = selection_words(opened.session, overview.parts)
    outlook = target_outlook(
        units.result, service().settings.target, audience=audience()
    )
    if wants_csv():
        if CHOICES in request.args:
            return _csv_of_choices(chosen, wave_code)
        return _csv(csv_files.overview_file(overview, Wording(chosen_language())))
    return page(
        "review/overview.html",
        overview=overview,
        blocks=block_summaries(units.result, audience=audience()),
        block_wording=BlockWording(chosen_language()),
        outlook=outlook,
        chart=_chart_of_factors((*overview.weighed, *overview.factors), overview.index),
        form=selection_form(opened.result, overview.parts, say),
        units=units,
        attention=attention,
        coverage=CoverageWording(chosen_language()).of_wave(coverage),
        **_of_choices(chosen),
        **_of_series(series, common),
        **_of_wave(opened),
    )


@blueprint.get("/waves/<wave_code>/offices")
def offices(wave_code: str) -> ResponseReturnValue:
    """Show all offices in three groups."""
    with opened_wave(wave_code) as opened:
        coverage = coverage_of(opened)
        units = chosen_units(opened)
    table = build_office_table(
        units.result,
        audience=audience(),
        # People served are known by the offices of the wave's day.
        coverage=coverage if units.result is opened.result else None,
    )
    if wants_csv():
        return _csv(csv_files.office_table_file(table, Wording(chosen_language())))
    by_block = has_blocks(units.result)
    is_by_block = by_block and request.args.get("by") == "block"
    return page(
        "review/offices.html",
        table=table,
        has_blocks=by_block,
        blocks=(
            offices_by_block(table, units.result, audience=audience())
            if is_by_block
            else ()
        ),
        block_wording=BlockWording(chosen_language()),
        units=units,
        chart=_chart_of_offices(table),
        coverage=CoverageWording(chosen_language()).of_wave(coverage),
        **_of_wave(opened),
    )


@blueprint.get("/waves/<wave_code>/compare")
def compare(wave_code: str) -> ResponseReturnValue:
    """Offer two offices to choose, and say of the chosen what can be said."""
    with opened_wave(wave_code) as opened:
        result = opened.result
    form = ComparisonForm(*_choices(result))
    if "second" not in request.args:
        return page(
            "review/compare.html", form=form, comparison=None, **_of_wave(opened)
        )
    if not form.validate():
        refused = page(
            "review/compare.html", form=form, comparison=None, **_of_wave(opened)
        )
        return make_response(refused, 422)
    first, second = (
        _position(result, field.data or "") for field in (form.first, form.second)
    )
    comparison = build_comparison(result, first, second, audience=audience())
    if wants_csv():
        return _csv(csv_files.comparison_file(comparison, Wording(chosen_language())))
    return page(
        "review/compare.html",
        form=form,
        comparison=comparison,
        chart=_chart_of_pair(comparison, result),
        **_of_wave(opened),
    )


@blueprint.get("/waves/<wave_code>/analysis")
def analysis(wave_code: str) -> ResponseReturnValue:
    """Show offices by factors, by size within the limits of chance, and beside dossiers that were late."""
    with opened_wave(wave_code) as opened:
        result = opened.result
        coverage = coverage_of(opened)
        # Whether dossiers were late says something of those who had one.
        lateness = (
            build_lateness(
                opened.session,
                result,
                audience=audience(),
                today=service().clock.today(),
            )
            if asked() == COUNTER
            else None
        )
    return page(
        "review/analysis.html",
        lateness=lateness,
        lateness_wording=LatenessWording(chosen_language()),
        coverage=CoverageWording(chosen_language()).of_wave(coverage),
        heat=build_heat_table(result, audience=audience()),
        funnel=build_funnel(result, audience=audience()),
        total=result.total_figures(audience())[result.index_position],
        **_of_wave(opened),
    )


@blueprint.get("/waves/<wave_code>/offices/<office_code>")
def office(wave_code: str, office_code: str) -> ResponseReturnValue:
    """Show one office: its index, its factors and its questions."""
    with opened_wave(wave_code) as opened:
        result = opened.result
        position = _position(result, office_code)
        series = build_series(
            opened.session,
            opened.wave,
            result,
            audience=audience(),
            position=position,
        )
        common = _common(opened, series, position)
        coverage = coverage_of(opened)
        look = build_first_look(opened.session, result, position)
        changes = became(opened, position)
        counters = build_counters(opened.session, result, position, audience=audience())
        chosen = build_choices(
            opened.session, result, audience=audience(), position=position
        )
    shown = build_office_page(result, position, audience=audience())
    if wants_csv():
        if CHOICES in request.args:
            return _csv_of_choices(chosen, wave_code, office_code)
        return _csv(
            csv_files.office_page_file(
                shown,
                Wording(chosen_language()),
                levels=result.questionnaire.scale.labels,
            )
        )
    return page(
        "review/office.html",
        office=shown,
        block=(
            block_name(result.offices[position].block, result.language)
            if has_blocks(result)
            else ""
        ),
        chart=_chart_of_factors((*shown.weighed, *shown.factors), shown.index),
        coverage=CoverageWording(chosen_language()).of_office(coverage, position),
        look=look,
        changes=changes,
        counters=counters,
        look_wording=FirstLookWording(chosen_language()),
        **_of_choices(chosen),
        **_of_series(series, common),
        **_of_wave(opened),
    )


def _csv_of_choices(tables: Sequence[ChoiceTable], *names: str) -> Response:
    wording = ChoiceWording(chosen_language())
    return _csv(choice_file(tables, wording, names=(*names, CHOICES)))


def _of_choices(tables: Sequence[ChoiceTable]) -> dict[str, object]:
    return {
        "choice_tables": tables,
        "choice_wording": ChoiceWording(chosen_language()),
    }


def _of_series(
    series: Series, common: CommonQuestions | None = None
) -> dict[str, object]:
    return {
        "series": series,
        "trend": trend_chart(series.points),
        "common": common,
        "common_words": CommonWording(chosen_language()),
    }


def _common(
    opened: OpenedWave, series: Series, position: int | None = None
) -> CommonQuestions | None:
    """Return what can still be compared where another questionnaire alone breaks the trend."""
    breaks = () if series.change is None else series.change.breaks
    if not breaks or any(BreakKind.POPULATION in each.kinds for each in breaks):
        return None
    return build_common_questions(
        opened.session, opened.result, audience=audience(), position=position
    )


def _of_wave(opened: OpenedWave) -> dict[str, object]:
    return {
        "head": opened.result.head,
        "questionnaire": opened.result.questionnaire,
        "wave_links": opened.links,
        "audience_links": opened.audience_links,
    }


def _choices(result: WaveResult) -> tuple[dict[str, str], dict[str, str] | None]:
    """Return offices, code to name, by name within their blocks; and the block of each, if there are some."""
    there = [office for office in result.offices if office.was_there]
    blocks = in_order({office.block for office in there})
    there.sort(
        key=lambda office: (
            blocks.index(office.block),
            vietnamese_order(office_name(office, result.language)),
        )
    )
    names = {office.code: office_name(office, result.language) for office in there}
    if not has_blocks(result):
        return names, None
    return names, {
        office.code: block_name(office.block, result.language) for office in there
    }


def _position(result: WaveResult, office_code: str) -> int:
    position = result.position_of(office_code)
    if position is None:
        abort(404)
    return position


def _chart_of_offices(table: OfficeTable) -> DotChart:
    return dot_chart(
        [
            (
                group.verdict,
                [(row.name, row.verdict, row.figure) for row in group.rows],
            )
            for group in table.all_groups
        ],
        reference=table.total,
    )


def _chart_of_pair(comparison: Comparison, result: WaveResult) -> DotChart:
    pair = (comparison.first, comparison.second)
    return dot_chart(
        [(None, [(office.name, None, office.figure) for office in pair])],
        reference=result.total_figures(audience())[result.index_position],
    )


def _chart_of_factors(factors: Sequence[Measured], index: Figure) -> DotChart:
    rows = [(factor.name, None, factor.figure) for factor in factors]
    return dot_chart([(None, rows)], reference=index, names_end_apart=False)


def _csv(file: csv_files.CsvFile) -> Response:
    return download(file.text, file.name)
