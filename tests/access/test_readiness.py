"""Readiness: each reason is found where it is true, nowhere else, and tells nothing secret."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from survey.access import readiness
from survey.access.readiness import Reason, reasons
from survey.clock import VIETNAM, Clock
from survey.settings import FILE_NAME, PREFIX, Settings, load_settings, write_settings
from survey.store import installation
from survey.store.engine import Store
from survey.trust.sealing import seal
from survey.web import create_app
from tests.fixtures.people import TODAY, make_counter, make_responses, make_wave

VALUES = {
    "SECRET_KEY": "s" * 40,
    "BASE_URL": "https://danhgia.example.vn",
    "HOTLINE": "0000 000 000",
}
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=VIETNAM)


@pytest.fixture
def settings(tmp_path: Path, store: Store, store_url: str) -> Settings:
    """Give the settings of an installation that was backed up an hour ago."""
    write_settings(tmp_path / "pilot", {**VALUES, "DATABASE_URL": store_url})
    note_backup(store, NOON - timedelta(hours=1))
    return load_settings(tmp_path / "pilot", {})


@pytest.fixture
def app(settings: Settings, store: Store) -> Iterator[Flask]:
    """Give the running service of that installation at noon."""
    app = create_app(settings, store=store)
    app.extensions["sipas"] = replace(
        app.extensions["sipas"], clock=Clock(started_at=NOON)
    )
    yield app


def note_backup(store: Store, moment: datetime) -> None:
    with store.writing() as session:
        installation.note_backup(session, moment)


def ready(app: Flask) -> tuple[int, str]:
    answer = app.test_client().get("/readyz")
    assert answer.content_type == "text/plain; charset=utf-8"
    return answer.status_code, answer.text


def test_what_needs_no_care_is_ready(app: Flask) -> None:
    assert ready(app) == (200, "ready\n")


def test_each_reason_has_its_line(
    app: Flask, settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage(settings.directory)._replace(total=1000, free=99)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: full)
    note_backup(store, NOON - timedelta(hours=27))
    assert ready(app) == (
        503,
        "disk-nearly-full: 9.9 %\nbackup-too-old: 2026-11-24T09:00+07:00\n",
    )


def test_changed_settings_are_named_without_their_values(
    app: Flask, settings: Settings
) -> None:
    file = settings.directory / FILE_NAME
    changed = {**VALUES, "SECRET_KEY": "t" * 40, "HOTLINE": "0111 111 111"}
    changed["DATABASE_URL"] = settings.database_url
    lines = [f"{PREFIX}{key}={value}\n" for key, value in changed.items()]
    file.write_text("".join(lines), "utf-8")
    assert ready(app) == (
        503,
        "settings-changed: SIPAS_SECRET_KEY, SIPAS_HOTLINE\n",
    )


def test_settings_that_would_stop_the_next_start_are_not_quoted(
    app: Flask, settings: Settings
) -> None:
    (settings.directory / FILE_NAME).write_text("SECRET=very secret\n", "utf-8")
    assert ready(app) == (503, "settings-unusable: settings.env\n")


def test_a_database_of_another_version_is_named(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = readiness.shipped_revision()
    monkeypatch.setattr(readiness, "shipped_revision", lambda: "9999")
    assert reasons(settings, store, NOON) == (
        Reason("migration-pending", f"{before} → 9999"),
    )


@pytest.mark.parametrize(("hours", "is_missed"), [(25.9, False), (26.1, True)])
def test_a_backup_may_be_as_old_as_the_settings_say(
    settings: Settings, store: Store, hours: float, is_missed: bool
) -> None:
    note_backup(store, NOON - timedelta(hours=hours))
    found = [reason.code for reason in reasons(settings, store, NOON)]
    assert found == (["backup-too-old"] if is_missed else [])
    unwatched = replace(settings, backup_hours=0)
    assert reasons(unwatched, store, NOON) == ()


def test_a_first_backup_is_missed_after_the_first_night(
    settings: Settings, store: Store
) -> None:
    with store.writing() as session:
        session.connection().execute(text("DELETE FROM installation"))
        installation.begin(session, TODAY)
    assert reasons(settings, store, NOON) == ()
    assert reasons(settings, store, NOON + timedelta(days=1)) == ()
    assert reasons(settings, store, NOON + timedelta(days=2)) == (
        Reason("backup-missing", "26 h"),
    )


def test_made_up_answers_need_no_backup(settings: Settings, store: Store) -> None:
    demo = replace(settings, environment="demo")
    assert reasons(demo, store, NOON + timedelta(days=9)) == ()


def test_a_day_that_stays_open_is_named_three_hours_after_its_end(
    settings: Settings, store: Store
) -> None:
    with store.writing() as session:
        make_responses(session, make_counter(session), make_wave(session))
    midnight = NOON + timedelta(hours=12)
    assert reasons(settings, store, midnight + timedelta(hours=3)) == ()
    late = midnight + timedelta(hours=3, minutes=1)
    assert reasons(settings, store, late) == (Reason("seal-too-old", str(TODAY)),)
    seal(store, TODAY + timedelta(days=1))
    assert reasons(settings, store, late) == ()


def test_a_database_that_is_gone_is_told_while_its_file_is_still_open(
    tmp_path: Path, sqlite_store: Store
) -> None:
    write_settings(tmp_path / "pilot", VALUES)
    settings = load_settings(tmp_path / "pilot", {})
    with sqlite_store.reading() as session:
        installation.kind(session)
    Path(str(sqlite_store.engine.url.database)).unlink()
    assert reasons(settings, sqlite_store, NOON) == (
        Reason("database-away", "survey.sqlite"),
    )


def test_a_server_that_is_away_is_told_without_its_address(tmp_path: Path) -> None:
    url = "postgresql+psycopg://sipas:hidden@127.0.0.1:1/sipas"
    write_settings(tmp_path / "pilot", {**VALUES, "DATABASE_URL": url})
    away = Store(url)
    assert readiness.reasons(load_settings(tmp_path / "pilot", {}), away, NOON) == (
        Reason("database-away", "OperationalError"),
    )
    away.close()
