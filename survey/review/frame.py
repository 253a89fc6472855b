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
from survey.reports.asked_wording import AskedWording
from survey.reports.coverage import WaveCoverage, build_coverage
from survey.reports.coverage_wording import CoverageWording
from survey.reports.figures import Estimate, Withheld
from survey.reports.numbers import Numbers
from survey.reports.series_wording import SeriesWording
from survey.reports.wave_result import WaveResult, wave_result
from survey.reports.wording import Wording
from survey.store import waves
from survey.store.instruments import AskingWave, asking_waves
from survey.store.tables import Wave
from survey.store.waves import COUNTER
from survey.trust.disclosure import Audience

# The audience of an instrument, in the address.
ASKED = "audience"


@dataclass(frozen=True, slots=True)
class WaveLink:
    """A wave to choose, and the address of the same page for it."""

    code: str
    title: str
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class AudienceLink:
    """An audience that a wave asks, and the address of the same page for it."""

    name: str
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, eq=False)
class ChosenWave:
    """A wave that a page is about without its figures; `links` lead to the others."""

    session: Session
    wave: Wave
    audiences: tuple[str, ...]
    links: tuple[WaveLink, ...]


@dataclass(frozen=True, slots=True, eq=False)
class OpenedWave:
    """The wave that a page is about, with the session its result was read in.

    The result is of one audience; `audience_links` lead to the others that the wave asks.
    """

    session: Session
    wave: Wave
    result: WaveResult
    links: tuple[WaveLink, ...]
    audience_links: tuple[AudienceLink, ...]


@contextmanager
def opened_wave(wave_code: str) -> Iterator[OpenedWave]:
    """Give a wave's result in the reader's language; 404 for a code or an audience that is none."""
    today = service().clock.today()
    with chosen_wave(wave_code) as chosen:
        if asked() not in chosen.audiences:
            abort(404)
        yield OpenedWave(
            chosen.session,
            chosen.wave,
            wave_result(
                chosen.session,
                chosen.wave,
                language=chosen_language(),
                today=today,
                asked=asked(),
            ),
            chosen.links,
            tuple(_audience_link(audience) for audience in chosen.audiences),
        )


@contextmanager
def chosen_wave(wave_code: str) -> Iterator[ChosenWave]:
    """Give a wave for a page without figures; 404 for a code that is none."""
    with service().store.reading() as session:
        known = asking_waves(session, service().clock.today())
        chosen = next((one for one in known if one.wave.code == wave_code), None)
        if chosen is None:
            abort(404)
        yield ChosenWave(
            session,
            chosen.wave,
            chosen.audiences,
            tuple(_wave_link(one, one is chosen) for one in reversed(known)),
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


def asked() -> str:
    """Return whose answers this request's page is about: the audience of an instrument."""
    return request.args.get(ASKED, COUNTER)


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
        "whose": asked(),
        "whose_wording": AskedWording(language),
        "wording": Wording(language, asked()),
        "series_wording": SeriesWording(language),
        "coverage_wording": CoverageWording(language),
        "numbers": Numbers(language),
        "Estimate": Estimate,
        "Withheld": Withheld,
    }


def _wave_link(asking: AskingWave, is_chosen: bool) -> WaveLink:
    assert request.endpoint is not None
    wave, arguments = asking.wave, {**(request.view_args or {})}
    arguments["wave_code"] = asking.wave.code
    if asked() not in asking.audiences:
        arguments[ASKED] = None
    return WaveLink(
        wave.code, wave.title, url_for(request.endpoint, **arguments), is_chosen
    )


def _audience_link(audience: str) -> AudienceLink:
    assert request.endpoint is not None
    arguments = {
        **(request.view_args or {}),
        ASKED: None if audience == COUNTER else audience,
    }
    return AudienceLink(
        AskedWording(chosen_language()).name(audience),
        url_for(request.endpoint, **arguments),
        audience == asked(),
    )
