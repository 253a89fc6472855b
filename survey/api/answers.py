"""The rules of the API: each builds what a page builds, and answers with it as JSON."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, request
from flask_babel import gettext as _
from pydantic import TypeAdapter
from sqlmodel import Session

from survey.access.api_tokens import program
from survey.access.locale import PARAMETER, chosen_language
from survey.access.problems import problem
from survey.access.state import service
from survey.api import blueprint, figures
from survey.api.document import openapi_document
from survey.language import languages
from survey.reports.office_page import build_office_page
from survey.reports.office_table import build_office_table
from survey.reports.overview import WaveOverview, build_overview
from survey.reports.wave_result import WaveResult, wave_result
from survey.store import waves
from survey.store.instruments import AUDIENCES, asking_waves
from survey.trust.disclosure import Audience

# The audience of an instrument, in the address, as on the pages.
ASKED = "audience"


@dataclass(frozen=True, slots=True, eq=False)
class _Opened:
    """A wave's result with the session it was read in."""

    session: Session
    result: WaveResult


@blueprint.before_request
def check_parameters() -> Response | None:
    """Refuse what is no parameter or no language, so that a slip of the pen is noticed."""
    asked = request.args
    of_wave = "wave_code" in (request.view_args or {})
    known = {PARAMETER, ASKED} if of_wave else {PARAMETER}
    is_known = set(asked) <= known and all(
        len(asked.getlist(name)) <= 1 for name in known
    )
    if is_known and asked.get(PARAMETER, languages()[0]) in languages():
        return None
    detail = (
        _(
            "Chỉ nhận tham số lang, một trong: %(languages)s; và audience, một trong: %(audiences)s."
        )
        if of_wave
        else _("Chỉ nhận tham số lang, một trong: %(languages)s.")
    )
    return problem(
        422,
        _("Tham số không đúng."),
        detail=detail
        % {"languages": ", ".join(languages()), "audiences": ", ".join(AUDIENCES)},
    )


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Describe the API; holds no figure."""
    return _json(openapi_document(service().settings.base_url))


@blueprint.get("/waves")
def list_waves() -> Response:
    """List every wave."""
    today = service().clock.today()
    with service().store.reading() as session:
        known = asking_waves(session, today)
    return _answer(
        figures.ApiWaves(tuple(figures.known_wave_of(one, today) for one in known))
    )


@blueprint.get("/waves/<wave_code>/index")
def index(wave_code: str) -> Response:
    """Give the index of all offices together."""
    with _opened(wave_code) as opened:
        overview = _overview(opened)
    return _answer(figures.index_of(overview, opened.result))


@blueprint.get("/waves/<wave_code>/factors")
def factors(wave_code: str) -> Response:
    """Give the factors of all offices together."""
    with _opened(wave_code) as opened:
        overview = _overview(opened)
    return _answer(figures.factors_of(overview, opened.result))


@blueprint.get("/waves/<wave_code>/offices")
def offices(wave_code: str) -> Response:
    """Give every office with its group and the range of its rank."""
    with _opened(wave_code) as opened:
        result = opened.result
    table = build_office_table(result, audience=_audience())
    return _answer(figures.offices_of(table, result))


@blueprint.get("/waves/<wave_code>/offices/<office_code>")
def office(wave_code: str, office_code: str) -> Response:
    """Give one office with its factors and questions."""
    with _opened(wave_code) as opened:
        result = opened.result
    position = result.position_of(office_code)
    if position is None:
        abort(404)
    page = build_office_page(result, position, audience=_audience())
    return _answer(figures.office_of(page, result))


@contextmanager
def _opened(wave_code: str) -> Iterator[_Opened]:
    """Give a wave's result in the language asked for; 404 for a code that is none, or who is not asked."""
    today = service().clock.today()
    with service().store.reading() as session:
        wave = waves.wave_by_code(session, wave_code)
        if wave is None:
            abort(404)
        try:
            result = wave_result(
                session,
                wave,
                language=chosen_language(),
                today=today,
                asked=_asked(),
            )
        except waves.NotAsked:
            abort(404)
        yield _Opened(session, result)


def _asked() -> str:
    """Return whose answers are asked for. An independent check has a page of its own, and no figures here."""
    audience = request.args.get(ASKED, waves.COUNTER)
    if audience not in AUDIENCES:
        abort(404)
    return audience


def _overview(opened: _Opened) -> WaveOverview:
    return build_overview(
        opened.session,
        opened.result,
        audience=_audience(),
        today=service().clock.today(),
    )


def _audience() -> Audience:
    return "reform_office" if program().sees_all_results else "unit_head"


def _answer(value: object) -> Response:
    """Return a value of `survey.api.figures` as its JSON."""
    adapter: TypeAdapter[Any] = TypeAdapter(type(value))
    return Response(adapter.dump_json(value) + b"\n", mimetype="application/json")


def _json(content: object) -> Response:
    adapter: TypeAdapter[Any] = TypeAdapter(Any)
    return Response(adapter.dump_json(content) + b"\n", mimetype="application/json")
