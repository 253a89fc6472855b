"""Files made one after the other of the same wave, from real nights: no comparison isolates fewer than five answers."""

import csv
import shutil
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from survey.reports.row_files.made import NothingReleased, Order, make_file
from survey.store import waves
from survey.store.engine import Store
from survey.trust.disclosure import FLOOR
from survey.trust.sealing import seal
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)
from tests.reports.row_files.conftest import no_note

Cell = tuple[str, str, str, str]
Answer = tuple[str, str, str]
# TODAY is the 25th: the first day is the 28th, so that the fourth night ends in December.
FIRST = TODAY + timedelta(days=3)

answers = st.tuples(
    st.sampled_from(["A", "B"]), st.sampled_from("DA"), st.sampled_from(["", "ask"])
)
nights = st.lists(st.lists(answers, max_size=16), min_size=2, max_size=5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("consecutive")


# The class falls behind in the second night and catches up in the third.
OWN, OTHER = ("A", "D", ""), ("A", "A", "")
CATCHES_UP = [[OWN] * 5, [OWN] * 5 + [OTHER], [OWN] * 5 + [OTHER] * 4]


@given(nights)
@example(CATCHES_UP)
@settings(max_examples=4)
def test_no_two_files_of_a_wave_differ_by_fewer_than_five_answers(
    sqlite_template: Path, folder: Path, history: list[list[Answer]]
) -> None:
    file = folder / "survey.sqlite"
    shutil.copy(sqlite_template, file)
    store = Store(f"sqlite:///{file}")
    try:
        files = files_of(store, history, folder / "rows.csv")
    finally:
        store.close()
    # A person's answers are their own here, so a row is found again in the next file.
    rows = {person for told in files for person in told}
    together = Counter(tuple(told.get(person) for told in files) for person in rows)
    assert all(n >= FLOOR for n in together.values()), together
    for earlier, later in pairwise(files):
        assert earlier.keys() <= later.keys()
        for place in range(4):
            assert_far_apart(
                Counter(cell[: place + 1] for cell in earlier.values()),
                Counter(cell[: place + 1] for cell in later.values()),
            )


def test_a_month_is_not_told_where_a_page_before_would_tell_of_few(
    sqlite_store: Store, tmp_path: Path
) -> None:
    """Ten in November on the page of the first morning; with three more, December follows."""
    history = [[OWN] * 10, [OWN] * 3, [], [OWN] * 5]
    *_, told = files_of(sqlite_store, history, tmp_path / "rows.csv")
    assert Counter(told.values()) == {("A", "withheld", "D", "not-named"): 18}


def assert_far_apart(
    earlier: Counter[tuple[str, ...]], later: Counter[tuple[str, ...]]
) -> None:
    """Hold the difference of every count, and of what is left of an office, to none or the floor."""
    for counts in (earlier, later):
        assert all(n >= FLOOR for n in counts.values()), counts
    for cell in earlier | later:
        change = abs(later[cell] - earlier[cell])
        assert change == 0 or change >= FLOOR, (cell, earlier[cell], later[cell])


def files_of(
    store: Store, history: list[list[Answer]], path: Path
) -> list[dict[str, Cell]]:
    """Live through a history and make a file each morning; return what each says of each person."""
    with store.writing() as session:
        instrument = make_wave(session)
        counters = {
            code: make_counter(session, make_office(session, code)) for code in "AB"
        }
        (wave,) = waves.waves(session, TODAY)
    people, files = 0, []
    for number, came in enumerate(history):
        day = FIRST + timedelta(days=number)
        with store.writing() as session:
            for office, channel, stage in came:
                people += 1
                make_responses(
                    session,
                    counters[office],
                    instrument,
                    scores=[answers_of(people)],
                    received_on=day,
                    channel=channel,
                    stage=stage,
                )
        seal(store, day + timedelta(days=1))
        try:
            make_file(store, Order(wave, "csv", "vi"), path, note=no_note)
        except NothingReleased:
            continue
        files.append(read(path))
    return files


def answers_of(person: int) -> str:
    """Return answers to six questions that nobody else gives."""
    levels = []
    for _ in range(6):
        person, level = divmod(person, 5)
        levels.append(str(level + 1))
    return "".join(levels)


def read(path: Path) -> dict[str, Cell]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            "".join(list(row.values())[7:]): (
                row["office"],
                row["month"],
                row["class"],
                row["stage"],
            )
            for row in csv.DictReader(file)
        }
