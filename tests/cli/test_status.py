"""sipas status: what other programs and people learn about an installation."""

import inspect
import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from survey import __version__
from survey.access import readiness
from survey.cli import status
from survey.store import waves
from survey.store.schema import shipped_revision
from tests.cli.conftest import Sipas
from tests.cli.filled import fill, store_of
from tests.fixtures.people import TODAY, keep_questionnaire, make_wave
from tests.trust.test_silence import make_place

IMPORTS = """
import sys
from survey.cli.main import main
main(["status", "--directory", sys.argv[1]])
print(sorted({"flask", "scipy", "alembic", "numpy"} & set(sys.modules)))
"""


def test_json_has_what_programs_rely_on(sipas: Sipas, directory: Path) -> None:
    fill(directory, received_on=TODAY - timedelta(days=1))
    with store_of(directory) as store, store.writing() as session:
        make_wave(session, "2026-1", opens_on=TODAY - timedelta(days=99))
        waves.add_continuous(
            session,
            "tx",
            title="Thường xuyên",
            opens_on=TODAY,
            questionnaire=keep_questionnaire(session),
            full=False,
        )
    sipas("seal", "--directory", directory)
    printed = json.loads(sipas("status", "--directory", directory, "--json").out)
    assert printed.pop("disk_bytes") > 4096
    assert [wave["code"] for wave in printed.pop("waves")] == [
        "tx-2026Q4",
        "2026-1",
        "2026-dot-2",
    ]
    assert printed == {
        "version": __version__,
        "environment": "testing",
        "migration": shipped_revision(),
        "responses": 3,
        "classes": {"D": 3},
        "last_seal": "2026-11-24",
        "last_backup": None,
        "silent_counters": [],
        "ready": False,
        "reasons": [{"code": "backup-missing", "found": "26 h"}],
    }


def test_a_wave_tells_its_dates_and_responses(sipas: Sipas, directory: Path) -> None:
    fill(directory, received_on=TODAY)
    printed = json.loads(sipas("status", "--directory", directory, "--json").out)
    assert printed["waves"] == [
        {
            "code": "2026-dot-2",
            "title": "Đợt khảo sát thử",
            "kind": "campaign",
            "opens_on": "2026-11-01",
            "closes_on": "2026-12-31",
            "responses": 3,
        }
    ]
    assert printed["last_seal"] is None


def test_people_read_lines(sipas: Sipas, directory: Path) -> None:
    fill(directory, received_on=TODAY)
    lines = sipas("status", "--directory", directory).out.splitlines()
    assert lines[2:] == [
        "Phiếu đã lưu: 3 (D 3)",
        "Ngày khóa sổ gần nhất: chưa có",
        "Lần sao lưu gần nhất: chưa có",
        "Quầy vắng phiếu: không có",
        "Sẵn sàng: cần xử lý",
        "  – chưa sao lưu lần nào, giới hạn là 26 h",
        "2026-dot-2  2026-11-01 – 2026-12-31  3  Đợt khảo sát thử",
    ]


def test_silent_counters_are_named(sipas: Sipas, directory: Path) -> None:
    with store_of(directory) as store, store.writing() as session:
        make_place(session, 8)
    printed = json.loads(sipas("status", "--directory", directory, "--json").out)
    assert printed["silent_counters"] == [
        {"office": "o1", "counter": "o1-1", "days": 61, "was_heard": False}
    ]
    lines = sipas("status", "--directory", directory, "--lang", "en").out.splitlines()
    assert "Silent counters: o1-1" in lines


def test_every_reason_has_its_sentence() -> None:
    named = set(re.findall(r'Reason\("([a-z-]+)"', inspect.getsource(readiness)))
    only_the_running_service = {"settings-changed", "settings-unusable"}
    assert status.sentences("vi").keys() == named - only_the_running_service


def test_it_imports_nothing_slow(directory: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", IMPORTS, str(directory)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert finished.stdout.splitlines()[-1] == "[]"


def test_a_directory_without_an_installation_is_one_line(
    sipas: Sipas, tmp_path: Path
) -> None:
    refused = sipas("status", "--directory", tmp_path / "none")
    assert refused.code == 1
    assert refused.err == (
        f"sipas: thư mục {tmp_path / 'none'} không có bản cài đặt nào (thiếu settings.env): "
        "hãy chỉ đúng thư mục bằng --directory, tạo mới bằng sipas init, "
        "hoặc chép lại tệp đó sau khi khôi phục\n"
    )


def test_a_lost_database_is_said_and_not_begun_anew(
    sipas: Sipas, directory: Path
) -> None:
    (directory / "survey.sqlite").unlink()
    refused = sipas("status", "--directory", directory)
    assert refused.code == 1
    assert refused.err == (
        f"sipas: không có cơ sở dữ liệu {directory / 'survey.sqlite'}\n"
    )
    assert not (directory / "survey.sqlite").exists()
