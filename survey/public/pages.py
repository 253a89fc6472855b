"""The public pages: periods with all offices, one office, its notice sheet, replies, how to read it all."""

from collections.abc import Sequence
from typing import Any, TypeVar

from flask import (
    Response,
    abort,
    current_app,
    make_response,
    render_template,
    request,
    url_for,
)
from sqlmodel import Session

from survey.access.locale import PARAMETER, chosen_language
from survey.access.state import service
from survey.language import SOURCE_LANGUAGE, languages
from survey.public import PERIOD, blueprint
from survey.reports.coverage_wording import CoverageWording
from survey.reports.figures import Estimate, Withheld
from survey.reports.following_wording import FollowingWording
from survey.reports.notice_sheet import SheetOfOffice, notice_sheet_pdf
from survey.reports.numbers import Numbers
from survey.reports.public_pages import (
    OfficePeriod,
    head_of,
    office_period,
    published_period,
)
from survey.reports.public_wording import PublicWording
from survey.reports.published import office_of_text
from survey.reports.wording import Wording
from survey.store import actions, places, publications, replies
from survey.store.publications import PublishedFigures, PublishedWave
from survey.store.tables import Office

# What is withdrawn is gone from caches as soon.
SECONDS_IN_CACHES = 300
# Pages of periods that were written lately stay here, whole: what is published does not change.
PAGES, MOST_PAGES = "sipas.public pages", 64
Published = TypeVar("Published", PublishedWave, PublishedFigures)


@blueprint.get("")
def periods() -> Response:
    """Show a published period with all its offices, by default the newest, and name the others."""
    with service().store.reading() as session:
        published = publications.published_waves(session)
        chosen = _chosen(published)
        asked = request.args.get(PARAMETER, "")
        # A thousand units take a third of a second to write, and anyone may ask as often as they like.
        key = (
            tuple(one.publication.id for one in published),
            request.args.get(PERIOD, ""),
            asked if asked in languages() else "",
            chosen_language(),
        )
        kept: dict[object, str] = current_app.extensions.setdefault(PAGES, {})
        html = kept.get(key)
        if html is None:
            html = _periods_page(session, chosen, published)
            if len(kept) >= MOST_PAGES:
                kept.clear()
            kept[key] = html
    return _kept(make_response(html))


def _periods_page(
    session: Session, chosen: PublishedWave | None, published: Sequence[PublishedWave]
) -> str:
    period = (
        None
        if chosen is None
        else published_period(session, chosen, language=chosen_language())
    )
    return _html(
        "public/periods.html", period=period, heads=[head_of(one) for one in published]
    )


@blueprint.get("/cach-doc")
def reading() -> Response:
    """Explain how to read the figures."""
    return _page("public/reading.html")


@blueprint.get("/<office_code>")
def office(office_code: str) -> Response:
    """Show an office in a published period, by default the newest, and what it did."""
    with service().store.reading() as session:
        found = _office(session, office_code)
        assert found.id is not None
        published = publications.published_of_office(session, office_code)
        shown = _shown(session, published)
        done = actions.public_actions(session, found.id)
        has_replies = bool(replies.published_replies(session, office_code))
    return _page(
        "public/office.html",
        code=office_code,
        name=_name(found),
        shown=shown,
        earlier=[(head_of(one), office_of_text(one.office)) for one in published],
        actions=done,
        has_replies=has_replies,
        today=service().clock.today(),
        following=FollowingWording(chosen_language()),
    )


@blueprint.get("/<office_code>/hoi-dap")
def office_replies(office_code: str) -> Response:
    """Show the suggestions that an office answered, by month and without anyone's name."""
    with service().store.reading() as session:
        found = _office(session, office_code)
        answered = replies.published_replies(session, office_code)
    return _page(
        "public/replies.html", code=office_code, name=_name(found), replies=answered
    )


@blueprint.get("/<office_code>/bang-tin.pdf")
def notice_sheet(office_code: str) -> Response:
    """Send one page of A4 for the notice board; 404 before anything of the office is published."""
    language, settings = chosen_language(), service().settings
    with service().store.reading() as session:
        found = _office(session, office_code)
        assert found.id is not None
        shown = _shown(session, publications.published_of_office(session, office_code))
        done = actions.public_actions(session, found.id)
    if shown is None:
        abort(404)
    address = settings.base_url + url_for(
        "public.office", office_code=office_code, lang=None
    )
    pdf = notice_sheet_pdf(
        settings,
        SheetOfOffice(_name(found), shown, done, address),
        language=language,
    )
    response = make_response(pdf)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = (
        f'inline; filename="ket-qua_{_plain(office_code)}_{_plain(shown.period.head.code)}.pdf"'
    )
    return _kept(response)


def _shown(
    session: Session, published: Sequence[PublishedFigures]
) -> OfficePeriod | None:
    """Return the period that the address asks for, else the newest, else None."""
    chosen = _chosen(published)
    if chosen is None:
        return None
    return office_period(session, chosen, language=chosen_language())


def _chosen(published: Sequence[Published]) -> Published | None:
    """Return the period that the address asks for, else the newest; 404 for one that is not published."""
    code = request.args.get(PERIOD, "")
    if not code:
        return published[0] if published else None
    for one in published:
        if one.wave.code == code:
            return one
    abort(404)


def _office(session: Session, office_code: str) -> Office:
    # PostgreSQL takes no NUL, not even to look for it.
    is_code = office_code.isprintable()
    found = places.office_by_code(session, office_code) if is_code else None
    if found is None:
        abort(404)
    return found


def _name(office: Office) -> str:
    """Return an office's name in the reader's language."""
    if chosen_language() != SOURCE_LANGUAGE and office.name_en:
        return office.name_en
    return office.name


def _plain(code: str) -> str:
    """Return a code as it may stand in a file's name."""
    return "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in code)


def _page(template: str, **values: Any) -> Response:
    return _kept(make_response(_html(template, **values)))


def _html(template: str, **values: Any) -> str:
    language = chosen_language()
    return render_template(
        template,
        wording=Wording(language),
        public=PublicWording(language),
        coverage_wording=CoverageWording(language),
        numbers=Numbers(language),
        Estimate=Estimate,
        Withheld=Withheld,
        **values,
    )


def _kept(response: Response) -> Response:
    """Let caches keep a page for a while; it is the same for everyone who reads its language."""
    response.headers["Cache-Control"] = f"public, max-age={SECONDS_IN_CACHES}"
    response.vary.add("Accept-Language")
    return response
