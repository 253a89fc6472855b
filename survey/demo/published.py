"""The published figures that come with the demo: real ones, unlike everything else in it."""

import csv
from importlib.resources import files
from io import StringIO

from sqlmodel import Session

from survey.store.dossiers import PrintedReport, figures_of_rows, keep_report

# Facts and figures only. The article is a newspaper's, not the province's own publication.
SOURCE = (
    "theo bài báo ngày 28/02/2024 của báo địa phương về cải cách hành chính "
    "ở tỉnh Bình Thuận năm 2023; không phải số liệu chính thức"
)
TITLES = {
    "settlement": "Giải quyết hồ sơ thủ tục hành chính năm 2023, tỉnh Bình Thuận",
    "procedures": "Thủ tục hành chính đã công khai năm 2023, tỉnh Bình Thuận",
}
YEAR = "2023"


def load_settlement_report(session: Session) -> None:
    """Keep the settlement report of 2023 and the procedures printed with it; a second time changes nothing."""
    for kind, title in TITLES.items():
        keep_report(
            session,
            PrintedReport(
                code=f"{kind}-{YEAR}",
                kind=kind,
                title=title,
                source=SOURCE,
                period=YEAR,
                figures=figures_of_rows(kind, _rows(f"{kind}-{YEAR}.csv")),
            ),
        )


def _rows(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text("utf-8")
    return list(csv.DictReader(StringIO(text)))
