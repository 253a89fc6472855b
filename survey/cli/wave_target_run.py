"""Proposes, sets and lists the targets of a wave, and tells its progress."""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from forms.whole_numbers import whole_number
from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.wave_course import decision_of, note_change
from survey.csv_tables import Cell, Mistakes, Translate, cleaned, read_table
from survey.language import translator
from survey.reports import progress
from survey.reports.numbers import Numbers
from survey.reports.progress import MeasuredEffect, WaveProgress
from survey.reports.sampling import wanted
from survey.reports.target_wording import TargetWording
from survey.reports.wave_result import WaveResult, wave_result
from survey.settings import Settings
from survey.store import sampling, wave_course, wave_targets, waves
from survey.store.tables import Wave
from survey.store.tables.waves import LARGEST_POPULATION, LARGEST_TARGET
from survey.store.wave_targets import Target

COLUMNS = ("office", "population", "target")


@dataclass(frozen=True, slots=True)
class _Opened:
    """The wave that a command is about, with its result and today's date."""

    session: Session
    settings: Settings
    wave: Wave
    result: WaveResult
    today: date

    @property
    def office_ids(self) -> dict[str, int]:
        return {office.code: office.office_id for office in self.result.offices}


def run_target(arguments: argparse.Namespace) -> int:
    """Propose, set or list targets. Raises CommandError."""
    margin = _margin(arguments)
    chosen = (arguments.file, arguments.propose, arguments.plan)
    if arguments.n is None and not any(chosen):
        return run_progress(arguments)
    with _opened(arguments) as found:
        if arguments.n is not None:
            _set(arguments, found, _typed(arguments, found))
            return 0
        if arguments.plan:
            _set(arguments, found, _from_plan(arguments, found))
            return 0
        effect = progress.effect_for(found.session, found.result, today=found.today)
        if arguments.propose:
            _propose(arguments, found, margin=margin, effect=effect)
        else:
            wanted = _from_file(arguments, found, margin=margin, effect=effect)
            _set(arguments, found, wanted)
    return 0


def run_progress(arguments: argparse.Namespace) -> int:
    """Print how far a wave has come. Raises CommandError."""
    with _opened(arguments) as found:
        shown = progress.build_progress(found.session, found.result, today=found.today)
    for line in _progress_lines(shown, arguments.lang):
        print(line)
    return 0


@contextmanager
def _opened(arguments: argparse.Namespace) -> Iterator[_Opened]:
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (settings, store), store.writing() as session:
        today = settings.clock().today()
        wave = waves.wave_by_code(session, arguments.code)
        if wave is None:
            message = _("không có đợt %(code)s")
            raise CommandError(message % {"code": arguments.code})
        result = wave_result(session, wave, language=arguments.lang, today=today)
        yield _Opened(session, settings, wave, result, today)


def _margin(arguments: argparse.Namespace) -> float:
    _ = translator(arguments.lang).gettext
    points = getattr(arguments, "margin", 100 * progress.USUAL_MARGIN)
    if not 0 < points < 50:
        raise CommandError(_("--margin cần lớn hơn 0 và nhỏ hơn 50 điểm phần trăm"))
    return float(points / 100)


def _typed(arguments: argparse.Namespace, found: _Opened) -> Mapping[int, Target]:
    """Return one target for the office named, or for every office."""
    _ = translator(arguments.lang).gettext
    if not 1 <= arguments.n <= LARGEST_TARGET:
        raise CommandError(_("--n cần từ 1 đến %(n)s") % {"n": LARGEST_TARGET})
    ids = found.office_ids
    if arguments.office and arguments.office not in ids:
        message = _("không có đơn vị %(code)s")
        raise CommandError(message % {"code": arguments.office})
    codes = (arguments.office,) if arguments.office else tuple(ids)
    return {ids[code]: Target(arguments.n) for code in codes}


def _from_file(
    arguments: argparse.Namespace,
    found: _Opened,
    *,
    margin: float,
    effect: MeasuredEffect,
) -> Mapping[int, Target]:
    """Return the targets of a file; a row with people served and no target gets the proposed one."""
    _ = translator(arguments.lang).gettext
    table = read_table(
        arguments.file, columns=COLUMNS, optional=("population", "target"), _=_
    )
    mistakes = Mistakes(table.file, _)
    ids = found.office_ids
    wanted: dict[int, Target] = {}
    for row in table.rows:
        code = cleaned(row["office"].value)
        population = _number(row["population"], mistakes, LARGEST_POPULATION, _)
        target = _number(row["target"], mistakes, LARGEST_TARGET, _)
        if code not in ids or ids[code] in wanted:
            mistakes.add(row["office"], _("mã của một đơn vị đã có, mỗi mã một dòng"))
        elif target is None and population is None:
            mistakes.add(row["target"], _("số người đã phục vụ hoặc chỉ tiêu"))
        elif target is not None:
            wanted[ids[code]] = Target(target, population)
        elif population is not None:
            proposal = progress.propose(population, margin=margin, effect=effect.value)
            wanted[ids[code]] = Target(proposal.of(arguments.use), population)
    mistakes.refuse()
    return wanted


