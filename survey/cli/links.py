"""sipas links: each office's link for online filers, with its square and ready sentences."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.errors import CommandError, cannot_write
from survey.cli.installation import opened
from survey.cli.options import directory_option, json_option, language_option
from survey.language import translator
from survey.store import audit, places, posters
from survey.store.tables.places import ONLINE

if TYPE_CHECKING:
    from survey.reports.online_links import OnlineLink

EPILOG = """\
examples:
  sipas links --directory pilot
  sipas links --directory pilot --office X01 --out x01

For result notices and the slip of appointment ("giấy hẹn trả kết quả"). Each office gets a code for
online filers once and keeps it; what is answered by it is class L. The folder holds the square of
each office as SVG and PNG, and links.csv with the sentences in Vietnamese and English.
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas links`."""
    parser = commands.add_parser(
        "links",
        help="write each office's link for online filers",
        parents=[directory_option(), language_option(), json_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--office", metavar="CODE", help="one office only")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("links"),
        metavar="FOLDER",
        help="folder to write to (default: %(default)s)",
    )
    parser.set_defaults(run=run_links)


def run_links(arguments: argparse.Namespace) -> int:
    """Give codes where they are missing, write the folder and print the links. Raises CommandError."""
    from survey.reports.online_links import online_link

    _ = translator(arguments.lang).gettext
    office_code = arguments.office or ""
    with opened(arguments) as (settings, store):
        clock = settings.clock()
        with store.writing() as session:
            if office_code and places.office_by_code(session, office_code) is None:
                message = _("không có đơn vị %(code)s")
                raise CommandError(message % {"code": office_code})
            today = clock.today()
            new = posters.give_links(session, today, office_code=office_code)
            printed = posters.current_posters(
                session, today, office_code=office_code, kind=ONLINE
            )
            if not printed:
                raise CommandError(
                    _("chưa có đơn vị nào: hãy chạy sipas import offices trước")
                )
            if new:
                audit.note(
                    session,
                    at=clock.now(),
                    actor=audit.COMMAND_LINE,
                    action="posters_given",
                    object=office_code,
                    details={"kind": ONLINE, "n": new},
                )
        links = tuple(online_link(settings.base_url, counter) for counter in printed)
    _write(arguments, links)
    if arguments.json:
        print(json.dumps([asdict(link) for link in links], ensure_ascii=False))
        return 0
    _tell(arguments, links)
    return 0


def _write(arguments: argparse.Namespace, links: tuple["OnlineLink", ...]) -> None:
    """Write the squares and the sentences. Raises CommandError."""
    from survey.reports import qr
    from survey.reports.online_links import links_file

    folder: Path = arguments.out
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for link in links:
            code = qr.encode(link.address)
            (folder / f"{link.file_name}.svg").write_text(qr.svg(code), "utf-8")
            (folder / f"{link.file_name}.png").write_bytes(qr.png(code))
        file = links_file(links)
        # Its own ends of lines, whatever the system's.
        (folder / file.name).write_bytes(file.text.encode("utf-8"))
    except OSError as error:
        raise cannot_write(folder, error, translator(arguments.lang).gettext) from error


def _tell(arguments: argparse.Namespace, links: tuple["OnlineLink", ...]) -> None:
    _ = translator(arguments.lang).gettext
    for link in links:
        print(f"{link.office_code}\t{link.code}\t{link.address}")
        for heading, sentences in (
            (
                _("Thông báo kết quả"),
                [s.notice for s in (link.vietnamese, link.english)],
            ),
            (
                _("Giấy hẹn trả kết quả"),
                [s.slip for s in (link.vietnamese, link.english)],
            ),
        ):
            print(f"  {heading}:")
            for sentence in sentences:
                print(f"    {sentence}")
    print(
        _("Đã ghi mã QR và câu mời của %(n)s đơn vị vào %(folder)s.")
        % {"n": len(links), "folder": arguments.out}
    )
