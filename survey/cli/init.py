"""sipas init: make the directory of a real installation."""

import argparse
import os
import shlex
from pathlib import Path

from sqlalchemy.exc import OperationalError

from survey.cli.errors import CommandError, cannot_write
from survey.cli.help_language import saying
from survey.cli.options import directory_option, language_option
from survey.language import translator
from survey.settings import (
    FILE_NAME,
    PREFIX,
    Settings,
    SettingsError,
    load_settings,
    new_secret,
    write_settings,
)
from survey.store import installation
from survey.store.engine import Store, UnsafeEngine
from survey.store.schema import stored_revision
from survey.system_errors import database_reason

EPILOG = """\
example:
  sipas init --directory pilot --base-url https://danhgia.example.vn \\
      --hotline "0123 456 789" --without-phone paper --province "tỉnh ..."

The address stands in every printed code, so choose it for years.
"""

NEXT_ON_PAGES = """\
  sipas account invite NAME --directory %(directory)s --role administrator
  sipas serve --directory %(directory)s --port 443 --host 0.0.0.0 --cert FILE --key FILE
  %(base_url)s/manage/start"""
NEXT_FROM_A_FOLDER = """\
  sipas setup --directory %(directory)s FOLDER"""
NEXT_BY_COMMANDS = """\
  sipas import offices  --directory %(directory)s offices.csv
  sipas import counters --directory %(directory)s counters.csv
  sipas wave open 2026-1 --directory %(directory)s --questionnaire quick --from DATE --to DATE
  sipas posters --directory %(directory)s --out posters.pdf
  sipas account add NAME --directory %(directory)s --role reform_office"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas init`."""
    parser = commands.add_parser(
        "init",
        help="make the directory of a real installation",
        parents=[directory_option(), language_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--base-url",
        required=True,
        metavar="URL",
        help="public address, with https only",
    )
    parser.add_argument("--hotline", default="", help="number on posters and pages")
    parser.add_argument(
        "--without-phone",
        default="",
        metavar="WAYS",
        help="how those answer who have no phone: paper, kiosk or paper,kiosk",
    )
    parser.add_argument("--province", default="", help="name on posters and pages")
    parser.add_argument(
        "--database-url",
        default="",
        metavar="URL",
        help="postgresql+psycopg://... (default: an SQLite file in the directory)",
    )
    parser.set_defaults(run=run_init)


def run_init(arguments: argparse.Namespace) -> int:
    """Write the settings, make the tables and say what comes next. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    directory: Path = arguments.directory
    _refuse_used(directory, arguments.lang)
    values = {
        "ENVIRONMENT": "production",
        "SECRET_KEY": new_secret(),
        "BASE_URL": arguments.base_url.rstrip("/"),
        "HOTLINE": arguments.hotline,
        "WITHOUT_PHONE": arguments.without_phone,
        "PROVINCE": arguments.province,
    }
    if arguments.database_url:
        values["DATABASE_URL"] = arguments.database_url
    settings = _checked(directory, values, arguments.lang)
    was_there = directory.exists()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        _prepare_database(settings, arguments.lang)
        write_settings(directory, values)
    except (CommandError, OSError) as error:
        _clear(directory, whole=not was_there)
        if isinstance(error, OSError):
            raise cannot_write(directory, error, _) from error
        raise
    done = _(
        "Đã tạo %(directory)s: %(file)s giữ mã bí mật, chỉ chủ thư mục đọc được; "
        "cơ sở dữ liệu đã sẵn sàng. Làm tiếp theo một trong ba cách:"
    )
    print(done % {"directory": directory, "file": FILE_NAME})
    names = {
        "directory": shlex.quote(str(directory)),
        "base_url": settings.base_url,
    }
    for heading, commands in (
        (_("Trên trang, từng bước:"), NEXT_ON_PAGES),
        (_("Cả tỉnh từ một thư mục tệp:"), NEXT_FROM_A_FOLDER),
        (_("Bằng lệnh:"), NEXT_BY_COMMANDS),
    ):
        print(f"\n{heading}\n{commands % names}")
    return 0


def _clear(directory: Path, *, whole: bool) -> None:
    """Remove what was begun, so that the same command can be given again; the directory was empty."""
    if directory.is_dir():
        for begun in directory.iterdir():
            begun.unlink()
        if whole:
            directory.rmdir()


def _prepare_database(settings: Settings, language: str) -> None:
    """Make the tables of an empty database and mark it as real. Raises CommandError."""
    from survey.store import migrate

    _ = translator(language).gettext
    store = Store(settings.database_url)
    try:
        with store.reading() as session:
            is_empty = not stored_revision(session)
        if not is_empty:
            raise CommandError(_("cơ sở dữ liệu này đã có một cuộc khảo sát"))
        migrate.upgrade(store)
        with store.writing() as session:
            installation.mark(session, installation.REAL)
            installation.begin(session, settings.clock().today())
    except OperationalError as error:
        message = _("không mở được cơ sở dữ liệu: %(reason)s")
        raise CommandError(message % {"reason": database_reason(error, _)}) from error
    except UnsafeEngine as error:
        raise CommandError(str(error)) from error
    finally:
        store.close()


def _refuse_used(directory: Path, language: str) -> None:
    _ = translator(language).gettext
    if directory.exists() and not directory.is_dir():
        raise CommandError(_("%(path)s không phải là thư mục") % {"path": directory})
    if directory.exists() and os.listdir(directory):
        message = _("%(path)s không trống: hãy chọn một thư mục mới")
        raise CommandError(message % {"path": directory})


def _checked(directory: Path, values: dict[str, str], language: str) -> Settings:
    """Return the settings as they will be read, before anything is written. Raises CommandError."""
    environ = {PREFIX + key: value for key, value in values.items()}
    try:
        return load_settings(directory, environ)
    except SettingsError as error:
        raise CommandError(error.said(saying(language))) from error
