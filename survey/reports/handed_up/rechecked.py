"""The independent check in a full report: the same figures and sentences as on its page."""

from collections.abc import Iterator
from decimal import Decimal

from analysis.before_after import Shift
from survey.reports.csv_files import NOT_THERE
from survey.reports.handed_up.cells import figure_cells, figure_columns, status_of
from survey.reports.handed_up.material import Material
from survey.reports.handed_up.report import (
    Block,
    Cell,
    Column,
    Listing,
    Paragraph,
    Row,
    Table,
)
from survey.reports.handed_up.tables import notes_of
from survey.reports.numbers import plain_points
from survey.reports.plain import plain
from survey.reports.recheck_wording import RecheckWording
from survey.reports.rechecks import GapRow, RecheckResult, build_recheck, build_status
from survey.store import places, rechecks
from survey.store.rechecks import KeptDraw
from survey.store.waves import COUNTER, OpenInstrument


def recheck_blocks(material: Material) -> tuple[Block, ...]:
    """Return what was heard, the table of offices, and what a gap does not prove; nothing without a check."""
    asked = material.result.instrument
    if asked.audience != COUNTER:
        return ()
    drawn = rechecks.drawn_check(material.session, asked.wave_id)
    return () if drawn is None else tuple(_blocks(material, *drawn))


def _blocks(
    material: Material, check: OpenInstrument, draw: KeptDraw
) -> Iterator[Block]:
    say, session = RecheckWording(material.language), material.session
    found = build_recheck(
        session, material.result, check, draw, audience=material.audience
    )
    offices = places.offices(session)
    status = build_status(session, check, offices, language=material.language)
    assert status is not None
    yield Paragraph(say.what())
    yield Paragraph(say.overall(found), "finding")
    if found.overall is not None:
        yield Listing((say.both(found), say.compared(found), say.clear_offices(found)))
    yield Paragraph(say.reached(status.total))
    yield _table(material, found, say)
    yield Listing((say.caution(), say.rates()))
    yield Paragraph(
        " ".join((say.method(found), say.rule(status.head), say.seed(status.head))),
        "method",
    )


def _table(material: Material, found: RecheckResult, say: RecheckWording) -> Table:
    _, wording = material.translate, material.wording
    columns = wording.columns()
    own, heard = _("Tự thu thập"), _("Phúc tra")
    gap = _("Tự thu thập trừ phúc tra")
    return Table(
        key="recheck",
        caption=_("%(check)s theo đơn vị, %(period)s")
        % {"check": say.title(), "period": material.period},
        columns=(
            Column(_("Đơn vị"), (columns.office_code, columns.office), width=3.0),
            *_side(own, material),
            *_side(heard, material),
            Column(
                gap,
                (gap, f"{gap}: {_('từ')}", f"{gap}: {_('đến')}"),
                is_number=True,
                width=2.6,
            ),
            Column(_("Kết luận"), (_("Kết luận"),), width=2.4),
        ),
        rows=tuple(_row(material, row, say) for row in found.rows),
        notes=notes_of(material, found.reasons, has_few=found.has_few),
    )


def _side(name: str, material: Material) -> Iterator[Column]:
    """Yield the columns of a figure under the name of its side."""
    for column in figure_columns(material.wording):
        yield Column(
            f"{name}: {column.heading}",
            tuple(f"{name}: {each}" for each in column.in_files),
            is_number=True,
            width=column.width,
        )


def _row(material: Material, row: GapRow, say: RecheckWording) -> Row:
    name, verdict = plain(row.name), say.verdict(row.verdict)
    return Row(
        (
            Cell(name, (row.code, name)),
            *figure_cells(row.own, material.wording),
            *figure_cells(row.heard, material.wording),
            Cell(say.gap(row), _values(row.gap)),
            Cell(verdict, (verdict,)),
        ),
        status_of(row.heard, material.wording),
    )


def _values(gap: Shift | None) -> tuple[str | Decimal, ...]:
    if gap is None:
        return (NOT_THERE,) * 3
    return tuple(Decimal(plain_points(one)) for one in (gap.value, gap.low, gap.high))
