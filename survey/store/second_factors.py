"""Queries about second factors and their recovery codes."""

from collections.abc import Iterable

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from survey.store.tables import RecoveryCode, SecondFactor


def second_factor(session: Session, reviewer_id: int) -> SecondFactor | None:
    """Return an account's second factor, None where it has none."""
    return session.get(SecondFactor, reviewer_id)


def all_second_factors(session: Session) -> tuple[SecondFactor, ...]:
    """Return the second factors of all accounts."""
    return tuple(session.exec(select(SecondFactor)))


def set_second_factor(
    session: Session,
    reviewer_id: int,
    *,
    secret: str,
    last_step: int,
    code_hashes: Iterable[str],
) -> None:
    """Give an account a second factor and recovery codes, instead of those it had."""
    remove_second_factor(session, reviewer_id)
    session.add(
        SecondFactor(reviewer_id=reviewer_id, secret=secret, last_step=last_step)
    )
    set_recovery_codes(session, reviewer_id, code_hashes=code_hashes)


def remove_second_factor(session: Session, reviewer_id: int) -> bool:
    """Take an account's second factor and recovery codes away; tell whether there was one."""
    set_recovery_codes(session, reviewer_id, code_hashes=())
    found = second_factor(session, reviewer_id)
    if found is None:
        return False
    session.delete(found)
    session.flush()
    return True


def use_step(session: Session, reviewer_id: int, *, step: int) -> bool:
    """Take the code of a step; False where it, or a later one, was taken before."""
    taken = session.connection().execute(
        update(SecondFactor)
        .where(
            col(SecondFactor.reviewer_id) == reviewer_id,
            col(SecondFactor.last_step) < step,
        )
        .values(last_step=step)
    )
    return bool(taken.rowcount)


def set_recovery_codes(
    session: Session, reviewer_id: int, *, code_hashes: Iterable[str]
) -> None:
    """Keep new recovery codes instead of those that are left."""
    session.connection().execute(
        delete(RecoveryCode).where(col(RecoveryCode.reviewer_id) == reviewer_id)
    )
    session.add_all(
        RecoveryCode(reviewer_id=reviewer_id, code_hash=code_hash)
        for code_hash in code_hashes
    )


def use_recovery_code(session: Session, reviewer_id: int, *, code_hash: str) -> bool:
    """Take a recovery code; False for one that is none or was taken before."""
    taken = session.connection().execute(
        delete(RecoveryCode).where(
            col(RecoveryCode.reviewer_id) == reviewer_id,
            col(RecoveryCode.code_hash) == code_hash,
        )
    )
    return bool(taken.rowcount)


def recovery_codes_left(session: Session, reviewer_id: int) -> int:
    """Return how many recovery codes an account has left."""
    return session.exec(
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.reviewer_id == reviewer_id)
    ).one()
