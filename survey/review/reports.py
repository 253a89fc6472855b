"""The page of reports to hand up: the whole wave's for the reform office, an office's own for its head."""

from threading import Lock

from flask import abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from survey.access import trail
from survey.access.downloads import download
from survey.access.locale import chosen_language
from survey.access.sessions import signed_in
from survey.access.state import service
from survey.reports.handed_up.building import UnknownOffice, build_report
from survey.reports.handed_up.files import FORMATS, file_name
from survey.reports.handed_up.material import Issuer
from survey.reports.handed_up.report import Kind, Report
from survey.reports.ordering import vietnamese_order
from survey.reports.typesetting import TypesettingError
from survey.reports.wave_result import WaveResult, office_name
from survey.review import blueprint
from survey.review.frame import asked, opened_wave, page
from survey.store import waves
from survey.store.instruments import AUDIENCES
from survey.store.waves import NotAsked

KINDS = {
    Kind.FULL: lazy("Báo cáo đầy đủ"),
    Kind.SUMMARY: lazy("Báo cáo tóm tắt"),
}
FORMAT_NAMES = {
    "pdf": lazy("PDF (để in và gửi)"),
    "docx": lazy("DOCX (Word, để sửa)"),
    "xlsx": lazy("XLSX (Excel, các bảng)"),
    "csv": lazy("CSV (cho phần mềm khác)"),
}

# A report of a thousand offices takes 300 MB and some seconds in the process that serves citizens: one at a time.
MAKING = Lock()
LONGEST_WAIT_SECONDS = 8.0


@blueprint.get("/waves/<wave_code>/reports")
def reports(wave_code: str) -> str:
    """Offer the reports of a wave: all of them, or the own office's scorecard."""
    return _page(wave_code)


@blueprint.get("/waves/<wave_code>/reports/file")
def report_file(wave_code: str) -> ResponseReturnValue:
    """Return a report of the whole wave, or lead to the scorecard of the office that was chosen."""
    kind, file_format = request.args.get("kind", ""), request.args.get("format", "")
    if file_format not in FORMATS or kind not in set(Kind):
        return make_response(_page(wave_code, error=_choose_again()), 422)
    if kind == Kind.SCORECARD:
        office_code = request.args.get("office", "")
        if not office_code:
            return make_response(_page(wave_code, error=_choose_again()), 422)
        return redirect(
            url_for(
                "review.scorecard_file",
                wave_code=wave_code,
                office_code=office_code,
                format=file_format,
            ),
            303,
        )
    return _file(wave_code, Kind(kind), file_format)


@blueprint.get("/waves/<wave_code>/offices/<office_code>/scorecard")
def scorecard_file(wave_code: str, office_code: str) -> ResponseReturnValue:
    """Return one office's sheet."""
    file_format = request.args.get("format", "pdf")
    if file_format not in FORMATS:
        return make_response(_page(wave_code, error=_choose_again()), 422)
    return _file(wave_code, Kind.SCORECARD, file_format, office_code=office_code)


def _page(wave_code: str, *, error: str = "") -> str:
    with opened_wave(wave_code) as opened:
        result = opened.result
    offices = _offices(result)
    own = {code for code, _name in offices}
    through = [
        office.through
        for office in result.offices
        if office.through and office.code in own
    ]
    return page(
        "review/reports.html",
        error=error,
        kinds=KINDS,
        formats=FORMAT_NAMES,
        offices=offices,
        first_through=min(through, default=None),
        last_through=max(through, default=None),
        head=result.head,
        wave_links=opened.links,
        audience_links=opened.audience_links,
    )


def _offices(result: WaveResult) -> list[tuple[str, str]]:
    """Return code and name of the offices whose scorecard the reader may have, by name."""
    own = signed_in().office_code
    names = [
        (office.code, office_name(office, result.language))
        for office in result.offices
        if own in (None, "", office.code)
    ]
    return sorted(names, key=lambda each: vietnamese_order(each[1]))


def _file(
    wave_code: str, kind: Kind, file_format: str, *, office_code: str = ""
) -> ResponseReturnValue:
    if not MAKING.acquire(timeout=LONGEST_WAIT_SECONDS):
        return make_response(_page(wave_code, error=_busy()), 429)
    try:
        report = _built(wave_code, kind, office_code)
        content = FORMATS[file_format].render(report)
    except TypesettingError:
        # Free text in a script that the report's font lacks; Word and Excel have fonts of their own.
        return make_response(_page(wave_code, error=_other_format()), 422)
    finally:
        MAKING.release()
    name = file_name(report, file_format)
    with service().store.writing() as session:
        trail.note(session, "export", object=name)
    return download(content, name, FORMATS[file_format].content_type)


def _built(wave_code: str, kind: Kind, office_code: str) -> Report:
    today = service().clock.today()
    with service().store.reading() as session:
        wave = waves.wave_by_code(session, wave_code)
        if wave is None or asked() not in AUDIENCES:
            abort(404)
        try:
            return build_report(
                session,
                wave,
                kind,
                issuer=Issuer.of(service().settings),
                language=chosen_language(),
                today=today,
                office_code=office_code,
                asked=asked(),
            )
        except (UnknownOffice, NotAsked):
            abort(404)


def _choose_again() -> str:
    return str(
        _("Chọn loại báo cáo, đơn vị và định dạng trong danh sách, rồi bấm Tải về.")
    )


def _busy() -> str:
    return str(_("Đang làm một báo cáo khác. Xin bấm Tải về lại sau ít giây."))


def _other_format() -> str:
    return str(
        _(
            "Chưa in được PDF: có chữ mà phông của báo cáo không có. "
            "Hãy tải bản DOCX hoặc XLSX; các con số như nhau."
        )
    )
