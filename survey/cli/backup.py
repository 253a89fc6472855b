"""sipas backup and sipas restore: a verified copy of the database, and back."""

import argparse
from pathlib import Path

from survey.cli.errors import CommandError
from survey.cli.installation import opened, settings_of
from survey.cli.options import directory_option, language_option
from survey.language import translator
from survey.settings import FILE_NAME
from survey.store import backup

BACKUP_EPILOG = """\
example: sipas backup --directory pilot pilot-2026-12-01.sqlite

The copy is taken while phones go on answering, then opened, checked and counted.
settings.env is not in it: keep a copy of that file where few can read it.
"""
RESTORE_EPILOG = """\
example: sipas restore --directory new-pilot pilot-2026-12-01.sqlite

A directory that has a database already is refused. Put settings.env into it before serving.
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas backup` and `sipas restore`."""
    for name, help_text, epilog, run in (
        (
            "backup",
            "copy the database to a file and verify it",
            BACKUP_EPILOG,
            run_backup,
        ),
        (
            "restore",
            "put a backup into a new directory and verify it",
            RESTORE_EPILOG,
            run_restore,
        ),
    ):
        parser = commands.add_parser(
            name,
            help=help_text,
            parents=[directory_option(), language_option()],
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        parser.add_argument("file", type=Path, help="the backup")
        parser.set_defaults(run=run)


def run_backup(arguments: argparse.Namespace) -> int:
    """Write the copy and say what it holds. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (_settings, store):
        if not store.is_sqlite:
            raise CommandError(
                _(
                    "cơ sở dữ liệu là PostgreSQL: hãy sao lưu bằng pg_dump của máy chủ đó"
                )
            )
        source = Path(store.engine.url.database or "")
    contents = _copied(source, arguments.file, arguments.lang)
    done = _(
        "Đã sao lưu và kiểm tra %(file)s: %(answers)s phiếu, %(seals)s ngày đã khóa sổ."
    )
    print(
        done
        % {
            "file": arguments.file,
            "answers": contents.answers,
            "seals": contents.rows["seal"],
        }
    )
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """Put a backup into place and say what it holds. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    place = _place(arguments)
    if not arguments.file.is_file():
        raise CommandError(_("không có tệp %(file)s") % {"file": arguments.file})
    if place.exists():
        message = _("%(place)s đã có dữ liệu: hãy khôi phục vào một thư mục mới")
        raise CommandError(message % {"place": place})
    place.parent.mkdir(parents=True, exist_ok=True)
    contents = _copied(arguments.file, place, arguments.lang)
    done = _("Đã khôi phục và kiểm tra %(place)s: %(answers)s phiếu.")
    print(done % {"place": place, "answers": contents.answers})
    if not (arguments.directory / FILE_NAME).exists():
        print(
            _("Hãy đặt tệp %(name)s cũ vào thư mục này trước khi chạy.")
            % {"name": FILE_NAME}
        )
    return 0


def _place(arguments: argparse.Namespace) -> Path:
    """Return where the directory's SQLite file belongs. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    if not (arguments.directory / FILE_NAME).exists():
        return Path(arguments.directory) / "survey.sqlite"
    url = settings_of(arguments).database_url
    if not url.startswith("sqlite:///"):
        raise CommandError(
            _(
                "cơ sở dữ liệu là PostgreSQL: hãy khôi phục bằng pg_restore của máy chủ đó"
            )
        )
    return Path(url.removeprefix("sqlite:///"))


def _copied(source: Path, destination: Path, language: str) -> backup.Contents:
    _ = translator(language).gettext
    try:
        return backup.copy(source, destination)
    except FileExistsError as error:
        message = _("%(file)s đã có: hãy chọn tên khác")
        raise CommandError(message % {"file": destination}) from error
    except backup.DamagedCopy as error:
        message = _("bản sao không dùng được: %(reason)s")
        raise CommandError(message % {"reason": error}) from error
    except OSError as error:
        message = _("không ghi được %(file)s: %(reason)s")
        raise CommandError(
            message % {"file": destination, "reason": error.strerror}
        ) from error
