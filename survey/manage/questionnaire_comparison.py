"""Two questionnaires beside each other: what became of each question, and what stays comparable."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, render_template, request
from sqlmodel import Session

from forms.questionnaire import Questionnaire
from forms.questionnaire.comparing import Comparison, compare
from forms.questionnaire.reading import look_at_draft
from survey.access.locale import chosen_language
from survey.access.state import service
from survey.language import SOURCE_LANGUAGE
from survey.manage import blueprint
from survey.manage.draft_page import required_draft
from survey.reports.numbers import Numbers
from survey.reports.questionnaire_wording import QuestionnaireWording
from survey.store import questionnaire_drafts, questionnaire_versions
from survey.wording import wordings

# What tells a draft from a version in an address: `draft-3`.
DRAFT = "draft-"


@dataclass(frozen=True, slots=True)
class Compared:
    """One side: how it is chosen, what it is called, and its wordings."""

    key: str
    name: str
    by_language: Mapping[str, Questionnaire]

    @property
    def source(self) -> Questionnaire:
        return self.by_language[SOURCE_LANGUAGE]


@blueprint.get("/questionnaires/compare")
def compare_questionnaires() -> str:
    """Compare the two that were asked for, in Vietnamese: that is what was counted."""
    language = chosen_language()
    with service().store.reading() as session:
        choices = _choices(session)
        before = _asked_for(session, "before")
        after = _asked_for(session, "after")
    found: Comparison | None = None
    if before is not None and after is not None:
        found = compare(before.source, after.source)
    return render_template(
        "manage/questionnaire_comparison.html",
        choices=choices,
        before=before,
        after=after,
        found=found,
        say=QuestionnaireWording(language),
        numbers=Numbers(language),
    )


def version_name(questionnaire: Questionnaire) -> str:
    """Return what a version is called in a list: `quick 1: Phiếu đánh giá nhanh`."""
    return f"{questionnaire.code} {questionnaire.version}: {questionnaire.title}"


def _choices(session: Session) -> list[tuple[str, str]]:
    versions = questionnaire_versions.versions(session)
    drafts = questionnaire_drafts.drafts(session)
    return [
        *((one.key, version_name(one.questionnaire)) for one in versions),
        *(
            (f"{DRAFT}{one.id}", f"✎ {version_name(_of_draft(one.content))}")
            for one in drafts
        ),
    ]


def _asked_for(session: Session, side: str) -> Compared | None:
    """Return what one side names; None where nothing is chosen, 404 for what is not there."""
    key = request.args.get(side, "")
    if not key:
        return None
    number = key.removeprefix(DRAFT)
    if key.startswith(DRAFT) and number.isascii() and number.isdigit():
        content = required_draft(session, int(number[:10])).content
        by_language = look_at_draft(content).wordings
    else:
        version = questionnaire_versions.version_by_key(session, key)
        if version is None:
            abort(404)
        by_language = wordings(version.digest, version.content)
    return Compared(key, version_name(by_language[SOURCE_LANGUAGE]), by_language)


def _of_draft(content: str) -> Questionnaire:
    return look_at_draft(content).wordings[SOURCE_LANGUAGE]
