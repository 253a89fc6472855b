"""sipas status: what an installation holds."""

import argparse
import json
from typing import Any

from survey import __version__
from survey.cli.installation import opened
from survey.cli.options import directory_option, json_option, language_option
from survey.language import translator
from survey.store import closing, counts, soundness, waves
from survey.store.schema import stored_revision

EPILOG = """\
examples:
  sipas status --directory pilot
  sipas status --directory pilot --json
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas status`."""
    parser = commands.add_parser(
        "status",
        help="count what is stored",
        parents=[directory_option(), language_option(), json_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run_status)


def run_status(arguments: argparse.Namespace) -> int:
    """Print the status, as text or JSON."""
    status = _status(arguments)
    if arguments.json:
        print(json.dumps(status, ensure_ascii=False))
    else:
        print("\n".join(_lines(status, arguments.lang)))
    return 0


# Any: the shape of the JSON, written down in `_status` and nowhere else.
def _status(arguments: argparse.Namespace) -> dict[str, Any]:
    with opened(arguments) as (settings, store), store.reading() as session:
        by_wave = counts.stored_by_wave(session)
        last_seal = closing.last_sealed_day(session)
        return {
            "version": __version__,
            "environment": settings.environment,
            "migration": stored_revision(session),
            "responses": sum(by_wave.values()),
            "classes": counts.stored_by_class(session),
            "waves": [
                {
                    "code": wave.code,
                    "title": wave.title,
                    "kind": wave.kind,
                    "opens_on": wave.opens_on.isoformat(),
                    "closes_on": wave.last_day.isoformat(),
                    "responses": by_wave.get(wave.id or 0, 0),
                }
                for wave in waves.waves(session, settings.clock().today())
            ],
            "last_seal": None if last_seal is None else last_seal.isoformat(),
            "disk_bytes": soundness.bytes_on_disk(session),
        }


def _lines(status: dict[str, Any], language: str) -> list[str]:
    _ = translator(language).gettext
    classes = ", ".join(f"{name} {n}" for name, n in status["classes"].items())
    facts = [
        (_("Phiên bản"), status["version"]),
        (_("Cơ sở dữ liệu"), f"{status['migration']}, {status['disk_bytes']} byte"),
        (
            _("Phiếu đã lưu"),
            f"{status['responses']}" + (f" ({classes})" if classes else ""),
        ),
        (_("Ngày khóa sổ gần nhất"), status["last_seal"] or _("chưa có")),
    ]
    return [
        *(f"{name}: {value}" for name, value in facts),
        *(
            f"{wave['code']}  {wave['opens_on']} – {wave['closes_on']}  "
            f"{wave['responses']}  {wave['title']}"
            for wave in status["waves"]
        ),
    ]
