"""sipas ddci links: one-time links for firms, as a list that the office keeps and as letters."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from survey.cli.ddci_rounds import chosen_round, round_option
from survey.cli.errors import CommandError, cannot_write
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.cli.options import directory_option, language_option
from survey.language import translator
from survey.store import ddci, ddci_links
from survey.store.tables.ddci import RESPONDENTS

# A letter each; more are asked for in several goes.
MOST_LINKS = 20_000
EPILOG = """\
examples:
  sipas ddci links --round ddci-2026 --kind firm --n 500 --out firms.csv --directory pilot
  sipas ddci links --round ddci-2026 --kind household --n 80 --out hộ.csv --letters hộ.pdf --directory pilot

The list has number, kind, address, code and an empty column for who gets each. It is the only place where
a link stands beside a name: it stays with the office, outside this installation, and is not made twice.
"""


def add_parser(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas ddci links`."""
    parser = actions.add_parser(
        "links",
        help="make one-time links: a list, and letters to print",
        parents=[round_option(), directory_option(), language_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--kind", choices=RESPONDENTS, required=True)
    parser.add_argument("--n", type=int, required=True, metavar="N")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.csv")
    parser.add_argument("--letters", type=Path, metavar="FILE.pdf")
    parser.set_defaults(run=run_links)


def run_links(arguments: argparse.Namespace) -> int:
    """Make links, write them down and give them out. Raises CommandError; then none was given out."""
    from survey.reports.ddci_letters import (
        Letter,
        letters_pdf,
        links_list,
    )
    from survey.reports.typesetting import TypesettingError

    _ = translator(arguments.lang).gettext
    if not 1 <= arguments.n <= MOST_LINKS:
        raise CommandError(_("--n cần số từ 1 đến %(n)s") % {"n": MOST_LINKS})
    keys = [ddci_links.new_key() for _number in range(arguments.n)]
    letters = [
        Letter(number, arguments.kind, key) for number, key in enumerate(keys, 1)
    ]
    with opened(arguments) as (settings, store):
        with store.reading() as session:
            chosen = chosen_round(session, arguments)
        files = {arguments.out: links_list(letters, base_url=settings.base_url)}
        if arguments.letters is not None:
            try:
                files[arguments.letters] = letters_pdf(
                    settings, chosen, letters, language=arguments.lang
                )
            except TypesettingError as error:
                message = _("không in được thư: %(reason)s")
                raise CommandError(message % {"reason": error}) from error
        with _new_files(files, arguments.lang), store.writing() as session:
            chosen = chosen_round(session, arguments)
            assert chosen.id is not None
            if ddci.result(session, chosen.id) is not None:
                raise CommandError(
                    _("đợt %(code)s đã chốt") % {"code": arguments.round}
                )
            ddci_links.give_links(session, chosen, keys, kind=arguments.kind)
            noted_by_command_line(settings.clock().now())(
                session,
                "ddci_changed",
                object=chosen.code,
                what="links",
                kind=arguments.kind,
                n=arguments.n,
            )
    print(
        _("Đã ghi %(n)s đường dẫn vào %(file)s. Danh sách này chỉ cơ quan giữ.")
        % {"n": arguments.n, "file": arguments.out}
    )
    return 0


@contextmanager
def _new_files(files: dict[Path, bytes], language: str) -> Iterator[None]:
    """Write new files before what follows, and take them away again where that fails. Raises CommandError."""
    _ = translator(language).gettext
    written: list[Path] = []
    try:
        for path, content in files.items():
            try:
                # Whoever reads the list can answer for everybody on it.
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                written.append(path)
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
            except OSError as error:
                raise cannot_write(path, error, _) from error
        yield
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
