"""sipas upgrade: back up, bring the database to this program, check it, and say how to go back."""

import argparse
import shlex
from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from survey.cli.backup import back_up, suffix
from survey.cli.db import refuse_newer, refuse_unsound, revision_of
from survey.cli.errors import CommandError, cannot_write
from survey.cli.installation import opened
from survey.cli.options import directory_option, language_option
from survey.clock import VIETNAM, Clock
from survey.language import translator
from survey.settings import Settings
from survey.store import presence
from survey.store.backup import Contents, contents_of, totals_of
from survey.store.engine import Store, StoreBusy
from survey.store.schema import shipped_revision

EPILOG = """\
example: sipas upgrade --directory pilot

Stop the service first, on every host. The copy of the database as it was stays in
pilot/backups. If anything fails on the way, the database is as before, and the command
can be run again.
"""
FOLDER = "backups"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas upgrade`."""
    parser = commands.add_parser(
        "upgrade",
        help="back up, upgrade and check the database, and say how to go back",
        parents=[directory_option(), language_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--into",
        type=Path,
        metavar="FOLDER",
        help=f"where the copy goes (default: {FOLDER} in the directory)",
    )
    parser.set_defaults(run=run_upgrade)


def run_upgrade(arguments: argparse.Namespace) -> int:
    """Take each step and say what came of it. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with opened(arguments, any_revision=True) as (settings, store):
        before = revision_of(store)
        refuse_newer(before, language=arguments.lang)
        if not before:
            raise CommandError(_("thư mục này chưa được tạo xong: hãy dùng sipas init"))
        if before == shipped_revision():
            with store.reading() as session:
                refuse_unsound(session, language=arguments.lang)
            message = _("Cơ sở dữ liệu đúng và đủ (bản %(revision)s).")
            print(message % {"revision": before})
            return 0
        _refuse_used(store, arguments.lang)
        folder = _made_folder(arguments.into or settings.directory / FOLDER, arguments)
        file = _free_place(folder, before, settings.clock(), suffix(store))
        contents = back_up(settings, store, file, language=arguments.lang)
        message = _("Đã sao lưu bản %(before)s vào %(file)s: %(answers)s phiếu.")
        found = {"before": before, "file": file, "answers": contents.answers}
        print(message % found, flush=True)
        _migrate(store, contents, language=arguments.lang)
        after = revision_of(store)
        way_back = _way_back(settings, store, file)
    done = _(
        "Đã nâng cơ sở dữ liệu từ bản %(before)s lên bản %(after)s và kiểm tra xong."
    )
    print(done % {"before": before, "after": after})
    print(
        _(
            "Nếu phải quay lại (phiếu nhận sau lúc này sẽ mất): dừng dịch vụ, "
            "chạy các lệnh dưới đây, cài lại chương trình cũ rồi chạy dịch vụ."
        )
    )
    print("\n".join(f"  {command}" for command in way_back))
    return 0


def _refuse_used(store: Store, language: str) -> None:
    _ = translator(language).gettext
    if presence.is_used_by_others(store):
        raise CommandError(
            _(
                "cơ sở dữ liệu đang được dùng: hãy dừng dịch vụ trên mọi máy rồi chạy lại"
            )
        )


def _made_folder(folder: Path, arguments: argparse.Namespace) -> Path:
    """Return the folder, which only its owner can enter if it is new. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error, _) from error
    return folder


def _free_place(folder: Path, revision: str, clock: Clock, suffix: str) -> Path:
    """Return where the copy goes; one that an earlier try made is kept."""
    name = f"before-upgrade-from-{revision}-{clock.now().astimezone(VIETNAM):%Y-%m-%dT%H%M%S}"
    place, number = folder / f"{name}{suffix}", 1
    while place.exists():
        number += 1
        place = folder / f"{name}-{number}{suffix}"
    return place


def _migrate(store: Store, expected: Contents, *, language: str) -> None:
    """Migrate and check in one transaction: all of it happens, or nothing. Raises CommandError."""
    from survey.store import migrate

    _ = translator(language).gettext
    with store.reading() as session:
        totals = totals_of(session)
    check = partial(_check, expected=expected, totals=totals, language=language)
    try:
        migrate.upgrade(store, check=check)
    except StoreBusy:
        raise
    except Exception as error:
        # Whatever a migration raises, its transaction is rolled back; that is what must be known.
        message = _(
            "không nâng cấp được, cơ sở dữ liệu vẫn như trước (bản %(before)s): %(reason)s"
        )
        if not _is_at(store, expected.revision):
            message = _(
                "không nâng cấp được: %(reason)s. Hãy chạy lại khi cơ sở dữ liệu đọc được"
            )
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise CommandError(
            message % {"before": expected.revision, "reason": reason}
        ) from error


def _is_at(store: Store, revision: str) -> bool:
    """Tell whether the database can be read and is at a revision."""
    try:
        return revision_of(store) == revision
    except SQLAlchemyError:
        return False


def _check(
    session: Session,
    *,
    expected: Contents,
    totals: tuple[int, int],
    language: str,
) -> None:
    """Refuse what lost or gained anything. A migration may count answers by one thing more, beside the totals."""
    refuse_unsound(session, language=language)
    found = contents_of(session)
    gained = found.rows["tally"] - expected.rows["tally"]
    if gained < 0 or found.rows != expected.rows | {"tally": found.rows["tally"]}:
        raise CommandError(f"{expected.rows} → {found.rows}")
    if totals_of(session) != totals:
        raise CommandError(f"tally: {totals} → {totals_of(session)}")


def _way_back(settings: Settings, store: Store, file: Path) -> tuple[str, ...]:
    """Return the commands that put the copy back in place."""
    url = store.engine.url
    name, aside = url.database or "", f"{url.database}.{shipped_revision()}"
    if store.is_sqlite:
        put_aside = ["mv", "-n", name, aside]
    else:
        server = url.set(drivername="postgresql", database="postgres", password=None)
        rename = f'ALTER DATABASE "{name}" RENAME TO "{aside}"'
        begin = f'CREATE DATABASE "{name}" TEMPLATE template0'
        put_aside = ["psql", server.render_as_string(), "-c", rename, "-c", begin]
    # From wherever they are typed.
    directory, copy = settings.directory.resolve(), file.resolve()
    restore = ["sipas", "restore", "--directory", str(directory), str(copy)]
    return shlex.join(put_aside), shlex.join(restore)
