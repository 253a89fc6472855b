"""What stands beside every file: how many rows, which checksum, which release, and what is not in it."""

import hashlib
import json
from pathlib import Path

from survey import __version__
from survey.reports.row_files.contents import FileOffice, RowFile
from survey.reports.row_files.variables import MISSING, NOT_NAMED, WITHHELD
from survey.store.tables.answers import CANARY
from survey.trust.disclosure import FLOOR

_BYTES_AT_ONCE = 1 << 20


def manifest_text(file: RowFile, path: Path, *, name: str, kind: str) -> str:
    """Return the manifest of a finished file as JSON; no time of writing, for the same file is the same."""
    questionnaire = file.questionnaire
    content = {
        "file": name,
        "format": kind,
        "language": file.language,
        "bytes": path.stat().st_size,
        "sha256": checksum(path),
        "rows": file.n,
        "columns": [variable.name for variable in file.variables],
        "wave": {"code": file.wave_code, "title": file.wave_title},
        "release": {
            "name": file.release,
            "last_day": _day(file.offices),
            "classes": "".join(
                sorted(set(file.instrument.headline_classes) - {CANARY})
            ),
            "time_zone": "Asia/Ho_Chi_Minh",
        },
        "questionnaire": {
            "code": questionnaire.code,
            "version": questionnaire.version,
            "sha256": file.instrument.digest,
        },
        "software": f"sipas {__version__}",
        "offices": [_office(office) for office in file.offices],
        "left_out": [
            {
                "code": office.code,
                "name": office.name,
                "reason": f"fewer than {FLOOR} answers released",
            }
            for office in file.left_out
        ],
        "words": {
            WITHHELD: f"would be said of fewer than {FLOOR} rows, or is not released yet",
            NOT_NAMED: "the citizen named no stage",
        },
        "missing": {missing.word: missing.code for missing in MISSING},
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while piece := content.read(_BYTES_AT_ONCE):
            digest.update(piece)
    return digest.hexdigest()


def _office(office: FileOffice) -> dict[str, object]:
    assert office.through is not None
    return {
        "code": office.code,
        "name": office.name,
        "level": office.level,
        "released_through": office.through.isoformat(),
        "rows": office.n,
    }


def _day(offices: tuple[FileOffice, ...]) -> str | None:
    days = [office.through for office in offices if office.through is not None]
    return max(days).isoformat() if days else None
