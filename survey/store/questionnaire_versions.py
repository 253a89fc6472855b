"""Queries about the questionnaires that a wave can be opened with: those kept, and those that come along."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from forms.questionnaire import (
    Questionnaire,
    QuestionnaireError,
    shipped_codes,
    shipped_questionnaire,
    shipped_text,
)
from forms.whole_numbers import whole_number
from survey.store.questionnaires import stored_questionnaire
from survey.store.tables import Instrument, QuestionnaireVersion, Wave
from survey.store.waves import keep_questionnaire

# What tells versions apart in an address.
KEY_LENGTH = 12


class VersionTaken(Exception):
    """There is another questionnaire of the same code and version."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a questionnaire with its file; `is_shipped` where the service brings it."""

    questionnaire: Questionnaire
    content: str
    is_shipped: bool

    @property
    def digest(self) -> str:
        return self.questionnaire.digest

    @property
    def key(self) -> str:
        """What an address names it by."""
        return self.digest[:KEY_LENGTH]


def versions(session: Session) -> tuple[Version, ...]:
    """Return all questionnaires that can be chosen, by code and then as they came. One query."""
    kept = session.exec(
        # The order in which they were kept is not stored; versions are numbered by people.
        select(QuestionnaireVersion).order_by(
            col(QuestionnaireVersion.code), col(QuestionnaireVersion.version)
        )
    )
    found = {one.digest: one for one in map(_readable, kept) if one is not None}
    for code in shipped_codes():
        source = shipped_questionnaire(code)
        # A kept file stays as it was, also where a release verified its wording since.
        content = found[source.digest].content if source.digest in found else ""
        found[source.digest] = Version(
            stored_questionnaire(source.digest, content) if content else source,
            content or shipped_text(code),
            True,
        )
    return tuple(sorted(found.values(), key=_order))


def _readable(kept: QuestionnaireVersion) -> Version | None:
    """Return a kept version; None for one that this program's rules refuse, which opens no new wave."""
    try:
        questionnaire = stored_questionnaire(kept.digest, kept.content)
    except QuestionnaireError:
        return None
    return Version(questionnaire, kept.content, is_shipped=False)


def version_by_key(session: Session, key: str) -> Version | None:
    """Return the version that an address names. One query."""
    return next((one for one in versions(session) if one.key == key), None)


def keep_version(
    session: Session, questionnaire: Questionnaire, content: str
) -> Version:
    """Keep a sound questionnaire, so that a wave can be opened with it. Raises VersionTaken.

    What was asked is told apart by code and version in every report, so that two may not share them.
    """
    for one in versions(session):
        other = one.questionnaire
        if (other.code, other.version) == (questionnaire.code, questionnaire.version):
            raise VersionTaken(other.digest)
    keep_questionnaire(
        session,
        digest=questionnaire.digest,
        code=questionnaire.code,
        version=questionnaire.version,
        content=content,
    )
    return Version(questionnaire, content, False)


def waves_of_versions(session: Session) -> Mapping[str, tuple[Wave, ...]]:
    """Return the waves that each version was opened with, by digest. One query."""
    found: dict[str, tuple[Wave, ...]] = {}
    for digest, wave in session.exec(
        select(Instrument.questionnaire_digest, Wave)
        .join(Wave, col(Wave.id) == col(Instrument.wave_id))
        .order_by(col(Wave.opens_on), col(Wave.id))
    ):
        # An independent check asks what its wave asks.
        if wave not in found.get(digest, ()):
            found[digest] = (*found.get(digest, ()), wave)
    return found


def _order(version: Version) -> tuple[str, tuple[int, str]]:
    """Order versions as people number them: 2 before 10."""
    text = version.questionnaire.version
    return version.questionnaire.code, (whole_number(text, digits=19) or 0, text)
