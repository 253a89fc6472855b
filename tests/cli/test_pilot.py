"""A pilot without demo data: from an empty directory to a compared answer, by commands and pages only."""

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Sequence
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.fixtures.service import SIPAS, Service, Start, free_port

DAY, NEXT_DAY = "2026-11-25T09:00", "2026-11-26T00:30"
PASSWORD = "trời nắng chang chang"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
OFFICES = "code,name,level\nBH,Xã Bắc Hà,commune\nHT,Xã Hòa Thắng,commune\n"
COUNTERS = "office,code,name\nBH,BH-1,Quầy 1\nHT,HT-1,Quầy 1\n"
# 30 people each. Bắc Hà: 25 are satisfied with all five factors, 5 with none: 83.3 points.
# Hòa Thắng: 10 and 20: 33.3 points.
# The interval by Newcombe from the pages' own: 83.3 (65.4–93.0) and 33.3 (18.7–52.2).
SENTENCE = (
    "Cao hơn rõ. Chênh lệch 50,0 điểm (từ 24,0 đến 67,6), "
    "lớn hơn mức dao động thường do ngẫu nhiên."
)
LEVELS = {"BH": [5] * 25 + [3] * 5, "HT": [4] * 10 + [2] * 20}

Sipas = Callable[..., str]


@pytest.fixture
def sipas(tmp_path: Path) -> Sipas:
    """Give a function that runs a command of the pilot on its day and returns what it printed."""

    def run(*arguments: object, clock: str = DAY, typed: str = "") -> str:
        finished = subprocess.run(
            [SIPAS, *(str(argument) for argument in arguments)],
            cwd=tmp_path,
            env={**os.environ, **on(clock)},
            input=typed,
            capture_output=True,
            text=True,
        )
        assert finished.returncode == 0, finished.stderr
        return finished.stdout

    return run


def on(moment: str) -> dict[str, str]:
    """Return what sets the clock; production would refuse it."""
    return {"SIPAS_ENVIRONMENT": "testing", "SIPAS_TEST_CLOCK": moment}


def answer(service: Service, code: str, levels: Sequence[int]) -> list[str]:
    """Fill the form once for each level, as phones do; return the receipts' pages."""
    connection = service.connection()
    receipts = []
    for level in levels:
        page = fetch(connection, "GET", f"/K/{code}")
        token = re.search(r'name="form_token" value="([^"]+)"', page)
        assert token
        questions = dict.fromkeys(re.findall(r'name="(\w+)" value="5"', page), level)
        assert len(questions) == 6
        body = urlencode({"form_token": token[1], **questions})
        receipts.append(fetch(connection, "POST", f"/K/{code}", body))
    connection.close()
    return receipts


def fetch(connection: HTTPConnection, method: str, path: str, body: str = "") -> str:
    """Return a page; after a post that of the address it leads to."""
    connection.request(method, path, body, FORM if body else {})
    reply = connection.getresponse()
    text = reply.read().decode()
    if reply.status == 303:
        return fetch(connection, "GET", reply.getheader("Location", ""))
    assert reply.status == 200, text
    return text


def comparison(service: Service) -> str:
    """Sign in as Hoa and return the sentence that compares the two offices."""
    connection = service.connection()
    connection.request("GET", "/review/sign-in")
    reply = connection.getresponse()
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', reply.read().decode())
    assert token
    cookie = (reply.getheader("Set-Cookie") or "").partition(";")[0]
    sent = {"csrf_token": token[1], "name": "hoa", "password": PASSWORD}
    headers = {
        **FORM,
        "Cookie": cookie,
        # Browsers send it with https, and the service asks for it.
        "Referer": f"https://localhost:{service.port}/review/sign-in",
    }
    connection.request("POST", "/review/sign-in", urlencode(sent), headers)
    reply = connection.getresponse()
    reply.read()
    assert reply.status == 303
    session = (reply.getheader("Set-Cookie") or "").partition(";")[0]
    assert session.startswith("__Host-review=")
    path = "/review/waves/2026-1/compare?first=BH&second=HT"
    connection.request("GET", path, headers={"Cookie": session})
    page = connection.getresponse().read().decode()
    connection.close()
    found = re.search(r'<p class="finding verdict[^"]*">(.*?)</p>', page, re.DOTALL)
    assert found, page
    # A shape for the eye stands before the words.
    words = re.sub(r"<span[^>]*>.*?</span>", "", found[1])
    return " ".join(words.split())


def test_a_pilot_goes_from_an_empty_directory_to_a_compared_answer(
    sipas: Sipas,
    start_service: Start,
    certificate: tuple[Path, Path],
    tmp_path: Path,
) -> None:
    port, directory = free_port(), tmp_path / "thí điểm"
    at = ("--directory", directory)
    (tmp_path / "offices.csv").write_text(OFFICES, "utf-8")
    (tmp_path / "counters.csv").write_text(COUNTERS, "utf-8")
    sipas(
        *("init", *at, "--base-url", f"https://localhost:{port}"),
        *("--hotline", "0000 000 000", "--without-phone", "paper"),
    )
    sipas(
        *("account", "add", "hoa", *at, "--role", "reform_office", "--password-stdin"),
        typed=f"{PASSWORD}\n",
    )
    sipas("import", "offices", *at, "offices.csv")
    sipas("import", "counters", *at, "counters.csv")
    sipas(
        *("wave", "open", "2026-1", *at, "--questionnaire", "quick"),
        *("--from", "2026-11-25", "--to", "2026-12-31"),
    )
    printed = sipas("posters", *at, "--out", "posters.pdf")
    codes = dict(re.findall(r"^(\w+)\t[\w-]+\t(\w{6})\t", printed, re.MULTILINE))

    service = start_service(
        directory, port=port, certificate=certificate, environ=on(DAY)
    )
    receipts = [
        page
        for office, levels in LEVELS.items()
        for page in answer(service, codes[office], levels)
    ]
    assert len(set(receipts)) == 60
    assert all("Đã nhận đánh giá." in page for page in receipts)
    # Nothing of an open day is shown.
    assert "Chưa đủ phiếu (dưới 5)" in comparison(service)
    assert service.stop() == 0

    service = start_service(
        directory, port=port, certificate=certificate, environ=on(NEXT_DAY)
    )
    wait_until_sealed(sipas, directory)
    assert comparison(service) == SENTENCE
    assert service.stop() == 0

    sipas("backup", *at, "pilot.sqlite", clock=NEXT_DAY)
    restored = tmp_path / "restored"
    sipas("restore", "--directory", restored, "pilot.sqlite", clock=NEXT_DAY)
    (restored / "settings.env").write_bytes((directory / "settings.env").read_bytes())
    assert status(sipas, restored) == status(sipas, directory)
    assert status(sipas, directory)["responses"] == 60


def wait_until_sealed(sipas: Sipas, directory: Path) -> None:
    deadline = time.monotonic() + 20
    while status(sipas, directory)["last_seal"] != "2026-11-25":
        assert time.monotonic() < deadline, "the day was not closed"
        time.sleep(0.3)


def status(sipas: Sipas, directory: Path) -> dict[str, object]:
    printed = sipas("status", "--directory", directory, "--json", clock=NEXT_DAY)
    told: dict[str, object] = json.loads(printed)
    del told["disk_bytes"]
    # Noted once the copy is verified, so a copy never holds its own.
    del told["last_backup"]
    return told
