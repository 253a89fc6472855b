"""sipas recheck: draws from an office's list, writes whom to call, tells state and result."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from survey.store import rechecks
from survey.store.engine import Store
from survey.store.tables import Counter
from survey.store.waves import wave_by_code
from survey.trust.sealing import seal
from tests.cli.conftest import Sipas
from tests.cli.filled import store_of
from tests.fixtures.bad_files import made_files
from tests.fixtures.people import (
    TODAY,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)

WAVE = "2026-dot-2"
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def listed(directory: Path) -> Path:
    """Give an installation with two offices and the list of their people."""
    with store_of(directory) as store, store.writing() as session:
        opened = make_wave(session, WAVE)
        for code in ("X01", "X02"):
            counter = make_counter(session, make_office(session, code, name=code))
            scores = [5] * 36 + [1] * 4
            make_responses(
                session, counter, opened, scores=scores, received_on=YESTERDAY
            )
    lines = [f"{code},{n}" for code in ("X01", "X02") for n in range(300)]
    (directory / "list.csv").write_text("\n".join(["office,id", *lines]), "utf-8")
    return directory


def hear(store: Store) -> None:
    """Call thirty people of the first office, who are of two minds."""
    with store.writing() as session:
        wave = wave_by_code(session, WAVE)
        assert wave is not None
        check = rechecks.recheck_instrument(session, wave.id or 0)
        counter = session.exec(select(Counter).where(Counter.code == "X01-1")).one()
        assert check is not None
        make_responses(
            session,
            counter,
            check,
            scores=[5] * 15 + [1] * 15,
            received_on=YESTERDAY,
            channel="F",
        )
    seal(store, TODAY)


def test_a_sample_is_drawn_listed_again_and_told_of(listed: Path, sipas: Sipas) -> None:
    base = ("--directory", listed)
    file, out = listed / "list.csv", listed / "callers.csv"
    drawn = sipas(
        "recheck", "draw", WAVE, file, *base, "--out", out, "--seed", 7, "--share", 5
    )
    assert drawn.code == 0, drawn.err
    assert "Cỡ mẫu: 5,0% danh sách của mỗi đơn vị, ít nhất 20 người." in drawn.out
    assert "Đã chọn 40 người." in drawn.out
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert [row["office"] for row in rows] == ["X01"] * 20 + ["X02"] * 20
    again = listed / "again.csv"
    assert sipas("recheck", "lists", WAVE, file, *base, "--out", again).code == 0
    assert again.read_bytes() == out.read_bytes()
    file.write_text(file.read_text("utf-8") + "\nX02,300", "utf-8")
    other = sipas("recheck", "lists", WAVE, file, *base, "--out", again)
    assert (other.code, other.err) == (
        1,
        "sipas: đây không phải tệp đã dùng để chọn mẫu\n",
    )
    status = json.loads(sipas("recheck", "status", WAVE, *base, "--json").out)
    assert status["seed"] == 7 and status["total"]["drawn"] == 40
    assert "X01\t20\t0" in sipas("recheck", "status", WAVE, *base).out


def test_the_result_is_told_in_words_and_for_programs(
    listed: Path, sipas: Sipas
) -> None:
    base = ("--directory", listed)
    out = ("--out", listed / "callers.csv")
    assert sipas("recheck", "draw", WAVE, listed / "list.csv", *base, *out).code == 0
    with store_of(listed) as store:
        hear(store)
    told = sipas("recheck", "result", WAVE, *base)
    assert told.out.startswith("Chỉ số tự thu thập cao hơn rõ")
    assert "X01\t+40,0 (từ " in told.out and "X02\t–\tchưa đủ phiếu" in told.out
    found = json.loads(sipas("recheck", "result", WAVE, *base, "--json").out)
    # 90 against 50.
    assert found["overall"]["gap"] == pytest.approx(0.4)
    assert found["offices"][1] == {
        "office": "X02",
        "own": found["offices"][1]["own"],
        "independent": None,
        "gap": None,
        "finding": "too_few",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--share", "0"), "--share cần lớn hơn 0 và không quá 100"),
        (("--n", "0"), "--n cần từ 1 đến 1000000"),
        (
            ("--margin", "50"),
            "--margin cần lớn hơn 0 và nhỏ hơn 50 điểm phần trăm",
        ),
        (("--last-day", "2026-01-01"), "--last-day đã qua"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_line(
    listed: Path, sipas: Sipas, arguments: tuple[str, str], message: str
) -> None:
    refused = sipas(
        "recheck",
        "draw",
        WAVE,
        listed / "list.csv",
        *("--directory", listed, "--out", listed / "x.csv"),
        *arguments,
    )
    assert (refused.code, refused.err) == (1, f"sipas: {message}\n")
    assert not (listed / "x.csv").exists()


def test_people_can_be_called_for_longer(listed: Path, sipas: Sipas) -> None:
    base = ("--directory", listed)
    out = ("--out", listed / "callers.csv")
    assert sipas("recheck", "draw", WAVE, listed / "list.csv", *base, *out).code == 0
    told = sipas("recheck", "extend", WAVE, *base, "--last-day", "2027-03-01")
    assert (told.code, told.out) == (0, "Gọi đến hết ngày 01/03/2027.\n")
    status = json.loads(sipas("recheck", "status", WAVE, *base, "--json").out)
    assert status["last_day"] == "2027-03-01"
    over = sipas("recheck", "extend", WAVE, *base, "--last-day", "2026-01-01")
    assert (over.code, over.err) == (1, "sipas: --last-day đã qua\n")


def test_no_bad_list_is_a_failure_or_leaves_anything(
    listed: Path, sipas: Sipas
) -> None:
    out, faults = listed / "x.csv", []
    for bad in made_files(("office", "id"), ("X01", "1")):
        made = listed / f"tệp{bad.suffix}"
        made.write_bytes(bad.content)
        refused = sipas(
            *("recheck", "draw", WAVE, made, "--directory", listed, "--out", out)
        )
        told = refused.out + refused.err
        if refused.code != 1 or "Traceback" in told or not refused.err:
            faults.append(f"{bad.id}: {refused}")
        if len(told) > 20_000 or out.exists():
            faults.append(f"{bad.id}: too long, or a list was written")
            out.unlink(missing_ok=True)
    assert faults == []


def test_before_a_draw_there_is_nothing_to_tell(listed: Path, sipas: Sipas) -> None:
    told = sipas("recheck", "status", WAVE, "--directory", listed)
    assert told.code == 1 and "sipas recheck draw" in told.err
