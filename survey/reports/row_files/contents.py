"""What a row file of a wave holds: its offices, its rows in shuffled order, and what was left out."""

import hashlib
import hmac
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

import numpy as np
import numpy.typing as npt
from sqlmodel import Session

from analysis.arrays import ByteArray
from forms.questionnaire import Questionnaire
from survey.language import SOURCE_LANGUAGE
from survey.reports.plain import plain
from survey.reports.row_files.variables import Variable, variables_of
from survey.reports.wave_result import office_name
from survey.store import results, row_export, waves
from survey.store.results import ReleasedTotals
from survey.store.row_export import RowGroup, ShownState, StoredRow
from survey.store.tables import Wave
from survey.store.waves import COUNTER, OpenInstrument
from survey.trust.disclosure import may_be_shown
from survey.trust.row_labels import RowLabel, row_labels, without_months
from survey.wording import wordings


class RowsDoNotAddUp(Exception):
    """An office has other rows than its released figures count: no file may be made of them."""


@dataclass(frozen=True, slots=True)
class FileOffice:
    """An office with the number of its rows in the file, and the day up to which they came."""

    code: str
    name: str
    level: str
    through: date | None
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class RowFile:
    """Everything about a file but its rows. `release` names the state: the same one, the same rows."""

    language: str
    wave_code: str
    wave_title: str
    instrument: OpenInstrument
    questionnaire: Questionnaire
    variables: tuple[Variable, ...]
    offices: tuple[FileOffice, ...]
    left_out: tuple[FileOffice, ...]
    labels: Mapping[str, Mapping[RowGroup, RowLabel]]
    release: str

    @property
    def n(self) -> int:
        """How many rows the file has."""
        return sum(office.n for office in self.offices)

    @property
    def last_through(self) -> date | None:
        """The newest day that an office is released for."""
        days = [office.through for office in self.offices if office.through]
        return max(days, default=None)


@dataclass(frozen=True, slots=True, eq=False)
class OfficeRows:
    """One office's rows in shuffled order.

    `label_of` holds the place of each row's label in `labels`, shape (n,); `scores` one byte for
    each question as `analysis.tally` reads them, shape (n, questions).
    """

    office: FileOffice
    labels: tuple[RowLabel, ...]
    label_of: npt.NDArray[np.uint16]
    scores: ByteArray


def row_file(
    session: Session, wave: Wave, *, language: str, asked: str = COUNTER
) -> RowFile:
    """Return what a file shows of one audience of a wave in the states last noted for row files.

    `survey.store.row_export.note_shown` comes before it. Raises RowsDoNotAddUp.
    """
    assert wave.id is not None
    instrument = waves.instrument_of_wave(session, wave.id, asked)
    states = row_export.shown_states(session, instrument)
    counts = row_export.row_counts(session, instrument)
    released = results.released_totals(session, instrument)
    months_apart = {office.code for office in released.offices if office.months_apart}
    labels = {
        code: _labels(counts.get(code, {}), of_office, tells_month=code in months_apart)
        for code, of_office in states.items()
    }
    rows = {
        code: sum(counts[code][group] for group in of_office)
        for code, of_office in labels.items()
    }
    offices = tuple(
        FileOffice(
            office.code,
            plain(office_name(office, language)),
            office.level,
            states[office.code][-1].through if office.code in states else None,
            rows.get(office.code, 0),
        )
        for office in released.offices
    )
    _check_rows(offices, released)
    in_languages = wordings(instrument.digest, instrument.content)
    questionnaire = in_languages.get(language, in_languages[SOURCE_LANGUAGE])
    shown = tuple(office for office in offices if may_be_shown(office.n))
    return RowFile(
        language=language,
        wave_code=wave.code,
        wave_title=plain(wave.title),
        instrument=instrument,
        questionnaire=questionnaire,
        variables=variables_of(questionnaire, shown, labels, language=language),
        offices=shown,
        left_out=tuple(office for office in offices if not may_be_shown(office.n)),
        labels=labels,
        release=_release(instrument, states, months_apart),
    )


def rows_of(session: Session, file: RowFile) -> Iterator[OfficeRows]:
    """Give the rows of each office in the order of the file's offices; one office is in memory at a time."""
    offices = {office.code: office for office in file.offices}
    stored = row_export.stored_rows(session, file.instrument)
    for code, rows in groupby(stored, key=attrgetter("office_code")):
        if code in offices:
            yield _shuffled(file, offices[code], rows)


def _shuffled(
    file: RowFile, office: FileOffice, rows: Iterator[StoredRow]
) -> OfficeRows:
    """Return an office's rows in an order that only this state has, and nothing of ids or days."""
    key = file.release.encode()
    known = file.labels[office.code]
    place: dict[RowLabel, int] = {}
    order: list[bytes] = []
    label_of: list[int] = []
    scores: list[str] = []
    for row in rows:
        label = known.get(row.group)
        if label is None:
            # Not released yet.
            continue
        order.append(hmac.digest(key, row.id.bytes, "sha256")[:8])
        label_of.append(place.setdefault(label, len(place)))
        scores.append(row.scores)
    if len(order) != office.n:
        raise RowsDoNotAddUp(office.code)
    shuffled = np.argsort(np.frombuffer(b"".join(order), ">u8"), kind="stable")
    packed = np.frombuffer("".join(scores).encode("ascii"), np.uint8)
    return OfficeRows(
        office,
        tuple(place),
        np.array(label_of, np.uint16)[shuffled],
        packed.reshape(office.n, -1)[shuffled],
    )


def _labels(
    counts: Mapping[RowGroup, int], states: Sequence[ShownState], *, tells_month: bool
) -> dict[RowGroup, RowLabel]:
    labels = row_labels(counts, states)
    return labels if tells_month else without_months(labels)


def _check_rows(offices: Sequence[FileOffice], released: ReleasedTotals) -> None:
    """Hold the rows against what pages count, wherever the file is of the same state."""
    for office, shown, n in zip(
        offices, released.offices, released.tallies.n, strict=True
    ):
        if office.through == shown.through and office.n != int(n):
            raise RowsDoNotAddUp(office.code)


def _release(
    instrument: OpenInstrument,
    states: Mapping[str, Sequence[ShownState]],
    months_apart: Collection[str],
) -> str:
    """Return a name of everything that decides which rows there are and what is said of them."""
    said = [
        (code, [[str(value) for value in astuple(state)] for state in of_office])
        for code, of_office in sorted(states.items())
    ]
    place = [instrument.wave_code, instrument.digest, sorted(months_apart)]
    content = json.dumps([*place, said])
    return hashlib.sha256(content.encode()).hexdigest()[:16]
