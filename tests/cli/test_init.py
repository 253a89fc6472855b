"""sipas init makes an installation that is fit to serve, and nothing else."""

import errno
import stat
from pathlib import Path

import pytest

from survey.settings import load_settings
from survey.store import installation
from survey.store.engine import Store
from tests.cli.conftest import Sipas

BASE = ("--base-url", "https://danhgia.example.vn")


def test_a_new_directory_has_a_secret_of_its_own_and_a_database_marked_real(
    sipas: Sipas, tmp_path: Path
) -> None:
    first, second = tmp_path / "một", tmp_path / "hai"
    for directory in (first, second):
        made = sipas(
            "init", "--directory", directory, *BASE, "--hotline", "0000 000 000"
        )
        assert (made.code, made.err) == (0, "")
    settings = load_settings(first, {})
    assert settings.environment == "production"
    assert settings.hotline == "0000 000 000"
    assert settings.secret_key != load_settings(second, {}).secret_key
    store = Store(settings.database_url)
    with store.reading() as session:
        assert installation.kind(session) == "real"
    store.close()


def test_the_ways_without_a_phone_are_kept(sipas: Sipas, tmp_path: Path) -> None:
    ways = ("--without-phone", "kiosk, paper")
    sipas("init", "--directory", tmp_path / "a", *BASE, *ways)
    assert load_settings(tmp_path / "a", {}).without_phone == ("kiosk", "paper")
    refused = sipas(
        "init", "--directory", tmp_path / "b", *BASE, "--without-phone", "x"
    )
    assert refused.err == (
        "sipas: SIPAS_WITHOUT_PHONE: 'x' không nằm trong paper, kiosk\n"
    )
    assert not (tmp_path / "b").exists()


def test_only_the_owner_can_read_the_settings(sipas: Sipas, tmp_path: Path) -> None:
    sipas("init", "--directory", tmp_path / "a", *BASE)
    mode = (tmp_path / "a" / "settings.env").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_what_comes_next_is_printed_for_this_directory(
    sipas: Sipas, tmp_path: Path
) -> None:
    directory = tmp_path / "thí điểm"
    printed = sipas("init", "--directory", directory, *BASE).out
    assert f"sipas import offices  --directory '{directory}' offices.csv" in printed
    assert printed.index("Trên trang, từng bước:") < printed.index("/manage/start")
    assert printed.index("Bằng lệnh:") < printed.index("sipas import offices")


def test_an_address_without_https_is_refused_before_anything_is_written(
    sipas: Sipas, tmp_path: Path
) -> None:
    refused = sipas(
        "init", "--directory", tmp_path / "a", "--base-url", "http://danhgia.example.vn"
    )
    assert refused.code == 1
    assert refused.err == (
        "sipas: SIPAS_BASE_URL phải bắt đầu bằng https://, trừ bản trình diễn\n"
    )
    in_english = "init", "--base-url", "danhgia", "--lang", "en"
    assert sipas(*in_english, "--directory", tmp_path / "a").err == (
        "sipas: SIPAS_BASE_URL is 'danhgia', expected an address like "
        "https://danhgia.example.vn\n"
    )
    assert not (tmp_path / "a").exists()


def test_a_directory_in_use_is_left_as_it_is(sipas: Sipas, directory: Path) -> None:
    before = (directory / "settings.env").read_bytes()
    refused = sipas("init", "--directory", directory, *BASE)
    assert refused.code == 1
    assert refused.err == f"sipas: {directory} không trống: hãy chọn một thư mục mới\n"
    assert (directory / "settings.env").read_bytes() == before


def test_a_disk_that_is_full_leaves_nothing_behind(
    sipas: Sipas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(directory: Path, values: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("survey.cli.init.write_settings", full)
        refused = sipas("init", "--directory", tmp_path / "a", *BASE)
    assert refused.err == f"sipas: không ghi được {tmp_path / 'a'}: đĩa đã đầy\n"
    assert not (tmp_path / "a").exists()
    assert sipas("init", "--directory", tmp_path / "a", *BASE).code == 0


def test_it_speaks_english_when_asked(sipas: Sipas, directory: Path) -> None:
    refused = sipas("init", "--directory", directory, *BASE, "--lang", "en")
    assert refused.err == f"sipas: {directory} is not empty: choose a new directory\n"
