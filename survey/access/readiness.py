"""Whether an installation is fit to go on serving: what `/readyz` and `sipas status` say alike.

A reason holds nothing secret and nothing personal, so that any watching program may ask for it.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from survey.clock import VIETNAM
from survey.settings import PREFIX, Settings, SettingsError, load_settings
from survey.store import closing, installation
from survey.store.engine import Store, UnsafeEngine
from survey.store.schema import shipped_revision, stored_revision

# SQLite's log and a backup need room of the database's own size, and a disk fills up over a weekend.
LEAST_FREE_SHARE = 0.10
# A day is closed ten minutes after its end; three hours later something keeps it open.
SEAL_TAKES = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an installation is not ready: a word for programs, and what was found."""

    code: str
    found: str

    def __str__(self) -> str:
        return f"{self.code}: {self.found}"


def changed_settings(
    started_with: Settings, environ: Mapping[str, str] = os.environ
) -> tuple[Reason, ...]:
    """Return what a new start would do otherwise than the one that is running: names, no values."""
    try:
        found = load_settings(started_with.directory, environ)
    except (SettingsError, OSError):
        # What is wrong is said by `sipas status`; it may quote a line of the file.
        return (Reason("settings-unusable", "settings.env"),)
    names = [
        f"{PREFIX}{field.name.upper()}"
        for field in fields(Settings)
        if getattr(found, field.name) != getattr(started_with, field.name)
    ]
    return (Reason("settings-changed", ", ".join(names)),) if names else ()


def reasons(settings: Settings, store: Store, now: datetime) -> tuple[Reason, ...]:
    """Return why the installation is not ready, nothing where it is. Three small queries."""
    return *_of_disk(_folder(settings)), *_of_database(settings, store, now)


def _folder(settings: Settings) -> Path:
    """Return where answers are written; PostgreSQL watches its own disk."""
    file = settings.database_url.removeprefix("sqlite:///")
    return settings.directory if file == settings.database_url else Path(file).parent


def _of_disk(folder: Path) -> tuple[Reason, ...]:
    try:
        disk = shutil.disk_usage(folder)
    except OSError:
        return (Reason("disk-away", folder.name),)
    share = disk.free / disk.total
    if share >= LEAST_FREE_SHARE:
        return ()
    return (Reason("disk-nearly-full", f"{100 * share:.1f} %"),)


def _of_database(settings: Settings, store: Store, now: datetime) -> tuple[Reason, ...]:
    file = str(store.engine.url.database)
    if store.is_sqlite and not os.path.isfile(file):
        # SQLite would begin an empty file, and an open one goes on without its name.
        return (Reason("database-away", os.path.basename(file)),)
    try:
        with store.reading() as session:
            found, expected = stored_revision(session), shipped_revision()
            if found != expected:
                return (Reason("migration-pending", f"{found or '0'} → {expected}"),)
            return *_of_backup(session, settings, now), *_of_seal(session, now)
    except UnsafeEngine as error:
        return (Reason("database-unsafe", str(error)),)
    except SQLAlchemyError as error:
        return (Reason("database-away", type(error).__name__),)


def _of_backup(
    session: Session, settings: Settings, now: datetime
) -> tuple[Reason, ...]:
    if settings.is_demo or not settings.backup_hours:
        return ()
    last = installation.last_backup(session)
    # Without any, the first day's end stands for it: its night is the first that has one to make.
    since = last or _end_of(installation.first_day(session))
    if now - since <= timedelta(hours=settings.backup_hours):
        return ()
    if last is None:
        return (Reason("backup-missing", f"{settings.backup_hours} h"),)
    return (Reason("backup-too-old", last.isoformat(timespec="minutes")),)


def _of_seal(session: Session, now: datetime) -> tuple[Reason, ...]:
    day = closing.next_day_to_seal(session)
    if day is None or now <= _end_of(day) + SEAL_TAKES:
        return ()
    return (Reason("seal-too-old", day.isoformat()),)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), VIETNAM)
