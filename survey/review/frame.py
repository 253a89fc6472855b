"""What stands around a page of results: the wave it is about and the words it is written with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, request, url_for
from sqlmodel import Session

from survey.access.locale import chosen_language
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.reports.coverage import WaveCoverage, build_coverage
from survey.reports.coverage_wording import CoverageWording
from survey.reports.figures import Estimate, Withheld
from survey.reports.numbers import Numbers
from survey.reports.series_wording import SeriesWording
from survey.reports.wave_result import WaveResult, wave_result
from survey.reports.wording import Wording
from survey.store import waves
from survey.store.tables import Wave
from survey.trust.disclosure import Audience


@dataclass(frozen=True, slots=True)
class WaveLink:
    """A wave to choose, and the address of the same page for it."""

    code: str
    title: str
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, eq=False)
class ChosenWave:
    """A wave that a page is about without its figures; `links` lead to the others."""

    session: Session
    wave: Wave
    links: tuple[WaveLink, ...]


@dataclass(frozen=True, slots=True, eq=False)
class OpenedWave:
    """The wave that a page is about, with the session its result was read in."""

    session: Session
    wave: Wave
    result: WaveResult
    links: tuple[WaveLink, ...]


@contextmanager
def opened_wave(wave_code: str) -> Iterator[OpenedWave]:
    """Give a wave's result in the reader's language; 404 for a code that is none."""
    today = service().clock.today()
    with chosen_wave(wave_code) as chosen:
        yield OpenedWave(
            chosen.session,
            chosen.wave,
            wave_result(
                chosen.session, chosen.wave, language=chosen_language(), today=today
            ),
            chosen.links,
        )


@contextmanager
def chosen_wave(wave_code: str) -> Iterator[ChosenWave]:
    """Give a wave for a page without figures; 404 for a code that is none."""
    with service().store.reading() as session:
        known = waves.waves(session, service().clock.today())
        chosen = next((wave for wave in known if wave.code == wave_code), None)
        if chosen is None:
            abort(404)
        yield ChosenWave(
            session,
            chosen,
            tuple(_wave_link(wave, wave is chosen) for wave in reversed(known)),
        )


def coverage_of(opened: OpenedWave) -> WaveCoverage:
    """Return how many of the people served were heard in the wave."""
    return build_coverage(opened.session, opened.result, today=service().clock.today())


def newest_wave() -> Wave | None:
    """Return the wave that began last, or else the one that will begin first."""
    today = service().clock.today()
    with service().store.reading() as session:
        known = waves.waves(session, today)
    begun = [wave for wave in known if wave.opens_on <= today]
    return begun[-1] if begun else known[0] if known else None


def audience() -> Audience:
    """Return for whom figures are shown on this request's page."""
    return "reform_office" if signed_in().sees_all_results else "unit_head"


def wants_csv() -> bool:
    return request.args.get("format") == "csv"


def page(template: str, **values: Any) -> str:
    """Render a page with the words and numbers of the reader's language."""
    return render_template(template, **words(), **values)


def words() -> dict[str, Any]:
    """Return what templates write figures with."""
    language = chosen_language()
    return {
        "wording": Wording(language),
        "series_wording": SeriesWording(language),
        "coverage_wording": CoverageWording(language),
        "numbers": Numbers(language),
        "Estimate": Estimate,
        "Withheld": Withheld,
    }


def _wave_link(wave: Wave, is_chosen: bool) -> WaveLink:
    assert request.endpoint is not None
    arguments = {**(request.view_args or {}), "wave_code": wave.code}
    return WaveLink(
        wave.code, wave.title, url_for(request.endpoint, **arguments), is_chosen
    )
