"""A preview shows the form of any draft, however little of it is written, and never takes an answer."""

from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from forms.draft_preview import BLANK, preview_form
from forms.drafts import typed_document
from forms.groups import filters_of_questions, groups
from forms.questionnaire import load_questionnaire, write_document
from forms.questionnaire.reading import look_at_draft
from forms.response import ResponseForm, response_form
from tests.forms.test_drafts import ENGLISH, FIXTURES, NAMES, TYPED


def shown(form: ResponseForm) -> list[tuple[str, list[str]]]:
    """Return heading by heading what is asked."""
    assert set(filters_of_questions(form.questionnaire)) <= {f.name for f in form}
    return [
        (str(group.heading), [str(field.label.text) for field in group.fields])
        for group in groups(form)
    ]


@given(st.dictionaries(st.sampled_from(NAMES), TYPED | st.text(), max_size=60))
def test_any_draft_can_be_shown(app: Flask, sent: dict[str, str]) -> None:
    document = typed_document(sent, ENGLISH)
    with app.test_request_context("/", method="POST", data=sent):
        for questionnaire in look_at_draft(write_document(document)).wordings.values():
            for full in (True, False):
                form = preview_form(questionnaire, full=full)
                shown(form)
                # Every button and box has a word beside it.
                assert all(
                    str(one.label.text) for field in form.asked_fields for one in field
                )


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_a_sound_draft_is_shown_as_citizens_will_meet_it(
    app: Flask, file: Path
) -> None:
    questionnaire = load_questionnaire(file.read_text("utf-8"), source=file.name)
    for full in (True, False):
        with app.test_request_context("/"):
            preview = preview_form(questionnaire, full=full)
            real = response_form(questionnaire, full=full)()
            assert shown(preview) == shown(real)


def test_what_is_sent_to_the_page_is_no_answer_of_the_form(app: Flask) -> None:
    document = {"scale": {"labels": ["Kém", "Tốt"]}, "question": [{}]}
    questionnaire = look_at_draft(write_document(document)).wordings["vi"]
    sent = {"shown_0": "1", "stage": "ask", "comment": "x"}
    with app.test_request_context("/", method="POST", data=sent):
        form = preview_form(questionnaire, full=True)
        assert [field.data for field in form.asked_fields] == [None]
        assert (form["stage"].data, form["comment"].data) == (None, "")
        assert str(form.asked_fields[0].label.text) == BLANK
