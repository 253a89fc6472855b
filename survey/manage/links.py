"""The page of links for online filers: each office's address, its square, and sentences to copy."""

from flask import (
    abort,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from survey.access import trail
from survey.access.downloads import download
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.language import SOURCE_LANGUAGE
from survey.manage import blueprint
from survey.reports import qr
from survey.reports.online_links import OnlineLink, links_file, online_link
from survey.store import places
from survey.store import posters as printing
from survey.store.tables.places import ONLINE

PICTURES = {"svg": "image/svg+xml", "png": "image/png"}


@blueprint.get("/links")
def links() -> str:
    """List the links of all offices, or of the own one."""
    own, today = signed_in().office_code, service().clock.today()
    found = _links()
    with service().store.reading() as session:
        offices = sum(
            own in (None, office.code) and not places.has_come(office.closed_on, today)
            for office in places.offices(session)
        )
    return render_template(
        "manage/links.html",
        links=found,
        missing=offices - len(found),
        may_change=may(signed_in(), RULES["manage.give_links"], changes=True),
        in_vietnamese=chosen_language() == SOURCE_LANGUAGE,
    )


@blueprint.post("/links")
def give_links() -> ResponseReturnValue:
    """Give each open office that has no link a code for one."""
    with service().store.writing() as session:
        n = printing.give_links(session, service().clock.today())
        trail.note(session, "posters_given", kind=ONLINE, n=n)
    return redirect(url_for("manage.links"), 303)


@blueprint.get("/links/file")
def link_file() -> ResponseReturnValue:
    """Return an office's square as a picture, or every link with its sentences as CSV."""
    kind, code = request.args.get("kind", "csv"), request.args.get("code", "")
    if kind == "csv":
        file = links_file(_links())
        return download(file.text, file.name)
    found = [link for link in _links() if link.code == code]
    if kind not in PICTURES or not found:
        abort(404)
    (link,) = found
    square = qr.encode(link.address)
    content = qr.svg(square).encode() if kind == "svg" else qr.png(square)
    return download(content, f"{link.file_name}.{kind}", PICTURES[kind])


def _links() -> tuple[OnlineLink, ...]:
    state = service()
    with state.store.reading() as session:
        return tuple(
            online_link(state.settings.base_url, printed)
            for printed in printing.current_posters(
                session,
                state.clock.today(),
                office_code=signed_in().office_code or "",
                kind=ONLINE,
            )
        )
