"""Fields of service in a wave: the index of each, and those for which nobody's answer counts yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from survey.reports.figures import Figure, Withheld, has_few, reasons_in
from survey.reports.ordering import vietnamese_order
from survey.reports.selection import FIELD, parts_of
from survey.reports.timeliness import months_between
from survey.reports.wave_result import WaveHead, WaveResult
from survey.store import fields, procedures, volumes
from survey.trust.disclosure import Audience

# Figures of one counter stay with its office and the reform office (DESIGN, section 7).
FEWEST_COUNTERS = 2


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field: its figure, None where no answer is released, and who else knows of it.

    `procedures` are those of the newest catalogue, None where there is none; `settled` the dossiers of
    the wave's months, None where nobody counted them by field; `counters` are those whose form offers it.
    """

    name: str
    value: str
    figure: Figure | None
    procedures: int | None
    settled: int | None
    counters: int

    @property
    def is_of_one_counter(self) -> bool:
        """Tell whether its figure would be that of one counter, which is never handed up."""
        return self.counters < FEWEST_COUNTERS


@dataclass(frozen=True, slots=True)
class FieldsOfWave:
    """Fields in the order of names. `unnamed` is the figure of the answers that name none."""

    head: WaveHead
    rows: tuple[FieldRow, ...]
    unnamed: Figure | None
    catalogue_year: int | None

    @property
    def answered(self) -> tuple[FieldRow, ...]:
        """Those that released answers name."""
        return tuple(row for row in self.rows if row.figure is not None)

    @property
    def without_answers(self) -> tuple[FieldRow, ...]:
        """Those that none does, the ones with most dossiers first."""
        silent = [row for row in self.rows if row.figure is None]
        return tuple(sorted(silent, key=lambda row: -(row.settled or 0)))

    @property
    def reasons(self) -> tuple[Withheld, ...]:
        """Why figures are withheld."""
        return reasons_in(self._figures)

    @property
    def has_few(self) -> bool:
        """Tell whether a figure is shown that rests on few answers."""
        return has_few(self._figures)

    @property
    def _figures(self) -> list[Figure]:
        figures = [row.figure for row in self.rows if row.figure is not None]
        return figures if self.unnamed is None else [*figures, self.unnamed]


def build_fields(
    session: Session, result: WaveResult, *, audience: Audience, today: date
) -> FieldsOfWave | None:
    """Return the fields that counters, the catalogue or dossiers know; None where no form ever asked.

    Seven queries. A field is one field however its capitals are written.
    """
    known = fields.all_fields(session)
    if not known:
        return None
    parts = parts_of(session, result, FIELD, audience=audience, today=today)
    figures = {part.value: part.figure for part in parts}
    years = procedures.years(session)
    listed = procedures.count_by_field(session, years[0]) if years else {}
    settled = _settled(session, result, today)
    offered = _folded(fields.counters_by_field(session))
    by_key = {field.name.casefold(): field for field in known}
    names = {
        **_names(settled),
        **_names(listed),
        **{key: field.label(result.language) for key, field in by_key.items()},
    }
    in_catalogue, dossiers = _folded(listed), _folded(settled)
    rows = [
        FieldRow(
            name=name,
            value=by_key[key].value if key in by_key else "",
            figure=figures.get(by_key[key].value) if key in by_key else None,
            procedures=in_catalogue.get(key, 0) if years else None,
            settled=dossiers.get(key),
            counters=offered.get(key, 0),
        )
        for key, name in names.items()
    ]
    # A field that no counter, catalogue or dossier knows any more is history unless answers name it.
    kept = [
        row
        for row in rows
        if row.figure is not None or row.counters or row.procedures or row.settled
    ]
    return FieldsOfWave(
        result.head,
        tuple(sorted(kept, key=lambda row: vietnamese_order(row.name))),
        figures.get(""),
        years[0] if years else None,
    )


def _settled(session: Session, result: WaveResult, today: date) -> dict[str, int]:
    """Return the dossiers settled by field in the months that the wave was open in."""
    settled: dict[str, int] = {}
    months = months_between(result.head.opens_on, min(result.head.last_day, today))
    for volume in volumes.volumes(session, months, by_field=True):
        if volume.field:
            settled[volume.field] = settled.get(volume.field, 0) + volume.settled
    return settled


def _names(known: Iterable[str]) -> dict[str, str]:
    return {name.casefold(): name for name in known}


def _folded(counts: Mapping[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, n in counts.items():
        found[name.casefold()] = found.get(name.casefold(), 0) + n
    return found
