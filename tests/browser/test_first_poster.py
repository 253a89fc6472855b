"""From nothing to the first printed poster of an office list, as a new administrator goes it, step by step."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page

from survey.reports.workbook import Sheet, workbook
from tests.browser.test_accounts import faults_of, sideways, sign_in
from tests.fixtures.bureau import KIEN
from tests.fixtures.service import SIPAS, Start, free_port

MOST_STEPS = 25
PASSWORD = "cây cầu tre bắc qua suối Lau"
# A list as a province's office keeps it, of places that are not on any map.
DEPARTMENTS = ("Nội vụ", "Tư pháp", "Tài chính", "Y tế", "Xây dựng", "Công Thương")
COMMUNES = ("Lam Vân Khê", "Lam Trúc Lĩnh", "Lam Hạc Trì", "Lam Sậy Giang", "Lam Quế")
COUNTERS = ("Hộ tịch, chứng thực", "Đất đai, xây dựng", "Trả kết quả")


@dataclass(slots=True)
class Hour:
    """What an administrator does, one step at a time; `taken` says what."""

    taken: list[str] = field(default_factory=list)

    def step(self, what: str) -> None:
        self.taken.append(what)

    def command(self, *arguments: object) -> str:
        """Type a command and return what it printed."""
        self.step(f"sipas {arguments[0]}")
        command = [SIPAS, *map(str, arguments)]
        finished = subprocess.run(command, capture_output=True, text=True)
        assert finished.returncode == 0, finished.stderr
        return finished.stdout

    def fill(self, page: Page, field_id: str, text: str) -> None:
        self.step(f"fill in {field_id}")
        page.fill(f"#{field_id}", text)

    def choose_file(self, page: Page, field_id: str, file: Path) -> None:
        self.step(f"choose {file.name}")
        page.set_input_files(f"#{field_id}", file)

    def click(self, page: Page, what: str) -> None:
        self.step(f"click {what}")
        page.click(what)


def office_list(folder: Path) -> tuple[Path, Path]:
    """Write both lists as workbooks, as offices have them."""
    offices = [(f"S{n:02}", f"Sở {name}", "tỉnh", "department") for n, name in enumerate(DEPARTMENTS, 1)]  # fmt: skip
    offices += [(f"X{n:02}", f"Trung tâm Phục vụ hành chính công xã {name}", "xã", "commune_centre") for n, name in enumerate(COMMUNES, 1)]  # fmt: skip
    counters = [
        (office[0], f"{office[0]}-{n}", f"Quầy {n}: {name}")
        for office in offices
        for n, name in enumerate(COUNTERS, 1)
    ]
    files = folder / "Danh sách đơn vị.xlsx", folder / "Danh sách quầy.xlsx"
    for file, header, rows in (
        (files[0], ("Mã đơn vị", "Tên đơn vị", "Cấp", "Khối"), offices),
        (files[1], ("Mã đơn vị", "Mã quầy", "Tên quầy"), counters),
    ):
        numbered = tuple((str(n), *row) for n, row in enumerate(rows, 1))
        file.write_bytes(workbook([Sheet("Trang 1", ("STT", *header), numbered)]))
    return files


def test_the_first_poster_is_at_most_25_steps_away(
    screen: Page,
    phone: Page,
    start_service: Start,
    certificate: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    offices, counters = office_list(tmp_path)
    begun, hour, port = time.monotonic(), Hour(), free_port()
    directory = tmp_path / "hài lòng"
    hour.command("init", "--directory", directory, "--base-url", f"https://localhost:{port}", "--hotline", "0000 000 000", "--without-phone", "paper")  # fmt: skip
    place = ("--directory", directory)
    told = hour.command("account", "invite", "kien", "--role", "administrator", *place)
    (link,) = [word for word in told.split() if word.startswith("https://")]
    hour.step("sipas serve")
    start_service(directory, port=port, certificate=certificate)

    hour.step("open the link")
    screen.goto(link)
    hour.fill(screen, "new_password", PASSWORD)
    hour.fill(screen, "repeated", PASSWORD)
    hour.click(screen, "#submit")
    hour.fill(screen, "name", "kien")
    hour.fill(screen, "password", PASSWORD)
    hour.click(screen, "#submit")

    hour.click(screen, ".verdict a")
    hour.choose_file(screen, "offices", offices)
    hour.choose_file(screen, "counters", counters)
    hour.click(screen, "#submit")
    assert "Đơn vị: thêm mới 11" in screen.inner_text("[role=status]")
    assert "Quầy: thêm mới 33" in screen.inner_text("[role=status]")

    hour.click(screen, "[role=status] a")
    hour.click(screen, ".verdict a")
    hour.click(screen, "#submit")
    hour.click(screen, ".verdict a")
    hour.click(screen, "form[action*='/manage/posters'] button")
    hour.step("download the posters")
    with screen.expect_download() as download:
        screen.click(".download a")
    document = pypdfium2.PdfDocument(download.value.path())
    assert len(document) == 33
    (code,) = zxingcpp.read_barcodes(
        document[0].render(scale=100 / 72).to_pil(), zxingcpp.BarcodeFormat.QRCode
    )
    document.close()

    hour.step("scan the poster")
    phone.goto(code.text)
    assert "Sở Nội vụ" in phone.inner_text("body")
    assert phone.locator("input[type=radio]").count() > 0
    with capsys.disabled():
        print(f"\n{len(hour.taken)} steps, {time.monotonic() - begun:.0f} s")
    assert len(hour.taken) <= MOST_STEPS, hour.taken


def test_the_pages_of_setting_up_can_be_read_by_all(
    screen: Page,
    province_site: str,
    axe_violations: Callable[[Page], list[str]],
    tmp_path: Path,
) -> None:
    sign_in(screen, province_site, KIEN)
    pages = ("/manage/start", "/manage/places", "/manage/new-wave", "/manage/waves")
    found = faults_of(screen, axe_violations, province_site, pages)
    bad = tmp_path / "đơn vị.csv"
    bad.write_text("code,name,level\nX 1,,làng\n", "utf-8")
    screen.goto(f"{province_site}/manage/places?lang=en")
    screen.set_input_files("#offices", bad)
    screen.click("#submit")
    assert screen.locator("[role=alert] li").count() == 3
    found += [*axe_violations(screen), *sideways(screen, "mistakes")]
    screen.goto(f"{province_site}/manage/new-wave")
    screen.fill("#code", "sai mã")
    screen.fill("#last", "2020-01-01")
    screen.click("#submit")
    assert screen.locator(".field.wrong").count() == 1
    found += [*axe_violations(screen), *sideways(screen, "wave")]
    assert found == []
