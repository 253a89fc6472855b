"""What people do with their own account: password, second factor, recovery codes, sign-out everywhere.

Each ends what others might hold: a new password or second factor leaves no other session.
"""

from dataclasses import dataclass

from survey.access import links, passwords, second_factor, sessions
from survey.access.sessions import Known
from survey.access.signing_in import WrongCode
from survey.access.state import Service
from survey.access.trail import note, note_of
from survey.store import links as kept_links
from survey.store import reviewers, second_factors
from survey.store.tables import Reviewer


class LinkIsGone(Exception):
    """The link is none, was used, has expired, or its account is closed: nobody is told which."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """A second factor that was set up: the new session's token, and codes to be shown once."""

    token: str
    recovery_codes: tuple[str, ...]


def change_password(state: Service, known: Known, *, password: str) -> str:
    """Set a new password, sign out everywhere and begin anew here; return the new cookie's token.

    Raises passwords.WeakPassword, passwords.HashingBusy and StoreBusy.
    """
    passwords.check_new_password(password, name=known.visitor.name)
    password_hash = passwords.hash_password(password)
    with state.store.writing() as session:
        reviewer = reviewers.set_password(
            session, known.visitor.name, password_hash=password_hash
        )
        token = sessions.begin(session, reviewer)
        note(session, "password_changed", object=reviewer.name)
        return token


def set_second_factor(state: Service, known: Known, *, code: str) -> SetUp:
    """Set the second factor that this session offered, once a code proves that a phone holds it.

    Raises WrongCode and StoreBusy.
    """
    secret = second_factor.enrolment_secret(
        state.settings, session_hash=known.token_hash
    )
    now = state.clock.now()
    step = second_factor.step_of(second_factor.typed_code(code), secret=secret, now=now)
    if step is None:
        raise WrongCode
    codes = second_factor.new_recovery_codes()
    reviewer_id = known.visitor.reviewer_id
    with state.store.writing() as session:
        reviewer = _still_there(
            reviewers.session_of(session, known.token_hash), WrongCode
        )
        second_factors.set_second_factor(
            session,
            reviewer_id,
            secret=second_factor.encrypted(
                state.settings, secret, reviewer_id=reviewer_id
            ),
            last_step=step,
            code_hashes=_hashes(codes, reviewer_id),
        )
        reviewers.end_sessions_of(session, reviewer_id)
        token = sessions.begin(session, reviewer)
        who = known.visitor
        note_of(session, "second_factor_set", visitor=who, object=who.name)
        if known.waits_for:
            note_of(session, "sign_in", visitor=who, object=who.name, by="enrolment")
    return SetUp(token, codes)


def renew_recovery_codes(state: Service, known: Known) -> tuple[str, ...]:
    """Return new recovery codes, to be shown once; the earlier ones work no more. Raises StoreBusy."""
    codes = second_factor.new_recovery_codes()
    reviewer_id = known.visitor.reviewer_id
    with state.store.writing() as session:
        second_factors.set_recovery_codes(
            session, reviewer_id, code_hashes=_hashes(codes, reviewer_id)
        )
        note(session, "recovery_codes_made", object=known.visitor.name)
    return codes


def sign_out_everywhere(state: Service, known: Known) -> None:
    """End the sessions of this account in every browser. Raises StoreBusy."""
    with state.store.writing() as session:
        reviewers.end_sessions_of(session, known.visitor.reviewer_id)
        note(session, "sign_out_everywhere", object=known.visitor.name)


def link_owner(state: Service, token: str) -> str:
    """Return whose password a link lets choose. It is not used up. Raises LinkIsGone."""
    with state.store.reading() as session:
        found = kept_links.link(session, links.hash_of(token), now=state.clock.now())
        return _still_there(found, LinkIsGone).name


def use_link(state: Service, token: str, *, password: str) -> None:
    """Set a password by a link, once; a second factor stays as it is, and nobody is signed in.

    Raises LinkIsGone, passwords.WeakPassword, passwords.HashingBusy and StoreBusy.
    """
    passwords.check_new_password(password, name=link_owner(state, token))
    password_hash = passwords.hash_password(password)
    with state.store.writing() as session:
        found = kept_links.link(session, links.hash_of(token), now=state.clock.now())
        reviewer = _still_there(found, LinkIsGone)
        if not kept_links.use_link(session, links.hash_of(token)):
            raise LinkIsGone
        kind = "" if found is None else found[0].kind
        reviewers.set_password(session, reviewer.name, password_hash=password_hash)
        visitor = sessions.visitor_of(session, reviewer)
        note_of(session, "link_used", visitor=visitor, object=reviewer.name, kind=kind)


def _still_there(
    found: tuple[object, Reviewer] | None, error: type[Exception]
) -> Reviewer:
    if found is None:
        raise error
    return found[1]


def _hashes(codes: tuple[str, ...], reviewer_id: int) -> tuple[str, ...]:
    return tuple(
        second_factor.recovery_hash(code, reviewer_id=reviewer_id) for code in codes
    )
