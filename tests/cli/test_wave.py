"""sipas wave: rounds are opened, closed and listed."""

from pathlib import Path

import pytest
from sqlmodel import col, select

from forms.questionnaire import shipped_text
from survey.settings import load_settings
from survey.store import waves
from survey.store.engine import Store
from survey.store.tables import AuditEntry
from survey.store.waves import OpenInstrument
from tests.cli.conftest import Sipas
from tests.cli.filled import store_of
from tests.fixtures.people import TODAY

DATES = ("--from", "2026-11-01", "--to", "2026-12-31")
QUICK = ("--questionnaire", "quick")
WHY = ("--reason", "Đã đủ phiếu")


def open_now(directory: Path) -> OpenInstrument | None:
    """Return what a visitor of today would be asked."""
    store = Store(load_settings(directory, {}).database_url)
    with store.reading() as session:
        found = waves.open_instrument(session, TODAY)
    store.close()
    return found


def test_an_opened_campaign_meets_today_s_visitors(
    sipas: Sipas, directory: Path
) -> None:
    opened = sipas("wave", "open", "2026-2", "--directory", directory, *QUICK, *DATES)
    assert opened.out == (
        "Đã mở đợt 2026-2 từ 2026-11-01 đến 2026-12-31 với mẫu phiếu quick.\n"
    )
    instrument = open_now(directory)
    assert instrument is not None
    assert (instrument.wave_code, instrument.full) == ("2026-2", False)


def test_a_wave_may_draw_a_block_for_each_form(sipas: Sipas, directory: Path) -> None:
    sipas(
        *("wave", "open", "2026-2", "--directory", directory, *DATES),
        *("--questionnaire", "sipas-2017", "--block", "2"),
    )
    instrument = open_now(directory)
    assert instrument is not None
    assert (instrument.full, instrument.block) == (False, 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--questionnaire", "quick", "--block", "2"),
            "phiếu có 0 câu ngoài phần cốt lõi, không rút được 2",
        ),
        (
            ("--questionnaire", "sipas-2017", "--block", "1", "--full"),
            "--full đã hỏi mọi câu, không dùng cùng --block",
        ),
    ],
)
def test_a_block_that_cannot_be_drawn_is_refused(
    sipas: Sipas, directory: Path, arguments: tuple[str, ...], message: str
) -> None:
    refused = sipas(
        *("wave", "open", "2026-2", "--directory", directory, *DATES, *arguments)
    )
    assert refused.code == 1 and message in refused.err
    assert open_now(directory) is None


def test_a_continuous_wave_begins_today_and_ends_with_its_quarter(
    sipas: Sipas, directory: Path
) -> None:
    sipas(
        *("wave", "open", "tx", "--directory", directory, *QUICK),
        *("--continuous", "quarter", "--title", "Thường xuyên", "--full"),
    )
    assert sipas("wave", "list", "--directory", directory).out == (
        "tx-2026Q4\tthường xuyên\t2026-11-25\t2026-12-31\tđang lấy ý kiến\tThường xuyên\n"
    )


def test_a_file_s_questionnaire_is_stored_as_it_is(
    sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    file = tmp_path / "phiếu.toml"
    file.write_text(
        shipped_text("quick").replace('code = "quick"', 'code = "ours"'), "utf-8"
    )
    opened = sipas(
        *("wave", "open", "2026-2", "--directory", directory),
        *("--questionnaire", file, *DATES),
    )
    assert opened.code == 0
    instrument = open_now(directory)
    assert instrument is not None
    assert instrument.content == file.read_text("utf-8")


def test_a_draft_questionnaire_is_pointed_out(sipas: Sipas, directory: Path) -> None:
    opened = sipas(
        *("wave", "open", "2026-2", "--directory", directory, *DATES),
        *("--questionnaire", "sipas-2017", "--full"),
    )
    assert "Lưu ý: mẫu phiếu này còn là bản nháp: " in opened.out


def test_a_closed_wave_ends_after_today(sipas: Sipas, directory: Path) -> None:
    sipas("wave", "open", "2026-2", "--directory", directory, *QUICK, *DATES)
    closed = sipas("wave", "close", "2026-2", "--directory", directory, *WHY)
    assert closed.out == "Đợt 2026-2 nhận phiếu mới đến hết ngày 2026-11-25.\n"
    assert (
        "\t2026-11-01\t2026-11-25\t"
        in sipas("wave", "list", "--directory", directory).out
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2026-2", *QUICK), "cần cả --from và --to, hoặc --continuous quarter"),
        (
            ("2026-2", *QUICK, "--from", "2026-12-31", "--to", "2026-12-01"),
            "--from phải trước --to",
        ),
        (
            ("tx", *QUICK, "--continuous", "quarter", "--to", "2026-12-31"),
            "--continuous không có --to: đợt nối tiếp theo quý",
        ),
        (
            ("đợt 2", *QUICK, *DATES),
            "mã đợt chỉ gồm chữ cái không dấu, chữ số và dấu gạch nối",
        ),
        (
            ("2026-2", "--questionnaire", "nhanh", *DATES),
            "nhanh không phải là tệp đọc được, cũng không phải một trong: quick, sipas-2017, sipas-2023",
        ),
    ],
)
def test_a_wave_that_cannot_be_is_refused_in_one_line(
    sipas: Sipas, directory: Path, arguments: tuple[str, ...], said: str
) -> None:
    refused = sipas("wave", "open", *arguments, "--directory", directory)
    assert (refused.code, refused.err) == (1, f"sipas: {said}\n")
    assert sipas("wave", "list", "--directory", directory).out == ""


