"""sipas serve: what is not fit to serve is refused; what runs ends without losing a request."""

import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from survey.settings import load_settings
from survey.store import closing, installation, migrate
from survey.store.engine import Store
from tests.cli.conftest import SETTINGS, Sipas
from tests.fixtures.people import TODAY, make_counter, make_responses, make_wave
from tests.fixtures.service import Start

Change = Callable[..., None]


@pytest.fixture
def change(directory: Path) -> Change:
    """Give a function that changes lines of the settings; an empty value takes one out."""

    def rewrite(**values: str) -> None:
        lines = {**SETTINGS, **values}
        (directory / "settings.env").write_text(
            "".join(f"SIPAS_{key}={value}\n" for key, value in lines.items() if value),
            "utf-8",
        )

    return rewrite


def serve_refused(sipas: Sipas, directory: Path, *options: object) -> str:
    """Return the one line with which serving is refused."""
    refused = sipas("serve", "--directory", directory, "--port", "1", *options)
    assert refused.code == 1
    assert refused.err.count("\n") == 1
    return refused.err.strip()


def test_settings_that_are_wrong_are_all_named(
    sipas: Sipas, directory: Path, change: Change
) -> None:
    change(SECRET_KEY="short", ENVIRONMENT="production", BASE_URL="http://a.vn")
    assert serve_refused(sipas, directory) == (
        "sipas: mỗi khóa trong SIPAS_SECRET_KEY và SIPAS_PREVIOUS_SECRET_KEYS cần ít nhất 32 "
        "ký tự; SIPAS_BASE_URL phải bắt đầu bằng https://, trừ bản trình diễn; "
        "không được đặt SIPAS_TEST_CLOCK khi chạy thật"
    )


@pytest.mark.parametrize("environment", ["production", "testing"])
def test_fictional_answers_are_never_served_as_real_ones(
    sipas: Sipas, tmp_path: Path, sqlite_template: Path, environment: str
) -> None:
    (tmp_path / "survey.sqlite").write_bytes(sqlite_template.read_bytes())
    store = Store(f"sqlite:///{tmp_path / 'survey.sqlite'}")
    with store.writing() as session:
        installation.mark(session, installation.DEMO)
    store.close()
    lines = {**SETTINGS, "ENVIRONMENT": environment}
    if environment == "production":
        del lines["TEST_CLOCK"]
    (tmp_path / "settings.env").write_text(
        "".join(f"SIPAS_{key}={value}\n" for key, value in lines.items()), "utf-8"
    )
    assert serve_refused(sipas, tmp_path) == (
        "sipas: thư mục này chứa số liệu hư cấu, không bao giờ dùng được cho khảo sát thật"
    )


def test_real_answers_are_never_served_as_fictional_ones(
    sipas: Sipas, directory: Path, change: Change
) -> None:
    change(ENVIRONMENT="demo")
    assert serve_refused(sipas, directory, "--lang", "en") == (
        "sipas: this directory holds a real survey and cannot serve as a demo"
    )


def test_a_mark_is_never_changed(directory: Path) -> None:
    store = Store(load_settings(directory, {}).database_url)
    with pytest.raises(installation.AlreadyMarked, match="^real$"):
        with store.writing() as session:
            installation.mark(session, installation.DEMO)
    store.close()


def test_a_directory_that_was_never_finished_is_refused(
    sipas: Sipas, directory: Path, sqlite_template: Path
) -> None:
    (directory / "survey.sqlite").write_bytes(sqlite_template.read_bytes())
    assert serve_refused(sipas, directory) == (
        "sipas: thư mục này chưa được tạo xong: hãy dùng sipas init"
    )


