"""Answers without a level out of files: one column for a question, or one for each of its options."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from survey.imports import bringing
from survey.imports.looking import MappingIncomplete
from survey.imports.mapping import ColumnMapping, mapping_text, read_mapping
from survey.imports.rows import Reason
from survey.store import answer_imports
from survey.store.answer_imports import FileOfAnswers
from survey.store.choice_tallies import released_choices, split
from survey.store.engine import Store
from survey.store.tables import Response, Wave
from survey.store.waves import instrument_of_wave
from survey.trust import sealing
from tests.fixtures.answer_files import LookedAt, look_at, make_past, write_answers
from tests.fixtures.choices import TEXT
from tests.fixtures.people import TODAY, questionnaire_of
from tests.store.rows import NOW

HEADER = (
    "Đơn vị",
    "Ông/Bà hài lòng ở mức nào về nơi ngồi chờ?",
    "Ông/Bà biết thủ tục này chủ yếu qua đâu?",
    "came",
    "Ông/Bà đã dùng những cách nào để nộp hồ sơ?",
    "Ông/Bà mong cơ quan làm tốt hơn những việc nào? [Giảm phí]",
    "wished.time",
    "first.hours",
    "first.staff",
)
ROW = (
    "UBND xã Bắc Hà",
    "Hài lòng",
    "bảng niêm yết",
    "3",
    "Nộp tại quầy;Gửi bưu điện",
    "x",
    "0",
    "2",
    "1",
)


@pytest.fixture()
def wave(sqlite_store: Store) -> Wave:
    """Give a wave of last year that asks every kind of question."""
    with sqlite_store.writing() as session:
        found = make_past(session, text=TEXT, full=True)
        session.expunge(found)
    return found


def look(
    store: Store,
    wave: Wave,
    folder: Path,
    *rows: tuple[str, ...],
    mapping: ColumnMapping | None = None,
) -> LookedAt:
    with store.reading() as session:
        file = write_answers(folder / "f.csv", rows, header=HEADER)
        return look_at(session, wave, file, mapping)


def changed(**cells: str) -> tuple[str, ...]:
    """Return the row with other cells, by their number."""
    values = list(ROW)
    for place, value in cells.items():
        values[int(place.removeprefix("c"))] = value
    return tuple(values)


def choices(looked: LookedAt) -> list[dict[str, object]]:
    return [json.loads(row.choices or "{}") for row in looked.rows()]


def test_columns_are_found_by_the_words_of_questions_and_options(
    sqlite_store: Store, wave: Wave, tmp_path: Path
) -> None:
    looked = look(sqlite_store, wave, tmp_path, ROW)
    assert looked.mapping.questions == {
        "seats": HEADER[1],
        "learnt": HEADER[2],
        "came": "came",
        "means": HEADER[4],
        "wished.price": HEADER[5],
        "wished.time": "wished.time",
        "first.hours": "first.hours",
        "first.staff": "first.staff",
    }
    assert choices(looked) == [
        {
            "learnt": "board",
            "came": 3,
            "means": ["counter", "post"],
            "wished": ["price"],
            "first": ["staff", "hours"],
        }
    ]
    assert read_mapping(mapping_text(looked.mapping)) == looked.mapping


def test_codes_numbers_and_commas_are_understood_and_blanks_are_no_answers(
    sqlite_store: Store, wave: Wave, tmp_path: Path
) -> None:
    looked = look(
        sqlite_store,
        wave,
        tmp_path,
        changed(c2="2", c3="", c4="counter, Nộp trực tuyến", c5="", c7="", c8=""),
        changed(c2="", c3="06", c4="Chưa nộp lần nào", c5="không", c6="có", c8=""),
    )
    first, second = choices(looked)
    assert first == {"learnt": "web", "means": ["counter", "online"]}
    assert second == {
        "came": 6,
        "means": ["none"],
        "wished": ["time"],
        "first": ["hours"],
    }


@pytest.mark.parametrize(
    ("cell", "value", "column"),
    [
        ("c2", "Đài phát thanh", HEADER[2]),
        ("c3", "7", "came"),
        ("c3", "hai lần", "came"),
        ("c4", "Nộp tại quầy;Fax", HEADER[4]),
        ("c4", "Nộp tại quầy;Chưa nộp lần nào", HEADER[4]),
        ("c5", "có lẽ", HEADER[5]),
        ("c7", "1", "first.staff"),
        ("c7", "9", "first.hours"),
    ],
)
def test_what_is_not_on_offer_is_named_by_line_and_column(
    sqlite_store: Store,
    wave: Wave,
    tmp_path: Path,
    cell: str,
    value: str,
    column: str,
) -> None:
    looked = look(sqlite_store, wave, tmp_path, ROW, changed(**{cell: value}))
    (bad,) = looked.findings.bad
    assert (bad.line, bad.column, bad.reason) == (3, column, Reason.CHOICE)


def test_an_option_that_is_not_there_is_refused_with_the_mapping(
    sqlite_store: Store, wave: Wave, tmp_path: Path
) -> None:
    mapping = ColumnMapping(
        {"seats": HEADER[1], "means.fax": "came"}, office_code="BH-01"
    )
    with pytest.raises(MappingIncomplete) as caught:
        look(sqlite_store, wave, tmp_path, ROW, mapping=mapping)
    assert (caught.value.kind, caught.value.missing) == ("question", "means.fax")


def test_what_a_file_brings_is_counted_at_its_seal(
    sqlite_store: Store, wave: Wave, tmp_path: Path
) -> None:
    rows = [changed(c3=str(number)) for number in range(6)]
    looked = look(sqlite_store, wave, tmp_path, *rows)
    with sqlite_store.writing() as session:
        begun = answer_imports.begin(
            session,
            FileOfAnswers("f.csv", "0" * 64, 1),
            instrument_id=looked.target.instrument_id,
            today=TODAY,
            done_by="hoa",
        )
        begun.headline = True
        assert begun.id is not None
        import_id = begun.id
    bringing.bring_in(
        sqlite_store,
        import_id,
        looked.rows(),
        looked.findings,
        now=lambda: NOW,
        today=TODAY,
        note=lambda *given, **named: None,
    )
    sealing.seal(sqlite_store, TODAY + timedelta(days=1))
    with sqlite_store.reading() as session:
        kept = [json.loads(row.choices) for row in session.exec(select(Response))]
        assert sorted(one["came"] for one in kept) == [0, 1, 2, 3, 4, 5]
        assert wave.id is not None
        instrument = instrument_of_wave(session, wave.id)
        office = next(iter(looked.findings.offices))
        counts = released_choices(session, instrument, office_ids=[office])
        learnt = split(questionnaire_of(instrument), counts)["learnt"]
        assert learnt[0].tolist() == [6, 0, 0, 0, 6]
