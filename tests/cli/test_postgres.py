"""An installation on PostgreSQL: made, served by two processes, sealed once."""

import re
import time
from pathlib import Path

import pytest

from survey.settings import load_settings
from survey.store import closing
from survey.store.engine import Store
from survey.store.tables import Seal
from tests.cli.conftest import Sipas
from tests.fixtures.people import TODAY, make_counter, make_responses, make_wave
from tests.fixtures.postgres import PostgresServer
from tests.fixtures.service import Start

ENVIRON = {"SIPAS_ENVIRONMENT": "testing", "SIPAS_TEST_CLOCK": f"{TODAY}T09:00"}
YESTERDAY = TODAY.replace(day=TODAY.day - 1)


def test_two_processes_serve_and_the_day_is_sealed_once(
    sipas: Sipas, postgres_server: PostgresServer, start_service: Start, tmp_path: Path
) -> None:
    url = postgres_server.url(postgres_server.create_database())
    directory = tmp_path / "a"
    made = sipas(
        *("init", "--directory", directory, "--base-url", "https://danhgia.example.vn"),
        *("--database-url", url),
    )
    assert made.code == 0
    assert [file.name for file in directory.iterdir()] == ["settings.env"]
    store = Store(load_settings(directory, {}).database_url)
    with store.writing() as session:
        make_responses(
            session,
            make_counter(session),
            make_wave(session),
            scores=[5] * 6,
            received_on=YESTERDAY,
        )
    service = start_service(directory, options=("--workers", "2"), environ=ENVIRON)
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and not last_seal(store):
        time.sleep(0.1)
    assert last_seal(store) == (YESTERDAY, 6)
    assert service.get("/healthz") == (200, "ok\n")
    assert service.stop() == 0
    assert service.errors.read_text("utf-8") == ""
    store.close()


def last_seal(store: Store) -> tuple[object, int] | None:
    with store.reading() as session:
        day = closing.last_sealed_day(session)
        return None if day is None else (day, session.get_one(Seal, day).n)


def test_an_installation_that_is_there_is_not_made_again(
    sipas: Sipas, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    url = postgres_server.url(postgres_server.create_database())
    command = ("--base-url", "https://danhgia.example.vn", "--database-url", url)
    sipas("init", "--directory", tmp_path / "a", *command)
    refused = sipas("init", "--directory", tmp_path / "b", *command)
    assert (refused.code, refused.err) == (
        1,
        "sipas: cơ sở dữ liệu này đã có một cuộc khảo sát\n",
    )
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("password", ["mật khẩu", "hidden"])
def test_a_database_that_cannot_be_reached_is_said_without_its_password(
    sipas: Sipas, tmp_path: Path, password: str
) -> None:
    refused = sipas(
        *("init", "--directory", tmp_path / "a"),
        *("--base-url", "https://danhgia.example.vn", "--database-url"),
        f"postgresql+psycopg://sipas:{password}@127.0.0.1:1/sipas",
    )
    assert refused.code == 1
    assert re.match("sipas: không mở được cơ sở dữ liệu: ", refused.err)
    assert password not in refused.err
    assert not (tmp_path / "a").exists()


def test_a_database_that_may_lose_answers_is_refused_in_one_line(
    sipas: Sipas, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    url = postgres_server.url(postgres_server.create_database())
    unsafe = f"{url}&options=-csynchronous_commit%3Doff"
    made = ("--directory", tmp_path / "a", "--base-url", "https://danhgia.example.vn")
    said = (
        "sipas: PostgreSQL's synchronous_commit is 'off', "
        "expected on or remote_write or remote_apply\n"
    )
    assert sipas("init", *made, "--database-url", unsafe).err == said
    assert sipas("init", *made, "--database-url", url).code == 0
    settings = tmp_path / "a" / "settings.env"
    settings.write_text(settings.read_text("utf-8").replace(url, unsafe), "utf-8")
    refused = sipas("serve", "--directory", tmp_path / "a", "--port", "1")
    assert (refused.code, refused.err) == (1, said)
