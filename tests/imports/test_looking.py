"""What a file's columns and words stand for is guessed, kept in a small file, and every bad row is named."""

import unicodedata
from pathlib import Path

import polars
import pyreadstat
import pytest

from analysis.ratings.errors import InputError
from survey.imports.checking import findings_text, read_findings
from survey.imports.guessing import unknown_offices, unknown_words
from survey.imports.looking import MappingIncomplete
from survey.imports.mapping import (
    ColumnMapping,
    MappingError,
    mapping_text,
    read_mapping,
)
from survey.imports.profile import profile
from survey.imports.rows import Reason
from survey.imports.source import open_source
from survey.reports.workbook import Sheet, workbook
from survey.store.engine import Store
from survey.store.tables import Wave
from tests.fixtures.answer_files import (
    HEADER,
    LookedAt,
    answer_row,
    look_at,
    make_past,
    write_answers,
)

QUESTIONS = (
    "overall",
    "q_access",
    "q_procedure",
    "q_officer",
    "q_result",
    "q_feedback",
)


class Desk:
    """Looks at files in one province."""

    def __init__(self, store: Store, wave: Wave, folder: Path) -> None:
        self.store, self.wave, self.folder = store, wave, folder

    def look(
        self, *rows: tuple[str, ...], mapping: ColumnMapping | None = None
    ) -> LookedAt:
        return self.look_at(write_answers(self.folder / "f.csv", rows), mapping)

    def look_at(self, file: Path, mapping: ColumnMapping | None = None) -> LookedAt:
        with self.store.reading() as session:
            return look_at(session, self.wave, file, mapping)


@pytest.fixture
def desk(sqlite_store: Store, tmp_path: Path) -> Desk:
    with sqlite_store.writing() as session:
        return Desk(sqlite_store, make_past(session), tmp_path)


def scores(looked: LookedAt) -> list[str]:
    return [row.scores for row in looked.rows()]


def test_an_online_forms_columns_and_words_are_guessed(desk: Desk) -> None:
    looked = desk.look(answer_row(), answer_row(1, 2, 3, 4, "Chưa có kết quả", ""))
    assert dict(looked.mapping.questions) == dict(
        zip(QUESTIONS, HEADER[2:8], strict=True)
    )
    assert (looked.mapping.office, looked.mapping.date) == HEADER[1::-1]
    assert scores(looked) == ["544543", "1234x-"]
    assert looked.findings.can_be_brought_in


def test_decomposed_letters_and_odd_spaces_are_the_same_words(desk: Desk) -> None:
    plain, odd = answer_row(), answer_row(office="xã  BẮC HÀ ")
    decomposed = tuple(unicodedata.normalize("NFD", value) for value in odd)
    assert scores(desk.look(plain, decomposed)) == ["544543"] * 2


def test_a_workbook_and_an_spss_file_say_the_same(desk: Desk) -> None:
    rows = [answer_row(), answer_row(1, 2, 3, 4, 5, "")]
    book = desk.folder / "f.xlsx"
    book.write_bytes(workbook([Sheet("Câu trả lời", HEADER, tuple(rows))]))
    columns = ["at", "office", *QUESTIONS, "note"]
    levels = [[5, 4, 4, 5, 4, 3], [1, 2, 3, 4, 5, 99]]
    values = [[*row[:2], *level, ""] for row, level in zip(rows, levels, strict=True)]
    sav = desk.folder / "f.sav"
    pyreadstat.write_sav(
        polars.DataFrame(values, schema=columns, orient="row"),
        str(sav),
        column_labels=list(HEADER),
        missing_ranges={"q_feedback": [99]},
    )
    for file in (book, sav):
        assert scores(desk.look_at(file)) == ["544543", "12345-"]


def test_columns_called_by_codes_need_no_words(desk: Desk) -> None:
    file = write_answers(
        desk.folder / "f.csv",
        [("ST-02", "2025-03", "5", "4 - Hài lòng", "4", "3", "", "Hài lòng (4)")],
        header=("office", "month", *QUESTIONS),
        delimiter=";",
    )
    looked = desk.look_at(file)
    assert scores(looked) == ["5443-4"]
    assert str(looked.findings.first_day) == "2025-03-01"


def test_numbers_that_begin_with_the_best_are_turned_round(desk: Desk) -> None:
    rows = [("ST-02", "1", "1 - Rất hài lòng", "2", "3", "4", "5")]
    header = ("office", *QUESTIONS)
    file = write_answers(desk.folder / "f.csv", rows, header=header)
    mapping = ColumnMapping(
        questions={code: code for code in QUESTIONS},
        office="office",
        best_first=True,
        levels={"rất hài lòng": 5},
    )
    assert scores(desk.look_at(file, mapping)) == ["554321"]


