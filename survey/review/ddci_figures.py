"""The page on which hard figures of a DDCI's round are typed in, as long as it is not closed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from forms.ddci import DdciIndicator
from survey.access import trail
from survey.access.locale import chosen_language
from survey.access.state import service
from survey.reports.ddci_closing import ACTION
from survey.reports.ddci_rounds import programme_of
from survey.review import blueprint
from survey.review.frame import page
from survey.store import ddci
from survey.store.ddci import RoundClosed
from survey.store.tables import DdciRound, DdciUnit

# Three digits after a mark may be thousands: 1.234 is asked for again.
FIGURE = re.compile(r"[-\u2212]?\d{1,15}([.,](\d{1,2}|\d{4,10}))?", re.ASCII)
LONGEST_TYPED = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure's field: its name, what stands in it, and whether that is no number."""

    name: str
    text: str
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One unit with a field for each hard indicator."""

    unit: DdciUnit
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is typed in of a round: its hard indicators in order, and its units."""

    round: DdciRound
    indicators: tuple[DdciIndicator, ...]
    units: tuple[DdciUnit, ...]

    def rows(self, texts: Mapping[str, str]) -> tuple[Row, ...]:
        return tuple(
            Row(unit, tuple(self._cell(unit, one, texts) for one in self.indicators))
            for unit in self.units
        )

    def figures(self, texts: Mapping[str, str]) -> dict[tuple[int, str], float]:
        """Return the numbers of what was typed; empty fields have none."""
        return {
            (unit.id or 0, one.code): _number(text)
            for unit in self.units
            for one in self.indicators
            if (text := texts.get(_name(unit, one), ""))
        }

    def _cell(
        self, unit: DdciUnit, one: DdciIndicator, texts: Mapping[str, str]
    ) -> Cell:
        text = texts.get(_name(unit, one), "")
        return Cell(_name(unit, one), text, bool(text) and not FIGURE.fullmatch(text))


@blueprint.get("/ddci/<round_code>/figures")
def ddci_figures(round_code: str) -> ResponseReturnValue:
    """Show the figures that are in; a closed round leads to its result."""
    with service().store.reading() as session:
        sheet = _sheet(session, round_code)
        if ddci.result(session, sheet.round.id or 0) is not None:
            return _to_round(round_code)
        kept = ddci.figures(session, sheet.round.id or 0)
    names = {(unit.id, one.code): _name(unit, one) for unit in sheet.units for one in sheet.indicators}  # fmt: skip
    return _page(sheet, {names[key]: _text(value) for key, value in kept.items()})


@blueprint.post("/ddci/<round_code>/figures")
def set_ddci_figures(round_code: str) -> ResponseReturnValue:
    """Put what was typed in the place of what was there, all of it or nothing."""
    with service().store.reading() as session:
        sheet = _sheet(session, round_code)
    texts = {
        name: value.strip()[:LONGEST_TYPED] for name, value in request.form.items()
    }
    if any(cell.is_wrong for row in sheet.rows(texts) for cell in row.cells):
        return make_response(_page(sheet, texts), 422)
    try:
        with service().store.writing() as session:
            n = ddci.set_figures(session, sheet.round, sheet.figures(texts))
            trail.note(session, ACTION, object=round_code, what="figures", n=n)
    except RoundClosed:
        # Someone was quicker: the page of the result says so.
        pass
    return _to_round(round_code)


def _page(sheet: Sheet, texts: Mapping[str, str]) -> str:
    rows = sheet.rows(texts)
    return page(
        "review/ddci_figures.html",
        round=sheet.round,
        indicators=[one.text.said_in(chosen_language()) for one in sheet.indicators],
        rows=rows,
        wrong=[
            (cell, row.unit.name) for row in rows for cell in row.cells if cell.is_wrong
        ],
    )


def _sheet(session: Session, round_code: str) -> Sheet:
    chosen = ddci.round_by_code(session, round_code)
    if chosen is None:
        abort(404)
    hard = tuple(one for one in programme_of(chosen).indicators if not one.is_soft)
    return Sheet(chosen, hard, ddci.units(session, chosen.id or 0))


def _to_round(round_code: str) -> ResponseReturnValue:
    return redirect(url_for("review.ddci_round", round_code=round_code), 303)


def _name(unit: DdciUnit, one: DdciIndicator) -> str:
    return f"f-{unit.id}-{one.code}"


def _number(text: str) -> float:
    return float(text.replace(",", ".").replace("\u2212", "-"))


def _text(value: float) -> str:
    """Write a figure as it can be typed again."""
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    whole, mark, decimals = text.partition(".")
    # Three decimals would be taken for thousands.
    decimals += "0" if len(decimals) == 3 else ""
    separator = "," if chosen_language() == "vi" else "."
    return f"{whole}{separator}{decimals}" if mark else whole
