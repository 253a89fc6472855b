"""The questionnaire editor: one form that every button sends whole, so that nothing typed is lost."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.drafts import Values, apply, typed_document, typed_fields
from forms.questionnaire import write_document
from forms.questionnaire.reading import look_at_draft
from forms.whole_numbers import whole_number
from survey.access.headers import content_security_policy
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.clock import VIETNAM
from survey.language import SOURCE_LANGUAGE
from survey.manage import blueprint
from survey.manage.draft_page import (
    LARGEST_ID,
    DraftPage,
    draft_page,
    languages_of_page,
    place_names,
    required_draft,
    typed_in,
)
from survey.manage.questionnaires import file_answer, note, to_new_draft
from survey.store import questionnaire_drafts
from survey.store.questionnaire_drafts import Change, DraftChanged
from survey.store.tables import QuestionnaireDraft

# Where a button of the editor leads when the draft is saved: the page before it becomes a version.
KEEP = "keep"
MOST_DIFFERENCES = 20


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else's saving that came between, and what of it differs from what is typed here."""

    by: str
    at: str
    differences: tuple[tuple[str, str], ...]


@blueprint.get("/questionnaires/drafts/<int:draft_id>")
def draft(draft_id: int) -> Response:
    """Show a draft, to be written on by those who may."""
    with service().store.reading() as session:
        found = required_draft(session, draft_id)
        document = tomllib.loads(found.content)
    return _page(found, document, opened=request.args.get("open", ""))


@blueprint.post("/questionnaires/drafts/<int:draft_id>")
def save_draft(draft_id: int) -> ResponseReturnValue:
    """Save what was typed and do what the button says; nothing where somebody else saved meanwhile."""
    document = typed_in(request.form)
    operation = request.form.get("do", "")
    opened = apply(document, operation)
    document = in_order(document)
    if _is_gone(draft_id) and sent_revision():
        return to_new_draft(write_document(document), what="saved", after=draft_id)
    try:
        _save(draft_id, write_document(document))
    except DraftChanged:
        return _conflict(draft_id, document)
    if operation == KEEP:
        return redirect(url_for("manage.look_before_keeping", draft_id=draft_id), 303)
    return redirect(_address(draft_id, opened), 303)


@blueprint.post("/questionnaires/drafts/<int:draft_id>/undo")
def undo_draft(draft_id: int) -> ResponseReturnValue:
    """Put back what the last saving replaced; doing it twice changes nothing."""
    with service().store.reading() as session:
        before = required_draft(session, draft_id).content_before
    if before:
        try:
            _save(draft_id, before)
        except DraftChanged:
            return _conflict(draft_id, tomllib.loads(before))
    return redirect(_address(draft_id, ""), 303)


@blueprint.post("/questionnaires/drafts/<int:draft_id>/remove")
def remove_draft(draft_id: int) -> ResponseReturnValue:
    """Give a draft up."""
    with service().store.writing() as session:
        found = required_draft(session, draft_id)
        title = str(tomllib.loads(found.content).get("title", ""))
        questionnaire_drafts.remove_draft(session, found)
        note(session, title, "removed")
    return redirect(url_for("manage.questionnaires_list"), 303)


@blueprint.get("/questionnaires/drafts/<int:draft_id>/file")
def draft_file(draft_id: int) -> Response:
    """Give the file of a draft as it was saved, complete or not."""
    with service().store.reading() as session:
        content = required_draft(session, draft_id).content
    values = tomllib.loads(content)
    name = "-".join(str(values[key]) for key in ("code", "version") if key in values)
    return file_answer(content, None, name)


def _is_gone(draft_id: int) -> bool:
    """Tell whether somebody kept or removed the draft while it was written on here."""
    with service().store.reading() as session:
        return draft_id < LARGEST_ID and not questionnaire_drafts.draft(
            session, draft_id
        )


def in_order(document: Values) -> Values:
    """Return a document as the page would send it: the same content gives the same file."""
    return typed_document(typed_fields(document), languages_of_page(document))


def sent_revision() -> int:
    """Return which saving the page was made from; 0, which is none, where it does not say."""
    return whole_number(request.form.get("revision", ""), digits=8) or 0


def _save(draft_id: int, content: str) -> None:
    """Save what a draft holds now. Raises DraftChanged."""
    with service().store.writing() as session:
        found = required_draft(session, draft_id)
        questionnaire_drafts.save_draft(
            session,
            found,
            content,
            Change(signed_in().name, service().clock.now()),
            revision=sent_revision(),
        )
        note(session, str(tomllib.loads(content).get("title", "")), "saved")


def _address(draft_id: int, opened: str) -> str:
    """Return where to go on: at the table that a button moved or added."""
    if not opened:
        return url_for("manage.draft", draft_id=draft_id)
    return url_for("manage.draft", draft_id=draft_id, open=opened, _anchor=opened)


def _conflict(draft_id: int, document: Mapping[str, object]) -> Response:
    """Show what was typed again, beside what somebody else made of the draft meanwhile."""
    with service().store.reading() as session:
        found = required_draft(session, draft_id)
        theirs = tomllib.loads(found.content)
        conflict = Conflict(
            by=found.changed_by,
            at=_moment(found),
            differences=tuple(_differences(document, theirs)),
        )
        return make_response(_page(found, document, conflict=conflict), 409)


def _differences(
    ours: Mapping[str, object], theirs: Mapping[str, object]
) -> list[tuple[str, str]]:
    """Return the fields that the other page left otherwise, with what stands there."""
    typed, saved = typed_fields(ours), typed_fields(theirs)
    names = {**place_names(ours), **place_names(theirs)}
    differing = [
        name
        for name in {**saved, **typed}
        if typed.get(name, "") != saved.get(name, "")
    ]
    return [
        (names.get(name, name), saved.get(name, ""))
        for name in differing[:MOST_DIFFERENCES]
    ]


def _page(
    found: QuestionnaireDraft,
    document: Mapping[str, object],
    *,
    opened: str = "",
    conflict: Conflict | None = None,
) -> Response:
    language = chosen_language()
    looked = look_at_draft(write_document(document))
    page: DraftPage = draft_page(
        document,
        looked.mistakes,
        opened=opened,
        decimal="," if language == SOURCE_LANGUAGE else ".",
    )
    response = make_response(
        render_template(
            "manage/draft.html",
            draft=found,
            page=page,
            changed_at=_moment(found),
            conflict=conflict,
            is_rescued="after" in request.args,
            may_change=may(signed_in(), RULES["manage.save_draft"], changes=True),
        )
    )
    # The preview stands in a frame of our own.
    policy = content_security_policy()
    response.headers["Content-Security-Policy"] = f"{policy}; frame-src 'self'"
    return response


def _moment(found: QuestionnaireDraft) -> str:
    return f"{found.changed_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
