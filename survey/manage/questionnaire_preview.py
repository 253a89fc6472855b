"""What citizens will meet: their form of a version or a draft, marked, without a token, and never sent."""

from collections.abc import Mapping

from flask import Response, abort, request

from forms.draft_preview import preview_form
from forms.groups import filters_of_questions, groups
from forms.questionnaire import Questionnaire, write_document
from forms.questionnaire.reading import look_at_draft
from survey.access.headers import content_security_policy
from survey.access.locale import chosen_language
from survey.access.pages import inline_style, one_response_page
from survey.access.state import service
from survey.language import SOURCE_LANGUAGE
from survey.manage import blueprint
from survey.manage.draft_page import required_draft, typed_in
from survey.manage.questionnaires import required_version
from survey.wording import wordings

# What of a questionnaire is shown, and in which language; beside the fields of the editor.
PART, LANGUAGE = "show.part", "show.language"
CORE = "core"


@blueprint.get("/questionnaires/<version_key>/preview")
def questionnaire_preview(version_key: str) -> Response:
    """Show the form of a version."""
    with service().store.reading() as session:
        version = required_version(session, version_key)
    return _page(
        wordings(version.digest, version.content),
        wanted=chosen_language(),
        part=request.args.get("part", ""),
    )


@blueprint.get("/questionnaires/drafts/<int:draft_id>/preview")
def draft_preview(draft_id: int) -> Response:
    """Show the form of a draft as it was saved."""
    with service().store.reading() as session:
        content = required_draft(session, draft_id).content
    return _page(
        look_at_draft(content).wordings,
        wanted=chosen_language(),
        part=request.args.get("part", ""),
    )


@blueprint.post("/questionnaires/drafts/<int:draft_id>/preview")
def preview_typed(draft_id: int) -> Response:
    """Show the form of a draft as it is typed, saved or not. Nothing is written."""
    with service().store.reading() as session:
        required_draft(session, draft_id)
    document = typed_in(request.form)
    return _page(
        look_at_draft(write_document(document)).wordings,
        wanted=request.form.get(LANGUAGE, ""),
        part=request.form.get(PART, ""),
    )


def _page(
    by_language: Mapping[str, Questionnaire], *, wanted: str, part: str
) -> Response:
    questionnaire = by_language.get(wanted, by_language.get(SOURCE_LANGUAGE))
    if questionnaire is None:
        abort(404)
    form = preview_form(questionnaire, full=part != CORE)
    response = one_response_page(
        "manage/questionnaire_preview.html",
        language=questionnaire.language,
        languages=(),
        form=form,
        groups=groups(form),
        hangs_on=filters_of_questions(form.questionnaire),
        name=questionnaire.title,
    )
    # The editor shows it beside what is typed; no other page may.
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Security-Policy"] = content_security_policy(
        style_hash=inline_style().sha256
    ).replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    return response
