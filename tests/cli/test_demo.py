"""sipas demo: what it prints for people and programs, and what a second run finds."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from survey.access.passwords import is_password
from survey.clock import Clock
from survey.demo import loading
from survey.settings import load_settings
from survey.store import reviewers, waves
from survey.store.engine import Store
from tests.cli.conftest import Sipas

SMALL = ("--responses", "60", "--seed", "3")
REAL_TODAY = Clock().today()


@pytest.fixture(scope="module", autouse=True)
def unsealed() -> Iterator[None]:
    """Leave out the sealing, which takes most of the time; tests/demo are about it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(loading.sealing, "seal", lambda *_arguments, **_options: ())
        yield


@pytest.fixture(scope="module")
def made(unsealed: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a demo that was made for port 8123."""
    from survey.cli.main import main

    directory = tmp_path_factory.mktemp("bản") / "trình diễn"
    assert main(["demo", "--directory", str(directory), "--port", "8123", *SMALL]) == 0
    return directory


def for_programs(sipas: Sipas, directory: Path, *options: object) -> dict[str, str]:
    printed = sipas("demo", "--directory", directory, "--json", *options)
    assert printed.code == 0
    answer: dict[str, str] = json.loads(printed.out.splitlines()[-1])
    return answer


def test_the_last_line_tells_programs_where_to_go(sipas: Sipas, made: Path) -> None:
    told = for_programs(sipas, made, "--port", 8123)
    assert re.fullmatch(r"http://127\.0\.0\.1:8123/K/\w{6}", told.pop("form"))
    assert told.pop("review") == "http://127.0.0.1:8123/review/"
    assert told.pop("public") == "http://127.0.0.1:8123/ket-qua"
    assert set(told) == {"reviewer", "password"}


def test_the_printed_password_is_that_of_the_reviewer(sipas: Sipas, made: Path) -> None:
    told = for_programs(sipas, made)
    store = Store(load_settings(made, {}).database_url)
    with store.reading() as session:
        found = reviewers.reviewer_by_name(session, told["reviewer"])
    store.close()
    assert found is not None and found.role == "reform_office"
    assert is_password(told["password"], password_hash=found.password_hash)


def test_a_second_run_uses_what_is_there_and_takes_the_new_port(
    sipas: Sipas, made: Path
) -> None:
    first = for_programs(sipas, made, "--port", 8123)
    database = (made / "survey.sqlite").stat().st_mtime_ns
    second = for_programs(sipas, made, "--port", 8200, "--seed", 9)
    assert second == {
        key: value.replace(":8123/", ":8200/") for key, value in first.items()
    }
    assert (made / "survey.sqlite").stat().st_mtime_ns == database
    assert load_settings(made, {}).base_url == "http://127.0.0.1:8200"
    again = sipas("demo", "--directory", made, "--port", 8200)
    assert again.out.startswith(
        f"Dùng lại bản trình diễn ngày {REAL_TODAY} trong {made}.\n"
    )


def test_people_read_the_form_s_address_on_a_line_of_its_own(
    sipas: Sipas, made: Path
) -> None:
    printed = sipas("demo", "--directory", made, "--port", 8123).out
    # What tools/form_answers.py looks for.
    assert re.search(r"^ *http://127\.0\.0\.1:8123/K/\w{6}$", printed, re.M)
    assert "tên hoa, mật khẩu " in printed
    assert "Mọi số liệu đều là hư cấu." in printed


def test_a_demo_of_today_runs_on_the_real_clock(made: Path) -> None:
    assert load_settings(made, {}).test_clock is None


@pytest.mark.parametrize("days", [-61, 1])
def test_a_demo_of_another_time_runs_on_a_clock_of_its_own(
    sipas: Sipas, tmp_path: Path, days: int
) -> None:
    day = REAL_TODAY + timedelta(days=days)
    for_programs(sipas, tmp_path / "demo", "--today", day, *SMALL)
    settings = load_settings(tmp_path / "demo", {})
    assert settings.clock().today() == day
    assert is_open_on(settings.database_url, settings.clock().today())


def is_open_on(database_url: str, day: date) -> bool:
    store = Store(database_url)
    with store.reading() as session:
        found = waves.open_instrument(session, day)
    store.close()
    return found is not None


@pytest.mark.parametrize("environment", ["testing", "demo"])
def test_what_is_no_demo_is_left_alone(
    sipas: Sipas,
    directory: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: str,
) -> None:
    monkeypatch.setenv("SIPAS_ENVIRONMENT", environment)
    before = [file.read_bytes() for file in sorted(directory.iterdir())]
    foreign = tmp_path / "ảnh"
    foreign.mkdir()
    (foreign / "ảnh.jpg").write_bytes(b"")
    assert sipas("demo", "--directory", foreign).err == (
        f"sipas: {foreign} không trống và không phải là bản trình diễn\n"
    )
    assert sipas("demo", "--directory", directory).err == (
        "sipas: thư mục này chứa khảo sát thật, không dùng được làm bản trình diễn\n"
    )
    assert [file.read_bytes() for file in sorted(directory.iterdir())] == before


def test_half_a_demo_is_made_anew(
    sipas: Sipas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    directory = tmp_path / "demo"
    with monkeypatch.context() as stopped:
        stopped.setattr(loading.sealing, "seal", stop)
        assert sipas("demo", "--directory", directory, *SMALL).code == 130
    assert (directory / "survey.sqlite").exists()
    assert "form" in for_programs(sipas, directory, *SMALL)


def test_a_wrong_option_is_named(
    sipas: Sipas, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        sipas("demo", "--directory", tmp_path / "demo", "--port", "65536")
    assert "'65536' không phải là cổng mạng, từ 1 đến 65535" in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()
