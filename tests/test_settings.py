"""Settings: every wrong key is named at once, and an unsafe production start is refused."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from survey.settings import (
    FILE_NAME,
    Settings,
    SettingsError,
    derive_key,
    load_settings,
    new_secret,
    write_settings,
)

SECRET = "s" * 32
GOOD = {"SIPAS_SECRET_KEY": SECRET, "SIPAS_BASE_URL": "https://danhgia.example.vn"}


def load(directory: Path, **changes: str | None) -> Settings:
    """Load good settings from the environment with some of them changed or taken away."""
    environ: Mapping[str, str | None] = GOOD | {
        f"SIPAS_{key}": value for key, value in changes.items()
    }
    return load_settings(
        directory, {key: value for key, value in environ.items() if value is not None}
    )


def mistakes(directory: Path, **changes: str | None) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load(directory, **changes)
    return caught.value.mistakes


def test_a_good_production_start_is_accepted(tmp_path: Path) -> None:
    settings = load(tmp_path, TRUSTED_PROXIES="127.0.0.1, ::1", HOTLINE="0000 000 000")
    assert settings.environment == "production"
    assert settings.is_https and not settings.is_demo and not settings.debug
    assert settings.trusted_proxies == ("127.0.0.1", "::1")
    assert settings.database_url == f"sqlite:///{tmp_path / 'survey.sqlite'}"


@pytest.mark.parametrize(
    ("key", "value", "mistake"),
    [
        ("SECRET_KEY", None, "SIPAS_SECRET_KEY is missing"),
        (
            "WITHOUT_PHONE",
            "paper,letter",
            "SIPAS_WITHOUT_PHONE: 'letter' is not one of paper, kiosk",
        ),
        (
            "BACKUP_HOURS",
            "daily",
            "SIPAS_BACKUP_HOURS is 'daily', expected whole hours, 0 to watch none",
        ),
        (
            "TOTP_ROLES",
            "auditor, chief",
            "SIPAS_TOTP_ROLES: 'chief' is not one of administrator, reform_office, "
            "unit_head, counter_staff, operator, auditor",
        ),
        (
            "TARGET",
            "85%",
            "SIPAS_TARGET is '85%', expected points such as 85 or 82.5",
        ),
        (
            "SECRET_KEY",
            "s" * 31,
            "SIPAS_SECRET_KEY and SIPAS_PREVIOUS_SECRET_KEYS need at least 32 characters each",
        ),
        (
            "PREVIOUS_SECRET_KEYS",
            f"{SECRET},short",
            "SIPAS_SECRET_KEY and SIPAS_PREVIOUS_SECRET_KEYS need at least 32 characters each",
        ),
        ("SECRET_KEY", "demo-" + SECRET, "SIPAS_SECRET_KEY is a demo secret"),
        ("DEBUG", "on", "SIPAS_DEBUG must be off in production"),
        ("DEBUG", "yes", "SIPAS_DEBUG is 'yes', expected on or off"),
        ("BASE_URL", None, "SIPAS_BASE_URL is missing"),
        (
            "BASE_URL",
            "http://danhgia.example.vn",
            "SIPAS_BASE_URL must begin with https:// outside a demo",
        ),
        ("TEST_CLOCK", "2026-11-25", "SIPAS_TEST_CLOCK must not be set in production"),
        (
            "ENVIRONMENT",
            "prod",
            "SIPAS_ENVIRONMENT is 'prod', expected one of production, demo, testing",
        ),
        (
            "DATABASE_URL",
            "mysql://x",
            "SIPAS_DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://",
        ),
        (
            "TRUSTED_PROXIES",
            "proxy.local",
            "SIPAS_TRUSTED_PROXIES: 'proxy.local' is not an IP address",
        ),
    ],
)
def test_a_wrong_key_is_named(
    tmp_path: Path, key: str, value: str | None, mistake: str
) -> None:
    assert mistake in mistakes(tmp_path, **{key: value})


@pytest.mark.parametrize(
    "address",
    [
        "danhgia.example.vn",
        "https://:8000",
        "https://danhgia.example.vn/path",
        "https://danhgia.example.vn?x=1",
        "https://lan@danhgia.example.vn",
        "https://danhgia.example.vn:99999",
        "ftp://danhgia.example.vn",
    ],
)
def test_an_address_that_no_poster_can_carry_is_named(
    tmp_path: Path, address: str
) -> None:
    assert mistakes(tmp_path, BASE_URL=address) == (
        f"SIPAS_BASE_URL is {address!r}, expected an address like https://danhgia.example.vn",
    )


def test_every_wrong_key_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("SIPAS_COLOUR=red\n", "utf-8")
    found = mistakes(
        tmp_path, SECRET_KEY=None, BASE_URL="http://a.vn", DEBUG="on", TEST_CLOCK="x"
    )
    assert len(found) == 5
    assert found[0] == "settings.env line 1: 'SIPAS_COLOUR' is not a setting"


def test_a_demo_may_run_over_http_with_its_own_secret(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        ENVIRONMENT="demo",
        SECRET_KEY=new_secret(demo=True),
        BASE_URL="http://localhost:8000",
    )
    assert settings.is_demo and not settings.is_https


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    write_settings(
        tmp_path,
        {"SECRET_KEY": SECRET, "BASE_URL": "https://a.vn", "HOTLINE": "0000 000 000"},
    )
    settings = load_settings(tmp_path, {"SIPAS_BASE_URL": "https://b.vn"})
    assert (settings.base_url, settings.hotline) == ("https://b.vn", "0000 000 000")


def test_the_file_is_for_its_owner_only_and_is_never_overwritten(
    tmp_path: Path,
) -> None:
    path = write_settings(tmp_path, {"SECRET_KEY": SECRET})
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        write_settings(tmp_path, {"SECRET_KEY": new_secret()})


def test_a_secret_is_not_shown(tmp_path: Path) -> None:
    assert SECRET not in repr(load(tmp_path))


def test_each_purpose_has_a_key_of_its_own() -> None:
    keys = {derive_key(SECRET, purpose) for purpose in ("cookies", "form token", "x")}
    assert len(keys) == 3


def test_the_clock_of_a_test_counts_on_from_its_moment(tmp_path: Path) -> None:
    settings = load(
        tmp_path, ENVIRONMENT="testing", TEST_CLOCK="2026-11-25T23:59:59+00:00"
    )
    assert settings.clock().today() == date(2026, 11, 26)


def test_a_moment_without_offset_is_vietnamese_time(tmp_path: Path) -> None:
    settings = load(tmp_path, ENVIRONMENT="testing", TEST_CLOCK="2026-11-25T23:59")
    assert settings.clock().today() == date(2026, 11, 25)
