"""Satisfaction beside dossiers that were late: office by office, and whether the two go together."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from analysis.association import RankCorrelation, rank_correlation
from analysis.verdicts import Difference
from survey.reports.figures import Estimate
from survey.reports.office_table import verdicts
from survey.reports.ordering import vietnamese_order
from survey.reports.scatter_chart import ScatterChart, scatter_chart
from survey.reports.timeliness import (
    Timeliness,
    added_up,
    by_office,
    months_between,
)
from survey.reports.wave_result import WaveResult, office_name
from survey.store.volumes import By, volumes
from survey.trust.disclosure import RANK_FLOOR, Audience


@dataclass(frozen=True, slots=True)
class LatenessRow:
    """An office with its index and the dossiers that it is competent for."""

    code: str
    name: str
    figure: Estimate
    verdict: Difference
    dossiers: Timeliness

    @property
    def share_in_time(self) -> float:
        """In time of all settled, 0 to 1; a row without it is in no table."""
        share = self.dossiers.share_in_time
        assert share is not None
        return share


@dataclass(frozen=True, slots=True)
class Lateness:
    """The offices that have both, by name; `left_out` is how many others were rated at all.

    `months` are those of the wave that have figures.
    """

    rows: tuple[LatenessRow, ...]
    left_out: int
    months: tuple[str, ...]
    correlation: RankCorrelation
    chart: ScatterChart

    @property
    def together(self) -> Timeliness:
        """The dossiers of all offices in the table."""
        counts = [row.dossiers for row in self.rows]
        late = [one.late for one in counts if one.late is not None]
        return Timeliness(
            settled=sum(one.settled for one in counts),
            early=None,
            in_time=sum(one.in_time or 0 for one in counts),
            late=sum(late) if len(late) == len(counts) else None,
            pending=None,
        )

    @property
    def unclear(self) -> int:
        """Dossiers that are neither in time nor late by the figures."""
        return sum(row.dossiers.unclear or 0 for row in self.rows)


def build_lateness(
    session: Session, result: WaveResult, *, audience: Audience, today: date
) -> Lateness | None:
    """Return a wave's offices with enough answers for a group and with figures; None without any. One query.

    Dossiers are those of the months in which the wave was open, counted for the office that settles
    them: it answers for the day. An office without figures of all these months' dossiers in time,
    as far as it has any, is left out.
    """
    head = result.head
    wanted = months_between(head.opens_on, min(head.last_day, today))
    kept = by_office(volumes(session, wanted, by=By.COMPETENT))
    figures = result.index_figures(audience)
    found, months = [], set[str]()
    for position, (office, verdict) in enumerate(
        zip(result.offices, verdicts(result), strict=True)
    ):
        figure, of_office = figures[position], kept.get(office.office_id, ())
        dossiers = added_up(of_office)
        if (
            isinstance(figure, Estimate)
            and figure.n >= RANK_FLOOR
            and dossiers.share_in_time is not None
        ):
            name = office_name(office, result.language)
            found.append(LatenessRow(office.code, name, figure, verdict, dossiers))
            months |= {one.month for one in of_office}
    if not found:
        return None
    rows = tuple(sorted(found, key=lambda row: vietnamese_order(row.name)))
    return Lateness(
        rows,
        sum(office.was_there for office in result.offices) - len(rows),
        tuple(sorted(months)),
        rank_correlation(
            [row.share_in_time for row in rows], [row.figure.share for row in rows]
        ),
        scatter_chart(
            [(row.name, row.verdict, row.share_in_time, row.figure) for row in rows]
        ),
    )
