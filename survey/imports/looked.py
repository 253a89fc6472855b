"""One look at a file by a mapping: what was found, or what the mapping still lacks; kept with the import."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlmodel import Session

from survey.imports.checking import Findings, check, findings_text, read_findings
from survey.imports.looking import Aim, MappingIncomplete, aim, check_mapping, proposed
from survey.imports.mapping import (
    ColumnMapping,
    MappingError,
    mapping_text,
    read_mapping,
)
from survey.imports.profile import profile
from survey.imports.source import Source, file_hash, open_source
from survey.store import earlier_imports, waves
from survey.store.tables import AnswerImport, Wave
from survey.store.waves import COUNTER

# Kept with the import; more bad rows are counted.
MOST_BAD_KEPT = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """A file, where it is to go, and what came of the look. `missing` says why there are no findings."""

    source: Source
    target: Aim
    mapping: ColumnMapping
    findings: Findings | None
    missing: MappingIncomplete | None


def look(
    session: Session,
    path: Path,
    wave: Wave,
    mapping: ColumnMapping | None,
    *,
    today: date,
    asked: str = COUNTER,
) -> Looked:
    """Look at a file by a mapping; without one by that of the last such file, or by a guess. Raises InputError."""
    source = open_source(path)
    target = aim(session, wave, today=today, asked=asked)
    if mapping is None:
        mapping = proposed(profile(source), target, _earlier(session, target))
    try:
        check_mapping(mapping, source.columns, target)
    except MappingIncomplete as error:
        return Looked(source, target, mapping, None, error)
    reader = target.reader(source, mapping)
    findings = check(session, source, reader, hash=file_hash(path))
    return Looked(source, target, mapping, findings, None)


def keep_look(found: AnswerImport, looked: Looked, *, headline: bool) -> None:
    """Keep a look with its import, so that its page need not read the file anew."""
    found.mapping = mapping_text(looked.mapping)
    found.headline = headline
    findings = looked.findings
    if findings is None:
        found.findings, found.first_day, found.last_day = "", None, None
        return
    found.findings = findings_text(replace(findings, bad=findings.bad[:MOST_BAD_KEPT]))
    found.first_day, found.last_day = findings.first_day, findings.last_day


def kept_mapping(found: AnswerImport) -> ColumnMapping:
    """Return the mapping of the last look, an empty one before the first."""
    return read_mapping(found.mapping) if found.mapping else ColumnMapping({})


def kept_findings(found: AnswerImport) -> Findings | None:
    """Return what the last look found, None where the mapping lacked something."""
    return read_findings(found.findings) if found.findings else None


def _earlier(session: Session, target: Aim) -> ColumnMapping | None:
    assert target.wave.id is not None
    instrument = waves.instrument_of_wave(session, target.wave.id, target.asked)
    text = earlier_imports.newest_mapping(session, instrument.digest)
    try:
        return read_mapping(text) if text else None
    except MappingError:
        # Of an earlier version of the program: the guess serves as well.
        return None
