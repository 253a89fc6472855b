"""sipas status: what an installation holds, and what needs an administrator."""

import argparse
import json
from datetime import date
from typing import Any

from sqlmodel import Session

from survey import __version__
from survey.access import readiness
from survey.cli.installation import opened
from survey.cli.options import directory_option, json_option, language_option
from survey.language import translator
from survey.store import closing, counts, installation, soundness, waves
from survey.store.schema import stored_revision

EPILOG = """\
examples:
  sipas status --directory pilot
  sipas status --directory pilot --json

Whether it is ready is told as the running service tells it at /readyz; only that also knows
whether settings have changed since it was started.
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas status`."""
    parser = commands.add_parser(
        "status",
        help="count what is stored and name what needs care",
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
        now = settings.clock().now()
        found = readiness.reasons(settings, store, now)
        by_wave = counts.stored_by_wave(session)
        last_seal = closing.last_sealed_day(session)
        last_backup = installation.last_backup(session)
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
            "last_backup": None if last_backup is None else last_backup.isoformat(),
            "ready": not found,
            "reasons": [
                {"code": reason.code, "found": reason.found} for reason in found
            ],
            "silent_counters": (
                [] if last_seal is None else _silent(session, settings.clock().today())
            ),
            "disk_bytes": soundness.bytes_on_disk(session),
        }


def _silent(session: Session, today: date) -> list[dict[str, Any]]:
    # NumPy takes a while to import, and before the first closed day there is nothing to say.
    from survey.trust.silence import silent_counters

    return [
        {
            "office": found.office_code,
            "counter": found.counter_code,
            "days": found.days,
            "was_heard": found.was_heard,
        }
        for found in silent_counters(session, today)
    ]


def _lines(status: dict[str, Any], language: str) -> list[str]:
    _ = translator(language).gettext
    classes = ", ".join(f"{name} {n}" for name, n in status["classes"].items())
    silent = ", ".join(found["counter"] for found in status["silent_counters"])
    facts = [
        (_("Phiên bản"), status["version"]),
        (_("Cơ sở dữ liệu"), f"{status['migration']}, {status['disk_bytes']} byte"),
        (
            _("Phiếu đã lưu"),
            f"{status['responses']}" + (f" ({classes})" if classes else ""),
        ),
        (_("Ngày khóa sổ gần nhất"), status["last_seal"] or _("chưa có")),
        (_("Lần sao lưu gần nhất"), status["last_backup"] or _("chưa có")),
        (_("Quầy vắng phiếu"), silent or _("không có")),
        (_("Sẵn sàng"), _("có") if status["ready"] else _("cần xử lý")),
    ]
    told = sentences(language)
    return [
        *(f"{name}: {value}" for name, value in facts),
        *(f"  – {told[reason['code']] % reason}" for reason in status["reasons"]),
        *(
            f"{wave['code']}  {wave['opens_on']} – {wave['closes_on']}  "
            f"{wave['responses']}  {wave['title']}"
            for wave in status["waves"]
        ),
    ]


def sentences(language: str) -> dict[str, str]:
    """Return what a reader is told of each reason."""
    _ = translator(language).gettext
    return {
        "disk-nearly-full": _("ổ đĩa chỉ còn trống %(found)s"),
        "disk-away": _("không đọc được thư mục dữ liệu %(found)s"),
        "database-away": _("không đọc được cơ sở dữ liệu (%(found)s)"),
        "database-unsafe": _("cơ sở dữ liệu có thể làm mất phiếu: %(found)s"),
        "migration-pending": _("cơ sở dữ liệu chưa nâng cấp: %(found)s"),
        "backup-missing": _("chưa sao lưu lần nào, giới hạn là %(found)s"),
        "backup-too-old": _("đã quá hạn sao lưu, lần gần nhất: %(found)s"),
        "seal-too-old": _("chưa khóa sổ được ngày %(found)s"),
    }