def test_a_database_of_another_version_is_refused(
    sipas: Sipas, directory: Path
) -> None:
    store = Store(load_settings(directory, {}).database_url)
    migrate.downgrade(store, "-1")
    store.close()
    assert "sipas upgrade" in serve_refused(sipas, directory)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--workers", "2"),
            "SQLite chỉ dùng được một tiến trình: bỏ --workers, hoặc dùng PostgreSQL",
        ),
        (("--cert", "a.crt"), "--cert và --key phải đi cùng nhau"),
        (
            ("--cert", "a.crt", "--key", "a.key"),
            "không dùng được chứng thư a.crt với khóa a.key: không có tệp hoặc thư mục này",
        ),
    ],
)
def test_options_that_cannot_work_are_refused(
    sipas: Sipas, directory: Path, options: tuple[str, ...], said: str
) -> None:
    assert serve_refused(sipas, directory, *options) == f"sipas: {said}"


def test_a_key_of_another_certificate_is_refused(
    sipas: Sipas, directory: Path, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    cert, _ = certificate
    assert "không dùng được chứng thư" in serve_refused(
        sipas, directory, "--cert", cert, "--key", cert
    )


def test_a_port_in_use_is_named_at_once(sipas: Sipas, directory: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        begun = time.monotonic()
        refused = sipas("serve", "--directory", directory, "--port", port)
    assert refused.err == (
        f"sipas: không mở được cổng {port} trên 127.0.0.1: một chương trình khác đang dùng cổng này\n"
    )
    assert time.monotonic() - begun < 4


def test_days_that_are_over_are_closed_at_start(
    directory: Path, start_service: Start
) -> None:
    store = Store(load_settings(directory, {}).database_url)
    with store.writing() as session:
        make_responses(
            session,
            make_counter(session),
            make_wave(session),
            scores=[5] * 5,
            received_on=TODAY.replace(day=24),
        )
    start_service(directory)
    deadline = time.monotonic() + 10
    sealed = None
    while sealed is None and time.monotonic() < deadline:
        time.sleep(0.05)
        with store.reading() as session:
            sealed = closing.last_sealed_day(session)
    store.close()
    assert sealed == TODAY.replace(day=24)


def test_asked_to_end_it_answers_what_it_was_asked_first(
    directory: Path, start_service: Start
) -> None:
    service = start_service(directory)
    with socket.create_connection(("127.0.0.1", service.port)) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
        # The server has begun to read a request that is not complete.
        time.sleep(0.3)
        ending = Thread(target=service.stop)
        ending.start()
        time.sleep(0.3)
        client.sendall(b"\r\n")
        answer = client.makefile("rb").read()
        ending.join()
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"ok\n")
    assert service.process.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_at_once_and_cleanly_when_nobody_waits(
    directory: Path, start_service: Start, number: signal.Signals
) -> None:
    service = start_service(directory)
    begun = time.monotonic()
    assert service.stop(number) == 0
    assert time.monotonic() - begun < 8
    assert service.errors.read_text("utf-8") == ""


def test_nobody_s_address_or_path_is_logged(
    directory: Path, start_service: Start
) -> None:
    service = start_service(directory, environ={"SIPAS_DEBUG": "on"})
    assert service.get("/K/7K3M9P?lang=en")[0] == 404
    with socket.create_connection(("127.0.0.1", service.port)) as client:
        client.sendall(b"NONSENSE\r\n\r\n")
        client.makefile("rb").read()
    service.stop()
    log = service.errors.read_text("utf-8")
    assert "Malformed HTTP message from …: " in log
    assert "127.0.0.1" not in log and "7K3M9P" not in log


def test_what_a_stranger_says_of_a_proxy_is_not_listened_to(
    directory: Path, start_service: Start
) -> None:
    service = start_service(directory)
    with socket.create_connection(("127.0.0.1", service.port)) as client:
        client.sendall(
            b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"X-Forwarded-Proto: http\r\nX-Forwarded-Ssl: on\r\n\r\n"
        )
        answer = client.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")


def test_it_serves_over_its_own_tls(
    directory: Path, start_service: Start, certificate: tuple[Path, Path]
) -> None:
    service = start_service(directory, certificate=certificate)
    assert service.get("/healthz") == (200, "ok\n")
