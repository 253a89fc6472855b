"""Pages on which two people sort comments by theme, each alone, and then settle what differs."""

from dataclasses import dataclass
from uuid import UUID

from flask import make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from forms.codebook import Codebook, codebook
from forms.coding import SettleForm, ThemeForm, uuid_in
from survey.access import trail
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.reports.comment_wording import CommentWording
from survey.review import blueprint
from survey.review.comments import Written, written
from survey.review.frame import page
from survey.store import coding as store
from survey.store.coding import Disagreement, Settled, ToCode
from survey.trust.comment_themes import agreements

DIFFERING_ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Differing:
    """A comment that two people sorted differently, with the form to settle it."""

    found: Disagreement
    written: Written
    form: SettleForm


@blueprint.get("/coding")
def coding() -> str:
    """Show the next comment to sort, how many are left, and how far two people agree."""
    return _coding_page()


@blueprint.post("/coding")
def save_code() -> ResponseReturnValue:
    """Keep a person's theme of one comment and go on to the next."""
    form = ThemeForm(_codebook())
    comment_id = uuid_in(form.comment.data)
    if not form.validate():
        return make_response(_coding_page(form, comment_id), 422)
    with service().store.writing() as session:
        is_kept = comment_id is not None and store.record_code(
            session,
            comment_id,
            reviewer_id=signed_in().reviewer_id,
            theme=form.theme.data,
            codebook=_codebook().version,
        )
        if is_kept:
            # Without the comment: who sorted which stands with the theme itself.
            trail.note(session, "change", object="", what="theme")
    if not is_kept:
        return make_response(_coding_page(problem=_no_longer()), 422)
    return redirect(url_for("review.coding"), 303)


@blueprint.get("/coding/differing")
def differing() -> str:
    """Show comments that two people sorted differently, with both themes."""
    return _differing_page()


@blueprint.post("/coding/differing")
def settle_code() -> ResponseReturnValue:
    """Keep what two people decided together about one comment."""
    form = SettleForm(_codebook())
    comment_id = uuid_in(form.comment.data)
    if not form.validate():
        return make_response(_differing_page(form, comment_id), 422)
    settled = Settled(
        theme=form.theme.data,
        reason=form.reason.data or "",
        done_by=signed_in().name,
        today=service().clock.today(),
    )
    with service().store.writing() as session:
        is_kept = comment_id is not None and store.settle(session, comment_id, settled)
        if is_kept:
            trail.note(session, "decision", object=str(comment_id), what="theme")
    if not is_kept:
        return make_response(_differing_page(problem=_no_longer()), 422)
    return redirect(url_for("review.differing"), 303)


def _no_longer() -> str:
    return str(_("Chưa lưu gì: góp ý này không còn chờ phân loại."))


def _codebook() -> Codebook:
    return codebook(chosen_language())


def _coding_page(
    form: ThemeForm | None = None,
    comment_id: UUID | None = None,
    *,
    problem: str = "",
) -> str:
    """Return the page; with a form that was refused, about the comment it was sent for."""
    with service().store.reading() as session:
        found = _to_code(session)
        is_same = found is not None and found.comment_id == comment_id
        left = store.left_to_code(session, signed_in().reviewer_id)
        n_differing = len(store.disagreements(session, limit=DIFFERING_ON_A_PAGE + 1))
        pairs = agreements(session)
    if form is None or not is_same:
        problem = problem or ("" if form is None else _no_longer())
        form = ThemeForm(_codebook(), formdata=None)
    return page(
        "review/coding.html",
        found=found,
        written=None if found is None else written(found.text),
        form=form,
        hints={theme.code: theme.definition for theme in _codebook().themes},
        problem=problem,
        left=left,
        n_differing=n_differing,
        many=DIFFERING_ON_A_PAGE,
        pairs=pairs,
        say=CommentWording(chosen_language()),
        may_sort=_may_sort(),
    )


def _to_code(session: Session) -> ToCode | None:
    if not _may_sort():
        return None
    return store.next_to_code(session, signed_in().reviewer_id)


def _may_sort() -> bool:
    return may(signed_in(), RULES["review.save_code"], changes=True)


def _differing_page(
    form: SettleForm | None = None,
    comment_id: UUID | None = None,
    *,
    problem: str = "",
) -> str:
    with service().store.reading() as session:
        found = store.disagreements(session, limit=DIFFERING_ON_A_PAGE)
    if form is not None and comment_id not in {each.comment_id for each in found}:
        form, problem = None, problem or _no_longer()
    return page(
        "review/differing.html",
        items=[
            Differing(
                each,
                written(each.text),
                (
                    form
                    if form is not None and each.comment_id == comment_id
                    else SettleForm(_codebook(), formdata=None)
                ),
            )
            for each in found
        ],
        has_errors=form is not None or bool(problem),
        problem=problem,
        say=CommentWording(chosen_language()),
        may_sort=_may_sort(),
    )
