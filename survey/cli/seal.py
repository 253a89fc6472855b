"""sipas seal: close the days that are over."""

import argparse
from datetime import date

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.options import directory_option, json_option, language_option
from survey.cli.progress import Progress
from survey.language import translator

EPILOG = """\
examples:
  sipas seal --directory pilot
  sipas seal --directory pilot --through 2026-11-30

It can be stopped and run again at any point; a closed day never changes.
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas seal`."""
    parser = commands.add_parser(
        "seal",
        help="close the days that are over and release figures",
        parents=[directory_option(), language_option(), json_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--through",
        type=date.fromisoformat,
        metavar="DATE",
        help="last day to close (default: yesterday)",
    )
    parser.set_defaults(run=run_seal)


def run_seal(arguments: argparse.Namespace) -> int:
    """Seal days and name them. Raises CommandError for today."""
    # Counting brings NumPy, which takes a while to import.
    import json

    from survey.trust import sealing

    _ = translator(arguments.lang).gettext
    progress = Progress(_("Đang khóa sổ ngày"))
    with opened(arguments) as (settings, store):
        try:
            sealed = sealing.seal(
                store,
                settings.clock().today(),
                through=arguments.through,
                progress=progress.show,
            )
        except sealing.DayNotOver as error:
            message = _("ngày %(day)s chưa hết, chỉ khóa sổ được ngày đã qua")
            raise CommandError(message % {"day": error}) from error
        finally:
            progress.end()
    if arguments.json:
        print(json.dumps({"sealed": [day.isoformat() for day in sealed]}))
    elif not sealed:
        print(_("Không có ngày nào cần khóa sổ."))
    else:
        summary = _("Đã khóa sổ %(count)s ngày: %(first)s đến %(last)s.")
        print(summary % {"count": len(sealed), "first": sealed[0], "last": sealed[-1]})
    return 0
