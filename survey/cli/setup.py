"""sipas setup: brings a whole province in from a folder of files, again and again without doubling anything."""

import argparse
import fcntl
import io
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.options import directory_option, language_option
from survey.csv_tables import TableError, Translate
from survey.language import translator
from survey.settings import Settings
from survey.store.engine import Store

if TYPE_CHECKING:
    from survey.cli.setup_manifest import Step

EPILOG = """\
examples:
  sipas setup --directory pilot tinh/ --check
  sipas setup --directory pilot tinh/

FOLDER holds province.toml, which names its other files in the order in which they are taken in:
  format = 1
  [[step]]
  kind = "offices"
  file = "offices.csv"
docs/setup.md lists the kinds of step. Each is done as its own command would do it, all of a file or
nothing. All lists are checked against each other before the first step. Run it again after a
mistake, a power cut or a change: what is there already is left alone. The service may go on meanwhile.
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas setup`."""
    parser = commands.add_parser(
        "setup",
        help="bring a whole province in from a folder of files",
        parents=[directory_option(), language_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument(
        "--check", action="store_true", help="only say what is wrong with the files"
    )
    parser.set_defaults(run=run_setup)


def run_setup(arguments: argparse.Namespace) -> int:
    """Check all, then take one step after the other. Raises CommandError or TableError."""
    from survey.cli.setup_manifest import read_manifest

    _ = translator(arguments.lang).gettext
    begun = time.monotonic()
    steps = read_manifest(arguments.folder, _)
    with opened(arguments) as (settings, store), _alone(settings, _):
        _check(store, steps, arguments.lang, _)
        if arguments.check:
            print(
                _("Chưa thấy lỗi nào trong %(n)s bước. Chưa ghi gì.")
                % {"n": len(steps)}
            )
            return 0
        for step in steps:
            _take(store, step, arguments, of=len(steps), _=_)
    message = _("Xong %(n)s bước trong %(seconds)s giây.")
    print(message % {"n": len(steps), "seconds": round(time.monotonic() - begun)})
    return 0


@contextmanager
def _alone(settings: Settings, _: Translate) -> Iterator[None]:
    """Keep a second set-up of the same directory out. Raises CommandError."""
    held = os.open(settings.directory, os.O_RDONLY)
    try:
        # Let go by the system however this process ends.
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        message = _("một lệnh “sipas setup” khác đang chạy trên thư mục này")
        raise CommandError(message) from error
    finally:
        os.close(held)


def _check(store: Store, steps: Sequence["Step"], language: str, _: Translate) -> None:
    from survey.cli.setup_check import check_steps, known_before
    from survey.cli.setup_steps import questionnaire_of

    asked = [step.text("wave") for step in steps if step.kind == "answers"]
    with store.reading() as session:
        known = known_before(session, asked)
    check_steps(
        steps,
        known,
        lambda step: questionnaire_of(step, language=language),
        language=language,
        _=_,
    )


def _take(
    store: Store, step: "Step", arguments: argparse.Namespace, *, of: int, _: Translate
) -> None:
    """Take a step unless it is done, and print one line. Raises CommandError naming the step."""
    from survey.cli.setup_steps import command_of, done_before, last_line

    began = time.monotonic()
    told = done_before(store, step, _)
    if not told:
        printed = io.StringIO()
        command = command_of(step, arguments)
        try:
            with redirect_stdout(printed):
                code: int = command.run(command)
        except (CommandError, TableError) as error:
            raise _stopped(step, str(error), of=of, _=_) from error
        if code:
            raise _stopped(step, printed.getvalue().strip(), of=of, _=_)
        told = last_line(step, printed.getvalue())
    line = f"[{step.number}/{of}] {step.name}: {told}"
    print(f"{line} ({time.monotonic() - began:.1f} s)", flush=True)


def _stopped(step: "Step", why: str, *, of: int, _: Translate) -> CommandError:
    message = _(
        "%(why)s\nDừng ở bước %(number)s/%(of)s (%(name)s); các bước trước đã xong. "
        "Sửa rồi chạy lại đúng lệnh này: phần đã có được giữ nguyên."
    )
    values = {"why": why, "number": step.number, "of": of, "name": step.name}
    return CommandError(message % values)
