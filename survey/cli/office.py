"""sipas office: lists offices, and merges, splits or closes them from a day on, all at once or not at all."""

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.cli.options import directory_option, json_option, language_option
from survey.csv_tables import Translate, content_of
from survey.language import translator

if TYPE_CHECKING:
    from survey.store.office_changes import OfficeChange, Plan

EPILOG = """\
examples:
  sipas office list  --directory pilot
  sipas office merge --directory pilot --file merge.csv --preview
  sipas office merge --directory pilot --file merge.csv --yes
  sipas office merge --directory pilot --from X01 X02 --to PN01 --name "Xã Phù Ninh" --on 2025-07-01 --yes
  sipas office split --directory pilot --file split.csv --preview
  sipas office close --directory pilot --from H01 --on 2025-07-01 --yes

The file is CSV in UTF-8 with a header: from,to,on and where needed name,name_en,counter.
  name     of a successor that is not among the offices yet; it opens on the day
  counter  the one of a split office that goes to this successor; empty for all that no row names
--preview only prints what will change. With --yes all of it is done in one transaction, or nothing.
Codes on walls go on working and lead to the successor from the day on; old answers keep their office.
"""
MERGE, SPLIT, CLOSE = KINDS = ("merge", "split", "close")


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas office`."""
    parser = commands.add_parser(
        "office",
        help="offices over time: list, merge, split, close",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    common = [directory_option(), language_option()]
    listing = actions.add_parser(
        "list",
        help="every office with its days, predecessors and successors",
        parents=[*common, json_option()],
        epilog="example: sipas office list --directory pilot",
    )
    listing.set_defaults(run=run_list)
    for kind, told in (
        (MERGE, "offices go into one other office each"),
        (SPLIT, "an office goes into several others, counter by counter"),
        (CLOSE, "offices end without a successor"),
    ):
        changing = actions.add_parser(
            kind,
            help=told,
            parents=common,
            epilog=f"example: sipas office {kind} --directory pilot --file {kind}.csv --preview",
        )
        changing.add_argument("--file", type=Path, metavar="FILE")
        changing.add_argument("--from", dest="offices", nargs="+", metavar="CODE")
        if kind == MERGE:
            changing.add_argument("--to", default="", metavar="CODE")
            changing.add_argument("--name", default="", help="of a new successor")
            changing.add_argument("--name-en", default="", help="its English name")
        if kind != SPLIT:
            changing.add_argument("--on", default="", metavar="YYYY-MM-DD")
        chosen = changing.add_mutually_exclusive_group(required=True)
        chosen.add_argument(
            "--preview", action="store_true", help="print what will change, only"
        )
        chosen.add_argument("--yes", action="store_true", help="do it")
        changing.set_defaults(run=run_change, kind=kind)


def run_change(arguments: argparse.Namespace) -> int:
    """Print what changes, and do it with `--yes`. Raises CommandError or TableError."""
    from survey.reports.office_changes import plan_of
    from survey.store import audit, office_changes
    from survey.store.office_changes_carried import carry_out
    from survey.store.office_changes_done import changes_are_done

    _ = translator(arguments.lang).gettext
    source, changes = _changes(arguments, _)
    with opened(arguments) as (settings, store):
        today = settings.clock().today()
        # Seen through before phones have to wait for what is then done.
        with store.reading() as session:
            if changes_are_done(session, changes):
                print(_("Các thay đổi này đã được ghi từ trước, không thay đổi gì."))
                return 0
            plan = plan_of(session, changes, source, today=today, _=_)
        _refuse_other_kinds(plan, arguments, _)
        if arguments.yes:
            with store.writing() as session:
                office_changes.begin(session)
                plan = plan_of(session, changes, source, today=today, _=_)
                carry_out(session, plan, today=today, done_by=audit.COMMAND_LINE.name)
                note = noted_by_command_line(settings.clock().now())
                note(
                    session,
                    "offices_changed",
                    object=arguments.kind,
                    closed=len(plan.closed),
                    opened=len(plan.opened),
                    counters=len(plan.counters),
                )
    for line in _plan_lines(plan, arguments.lang):
        print(line)
    if arguments.yes:
        print(_("Đã ghi."))
    else:
        print(_("Chưa ghi gì. Chạy lại với --yes thay cho --preview để thực hiện."))
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Print every office with its days and what it came from or went into."""
    from survey.reports.office_list import office_list

    _ = translator(arguments.lang).gettext
    with opened(arguments) as (_settings, store), store.reading() as session:
        rows = office_list(session, arguments.lang)
    if arguments.json:
        found = [
            {
                "code": row.code,
                "name": row.name,
                "level": row.level,
                "block": row.block,
                "opened_on": _iso(row.opened_on),
                "closed_on": _iso(row.closed_on),
                "predecessors": [each.code for each in row.predecessors],
                "successors": [each.code for each in row.successors],
            }
            for row in rows
        ]
        print(json.dumps(found, ensure_ascii=False))
        return 0
    print(
        "\t".join(
            (
                _("Mã"),
                _("Tên"),
                _("Khối"),
                _("Hoạt động từ"),
                _("Kết thúc"),
                _("Trước là"),
                _("Nay là"),
            )
        )
    )
    for row in rows:
        print(
            "\t".join(
                (
                    row.code,
                    row.name,
                    row.block or "–",
                    _iso(row.opened_on) or "–",
                    _iso(row.closed_on) or "–",
                    ", ".join(each.code for each in row.predecessors) or "–",
                    ", ".join(each.code for each in row.successors) or "–",
                )
            )
        )
    return 0


def _changes(
    arguments: argparse.Namespace, _: Translate
) -> tuple[Path | str, Sequence["OfficeChange"]]:
    """Return where the changes stand and the changes. Raises CommandError or TableError."""
    from survey.reports.office_changes import changes_of, written

    if arguments.file is not None:
        if arguments.offices:
            raise CommandError(_("dùng --file hoặc --from, không dùng cả hai"))
        content = content_of(arguments.file, _)
        return arguments.file, changes_of(content, arguments.file, _)
    on, to = getattr(arguments, "on", ""), getattr(arguments, "to", "")
    if arguments.kind == SPLIT:
        raise CommandError(_("chia tách cần --file, vì mỗi quầy về một đơn vị"))
    if not arguments.offices or not on or (arguments.kind == MERGE and not to):
        raise CommandError(_("cần --file, hoặc --from, --on và khi sáp nhập thêm --to"))
    name, name_en = (getattr(arguments, key, "") for key in ("name", "name_en"))
    source = _("dòng lệnh")
    rows = [(office, to, on, name, name_en) for office in arguments.offices]
    return source, changes_of(written(rows), source, _)


def _refuse_other_kinds(
    plan: "Plan", arguments: argparse.Namespace, _: Translate
) -> None:
    """Raise CommandError where the list holds something else than the command says."""
    others = [
        closed.office.code
        for closed in plan.closed
        if closed.kind.value != arguments.kind
    ]
    if others:
        message = _("danh sách có việc khác với “%(kind)s”, ở các đơn vị: %(codes)s")
        values = {"kind": arguments.kind, "codes": ", ".join(others)}
        raise CommandError(message % values)


def _plan_lines(plan: "Plan", language: str) -> Iterator[str]:
    from survey.reports.office_change_wording import OfficeChangeWording

    _ = translator(language).gettext
    say = OfficeChangeWording(language)
    for title, lines in (
        (_("Đơn vị kết thúc:"), map(say.closing, plan.closed)),
        (_("Đơn vị bắt đầu:"), map(say.opening, plan.opened)),
        (_("Quầy:"), map(say.moving, plan.counters)),
        (_("Còn lại ở đơn vị cũ, cần xem lại:"), map(say.left, plan.state.left)),
    ):
        found = tuple(lines)
        if found:
            yield title
            yield from (f"  {line}" for line in found)
    yield say.summary(plan)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