def test_a_code_is_used_once(sipas: Sipas, directory: Path) -> None:
    opening = ("wave", "open", "2026-2", "--directory", directory, *QUICK, *DATES)
    sipas(*opening)
    refused = sipas(*opening)
    assert (refused.code, refused.err) == (1, "sipas: đã có đợt 2026-2\n")


def test_mistakes_in_a_questionnaire_are_all_named(
    sipas: Sipas, directory: Path, tmp_path: Path
) -> None:
    file = tmp_path / "phiếu.toml"
    file.write_text(shipped_text("quick").replace("year = 2026\n", ""), "utf-8")
    refused = sipas(
        *("wave", "open", "2026-2", "--directory", directory),
        *("--questionnaire", file, *DATES),
    )
    assert refused.code == 1
    assert "year" in refused.err


def test_an_unknown_wave_cannot_be_closed(sipas: Sipas, directory: Path) -> None:
    refused = sipas(
        *("wave", "close", "2020", "--directory", directory, "--lang", "en"), *WHY
    )
    assert refused.err == "sipas: 2020: there is no wave of this code\n"


def test_a_wave_is_paused_and_resumed(sipas: Sipas, directory: Path) -> None:
    sipas("wave", "open", "2026-2", "--directory", directory, *QUICK, *DATES)
    paused = sipas(
        *("wave", "pause", "2026-2", "--directory", directory, *WHY),
        *("--until", "2026-11-30"),
    )
    assert paused.out == "Đợt 2026-2 tạm dừng đến hết ngày 2026-11-30.\n"
    assert open_now(directory) is None
    listed = sipas("wave", "list", "--directory", directory).out
    assert "\ttạm dừng đến hết ngày 30/11/2026\t" in listed
    resumed = sipas("wave", "resume", "2026-2", "--directory", directory, *WHY)
    assert resumed.out == "Đợt 2026-2 lấy ý kiến trở lại.\n"
    assert open_now(directory) is not None


def test_a_wave_is_extended(sipas: Sipas, directory: Path) -> None:
    sipas("wave", "open", "2026-2", "--directory", directory, *QUICK, *DATES)
    extended = sipas(
        *("wave", "extend", "2026-2", "--directory", directory, *WHY),
        *("--to", "2027-01-15"),
    )
    assert extended.out == "Đợt 2026-2 nhận phiếu mới đến hết ngày 2027-01-15.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("extend", "2026-2", "--to", "2026-12-01", *WHY),
            "2026-2: ngày kết thúc mới phải sau ngày kết thúc hiện nay và không trước hôm nay",
        ),
        (("resume", "2026-2", *WHY), "2026-2: đợt này không tạm dừng"),
        (("pause", "2026-2", "--reason", " "), "--reason cần 1 đến 500 ký tự"),
        (("pause", "2026-2", *WHY, "--by", ""), "--by cần 1 đến 64 ký tự"),
    ],
)
def test_a_course_that_cannot_be_is_refused_in_one_line(
    sipas: Sipas, directory: Path, arguments: tuple[str, ...], said: str
) -> None:
    sipas("wave", "open", "2026-2", "--directory", directory, *QUICK, *DATES)
    action, code, *rest = arguments
    refused = sipas("wave", action, code, "--directory", directory, *rest)
    assert (refused.code, refused.err) == (1, f"sipas: {said}\n")
    assert open_now(directory) is not None


def test_what_the_command_line_decides_is_in_the_trail(
    sipas: Sipas, directory: Path
) -> None:
    sipas("wave", "open", "2026-2", "--directory", directory, *QUICK, *DATES)
    sipas("wave", "pause", "2026-2", "--directory", directory, *WHY)
    # Refused, so nothing is noted.
    sipas("wave", "pause", "2026-2", "--directory", directory, *WHY)
    sipas("wave", "close", "2026-2", "--directory", directory, *WHY)
    with store_of(directory) as store, store.reading() as session:
        kept = session.exec(select(AuditEntry).order_by(col(AuditEntry.number))).all()
        noted = [(entry.action, entry.object) for entry in kept]
    assert noted == [("wave_changed", "2026-2")] * 2


@pytest.mark.parametrize("action", ["pause", "resume", "extend", "close"])
def test_nothing_is_decided_without_a_reason(
    sipas: Sipas, directory: Path, action: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        sipas("wave", action, "2026-2", "--directory", directory)
