"""Opens the installation in a directory, or says in one line why it cannot be used."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import OperationalError

from survey.cli.errors import CommandError
from survey.cli.help_language import saying
from survey.language import SOURCE_LANGUAGE, translator
from survey.settings import FILE_NAME, Settings, SettingsError, load_settings
from survey.store.engine import Store, StoreBusy, UnsafeEngine
from survey.store.schema import shipped_revision, stored_revision
from survey.system_errors import database_reason


@contextmanager
def opened(
    arguments: argparse.Namespace, *, any_revision: bool = False
) -> Iterator[tuple[Settings, Store]]:
    """Give the settings and the store of `--directory`. Raises CommandError.

    A database of another version is refused, except where a command is there to change it.
    """
    settings = settings_of(arguments)
    _refuse_missing(settings, arguments)
    store = Store(settings.database_url)
    try:
        if not any_revision:
            refuse_other_revision(store, arguments)
        yield settings, store
    except StoreBusy as error:
        _ = translator(getattr(arguments, "lang", SOURCE_LANGUAGE)).gettext
        raise CommandError(
            _("cơ sở dữ liệu đang bận, chưa ghi gì: hãy thử lại sau ít phút")
        ) from error
    except UnsafeEngine as error:
        raise CommandError(str(error)) from error
    except OperationalError as error:
        _ = translator(getattr(arguments, "lang", SOURCE_LANGUAGE)).gettext
        message = _(
            "cơ sở dữ liệu không làm tiếp được: %(reason)s; bước đang làm chưa ghi gì, "
            "khắc phục xong hãy chạy lại lệnh này"
        )
        raise CommandError(message % {"reason": database_reason(error, _)}) from error
    finally:
        store.close()


def refuse_other_revision(store: Store, arguments: argparse.Namespace) -> None:
    """Raise CommandError unless the database has the schema of this program."""
    _ = translator(getattr(arguments, "lang", SOURCE_LANGUAGE)).gettext
    try:
        with store.reading() as session:
            found, expected = stored_revision(session), shipped_revision()
    except OperationalError as error:
        message = _("không mở được cơ sở dữ liệu: %(reason)s")
        raise CommandError(message % {"reason": database_reason(error, _)}) from error
    if found != expected:
        message = _(
            "cơ sở dữ liệu ở bản %(found)s, chương trình này cần bản %(expected)s: "
            "hãy dừng dịch vụ rồi chạy “sipas upgrade --directory %(directory)s”"
        )
        raise CommandError(
            message
            % {
                "found": found or "0",
                "expected": expected,
                "directory": arguments.directory,
            }
        )


def _refuse_missing(settings: Settings, arguments: argparse.Namespace) -> None:
    """Raise CommandError where the file is gone: SQLite would begin an empty one without a word."""
    file = settings.database_url.removeprefix("sqlite:///")
    if file != settings.database_url and not Path(file).is_file():
        _ = translator(getattr(arguments, "lang", SOURCE_LANGUAGE)).gettext
        message = _("không có cơ sở dữ liệu %(file)s")
        raise CommandError(message % {"file": file})


def settings_of(arguments: argparse.Namespace) -> Settings:
    """Return the settings of `--directory`. Raises CommandError naming every bad key."""
    try:
        return load_settings(arguments.directory)
    except SettingsError as error:
        language = getattr(arguments, "lang", SOURCE_LANGUAGE)
        if (arguments.directory / FILE_NAME).exists():
            raise CommandError(error.said(saying(language))) from error
        _ = translator(language).gettext
        message = _(
            "thư mục %(directory)s không có bản cài đặt nào (thiếu %(file)s): hãy chỉ đúng thư mục "
            "bằng --directory, tạo mới bằng sipas init, hoặc chép lại tệp đó sau khi khôi phục"
        )
        values = {"directory": arguments.directory.resolve(), "file": FILE_NAME}
        raise CommandError(message % values) from error
