"""The scripts that come with a row file make the tables of the pages again, number for number."""

import csv
import io
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from forms.questionnaire import shipped_text
from survey.reports import csv_files
from survey.reports.csv_files import CsvFile
from survey.reports.figures import Estimate
from survey.reports.heat_table import build_heat_table
from survey.reports.numbers import plain_points
from survey.reports.office_page import build_office_page
from survey.reports.office_table import build_office_table
from survey.reports.overview import build_overview
from survey.reports.row_files.made import Order, make_file
from survey.reports.wave_result import WaveResult, wave_result
from survey.reports.wording import Wording
from survey.store.engine import Store
from survey.store.tables import Wave
from survey.store.waves import waves
from survey.trust.sealing import seal
from tests.fixtures.absence import leave_out
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)
from tests.reports.row_files.conftest import no_note

SAY = Wording("en")
TABLES = ("overview", "offices", "offices_by_factor", "questions")
Table = list[list[str]]


@pytest.fixture
def result(answered: Store, the_wave: Wave) -> WaveResult:
    with answered.reading() as session:
        return wave_result(session, the_wave, language="en", today=TODAY)


@pytest.fixture(
    scope="module",
    params=[
        ("python", "programs", "C.UTF-8"),
        ("python", "excel", "C"),
        ("r", "programs", "C.UTF-8"),
        ("r", "excel", "C"),
    ],
    ids=["Python", "Python on a file for Excel in no language", "R"]
    + ["R on a file for Excel in no language"],
)
def made_again(
    answered: Store,
    the_wave: Wave,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> dict[str, Table]:
    """Give the tables that a script makes of the file for programs, without their headers."""
    folder = tmp_path_factory.mktemp("again")
    kind, variant, locale = request.param
    program = program_of(kind)
    rows = make_file(
        answered,
        Order(the_wave, "csv", "vi", variant),
        folder / "rows.csv",
        note=no_note,
    )
    script = make_file(
        answered,
        Order(the_wave, kind, "vi"),
        folder / "tables",
        note=no_note,
    )
    command = [program, str(script.path), str(rows.path), str(folder)]
    plain = {"PATH": os.environ["PATH"], "LC_ALL": locale, "HOME": "/nonexistent"}
    subprocess.run(command, check=True, env=plain)
    return {name: read(folder / f"{name}.csv")[1:] for name in TABLES}


def tables_made(store: Store, wave: Wave, kind: str, folder: Path) -> str:
    """Run a script of a kind on the rows of a wave, so that its tables lie in a folder; return what it says."""
    rows, script = (
        make_file(store, Order(wave, one, "vi", "programs"), folder / one, note=no_note)
        for one in ("csv", kind)
    )
    run = subprocess.run(
        [program_of(kind), str(script.path), str(rows.path), str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    return run.stdout + run.stderr


def program_of(kind: str) -> str:
    """Return what runs a script of a kind; leaves the test out where R is not on this machine."""
    if kind == "python":
        return sys.executable
    return shutil.which("Rscript") or leave_out("r", "no R on this machine")


def read(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def cells(file: CsvFile) -> Table:
    return list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff"))))[1:]


def test_overview_is_that_of_the_page(
    made_again: dict[str, Table], answered: Store, result: WaveResult
) -> None:
    with answered.reading() as session:
        overview = build_overview(
            session, result, audience="reform_office", today=TODAY
        )
    page = [
        [row[0], *row[2:6]] for row in cells(csv_files.overview_file(overview, SAY))
    ]
    assert made_again["overview"] == page


def test_offices_are_those_of_the_page(
    made_again: dict[str, Table], result: WaveResult
) -> None:
    table = build_office_table(result, audience="reform_office")
    verdicts = {
        row.code: str(row.verdict) for group in table.all_groups for row in group.rows
    }
    rows = cells(csv_files.office_table_file(table, SAY))
    page = {row[0]: row[2:6] for row in rows}
    shown_names = {row[0]: row[1] for row in rows}
    # Those that are left out of the file are hidden on the page.
    hidden = {code for code, figure in page.items() if figure == ["[c]"] * 4}
    assert hidden == {"F06", "G07"}
    found = {row[0]: row[2:6] for row in made_again["offices"]}
    assert found == {code: page[code] for code in page if code not in hidden}
    names = {row[0]: row[1] for row in made_again["offices"]}
    # Neither keeps a mark that turns the direction of writing, or lets a name begin as a formula.
    assert names == {code: shown_names[code] for code in names}
    groups = {row[0]: row[6] for row in made_again["offices"]}
    assert groups == {code: verdicts[code] for code in groups}
    assert {"higher", "lower", "too_few"} <= set(groups.values())


def test_factors_of_offices_are_those_of_the_page(
    made_again: dict[str, Table], result: WaveResult
) -> None:
    heat = build_heat_table(result, audience="reform_office")
    factors = [each.code for each in result.measures if each.kind == "factor"]
    page = {
        (row.code, factor): figure(cell.figure)
        for row in heat.rows
        for factor, cell in zip(factors, row.cells, strict=False)
    }
    for office, factor, *found in made_again["offices_by_factor"]:
        assert found == page[office, factor]


def test_questions_of_offices_are_those_of_the_page(
    made_again: dict[str, Table], result: WaveResult
) -> None:
    labels = result.questionnaire.scale.labels
    page = {}
    for position, office in enumerate(result.offices):
        shown = build_office_page(result, position, audience="reform_office")
        for row in cells(csv_files.office_page_file(shown, SAY, levels=labels)):
            page[office.code, row[0]] = [*row[2:13]]
    assert len(made_again["questions"]) == 5 * 23
    for office, question, *found in made_again["questions"]:
        assert found == page[office, question]


@pytest.mark.parametrize("kind", ["python", "r"])
@pytest.mark.parametrize("rule", ["mean_of_criteria", "fixed_weights"])
def test_what_is_no_share_of_answers_is_named_and_left_out(
    sqlite_store: Store, tmp_path: Path, kind: str, rule: str
) -> None:
    text = shipped_text("quick").replace('"pooled"', f'"{rule}"')
    if rule == "fixed_weights":
        text = text.replace('\nname = "', '\nweight = 0.2\nname = "')
    with sqlite_store.writing() as session:
        wave = make_wave(session, text=text)
        make_responses(
            session, make_counter(session), wave, scores=["554321", "23x445"] * 9
        )
    seal(sqlite_store, TODAY + timedelta(days=1))
    with sqlite_store.reading() as session:
        (found,) = waves(session, TODAY)
    said = tables_made(sqlite_store, found, kind, tmp_path)
    assert "it is not made again here" in said
    factors = ["access", "procedure", "officer", "result", "feedback"]
    is_share = rule == "fixed_weights"
    overview = [row[0] for row in read(tmp_path / "overview.csv")[1:]]
    assert overview == [*(factors if is_share else []), "overall"]
    assert not (tmp_path / "offices.csv").exists()
    by_factor = read(tmp_path / "offices_by_factor.csv")[1:]
    assert [row[1] for row in by_factor] == (factors if is_share else [])


def figure(shown: object) -> list[str]:
    if not isinstance(shown, Estimate):
        return ["[c]"] * 4
    limits = (shown.share, shown.low, shown.high)
    return [str(shown.n), *(plain_points(share) for share in limits)]


@pytest.mark.parametrize("kind", ["python", "r"])
# Drawn so that one is lower per answer given, not per head, and one higher by the test, not the interval.
@pytest.mark.parametrize(
    "seed, office, verdict",
    [(39, "O02", "lower"), (47, "O05", "no_clear_difference")],
)
def test_groups_are_those_of_the_page_where_offices_answer_unlike_much(
    sqlite_store: Store, tmp_path: Path, kind: str, seed: int, office: str, verdict: str
) -> None:
    rng = np.random.default_rng(seed)
    with sqlite_store.writing() as session:
        wave = make_wave(session)
        for at in range(14):
            place = make_office(session, f"O{at:02}", name=f"Xã {at}")
            bad = 0.22 if at == 2 else 0.05
            levels = rng.choice(list("25"), (60, 6), p=[bad, 1 - bad])
            # Who is dissatisfied with one thing is so with more.
            levels[:, 3:][rng.random(60) < bad] = "2"
            levels[:, 1:][rng.random((60, 5)) < (at % 3) * 0.38] = "x"
            if at == 5:
                levels[:] = "5"
            scores = ["".join(row) for row in levels]
            make_responses(session, make_counter(session, place), wave, scores=scores)
    seal(sqlite_store, TODAY + timedelta(days=1))
    with sqlite_store.reading() as session:
        (found,) = waves(session, TODAY)
        result = wave_result(session, found, language="en", today=TODAY)
    table = build_office_table(result, audience="reform_office")
    page = {row.code: str(row.verdict) for g in table.all_groups for row in g.rows}
    tables_made(sqlite_store, found, kind, tmp_path)
    groups = {row[0]: row[6] for row in read(tmp_path / "offices.csv")[1:]}
    assert groups == page
    assert groups[office] == verdict
