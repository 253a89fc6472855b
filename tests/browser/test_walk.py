"""The whole path at phone size, with the real commands: from a poster's code to the reform office's page.

`make screenshots` keeps what it sees under docs/screenshots.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page

SIPAS = Path(sys.executable).with_name("sipas")
PICTURES = os.environ.get("SIPAS_SCREENSHOTS", "")
START_SECONDS = 60
# The index as the overview prints it: points, interval, number of answers.
INDEX = re.compile(r"\d+,\d \(\d+,\d–\d+,\d\),? n = [\d.]+")


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that is served, and who may sign in."""

    address: str
    directory: Path
    reviewer: str
    password: str


def sipas(*arguments: str) -> str:
    """Run a command and return what it printed."""
    finished = subprocess.run([SIPAS, *arguments], capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Serve a demo whose waves end long after today."""
    directory = tmp_path_factory.mktemp("Tỉnh hư cấu") / "demo"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    place = ("--directory", str(directory), "--port", port)
    printed = sipas("demo", *place, "--json")
    access = json.loads(printed.splitlines()[-1])
    server = subprocess.Popen(
        [SIPAS, "serve", *place], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_healthy(address, server)
        yield Demo(address, directory, access["reviewer"], access["password"])
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(START_SECONDS) == 0


def wait_until_healthy(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(f"{address}/healthz") as answer:
                assert answer.status == 200
            return
        except URLError:
            time.sleep(0.2)
    pytest.fail("sipas serve did not answer", pytrace=False)


def keep(page: Page, name: str, *, full_page: bool = False) -> None:
    """Keep a picture of the page, if pictures are wanted."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=full_page)


def first_poster(demo: Demo, folder: Path) -> Image.Image:
    """Print an office's posters and return the first page as a picture."""
    file = folder / "posters.pdf"
    sipas(
        "posters",
        *("--directory", str(demo.directory)),
        *("--office", "P01", "--out", str(file)),
    )
    document = pypdfium2.PdfDocument(file)
    picture: Image.Image = document[0].render(scale=100 / 72).to_pil()
    document.close()
    return picture


def sign_in(screen: Page, demo: Demo) -> None:
    screen.goto(f"{demo.address}/review/")
    screen.fill("input[name=name]", demo.reviewer)
    screen.fill("input[name=password]", demo.password)
    screen.click("main [type=submit]")


def released_index(screen: Page) -> str:
    found = INDEX.search(" ".join(screen.inner_text("main").split()))
    assert found
    return found[0]


def received_today(screen: Page) -> int:
    found = re.search(r"Hôm nay đã nhận: ([\d.]+) phiếu", screen.inner_text("main"))
    assert found
    return int(found[1].replace(".", ""))


def test_an_answer_goes_from_the_poster_to_the_reform_office(
    phone: Page, no_script_phone: Page, screen: Page, demo: Demo, tmp_path: Path
) -> None:
    sign_in(screen, demo)
    index, before = released_index(screen), received_today(screen)
    keep(screen, "overview")

    poster = first_poster(demo, tmp_path)
    if PICTURES:
        poster.save(Path(PICTURES) / "poster.png")
    (code,) = zxingcpp.read_barcodes(poster)
    scanned = f"{demo.address}/K/{code.text.rsplit('/', 1)[1]}"

    phone.goto(scanned)
    keep(phone, "form")
    phone.click("label[for=q01-4]")
    phone.click("main form > button:last-of-type")
    assert "Chưa trả lời câu 2, 3" in phone.inner_text("[role=status]")
    phone.click("main form > button:last-of-type")
    receipt = phone.locator(".receipt b").inner_text()
    keep(phone, "receipt")
    phone.reload()
    assert phone.locator(".receipt b").inner_text() == receipt

    old_phone = no_script_phone
    old_phone.goto(scanned)
    old_phone.click("label[for=q01-0]")
    old_phone.click("main form > button:last-of-type")
    receipt = old_phone.locator(".receipt b").inner_text()
    old_phone.go_back()
    old_phone.click("main form > button:last-of-type")
    assert old_phone.locator(".receipt b").inner_text() == receipt
    assert "Không tính hai lần" in old_phone.inner_text("h1")

    screen.reload()
    assert received_today(screen) == before + 2
    assert released_index(screen) == index


def test_the_reform_office_finds_what_differs(screen: Page, demo: Demo) -> None:
    sign_in(screen, demo)
    wave = screen.url
    screen.goto(f"{wave}/offices")
    assert "Cao hơn rõ" in screen.inner_text("main")
    assert "Chưa thấy khác biệt rõ" in screen.inner_text("main")
    assert re.search(
        r"Hạng \d+ \(có thể từ \d+ đến \d+ trong \d+\)", screen.inner_text("main")
    )
    keep(screen, "offices")
    first, last = (
        screen.locator("tbody a").nth(at).get_attribute("href").rsplit("/", 1)[1]
        for at in (0, -5)
    )
    screen.goto(f"{wave}/compare?first={first}&second={last}")
    sentence = screen.inner_text("main")
    assert "rõ" in sentence and "Holm" in sentence
    keep(screen, "compare")
    screen.goto(f"{wave}/offices/{first}")
    assert "Từng câu hỏi" in screen.inner_text("main")
    assert "So với Khảo sát tháng" in screen.inner_text("main")
    keep(screen, "office")
    screen.goto(f"{wave}/analysis")
    assert "Nằm ngoài dao động thường gặp" in screen.inner_text("main")
    keep(screen, "analysis")
    screen.goto(f"{demo.address}/review/dossiers")
    assert "122.835" in screen.inner_text("main")
    keep(screen, "dossiers")
