"""The pages on which the reform office publishes a finished wave, or takes it back."""

import hashlib
from dataclasses import dataclass

from flask import abort, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from forms.actions import ApproveForm, WithdrawForm
from survey.access import trail
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.reports.public_pages import Period, period_of_frozen
from survey.reports.public_results import (
    Frozen,
    NotPublishable,
    Unready,
    freeze,
    publish_wave,
    unready,
)
from survey.reports.public_wording import PublicWording
from survey.review import blueprint
from survey.review.frame import page
from survey.store import publications, waves
from survey.store.tables import Publication, Wave
from survey.store.tables.following import PUBLISH

# The preview that an approval is about.
DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class PublicationRow:
    """A wave in the list: the newest decision about it, and why it cannot be published."""

    wave: Wave
    decision: Publication | None
    why_not: Unready | None

    @property
    def is_published(self) -> bool:
        return self.decision is not None and self.decision.action == PUBLISH


@blueprint.get("/publication")
def publications_list() -> str:
    """List the waves with what was decided about publishing them."""
    today = service().clock.today()
    with service().store.reading() as session:
        decisions = publications.newest_decisions(session)
        rows = [
            PublicationRow(
                wave, decisions.get(wave.id or 0), unready(session, wave, today=today)
            )
            for wave in waves.waves(session, today)
            if wave.opens_on <= today
        ]
    return page(
        "review/publications.html",
        rows=sorted(rows, key=lambda row: row.wave.opens_on, reverse=True),
        public=PublicWording(chosen_language()),
        has_public="public.periods" in current_app.view_functions,
    )


@blueprint.get("/publication/<wave_code>")
def publication(wave_code: str) -> str:
    """Show what would be published of a wave, or that it is."""
    return _page(wave_code)


@blueprint.post("/publication/<wave_code>/approve")
def approve_publication(wave_code: str) -> ResponseReturnValue:
    """Publish a wave as its preview showed it."""
    state, today = service(), service().clock.today()
    form = ApproveForm()
    with state.store.reading() as session:
        wave = _wave(session, wave_code)
        why_not = unready(session, wave, today=today)
        if why_not is None and not _is_the_preview(freeze(session, wave, today=today)):
            return make_response(_page(wave_code, has_moved_on=True), 422)
    if why_not is not None or not form.validate():
        return make_response(_page(wave_code, refused=why_not), 422)
    try:
        with state.store.writing() as session:
            wave = _wave(session, wave_code)
            # A second tap, or someone who was quicker: what is published is as wanted.
            if not _is_published(session, wave):
                publish_wave(session, wave, today=today, done_by=signed_in().name)
                trail.note(
                    session, "publication_changed", object=wave_code, what="publish"
                )
    except NotPublishable as error:
        return make_response(_page(wave_code, refused=error.why), 422)
    return redirect(url_for("review.publication", wave_code=wave_code), 303)


@blueprint.post("/publication/<wave_code>/withdraw")
def withdraw_publication(wave_code: str) -> ResponseReturnValue:
    """Take a published wave back, with the reason kept."""
    form = WithdrawForm(prefix="withdraw-")
    if not form.validate():
        return make_response(_page(wave_code, withdraw_form=form), 422)
    with service().store.writing() as session:
        wave = _wave(session, wave_code)
        assert wave.id is not None
        # Someone else may have been quicker; then it is as wanted.
        if _is_published(session, wave):
            publications.withdraw(
                session,
                wave.id,
                today=service().clock.today(),
                done_by=signed_in().name,
                reason=form.reason.data or "",
            )
            trail.note(
                session, "publication_changed", object=wave_code, what="withdraw"
            )
    return redirect(url_for("review.publication", wave_code=wave_code), 303)


def _page(
    wave_code: str,
    *,
    refused: Unready | None = None,
    has_moved_on: bool = False,
    withdraw_form: WithdrawForm | None = None,
) -> str:
    today, language = service().clock.today(), chosen_language()
    with service().store.reading() as session:
        wave = _wave(session, wave_code)
        assert wave.id is not None
        why_not = unready(session, wave, today=today)
        history = publications.history(session, wave.id)
        is_published = bool(history) and history[0].action == PUBLISH
        frozen = _frozen(session, wave, history if is_published else ())
        period: Period | None = None
        if is_published or why_not is None:
            frozen = frozen or freeze(session, wave, today=today)
            period = period_of_frozen(session, wave, frozen, language=language)
    may_decide = may(signed_in(), RULES["review.approve_publication"], changes=True)
    return page(
        "review/publication.html",
        wave=wave,
        why_not=why_not,
        refused=refused,
        has_moved_on=has_moved_on,
        is_published=is_published,
        history=history,
        period=period,
        digest="" if frozen is None else _digest(frozen),
        approve_form=ApproveForm(formdata=None) if may_decide else None,
        withdraw_form=(
            withdraw_form or WithdrawForm(prefix="withdraw-", formdata=None)
            if may_decide
            else None
        ),
        withdraw_is_open=withdraw_form is not None,
        public=PublicWording(language),
        has_public="public.periods" in current_app.view_functions,
    )


def _is_published(session: Session, wave: Wave) -> bool:
    decision = publications.newest_decisions(session).get(wave.id or 0)
    return decision is not None and decision.action == PUBLISH


def _frozen(
    session: Session, wave: Wave, history: tuple[Publication, ...]
) -> Frozen | None:
    """Return what is published of a wave, None where nothing is."""
    if not history:
        return None
    newest = history[0]
    assert newest.id is not None
    return Frozen(newest.content, publications.offices_of(session, newest.id))


def _is_the_preview(frozen: Frozen) -> bool:
    """Tell whether what would be published now is what the sender of this request looked at."""
    return request.form.get(DIGEST, "") == _digest(frozen)


def _digest(frozen: Frozen) -> str:
    parts = [frozen.content, *(frozen.offices[key] for key in sorted(frozen.offices))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _wave(session: Session, wave_code: str) -> Wave:
    found = waves.wave_by_code(session, wave_code)
    if found is None:
        abort(404)
    return found
