"""The pages of questionnaires: what a wave can be opened with, and what is still being written."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import (
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlmodel import Session

from forms.drafts import new_document
from forms.questionnaire import (
    Questionnaire,
    QuestionnaireError,
    load_wordings,
    write_document,
)
from forms.questionnaire_files import QuestionnaireFileForm
from forms.whole_numbers import whole_number
from survey.access import trail
from survey.access.downloads import TOML, download
from survey.access.locale import chosen_language
from survey.access.policy import RULES, may
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.clock import VIETNAM
from survey.language import SOURCE_LANGUAGE
from survey.manage import blueprint
from survey.manage.draft_page import choice_name
from survey.reports.numbers import Numbers
from survey.store import questionnaire_drafts, questionnaire_versions
from survey.store.questionnaire_drafts import Change
from survey.store.questionnaire_versions import Version
from survey.store.tables import QuestionnaireDraft, Wave
from survey.wording import whole_file, wordings

LARGEST_FILE = 256 * 1024
MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as the list shows it."""

    draft: QuestionnaireDraft
    title: str
    code: str
    version: str
    day: date


@blueprint.get("/questionnaires")
def questionnaires_list() -> str:
    """List drafts and versions, and offer ways to begin."""
    return _list_page(QuestionnaireFileForm(formdata=None), ())


