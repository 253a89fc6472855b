"""Dossiers that the demo's offices settled, month by month."""

from datetime import date, timedelta

import numpy as np
from sqlmodel import Session

from survey.store.places import offices
from survey.store.volumes import VolumeRow, put_volumes

MONTHLY = {"province": 900, "commune": 420}
# Of the settled, on the day or before: most, as offices report it.
PUNCTUAL, EARLY_OF_THESE = (0.90, 0.995), 0.35
PENDING_OF_SETTLED = 0.12


def add_volumes(
    session: Session, rng: np.random.Generator, *, first: date, today: date
) -> None:
    """Add the figures of every month from the one of `first` to the last that is over."""
    rows = []
    for office in offices(session):
        usual = MONTHLY[office.level] * rng.lognormal(0, 0.4)
        punctual = rng.uniform(*PUNCTUAL)
        for month in _months(first, today):
            settled = int(rng.poisson(usual))
            in_time = int(rng.binomial(settled, punctual))
            early = int(rng.binomial(in_time, EARLY_OF_THESE))
            rows.append(
                VolumeRow(
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
            )
    put_volumes(session, rows, replace=False)


def _months(first: date, today: date) -> list[str]:
    months = []
    day = first.replace(day=1)
    while day < today.replace(day=1):
        months.append(f"{day:%Y-%m}")
        day = (day + timedelta(days=31)).replace(day=1)
    return months
