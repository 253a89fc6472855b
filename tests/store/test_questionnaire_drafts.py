"""Questionnaires that are being written: two people at once lose nothing, and a version is kept once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from forms.questionnaire import (
    load_questionnaire,
    shipped_codes,
    shipped_questionnaire,
    shipped_text,
)
from survey.store import questionnaire_drafts as drafts
from survey.store import questionnaire_versions as versions
from survey.store.engine import Store
from survey.store.questionnaire_drafts import Change, DraftChanged
from survey.store.questionnaire_versions import VersionTaken
from survey.store.tables import QuestionnaireVersion
from tests.fixtures.people import make_wave
from tests.store.rows import NOW

HOA = Change("hoa", NOW)
KIEN = Change("kien", NOW + timedelta(minutes=5))


def test_a_saved_draft_says_who_saved_it_and_keeps_what_it_replaced(
    store: Store,
) -> None:
    with store.writing() as session:
        made = drafts.add_draft(session, "một", HOA, made_from="0" * 64)
        drafts.save_draft(session, made, "hai", KIEN, revision=1)
    with store.reading() as session:
        (found,) = drafts.drafts(session)
        assert (found.content, found.content_before) == ("hai", "một")
        assert (found.revision, found.changed_by) == (2, "kien")
        assert found.made_from == "0" * 64


def test_who_comes_second_is_refused_and_told_what_stands(store: Store) -> None:
    with store.writing() as session:
        made = drafts.add_draft(session, "một", HOA)
        drafts.save_draft(session, made, "hai", KIEN, revision=1)
        with pytest.raises(DraftChanged) as refusal:
            drafts.save_draft(session, made, "ba", HOA, revision=1)
    assert (refusal.value.draft.content, refusal.value.draft.changed_by) == (
        "hai",
        "kien",
    )


def test_what_changes_nothing_is_nobodys_change(store: Store) -> None:
    with store.writing() as session:
        made = drafts.add_draft(session, "một", HOA)
        drafts.save_draft(session, made, "một", KIEN, revision=1)
        assert (made.revision, made.changed_by) == (1, "hoa")


def test_a_removed_draft_is_gone_and_the_one_saved_last_comes_first(
    store: Store,
) -> None:
    with store.writing() as session:
        first = drafts.add_draft(session, "một", HOA)
        drafts.add_draft(session, "hai", HOA)
        drafts.save_draft(session, first, "ba", KIEN, revision=1)
        assert [one.content for one in drafts.drafts(session)] == ["ba", "hai"]
        assert first.id is not None
        gone = first.id
        drafts.remove_draft(session, first)
        assert drafts.draft(session, gone) is None


def test_what_comes_with_the_service_and_what_was_kept_can_be_chosen(
    sqlite_store: Store,
) -> None:
    own = shipped_text("quick").replace('version = "1"', 'version = "10"')
    kept = load_questionnaire(own, source="own")
    with sqlite_store.writing() as session:
        made = make_wave(session)
        versions.keep_version(session, kept, own)
        found = versions.versions(session)
        used = versions.waves_of_versions(session)
        assert versions.version_by_key(session, kept.digest[:12]) in found
        assert versions.version_by_key(session, "0" * 12) is None
    of_quick = [one for one in found if one.questionnaire.code == "quick"]
    assert [one.questionnaire.version for one in of_quick] == ["1", "10"]
    assert [one.is_shipped for one in of_quick] == [True, False]
    assert {one.questionnaire.code for one in found} == set(shipped_codes())
    quick = shipped_questionnaire("quick")
    assert {
        digest: [wave.code for wave in waves] for digest, waves in used.items()
    } == {quick.digest: [made.wave_code]}


def test_a_version_that_this_program_refuses_opens_no_wave(
    sqlite_store: Store,
) -> None:
    with sqlite_store.writing() as session:
        session.add(
            QuestionnaireVersion(
                digest="f" * 64, code="x", version="1", content="x = 1"
            )
        )
        session.flush()
        assert {one.is_shipped for one in versions.versions(session)} == {True}


def test_two_wordings_never_share_code_and_version(sqlite_store: Store) -> None:
    quick = shipped_questionnaire("quick")
    other = replace(quick, title="Tên khác", digest="0" * 64)
    with sqlite_store.writing() as session, pytest.raises(VersionTaken):
        versions.keep_version(session, other, "")


def test_a_draft_knows_its_moment_whatever_the_engine(store: Store) -> None:
    with store.writing() as session:
        drafts.add_draft(session, "một", HOA)
    with store.reading() as session:
        assert drafts.drafts(session)[0].changed_at == NOW


def test_the_number_of_a_removed_draft_is_never_given_again(store: Store) -> None:
    with store.writing() as session:
        only = drafts.add_draft(session, "một", HOA)
        gone = only.id
        drafts.remove_draft(session, only)
    with store.writing() as session:
        assert drafts.add_draft(session, "hai", HOA).id != gone
