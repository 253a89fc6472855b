"""A report as PDF: tagged for screen readers, checked against PDF/UA-1, the same bytes each time."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import typst

from survey.reports.handed_up.report import (
    Block,
    Chart,
    Kind,
    Lines,
    Listing,
    Paragraph,
    Report,
    Row,
    Section,
    Table,
)
from survey.reports.typesetting import FONTS, typeset

FOLDER = Path(__file__).parent
TEMPLATES = {
    Kind.FULL: FOLDER / "report.typ",
    Kind.SUMMARY: FOLDER / "report.typ",
    Kind.SCORECARD: FOLDER / "scorecard.typ",
}


def report_pdf(report: Report) -> bytes:
    """Return a report's pages, A4. Raises TypesettingError."""
    return typeset(TEMPLATES[report.kind], pdf_content(report))


def chart_png(chart: Chart, *, points_per_inch: int) -> bytes:
    """Return a chart as a picture, for documents that cannot hold it as lines."""
    picture = typst.compile(
        FOLDER / "chart.typ",
        format="png",
        ppi=points_per_inch,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"svg": chart.svg},
    )
    assert isinstance(picture, bytes)
    return picture


def pdf_content(report: Report) -> str:
    """Return what the template reads: text as data, never as markup."""
    released = report.released_on
    return json.dumps(
        {
            "language": report.language,
            "name": report.name,
            "title": report.title,
            "subject": report.subject,
            "subtitle": report.subtitle,
            "demo": report.demo,
            "letterhead": (
                None if report.letterhead is None else asdict(report.letterhead)
            ),
            "facts": report.facts,
            "code": report.code,
            "words": asdict(report.words),
            "released": [released.year, released.month, released.day],
            "sections": [_section(section) for section in report.sections],
        },
        ensure_ascii=False,
    )


def _section(section: Section) -> dict[str, object]:
    return {
        "heading": section.heading,
        "level": section.level,
        "begins_page": section.begins_page,
        "wide": section.is_wide,
        "blocks": [
            _block(block)
            for block in section.blocks
            # Rows on paper carry their marks themselves.
            if not (isinstance(block, Chart) and block.is_beside_marks)
        ],
    }


def _block(block: Block) -> Mapping[str, object]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": block.text, "role": block.role}
        case Listing():
            return {"kind": "list", "items": block.items, "ordered": block.is_ordered}
        case Lines():
            return {"kind": "lines", "n": block.n}
        case Chart():
            return {
                "kind": "chart",
                "code": block.code,
                "svg": block.svg,
                "title": block.title,
                "alt": f"{block.title}. {block.description}",
                "caption": block.caption,
            }
        case Table():
            return _table(block)


def _table(table: Table) -> dict[str, object]:
    return {
        "kind": "table",
        "key": table.key,
        "code": table.code,
        "caption": table.caption,
        "headings": [column.heading for column in table.columns],
        "numbers": [column.is_number for column in table.columns],
        "widths": [column.width for column in table.columns],
        "start": table.axis_start,
        "notes": table.notes,
        "rows": [_row(row) for row in table.rows],
    }


def _row(row: Row) -> dict[str, object]:
    mark = row.mark
    return {
        # A list of lines, the first the larger; None where the cell before stands for this one.
        "cells": [
            [cell.span, cell.is_withheld, *cell.text.split("\n")]
            for cell in row.cells
            if cell.span
        ],
        "mark": (
            None
            if mark is None
            else [mark.share, mark.low, mark.high, mark.reference, mark.shape]
        ),
    }