def test_every_bad_row_is_named_with_its_line_and_reason(desk: Desk) -> None:
    looked = desk.look(
        answer_row(),
        answer_row(office="xã Không Có"),
        answer_row(5, "tuyệt vời", 5, 5, 5, "6"),
        answer_row(at="hôm qua"),
        answer_row(at="13/09/2024"),
        answer_row("", "", "", "", "", ""),
        answer_row("RÊt hµi lßng, kh«ng"),
        (*answer_row(), "thừa", "thừa"),
    )
    named = [(one.line, one.column, one.reason) for one in looked.findings.bad]
    assert named == [
        (3, HEADER[1], Reason.OFFICE),
        (4, HEADER[3], Reason.LEVEL),
        (4, HEADER[7], Reason.LEVEL),
        (5, HEADER[0], Reason.DATE),
        (6, HEADER[0], Reason.OUTSIDE),
        (7, "", Reason.EMPTY),
        (8, "", Reason.FIELDS),
        (9, "", Reason.FIELDS),
    ]
    assert (looked.findings.n, looked.findings.n_bad) == (8, 7)
    assert not looked.findings.can_be_brought_in
    assert read_findings(findings_text(looked.findings)) == looked.findings


def test_an_old_encoding_in_an_answer_or_a_heading_is_named(desk: Desk) -> None:
    old = "RÊt hµi lßng, kh«ng"
    looked = desk.look(answer_row(old, 4, 4, 4, 4, 4), *[answer_row()] * 3)
    assert [one.reason for one in looked.findings.bad] == [Reason.ENCODING]
    file = write_answers(desk.folder / "g.csv", [], header=("§¬n vÞ", "C©u hái 1"))
    with pytest.raises(InputError, match="TCVN3"):
        desk.look_at(file)


def test_a_mapping_survives_its_file_and_says_what_words_mean(desk: Desk) -> None:
    mapping = ColumnMapping(
        questions={"overall": 'Câu "1"\\'},
        office="Nơi",
        offices={"Bắc Hà cũ": "BH-01"},
        levels={"tuyệt vời": 5, "hết ý": 0},
    )
    assert read_mapping(mapping_text(mapping)) == mapping
    rows = [("Bắc Hà cũ", "Tuyệt  vời"), ("Xã Bắc Hà", "4")]
    file = write_answers(desk.folder / "f.csv", rows, header=("Nơi", 'Câu "1"\\'))
    assert scores(desk.look_at(file, mapping)) == ["5.....", "4....."]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[[", ""),
        ("format = 2", "format"),
        ("format = 1\nofice = 'x'", "ofice"),
        ("format = 1\noffice = 5", "office"),
        ("format = 1\n[levels]\na = '5'", "levels.a"),
        ("format = 1\n[levels]\na = true", "levels.a"),
        ("format = 1\nquestions = 'x'", "questions"),
    ],
)
def test_a_mapping_file_that_cannot_be_used_says_where(text: str, key: str) -> None:
    with pytest.raises(MappingError) as refused:
        read_mapping(text)
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("mapping", "kind"),
    [
        (ColumnMapping(questions={}), "questions"),
        (ColumnMapping(questions={"overall": HEADER[2]}), "office"),
        (ColumnMapping(questions={"overall": "x"}, office_code="BH-01"), "column"),
        (ColumnMapping(questions={"x": HEADER[2]}, office_code="BH-01"), "question"),
        (ColumnMapping(questions={"overall": HEADER[2]}, office=HEADER[2]), "twice"),
        (ColumnMapping(questions={"overall": HEADER[2]}, office_code="X"), "office_code"),
        (ColumnMapping({"overall": HEADER[2]}, office_code="BH-01", levels={"a": 6}), "level"),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_fit_says_why(
    desk: Desk, mapping: ColumnMapping, kind: str
) -> None:
    with pytest.raises(MappingIncomplete) as refused:
        desk.look(answer_row(), mapping=mapping)
    assert refused.value.kind == kind


def test_unknown_words_and_offices_are_listed_to_be_chosen(desk: Desk) -> None:
    looked = desk.look(
        *[answer_row()] * 4,
        answer_row("Ổn", 4, 4, 4, "Chưa có kết quả", 4, office="Xã Lạ")
    )
    found, target = profile(looked.source), looked.target
    assert unknown_words(found, looked.mapping, target.questionnaire) == {"ổn": 1}
    assert unknown_offices(found, looked.mapping, target.offices) == {"Xã Lạ": 1}


def test_two_headings_of_one_name_and_one_without_are_told_apart(desk: Desk) -> None:
    file = write_answers(
        desk.folder / "f.csv",
        [("a", "b", "c", "d")],
        header=("Câu", "Câu", "", "Câu (2)"),
    )
    names = [column.name for column in open_source(file).columns]
    assert names == ["Câu", "Câu (3)", "(3)", "Câu (2)"]
