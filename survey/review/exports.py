"""The page of a wave's data files, and the files themselves."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from flask import Response, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue

from survey.access.errors import error_page
from survey.access.locale import chosen_language
from survey.access.state import service
from survey.access.trail import note
from survey.reports.row_files.made import (
    MadeFile,
    NothingReleased,
    Order,
    file_name,
    make_file,
)
from survey.reports.wave_result import WaveResult, office_name
from survey.review import blueprint
from survey.review.frame import asked, opened_wave, page
from survey.store import waves
from survey.store.instruments import asked_audiences
from survey.trust.disclosure import may_be_shown

# How a page's address names each file: its format, and who opens it.
KINDS = {
    "csv-excel": ("csv", "excel"),
    "csv": ("csv", "programs"),
    "sav": ("sav", ""),
    "parquet": ("parquet", ""),
    "ddi": ("ddi", ""),
    "python": ("python", ""),
    "r": ("r", ""),
}
# A file of a million rows takes a processor for some ten seconds: one at a time leaves the others to citizens.
_MAKING = threading.Lock()
_BYTES_AT_ONCE = 1 << 16


@dataclass(frozen=True, slots=True)
class FilesOfWave:
    """What a page says of the files that can be made now."""

    rows: int
    offices: int
    left_out: tuple[str, ...]
    last_day: date | None


@blueprint.get("/waves/<wave_code>/exports")
def exports(wave_code: str) -> str:
    """Say what the data files of a wave hold, and offer each."""
    with opened_wave(wave_code) as opened:
        result = opened.result
    return page(
        "review/exports.html",
        files=_files(result),
        api_address=_api_address(),
        head=result.head,
        questionnaire=result.questionnaire,
        wave_links=opened.links,
        audience_links=opened.audience_links,
    )


@blueprint.get("/waves/<wave_code>/exports/<kind>")
def export_file(wave_code: str, kind: str) -> ResponseReturnValue:
    """Give one file, or its manifest, once all of it is there."""
    with service().store.reading() as session:
        wave = waves.wave_by_code(session, wave_code)
        if wave is None or wave.id is None or kind not in KINDS:
            abort(404)
        if asked() not in asked_audiences(session, wave.id):
            abort(404)
    file_format, read_by = KINDS[kind]
    order = Order(wave, file_format, chosen_language(), read_by, asked())
    if not _MAKING.acquire(blocking=False):
        return error_page(503)
    try:
        with TemporaryDirectory(prefix="sipas-export-") as folder:
            made = _made(order, Path(folder))
            # Open, it outlives its folder, and nobody else can come to it.
            return _sent(made.manifest if "manifest" in request.args else made.path)
    finally:
        _MAKING.release()


def _api_address() -> str:
    """Return where the API is described; empty where it is not served here."""
    is_served = "api.openapi" in current_app.view_functions
    return url_for("api.openapi") if is_served else ""


def _made(order: Order, folder: Path) -> MadeFile:
    try:
        return make_file(service().store, order, folder / file_name(order), note=note)
    except NothingReleased:
        abort(404)


def _sent(file: Path) -> Response:
    size, content = file.stat().st_size, file.open("rb")
    response = Response(_pieces(content), mimetype="application/octet-stream")
    response.call_on_close(content.close)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    # So that a browser notices where not all of it arrives.
    response.content_length = size
    return response


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    with content:
        while piece := content.read(_BYTES_AT_ONCE):
            yield piece


def _files(result: WaveResult) -> FilesOfWave:
    n = [int(count) for count in result.tallies.n]
    shown = [may_be_shown(count) for count in n]
    days = [
        office.through
        for office, is_shown in zip(result.offices, shown, strict=True)
        if is_shown and office.through is not None
    ]
    return FilesOfWave(
        rows=sum(count for count, is_shown in zip(n, shown, strict=True) if is_shown),
        offices=sum(shown),
        left_out=tuple(
            office_name(office, result.language)
            for office, is_shown in zip(result.offices, shown, strict=True)
            if not is_shown
        ),
        last_day=max(days, default=None),
    )
