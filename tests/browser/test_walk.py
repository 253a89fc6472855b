"""The whole path at phone size, with the real commands: from a poster's code to the reform office's page.

`make screenshots` keeps what it sees under docs/screenshots.
"""

import os
import re
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image
from playwright.sync_api import Page

from tests.fixtures.served_demo import Demo, sign_in, sipas

ONLINE_FORM = "Dấu thời gian,Đơn vị,Thái độ phục vụ,Thời gian giải quyết\n" + "".join(
    f"25/11/2026 08:{minute:02},{office},{manner},{time}\n"
    for minute in range(40)
    for office, manner, time in (
        ("Xã Một", "Hài lòng", "Rất hài lòng" if minute % 3 else "Bình thường"),
        ("Xã Hai", "Hài lòng" if minute % 4 else "Không hài lòng", "Hài lòng"),
    )
)
PICTURES = os.environ.get("SIPAS_SCREENSHOTS", "")
# The index as the overview prints it: points, interval, number of answers.
INDEX = re.compile(r"\d+,\d \(\d+,\d–\d+,\d\),? n = [\d.]+")


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


def test_what_was_found_is_published_printed_and_compared_with_an_online_form(
    phone: Page, screen: Page, demo: Demo, tmp_path: Path
) -> None:
    phone.goto(f"{demo.address}/ket-qua")
    assert "cách tính kiểu SIPAS" in phone.inner_text("main")
    keep(phone, "public")
    sign_in(screen, demo)
    screen.goto(f"{screen.url}/reports")
    keep(screen, "reports")
    with screen.expect_download() as report:
        screen.locator("form").filter(has_text="Loại báo cáo").get_by_role(
            "button"
        ).click()
    document = pypdfium2.PdfDocument(report.value.path())
    assert len(document) > 5
    first = document[0]
    assert "cách tính kiểu SIPAS" in " ".join(
        first.get_textpage().get_text_range().split()
    )
    if PICTURES:
        first.render(scale=1.2).to_pil().save(Path(PICTURES) / "report.png")
    document.close()

    answers = tmp_path / "biểu mẫu trực tuyến.csv"
    answers.write_text(ONLINE_FORM, "utf-8")
    analysed = sipas("analyse", str(answers), "--unit", "Đơn vị")
    assert "Chưa thấy khác biệt rõ" in analysed or "khác rõ" in analysed
    assert re.search(r"\d+,\d \(\d+,\d–\d+,\d\)", analysed)
