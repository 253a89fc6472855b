"""The tables of a report, in the order of columns that officials know (UX, section 5.3)."""

from collections.abc import Iterable, Mapping, Sequence

from analysis.tally import MISSING_CHARACTERS, NOT_ANSWERED, NOT_APPLICABLE, UNREADABLE
from survey.reports.charts import USUAL_START
from survey.reports.distribution import distribution_of
from survey.reports.figures import Estimate, Figure, Measured, Withheld
from survey.reports.handed_up.cells import (
    count_cell,
    figure_cells,
    figure_columns,
    mark_of,
    percent_cell,
    status_of,
    text_cell,
    whole_cell,
    whole_column,
)
from survey.reports.handed_up.material import Material
from survey.reports.handed_up.report import Cell, Column, Row, Table
from survey.reports.plain import plain
from survey.reports.series import Point


def factors_table(material: Material) -> Table:
    """Return the index, its parts and factors and the questions outside it, of all offices together."""
    _ = material.translate
    overview = material.overview
    rows = [
        *overview.weighed,
        *overview.factors,
        Measured("index", _("Chỉ số chung"), overview.index),
        *(
            Measured(row.code, f"{row.name} {_('(ngoài chỉ số)')}", row.figure)
            for row in overview.other_questions
        ),
    ]
    return measured_table(
        material,
        rows,
        key="factors",
        heading=_("Yếu tố"),
        caption=_("Chỉ số từng yếu tố, mọi đơn vị gộp lại, %(period)s")
        % {"period": material.period},
        reference=overview.index,
        notes=notes_of(material, overview.reasons, has_few=overview.has_few),
    )


def measured_table(
    material: Material,
    rows: Sequence[Measured],
    *,
    key: str,
    heading: str,
    caption: str,
    reference: Figure,
    notes: tuple[str, ...] = (),
    beside: Mapping[str, Figure] | None = None,
) -> Table:
    """Return one row for each measure, with its mark; `beside` holds all offices' figures by code."""
    _, wording = material.translate, material.wording
    against = beside or {row.code: reference for row in rows}
    return Table(
        key=key,
        caption=caption,
        columns=(
            Column(heading, (heading,), width=4.0),
            *figure_columns(wording),
            *((whole_column(_("Tất cả các đơn vị"), wording),) if beside else ()),
        ),
        rows=tuple(
            Row(
                (
                    text_cell(row.name),
                    *figure_cells(row.figure, wording),
                    *((whole_cell(beside[row.code], wording),) if beside else ()),
                ),
                status_of(row.figure, wording),
                mark_of(row.figure, reference=against[row.code]),
            )
            for row in rows
        ),
        notes=notes,
        axis_start=axis_start([row.figure for row in rows]),
    )


def questions_table(material: Material, code: str | None, name: str) -> Table | None:
    """Return the questions of a factor with their answers, or those of none; None where there are none."""
    _, wording, result = material.translate, material.wording, material.result
    factor_of = {each.code: each.factor for each in result.questionnaire.questions}
    questions = [row for row in material.questions if factor_of[row.code] == code]
    if not questions:
        return None
    columns = wording.columns()
    labels = result.questionnaire.scale.labels
    return Table(
        key=f"questions-{code or 'others'}",
        caption=_("%(factor)s: số phiếu chọn từng mức, %(period)s")
        % {"factor": name, "period": material.period},
        columns=(
            Column(_("Tiêu chí"), (_("Tiêu chí"),), width=4.6),
            *figure_columns(wording),
            *(Column(label, (label,), is_number=True) for label in labels),
            Column(_("Không áp dụng"), (columns.not_applicable,), is_number=True),
            Column(_("Bỏ trống"), (columns.not_answered,), is_number=True),
        ),
        rows=tuple(_question_row(material, row) for row in questions),
    )


def _question_row(material: Material, question: Measured) -> Row:
    result, wording = material.result, material.wording
    codes = result.tallies.codes.sum(axis=0)
    at = next(
        position
        for position, asked in enumerate(result.questionnaire.questions)
        if asked.code == question.code
    )
    found = distribution_of(
        codes, [at], questionnaire=result.questionnaire, beside=question.figure
    )
    levels: list[int | None] = [None] * result.questionnaire.scale.levels
    missing: tuple[int | None, int | None] = (None, None)
    if found is not None:
        levels = [round(level.share * found.answers) for level in found.levels]
        of_question = [int(n) for n in codes[at, -len(MISSING_CHARACTERS) :]]
        missing = (
            _sum_of(of_question, NOT_APPLICABLE),
            _sum_of(of_question, NOT_ANSWERED + UNREADABLE),
        )
    hidden = material.translate("ẩn kèm")
    return Row(
        (
            text_cell(question.name),
            *figure_cells(question.figure, wording),
            *(count_cell(n, wording, hidden=hidden) for n in (*levels, *missing)),
        ),
        status_of(question.figure, wording),
    )


def _sum_of(missing: Sequence[int], wanted: str) -> int:
    return sum(missing[MISSING_CHARACTERS.index(one)] for one in wanted)


def trend_table(material: Material, points: Sequence[Point], *, key: str) -> Table:
    """Return the index of each wave, oldest first."""
    _, wording = material.translate, material.wording
    return Table(
        key=key,
        caption=_("Chỉ số qua các đợt"),
        columns=(
            Column(_("Đợt"), (_("Mã"), _("Đợt")), width=4.0),
            *figure_columns(wording),
        ),
        rows=tuple(
            Row(
                (
                    Cell(
                        f"{plain(point.title)} ({point.code})",
                        (point.code, plain(point.title)),
                    ),
                    *figure_cells(point.figure, wording),
                ),
                status_of(point.figure, wording),
            )
            for point in points
        ),
        notes=tuple(
            material.series_wording.broken(found)
            for point in points
            for found in point.breaks
        ),
    )


def counts_table(
    material: Material,
    counts: Iterable[tuple[str, int | None, float | None]],
    *,
    key: str,
    heading: str,
    caption: str,
    counted: str = "",
) -> Table:
    """Return names with counts and shares; a count that may not be shown is None."""
    _, wording = material.translate, material.wording
    hidden = _("dưới 5 hoặc ẩn kèm")
    n, share = counted or wording.columns().figure[0], _("Tỷ lệ (%)")
    return Table(
        key=key,
        caption=caption,
        columns=(
            Column(heading, (heading,), width=4.0),
            Column(n, (n,), is_number=True, width=1.6),
            Column(share, (share,), is_number=True, width=1.4),
        ),
        rows=tuple(
            Row(
                (
                    text_cell(name),
                    count_cell(count, wording, hidden=hidden),
                    percent_cell(of_all, wording, hidden=hidden),
                ),
                f"[c] {hidden}" if count is None else _("hiện"),
            )
            for name, count, of_all in counts
        ),
    )


def axis_start(figures: Sequence[Figure]) -> float:
    """Return where an axis of marks begins: one of two, as on the pages."""
    lowest = min(
        (figure.low for figure in figures if isinstance(figure, Estimate)),
        default=USUAL_START,
    )
    return USUAL_START if lowest >= USUAL_START else 0.0


def notes_of(
    material: Material, reasons: Iterable[Withheld], *, has_few: bool
) -> tuple[str, ...]:
    """Return what stands under a table with withheld or weak figures."""
    wording = material.wording
    said = tuple(wording.why_withheld(reason) for reason in reasons)
    return (*said, wording.few()) if has_few else said
