"""What is published of finished waves: approved as a whole, frozen, and taken back with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy
from sqlalchemy import Select, func
from sqlmodel import Session, col, select

from survey.store.tables import Office, Publication, PublishedOffice, Wave
from survey.store.tables.following import PUBLISH, WITHDRAW


@dataclass(frozen=True, slots=True)
class PublishedWave:
    """A wave that everyone may see: its newest approval."""

    wave: Wave
    publication: Publication


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """What was approved of one office in a wave: what all offices share, and its own."""

    wave: Wave
    publication: Publication
    office: str


def publish(
    session: Session,
    wave_id: int,
    *,
    today: date,
    done_by: str,
    content: str,
    offices: Mapping[int, str],
) -> Publication:
    """Keep the approved figures of a wave, by office. What was approved before stays on record."""
    publication = Publication(
        wave_id=wave_id,
        decided_on=today,
        action=PUBLISH,
        done_by=done_by,
        content=content,
    )
    session.add(publication)
    session.flush()
    assert publication.id is not None
    for office_id, of_office in offices.items():
        session.add(
            PublishedOffice(
                publication_id=publication.id, office_id=office_id, content=of_office
            )
        )
    session.flush()
    return publication


def withdraw(
    session: Session, wave_id: int, *, today: date, done_by: str, reason: str
) -> Publication:
    """Take a wave's figures back; they can be published anew."""
    publication = Publication(
        wave_id=wave_id,
        decided_on=today,
        action=WITHDRAW,
        reason=reason,
        done_by=done_by,
    )
    session.add(publication)
    session.flush()
    return publication


def published_waves(session: Session) -> tuple[PublishedWave, ...]:
    """Return the waves that everyone may see, the newest first. One query."""
    rows = session.exec(
        select(Wave, Publication)
        .join(Publication, col(Publication.wave_id) == col(Wave.id))
        .where(col(Publication.id).in_(_newest()), Publication.action == PUBLISH)
        .order_by(col(Wave.opens_on).desc(), col(Wave.id).desc())
    )
    return tuple(PublishedWave(wave, publication) for wave, publication in rows)


def history(session: Session, wave_id: int) -> tuple[Publication, ...]:
    """Return what was approved and taken back of a wave, the newest first."""
    return tuple(
        session.exec(
            select(Publication)
            .where(Publication.wave_id == wave_id)
            .order_by(col(Publication.id).desc())
        )
    )


def newest_decisions(session: Session) -> dict[int, Publication]:
    """Return the newest decision about each wave that has one, by wave. One query."""
    found = session.exec(select(Publication).where(col(Publication.id).in_(_newest())))
    return {publication.wave_id: publication for publication in found}


def offices_of(session: Session, publication_id: int) -> dict[int, str]:
    """Return the figures of every office of an approval, by office. One query."""
    rows = session.exec(
        select(PublishedOffice.office_id, PublishedOffice.content).where(
            PublishedOffice.publication_id == publication_id
        )
    )
    return dict(rows.all())


def published_of_office(
    session: Session, office_code: str
) -> tuple[PublishedFigures, ...]:
    """Return what everyone may see of an office, the newest wave first. One query."""
    rows = session.exec(
        select(Wave, Publication, PublishedOffice.content)
        .join(Publication, col(Publication.wave_id) == col(Wave.id))
        .join(
            PublishedOffice,
            col(PublishedOffice.publication_id) == col(Publication.id),
        )
        .join(Office, col(Office.id) == col(PublishedOffice.office_id))
        .where(col(Publication.id).in_(_newest()), Publication.action == PUBLISH)
        .where(Office.code == office_code)
        .order_by(col(Wave.opens_on).desc(), col(Wave.id).desc())
    )
    return tuple(
        PublishedFigures(wave, publication, content)
        for wave, publication, content in rows
    )


def last_approved(session: Session, wave_id: int) -> Publication | None:
    """Return the newest approval of a wave, whether or not it was taken back since."""
    return session.exec(
        select(Publication)
        .where(Publication.wave_id == wave_id, Publication.action == PUBLISH)
        .order_by(col(Publication.id).desc())
    ).first()


def _newest() -> Select[int | None]:
    """Select the newest decision about each wave."""
    return sqlalchemy.select(func.max(col(Publication.id))).group_by(
        col(Publication.wave_id)
    )