@blueprint.post("/questionnaires")
def upload_questionnaire() -> ResponseReturnValue:
    """Make a draft of a file that is sound; name every mistake of one that is not."""
    form = QuestionnaireFileForm()
    if not form.validate():
        return make_response(_list_page(form, ()), 422)
    sent = form.file.data
    name = str(sent.filename or "")[:100]
    try:
        text = sent.stream.read(LARGEST_FILE + 1).decode("utf-8-sig")
        if len(text.encode()) > LARGEST_FILE:
            problems = [
                _("%(name)s lớn hơn %(n)s KB", name=name, n=LARGEST_FILE // 1024)
            ]
            return make_response(_list_page(form, problems), 422)
        load_wordings(text, source=name)
    except UnicodeDecodeError:
        problems = [_("%(file)s không phải là tệp văn bản UTF-8.") % {"file": name}]
        return make_response(_list_page(form, problems), 422)
    except QuestionnaireError as error:
        return make_response(_list_page(form, error.lines(_)), 422)
    return to_new_draft(text, what="uploaded")


@blueprint.post("/questionnaires/drafts")
def new_draft() -> ResponseReturnValue:
    """Begin a questionnaire from nothing."""
    today = service().clock.today()
    return to_new_draft(write_document(new_document(today)), what="begun")


@blueprint.get("/questionnaires/<version_key>")
def questionnaire(version_key: str) -> str:
    """Show one version: what it asks, which waves use it, and what can be done with it."""
    language = chosen_language()
    with service().store.reading() as session:
        version = required_version(session, version_key)
        waves = questionnaire_versions.waves_of_versions(session)
        others = [
            one for one in questionnaire_versions.versions(session) if one != version
        ]
    by_language = wordings(version.digest, version.content)
    shown = by_language.get(language, by_language[SOURCE_LANGUAGE])
    return render_template(
        "manage/questionnaire.html",
        version=version,
        shown=shown,
        languages_of=tuple(by_language),
        asked=shown.as_shown(full=True),
        waves=waves.get(version.digest, ()),
        others=others,
        choice_name=choice_name,
        numbers=Numbers(language),
        may_change=_may_change(),
    )


@blueprint.get("/questionnaires/<version_key>/file")
def questionnaire_file(version_key: str) -> Response:
    """Give the file of a version, with its other languages beside the Vietnamese."""
    with service().store.reading() as session:
        version = required_version(session, version_key)
    return file_answer(
        whole_file(version.digest, version.content), version.questionnaire
    )


@blueprint.post("/questionnaires/<version_key>/copy")
def copy_questionnaire(version_key: str) -> ResponseReturnValue:
    """Make a draft of a version, under the next number."""
    with service().store.reading() as session:
        version = required_version(session, version_key)
        taken = {
            one.questionnaire.version
            for one in questionnaire_versions.versions(session)
            if one.questionnaire.code == version.questionnaire.code
        }
    values = tomllib.loads(whole_file(version.digest, version.content))
    values["version"] = next_version(version.questionnaire.version, taken)
    if values.get("status") == "official":
        # Only who compared it with its source can say so again.
        values["status"] = "own"
    return to_new_draft(write_document(values), what="copied", made_from=version.digest)


def required_version(session: Session, version_key: str) -> Version:
    """Return the version that an address names; 404 for an address that names none."""
    found = questionnaire_versions.version_by_key(session, version_key)
    if found is None:
        abort(404)
    return found


def file_answer(
    text: str, questionnaire: Questionnaire | None, name: str = ""
) -> Response:
    """Return a questionnaire's file, to be kept under its code and version."""
    if questionnaire is not None:
        name = f"{questionnaire.code}-{questionnaire.version}"
    name = re.sub(r"[^A-Za-z0-9.-]", "", name) or "phieu"
    return download(text, f"{name}.toml", TOML)


def next_version(version: str, taken: set[str]) -> str:
    """Return a number for a new version that no other has.

    >>> next_version("1", {"1", "2"}), next_version("2026.1", {"2026.1"})
    ('3', '2026.1-2')
    """
    number = whole_number(version, digits=19) or 0
    form = "{}" if number else f"{version}-{{}}"
    number = number or 1
    while form.format(number + 1) in taken:
        number += 1
    return form.format(number + 1)


def note(session: Session, document_title: str, what: str) -> None:
    """Note in the trail what was done to a questionnaire."""
    trail.note(session, "questionnaire_changed", object=document_title, what=what)


def to_new_draft(
    text: str, *, what: str, made_from: str = "", after: int | None = None
) -> ResponseReturnValue:
    """Keep a text as a draft of its own and lead to it; `after` is the one that is gone."""
    change = Change(signed_in().name, service().clock.now())
    with service().store.writing() as session:
        added = questionnaire_drafts.add_draft(
            session, text, change, made_from=made_from
        )
        note(session, str(tomllib.loads(text).get("title", "")), what)
        draft_id = added.id
    return redirect(url_for("manage.draft", draft_id=draft_id, after=after), 303)


def title_of(version: Version) -> str:
    """Return a questionnaire's title in the reader's language, in Vietnamese where there is no translation."""
    by_language = wordings(version.digest, version.content)
    return by_language.get(chosen_language(), version.questionnaire).title


def _list_page(form: QuestionnaireFileForm, problems: Sequence[str]) -> str:
    with service().store.reading() as session:
        drafts = [_draft_row(found) for found in questionnaire_drafts.drafts(session)]
        versions = questionnaire_versions.versions(session)
        waves: dict[str, tuple[Wave, ...]] = dict(
            questionnaire_versions.waves_of_versions(session)
        )
    return render_template(
        "manage/questionnaires.html",
        drafts=drafts,
        versions=versions,
        waves=waves,
        form=form,
        problems=problems[:MOST_PROBLEMS],
        further=max(0, len(problems) - MOST_PROBLEMS),
        choice_name=choice_name,
        title_of=title_of,
        numbers=Numbers(chosen_language()),
        may_change=_may_change(),
    )


def _draft_row(found: QuestionnaireDraft) -> DraftRow:
    values = tomllib.loads(found.content)
    return DraftRow(
        found,
        str(values.get("title") or _("Mẫu phiếu chưa có tên")),
        str(values.get("code", "")),
        str(values.get("version", "")),
        found.changed_at.astimezone(VIETNAM).date(),
    )


def _may_change() -> bool:
    return may(signed_in(), RULES["manage.save_draft"], changes=True)
