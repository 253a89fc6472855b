"""Runs the canary on an installation and says, channel by channel, what came of it."""

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from fcntl import LOCK_EX, LOCK_NB, flock

from survey.cli.canary_check import (
    CanaryRun,
    ChannelReport,
    channels,
    link_channel,
)
from survey.cli.canary_kiosk import CanaryTablet
from survey.cli.canary_staff import CanaryStaff
from survey.cli.canary_visitor import Unreachable, Visitor
from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.language import translator
from survey.store import canaries, closing, waves
from survey.store.canaries import TallyCheck
from survey.store.questionnaires import stored_questionnaire
from survey.store.tables.places import ONLINE

# Empty; whoever runs holds it.
LOCK = "canary.lock"


def run(arguments: argparse.Namespace) -> int:
    """Try every channel and say what came of it. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store), _alone(arguments):
        address = arguments.url or settings.base_url
        today = settings.clock().today()
        with store.writing() as session:
            canary = canaries.give_canary(session, today)
            link = canaries.give_canary(session, today, kind=ONLINE)
            instrument = waves.open_instrument(session, today)
            since = closing.first_open_day(session, today)
        if instrument is None:
            _print(arguments, [], None, _("Không có đợt nào đang lấy ý kiến."))
            return 0
        trial = CanaryRun(
            store=store,
            visitor=Visitor(
                address,
                # A demo answers under whatever address it was asked by.
                origin=address if settings.is_demo else settings.base_url,
                ca_file=arguments.ca,
            ),
            canary=canary,
            questionnaire=stored_questionnaire(instrument.digest, instrument.content),
            full=instrument.full,
            since=since,
            translate=_,
        )
        tablet = CanaryTablet(store, settings, canary)
        ways = channels(_, open_kiosk=tablet.open)
        of_link = replace(trial, canary=link)
        typed = CanaryStaff(
            store, settings, canary, instrument, trial.questionnaire.language_version
        ).ways(on_paper=_("phiếu giấy nhập lại"), by_telephone=_("hỏi qua điện thoại"))
        try:
            reports = [trial.try_channel(channel) for channel in ways]
            reports.append(of_link.try_channel(link_channel(_)))
            reports += [trial.try_staff(name, keep) for name, keep in typed.items()]
        except Unreachable as error:
            message = _("dịch vụ không trả lời ở %(url)s: %(reason)s")
            raise CommandError(message % {"url": address, "reason": error}) from error
        with store.reading() as session:
            tallies = canaries.check_tallies(session, (canary, link), instrument)
    _print(arguments, reports, tallies, "")
    is_right = tallies is None or tallies.agrees
    return 0 if is_right and not any(report.faults for report in reports) else 1


@contextmanager
def _alone(arguments: argparse.Namespace) -> Iterator[None]:
    """Keep other runs out: each would take the other's answers for a fault. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    with (arguments.directory / LOCK).open("ab") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(_("một lượt thử khác đang chạy")) from error
        yield


def _print(
    arguments: argparse.Namespace,
    reports: Sequence[ChannelReport],
    tallies: TallyCheck | None,
    note: str,
) -> None:
    if arguments.json:
        print(
            json.dumps(
                {
                    "channels": [asdict(report) for report in reports],
                    "tallies": (
                        None
                        if tallies is None
                        else asdict(tallies) | {"through": tallies.through.isoformat()}
                    ),
                    "note": note,
                },
                ensure_ascii=False,
            )
        )
        return
    for line in _lines(reports, tallies, note, arguments.lang):
        print(line)


def _lines(
    reports: Sequence[ChannelReport],
    tallies: TallyCheck | None,
    note: str,
    language: str,
) -> Iterator[str]:
    _ = translator(language).gettext
    if note:
        yield note
    for report in reports:
        if report.faults:
            yield _("%(channel)s: CÓ LỖI") % {"channel": report.channel}
            yield from (f"  {fault}" for fault in report.faults)
        else:
            yield _(
                "%(channel)s: gửi %(n)s phiếu, mỗi phiếu hai lần; lưu đúng %(n)s phiếu"
            ) % {"channel": report.channel, "n": report.ratings}
    if tallies is None:
        return
    agreement = (
        _("Bảng tổng hợp đến ngày %(day)s: %(n)s phiếu thử, khớp")
        if tallies.agrees
        else _(
            "Bảng tổng hợp đến ngày %(day)s: KHÔNG KHỚP với %(n)s phiếu thử đã khóa sổ"
        )
    )
    yield agreement % {"day": tallies.through, "n": tallies.n}
