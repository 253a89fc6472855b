"""sipas backup and sipas restore: a verified copy of the database, and back."""

import argparse
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import OperationalError

from survey.cli.errors import CommandError, cannot_write
from survey.cli.installation import opened, settings_of
from survey.cli.options import directory_option, language_option
from survey.cli.serve import at_least_one
from survey.clock import VIETNAM
from survey.language import translator
from survey.settings import FILE_NAME, Settings
from survey.store import backup, dumps, installation
from survey.store.engine import Store, StoreBusy
from survey.store.schema import stored_revision

BACKUP_EPILOG = """\
examples:
  sipas backup --directory pilot pilot-2026-12-01.sqlite
  sipas backup --directory pilot --into /backup/pilot --keep-days 35

The copy is taken while phones go on answering, then opened, checked and counted.
settings.env is not in it: keep a copy of that file where few can read it.
"""
RESTORE_EPILOG = """\
example: sipas restore --directory new-pilot pilot-2026-12-01.sqlite

A directory that has a database already is refused, and so is a PostgreSQL database that is not
empty. Put settings.env into the directory before serving; PostgreSQL needs it before restoring.
"""
# Names that --into gives, so that --keep-days never takes away anything else.
NAME = "sipas-%Y-%m-%dT%H%M"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas backup` and `sipas restore`."""
    make = commands.add_parser(
        "backup",
        help="copy the database to a file and verify it",
        parents=[directory_option(), language_option()],
        epilog=BACKUP_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    place = make.add_mutually_exclusive_group(required=True)
    place.add_argument("file", type=Path, nargs="?", help="the backup")
    place.add_argument(
        "--into", type=Path, metavar="FOLDER", help="name the file after the moment"
    )
    make.add_argument(
        "--keep-days",
        type=at_least_one,
        metavar="N",
        help="delete those of FOLDER that are older, once this one is whole",
    )
    make.set_defaults(run=run_backup)
    bring_back = commands.add_parser(
        "restore",
        help="put a backup into a new directory and verify it",
        parents=[directory_option(), language_option()],
        epilog=RESTORE_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    bring_back.add_argument("file", type=Path, help="the backup")
    bring_back.set_defaults(run=run_restore)


def run_backup(arguments: argparse.Namespace) -> int:
    """Write the copy, note it and say what it holds. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store):
        now = settings.clock().now().astimezone(VIETNAM)
        file = arguments.file or arguments.into / f"{now:{NAME}}{suffix(store)}"
        contents = back_up(settings, store, file, language=arguments.lang)
    done = _(
        "Đã sao lưu và kiểm tra %(file)s: %(answers)s phiếu, %(seals)s ngày đã khóa sổ."
    )
    print(
        done
        % {
            "file": file,
            "answers": contents.answers,
            "seals": contents.rows["seal"],
        }
    )
    if arguments.into and arguments.keep_days:
        _delete_older(arguments.into, now - timedelta(days=arguments.keep_days))
    return 0


def suffix(store: Store) -> str:
    """Return how a backup's name ends."""
    return ".sqlite" if store.is_sqlite else ".dump"


def back_up(
    settings: Settings, store: Store, file: Path, *, language: str
) -> backup.Contents:
    """Write a verified copy and note when it was begun. Raises CommandError."""
    _ = translator(language).gettext
    began = settings.clock().now()
    if store.is_sqlite:
        source = Path(store.engine.url.database or "")
        contents = _made(lambda: backup.copy(source, file), file, language)
    else:
        contents = _made(lambda: dumps.dump(store, file), file, language)
    try:
        with store.writing() as session:
            installation.note_backup(session, began)
    except StoreBusy as error:
        message = _(
            "đã sao lưu vào %(file)s, nhưng cơ sở dữ liệu đang bận nên chưa ghi nhận được"
        )
        raise CommandError(message % {"file": file}) from error
    return contents


def _delete_older(folder: Path, oldest: datetime) -> None:
    for file in folder.iterdir():
        try:
            made = datetime.strptime(file.stem, NAME).replace(tzinfo=VIETNAM)
        except ValueError:
            continue
        if made < oldest and file.suffix in (".sqlite", ".dump"):
            file.unlink()


def run_restore(arguments: argparse.Namespace) -> int:
    """Put a backup into place and say what it holds. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    if not arguments.file.is_file():
        raise CommandError(_("không có tệp %(file)s") % {"file": arguments.file})
    has_settings = (arguments.directory / FILE_NAME).exists()
    url = (
        settings_of(arguments).database_url
        if has_settings
        else f"sqlite:///{arguments.directory / 'survey.sqlite'}"
    )
    if url.startswith("sqlite:///"):
        place = Path(url.removeprefix("sqlite:///"))
        contents = _restore_file(arguments.file, place, arguments.lang)
        name = str(place)
    else:
        contents = _restore_dump(arguments.file, url, arguments.lang)
        name = "PostgreSQL"
    done = _("Đã khôi phục và kiểm tra %(place)s: %(answers)s phiếu.")
    print(done % {"place": name, "answers": contents.answers})
    if not has_settings:
        print(
            _("Hãy đặt tệp %(name)s cũ vào thư mục này trước khi chạy.")
            % {"name": FILE_NAME}
        )
    return 0


def _restore_file(file: Path, place: Path, language: str) -> backup.Contents:
    _ = translator(language).gettext
    # SQLite would take a log that was left behind for the restored file's own.
    for found in (place, *(Path(f"{place}{end}") for end in ("-wal", "-journal"))):
        if found.exists():
            message = _("%(place)s đã có dữ liệu: hãy khôi phục vào một thư mục mới")
            raise CommandError(message % {"place": found})
    place.parent.mkdir(parents=True, exist_ok=True)
    return _made(lambda: backup.copy(file, place), place, language)


def _restore_dump(file: Path, url: str, language: str) -> backup.Contents:
    _ = translator(language).gettext
    store = Store(url)
    try:
        with store.reading() as session:
            if stored_revision(session):
                raise CommandError(_("cơ sở dữ liệu này đã có một cuộc khảo sát"))
        return _made(lambda: dumps.restore(file, store), file, language)
    except OperationalError as error:
        message = _("không mở được cơ sở dữ liệu: %(reason)s")
        raise CommandError(message % {"reason": error.orig}) from error
    finally:
        store.close()


def _made(
    make: Callable[[], backup.Contents], destination: Path, language: str
) -> backup.Contents:
    """Make a copy; say in one line why it could not be made. Raises CommandError."""
    _ = translator(language).gettext
    try:
        return make()
    except FileExistsError as error:
        message = _("%(file)s đã có: hãy chọn tên khác")
        raise CommandError(message % {"file": destination}) from error
    except backup.DamagedCopy as error:
        message = _("bản sao không dùng được: %(reason)s")
        raise CommandError(message % {"reason": error}) from error
    except dumps.NoProgram as error:
        message = _(
            "không có chương trình %(name)s của PostgreSQL: hãy cài gói postgresql-client"
        )
        raise CommandError(message % {"name": error}) from error
    except OSError as error:
        raise cannot_write(destination, error, _) from error
