"""The pages of published indices: all of them in one table, and one page for each beside the own results."""

from dataclasses import dataclass

from flask import abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from survey.access.downloads import download
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.language import SOURCE_LANGUAGE
from survey.reports.figures import Figure
from survey.reports.index_chart import index_chart
from survey.reports.index_definitions import (
    NATION,
    IndexDefinition,
    index_definition,
    index_definitions,
    unit_name,
)
from survey.reports.index_file import register_file
from survey.reports.index_register import (
    Register,
    Standing,
    build_register,
    source_of,
)
from survey.reports.index_wording import IndexWording
from survey.reports.wave_result import wave_result
from survey.review import blueprint
from survey.review.frame import audience, page, wants_csv
from survey.store import indices as kept
from survey.store import places, waves
from survey.store.tables import Office

# Own waves beside an index; older ones are on their own pages.
MOST_WAVES = 3
EVERY_PERIOD = "all"
IMPORT_PAGE = "manage.import_indices"


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """One index in the list, with the newest value of the unit that is shown."""

    definition: IndexDefinition
    unit: str
    newest: Standing | None


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """A wave of this installation and its figure."""

    title: str
    figure: Figure


@blueprint.get("/indices")
def indices() -> ResponseReturnValue:
    """Show every index in one table."""
    with service().store.reading() as session:
        rows = kept.current_rows(session)
    if wants_csv():
        return download(register_file(rows).text, "chi-so.csv")
    return page(
        "review/indices.html",
        summaries=[
            _summary(
                build_register(
                    definition,
                    (row for row in rows if row.index_code == definition.code),
                )
            )
            for definition in index_definitions(chosen_language())
        ],
        may_import=_may_import(),
        say=IndexWording(chosen_language()),
    )


@blueprint.get("/indices/<index_code>")
def index_page(index_code: str) -> ResponseReturnValue:
    """Show one index by unit, component and period."""
    definition = index_definition(index_code, chosen_language())
    if definition is None:
        abort(404)
    with service().store.reading() as session:
        versions = kept.versions(session, index_code)
        rows = kept.standing_rows(versions)
        register = build_register(definition, rows)
        unit, period = _unit(register), _period(register)
        office = _office_of(session, unit)
        own = _own_figures(session, office)
    if wants_csv():
        return download(register_file(rows).text, f"chi-so-{index_code}.csv")
    say = IndexWording(chosen_language())
    return page(
        "review/index_page.html",
        register=register,
        definition=definition,
        unit=unit,
        unit_names={each: unit_name(each, say.language) for each in register.units},
        period=period,
        totals=[
            each
            for each in register.totals()
            if period in (EVERY_PERIOD, each.row.period)
        ],
        targets=register.targets_of(unit),
        chart=index_chart(register, unit),
        own=own,
        own_office="" if office is None else _name(office),
        corrections=[each for each in versions if each.version > 1],
        weakest={
            _key(each): _action(each, definition, say, office)
            for each in _weak(register, unit)
        },
        key=_key,
        number_of_source={
            source: number for number, source in enumerate(register.sources, start=1)
        },
        source_of=source_of,
        say=say,
    )


def _may_import() -> bool:
    """Tell whether the visitor may bring values in, and the page for it is served here."""
    if IMPORT_PAGE not in current_app.view_functions:
        return False
    return may(signed_in(), RULES[IMPORT_PAGE])


def _unit(register: Register) -> str:
    """Return the unit that was asked for, else the own province, else the first of the register."""
    asked, units = request.args.get("unit", ""), register.units
    if asked in units:
        return asked
    province = service().settings.province.casefold()
    own = [unit for unit in units if province and unit.casefold().endswith(province)]
    return [*own, *units, ""][0]


def _period(register: Register) -> str:
    """Return the period that was asked for, else the newest that has a whole index."""
    asked = request.args.get("period", "")
    if asked in (EVERY_PERIOD, *register.periods):
        return asked
    return max((each.row.period for each in register.totals()), default=EVERY_PERIOD)


def _summary(register: Register) -> IndexSummary:
    unit = _unit(register)
    found = register.totals_of(unit)
    return IndexSummary(register.definition, unit, found[-1] if found else None)


def _weak(register: Register, unit: str) -> tuple[Standing, ...]:
    return register.weakest_of(unit) if unit and unit != NATION else ()


def _key(standing: Standing) -> str:
    return f"{standing.row.component}|{standing.row.period}"


def _action(
    standing: Standing,
    definition: IndexDefinition,
    say: IndexWording,
    office: Office | None,
) -> str:
    """Return where an action about a component begins, or the offices to choose from; "" for who may not."""
    if not may(signed_in(), RULES["review.record_action"], changes=True):
        return ""
    if office is None:
        return url_for("review.actions_list")
    row = standing.row
    source = f"{definition.name}: {say.what(row.unit, row.component, row.period)}"
    return url_for(
        "review.new_action",
        office_code=office.code,
        source=f"{source}: {say.value(standing.value)}",
    )


def _office_of(session: Session, unit: str) -> Office | None:
    """Return the office that a unit of the register is, by code or name, or that a unit head has."""
    own = signed_in().office_code
    for office in places.offices(session):
        if own in (None, office.code):
            names = (office.code, office.name)
            if own or unit.casefold() in (name.casefold() for name in names):
                return office
    return None


def _name(office: Office) -> str:
    is_source = chosen_language() == SOURCE_LANGUAGE
    return office.name if is_source or not office.name_en else office.name_en


def _own_figures(session: Session, office: Office | None) -> tuple[OwnFigure, ...]:
    """Return the newest waves' figures: of one office, or of all together for who reads them all."""
    today = service().clock.today()
    known = [wave for wave in waves.waves(session, today) if wave.opens_on <= today]
    found = []
    for wave in known[-MOST_WAVES:]:
        result = wave_result(session, wave, language=chosen_language(), today=today)
        at = None if office is None else result.position_of(office.code)
        if at is not None:
            figures = result.office_figures(audience())[at]
        elif office is None and signed_in().sees_all_results:
            figures = result.total_figures(audience())
        else:
            continue
        found.append(OwnFigure(wave.title, figures[result.index_position]))
    return tuple(found)
