"""Dossiers that the demo's offices settled, month by month."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from sqlmodel import Session

from survey.store.places import offices
from survey.store.volumes import VolumeRow, put_volumes

MONTHLY = {"province": 900, "commune": 420}
# Of the settled, on the day or before: most, as offices report it.
PUNCTUAL, EARLY_OF_THESE = (0.90, 0.995), 0.35
PENDING_OF_SETTLED = 0.12
# One of so many dossiers that a commune receives is about land, and settled by that department.
LAND_DEPARTMENT, LAND_OF_RECEIVED = "S05", 10


def add_volumes(
    session: Session, rng: np.random.Generator, *, first: date, today: date
) -> None:
    """Add the figures of every month from the one of `first` to the last that is over."""
    rows: list[VolumeRow] = []
    for office in offices(session):
        usual = MONTHLY[office.level] * rng.lognormal(0, 0.4)
        punctual = rng.uniform(*PUNCTUAL)
        for month in _months(first, today):
            settled = int(rng.poisson(usual))
            in_time = int(rng.binomial(settled, punctual))
            early = int(rng.binomial(in_time, EARLY_OF_THESE))
            row = VolumeRow(
                office=office.code,
                month=month,
                field="",
                settled=settled,
                early=early,
                on_time=in_time - early,
                late=settled - in_time,
                pending=int(rng.poisson(PENDING_OF_SETTLED * usual)),
                invited=None,
            )
            rows += _apart(row) if office.level == "commune" else (row,)
    put_volumes(session, rows, replace=False)


def _apart(row: VolumeRow) -> tuple[VolumeRow, VolumeRow]:
    """Return what a commune settles itself, and the part that it received for the department of land."""
    early, on_time, late, pending = (
        (count or 0) // LAND_OF_RECEIVED
        for count in (row.early, row.on_time, row.late, row.pending)
    )
    land = replace(
        row,
        competent=LAND_DEPARTMENT,
        settled=early + on_time + late,
        early=early,
        on_time=on_time,
        late=late,
        pending=pending,
    )
    own = replace(
        row,
        settled=row.settled - land.settled,
        early=(row.early or 0) - early,
        on_time=(row.on_time or 0) - on_time,
        late=(row.late or 0) - late,
        pending=(row.pending or 0) - pending,
    )
    return own, land


def _months(first: date, today: date) -> list[str]:
    months = []
    day = first.replace(day=1)
    while day < today.replace(day=1):
        months.append(f"{day:%Y-%m}")
        day = (day + timedelta(days=31)).replace(day=1)
    return months
