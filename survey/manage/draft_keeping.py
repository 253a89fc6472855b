"""From a draft to a version: what it would be, beside what it was made from, and the last question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from forms.questionnaire import Questionnaire
from forms.questionnaire.comparing import Comparison, compare, left_behind
from forms.questionnaire.reading import look_at_draft
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.language import SOURCE_LANGUAGE, language_names
from survey.manage import blueprint
from survey.manage.draft_page import choice_name, required_draft
from survey.manage.drafts import sent_revision
from survey.manage.questionnaires import note
from survey.reports.numbers import Numbers
from survey.reports.questionnaire_wording import QuestionnaireWording
from survey.store import questionnaire_drafts, questionnaire_versions
from survey.store.questionnaire_versions import VersionTaken
from survey.store.tables import QuestionnaireDraft
from survey.wording import wordings

TICKED = "yes"


@dataclass(frozen=True, slots=True)
class Origin:
    """The version that a draft was copied from, and how the draft differs from it."""

    name: str
    found: Comparison
    left_behind: tuple[str, ...]


@blueprint.get("/questionnaires/drafts/<int:draft_id>/keep")
def look_before_keeping(draft_id: int) -> ResponseReturnValue:
    """Show what would become a version; lead back where something is still missing."""
    with service().store.reading() as session:
        found = required_draft(session, draft_id)
        looked = look_at_draft(found.content)
        if looked.mistakes:
            return redirect(url_for("manage.draft", draft_id=draft_id), 303)
        return _page(session, found, looked.wordings, ())


@blueprint.post("/questionnaires/drafts/<int:draft_id>/keep")
def keep_draft(draft_id: int) -> ResponseReturnValue:
    """Make a version of a sound draft; the draft goes, because the version holds it."""
    with service().store.writing() as session:
        found = required_draft(session, draft_id)
        looked = look_at_draft(found.content)
        if looked.mistakes:
            return redirect(url_for("manage.draft", draft_id=draft_id), 303)
        questionnaire = looked.wordings[SOURCE_LANGUAGE]
        if found.revision != sent_revision():
            problem = _(
                "%(name)s vừa lưu bản nháp này lần nữa, nên chưa chốt. Xin xem lại.",
                name=found.changed_by,
            )
            return _page(session, found, looked.wordings, [problem], status=409)
        if (
            questionnaire.status == "official"
            and request.form.get("compared") != TICKED
        ):
            problem = _(
                "Mẫu phiếu chính thức phải được đối chiếu từng câu với văn bản gốc: xin đánh dấu ô bên dưới."
            )
            return _page(session, found, looked.wordings, [problem], status=422)
        try:
            version = questionnaire_versions.keep_version(
                session, questionnaire, found.content
            )
        except VersionTaken:
            problem = _(
                "Đã có mẫu phiếu mã %(code)s phiên bản %(version)s. Xin đổi phiên bản trong bản nháp.",
                code=questionnaire.code,
                version=questionnaire.version,
            )
            return _page(session, found, looked.wordings, [problem], status=422)
        questionnaire_drafts.remove_draft(session, found)
        note(session, f"{questionnaire.code} {questionnaire.version}", "kept")
    return redirect(url_for("manage.questionnaire", version_key=version.key), 303)


def _page(
    session: Session,
    found: QuestionnaireDraft,
    by_language: Mapping[str, Questionnaire],
    problems: Sequence[str],
    *,
    status: int = 200,
) -> ResponseReturnValue:
    language = chosen_language()
    page = render_template(
        "manage/draft_keeping.html",
        draft=found,
        questionnaire=by_language[SOURCE_LANGUAGE],
        languages_of=tuple(by_language),
        origin=_origin(session, found, by_language),
        problems=problems,
        choice_name=choice_name,
        say=QuestionnaireWording(language),
        numbers=Numbers(language),
        may_change=may(signed_in(), RULES["manage.keep_draft"], changes=True),
    )
    return make_response(page, status)


def _origin(
    session: Session,
    found: QuestionnaireDraft,
    by_language: Mapping[str, Questionnaire],
) -> Origin | None:
    """Return what a draft was made from; None where it was begun from nothing."""
    version = next(
        (
            one
            for one in questionnaire_versions.versions(session)
            if one.digest == found.made_from
        ),
        None,
    )
    if version is None:
        return None
    before = wordings(version.digest, version.content)
    say, names = QuestionnaireWording(chosen_language()), language_names()
    return Origin(
        name=f"{version.questionnaire.code} {version.questionnaire.version}",
        found=compare(version.questionnaire, by_language[SOURCE_LANGUAGE]),
        left_behind=tuple(
            say.left_behind(names.get(other, other), code)
            for other, code in left_behind(before, by_language)
        ),
    )
