"""In which units a wave is shown: the offices of its day, or those of today."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from flask import request, url_for
from flask_babel import gettext as _

from survey.access.locale import chosen_language
from survey.access.state import service
from survey.reports.numbers import Numbers
from survey.reports.units import OF_ITS_DAY, TODAY
from survey.reports.wave_result import WaveResult, in_units_of_today, office_name
from survey.review.frame import OpenedWave
from survey.store.office_changes import successions
from survey.store.tables.succession import SPLIT


@dataclass(frozen=True, slots=True)
class MergedUnit:
    """An office of today with the names of all that its figures are made of."""

    name: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChosenUnits:
    """The result in the units asked for; `links` lead to either, and are empty where there is no choice."""

    result: WaveResult
    links: dict[str, str]
    chosen: str
    merged: tuple[MergedUnit, ...]
    split: tuple[str, ...]


def chosen_units(opened: OpenedWave) -> ChosenUnits:
    """Return the wave in the units that the address asks for. One query, or two."""
    then = opened.result
    today = in_units_of_today(opened.session, then, service().clock.today())
    units = today.units
    if units is None or not (units.merged or units.split):
        return ChosenUnits(then, {}, OF_ITS_DAY, (), ())
    chosen = TODAY if request.args.get("units") == TODAY else OF_ITS_DAY
    endpoint, wave_code = request.endpoint or "", opened.wave.code
    return ChosenUnits(
        today if chosen == TODAY else then,
        {
            OF_ITS_DAY: url_for(endpoint, wave_code=wave_code),
            TODAY: url_for(endpoint, wave_code=wave_code, units=TODAY),
        },
        chosen,
        tuple(
            MergedUnit(
                office_name(unit.office, then.language),
                tuple(
                    office_name(then.offices[at], then.language)
                    for at in unit.parts
                    if then.offices[at].was_there
                    and then.offices[at].office_id != unit.office.office_id
                ),
            )
            for unit in units.merged
        ),
        tuple(office_name(office, then.language) for office in units.split),
    )


def became(opened: OpenedWave, position: int) -> tuple[str, ...]:
    """Return what an office came from and what it went into, in sentences. One query."""
    result, day = opened.result, Numbers(chosen_language()).day
    office_id = result.offices[position].office_id
    names = {
        office.office_id: office_name(office, result.language)
        for office in result.offices
    }
    came: dict[tuple[date, str], list[str]] = defaultdict(list)
    went: dict[tuple[date, str], list[str]] = defaultdict(list)
    for row in successions(opened.session):
        if row.successor_id == office_id:
            came[row.valid_from, row.kind].append(names[row.office_id])
        if row.office_id == office_id:
            went[row.valid_from, row.kind].append(names[row.successor_id])
    sentences = []
    for (on, kind), others in came.items():
        values = {"on": day(on), "names": ", ".join(others)}
        if kind == SPLIT:
            sentences.append(
                _("Đơn vị được tách từ %(names)s, từ ngày %(on)s.", **values)
            )
        else:
            sentences.append(
                _(
                    "Đơn vị được sáp nhập từ %(names)s, từ ngày %(on)s. Kết quả trước đó đứng riêng "
                    "ở từng đơn vị cũ, không nối vào các đợt sau.",
                    **values,
                )
            )
    for (on, kind), others in went.items():
        values = {"on": day(on), "names": ", ".join(others)}
        if kind == SPLIT:
            sentences.append(
                _("Từ ngày %(on)s, đơn vị chia thành %(names)s.", **values)
            )
        else:
            sentences.append(_("Từ ngày %(on)s, đơn vị nhập vào %(names)s.", **values))
    return tuple(sentences)