def _from_plan(arguments: argparse.Namespace, found: _Opened) -> Mapping[int, Target]:
    """Return what a sampling plan wants of each office that it drew."""
    _ = translator(arguments.lang).gettext
    plan = sampling.plan(found.session, arguments.plan)
    if plan is None:
        message = _("không có kế hoạch %(code)s")
        raise CommandError(message % {"code": arguments.plan})
    of_wave = set(found.office_ids.values())
    return {
        office_id: Target(n, population)
        for office_id, (n, population) in wanted(plan).items()
        if office_id in of_wave
    }


def _number(cell: Cell, mistakes: Mistakes, largest: int, _: Translate) -> int | None:
    """Return a cell's whole number, None where it is empty; note one that is none."""
    text = cleaned(cell.value)
    if not text:
        return None
    number = whole_number(text, digits=10)
    if number is None or not 1 <= number <= largest:
        mistakes.add(cell, _("một số nguyên từ 1 đến %(n)s") % {"n": largest})
        return None
    return number


def _propose(
    arguments: argparse.Namespace,
    found: _Opened,
    *,
    margin: float,
    effect: MeasuredEffect,
) -> None:
    """Print what both formulas propose, and set what one of them does where that is asked for."""
    _ = translator(arguments.lang).gettext
    known = progress.populations(found.session, found.result.offices)
    if not known:
        raise CommandError(
            _(
                "chưa có bảng hồ sơ nào ghi tên các đơn vị này: nhập bằng “sipas import dossiers”, "
                "hoặc dùng --from FILE với cột population"
            )
        )
    words = TargetWording(arguments.lang)
    print(words.yamane(margin))
    print(words.by_design(margin, effect))
    print("\t".join((_("Đơn vị"), "N", "Yamane", _("Theo thiết kế"), _("Nguồn của N"))))
    ids, wanted = found.office_ids, {}
    for code, population in known.items():
        proposal = progress.propose(population.n, margin=margin, effect=effect.value)
        print(
            f"{code}\t{proposal.population}\t{proposal.yamane}\t{proposal.by_design}"
            f"\t{population.source}"
        )
        wanted[ids[code]] = Target(proposal.of(arguments.use), population.n)
    missing = [code for code in ids if code not in known]
    if missing:
        print(_("Chưa biết N: %(codes)s") % {"codes": ", ".join(missing)})
    if arguments.use:
        _set(arguments, found, wanted)


def _set(
    arguments: argparse.Namespace, found: _Opened, wanted: Mapping[int, Target]
) -> None:
    """Set targets, and keep who did and from what."""
    _ = translator(arguments.lang).gettext
    assert found.wave.id is not None
    changed = wave_targets.set_targets(found.session, found.wave.id, wanted)
    if changed:
        reason = arguments.reason or _reason(arguments)
        decision = decision_of(arguments, found.today, reason=reason)
        wave_course.note_targets(found.session, found.wave, decision)
        note_change(found.session, found.settings, code=found.wave.code, what="target")
    print(_("Đã đặt chỉ tiêu cho %(n)s đơn vị.") % {"n": changed})


def _reason(arguments: argparse.Namespace) -> str:
    """Return where the targets came from, where nobody said why; kept in Vietnamese."""
    if arguments.n is not None:
        return f"Nhập tay: {arguments.n}"
    if arguments.plan:
        return f"Theo kế hoạch mẫu {arguments.plan}"
    source = "số hồ sơ" if arguments.propose else "tệp CSV"
    return f"Theo {source}, sai số {arguments.margin:g} điểm phần trăm"


def _progress_lines(shown: WaveProgress, language: str) -> Iterator[str]:
    _ = translator(language).gettext
    numbers = Numbers(language)
    yield "\t".join(
        (_("Đơn vị"), _("Phiếu đã tính"), _("Chỉ tiêu"), _("Đạt"), _("Tính đến ngày"))
    )
    for row in shown.offices:
        yield "\t".join(
            (
                row.code,
                _("dưới 5") if row.n is None else str(row.n),
                "–" if row.target is None else str(row.target.n),
                "–" if row.share is None else numbers.percent(row.share),
                "–" if row.through is None else str(row.through),
            )
        )
    yield _("Đạt chỉ tiêu: %(reached)s trên %(n)s đơn vị có chỉ tiêu.") % {
        "reached": shown.reached,
        "n": shown.with_target,
    }
    yield _("Nhận hôm nay: %(n)s phiếu.") % {"n": shown.received_today}
