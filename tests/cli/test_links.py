"""sipas links: a link of its own for each office, ready to paste and to print."""

import csv
import json
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from survey.settings import load_settings
from survey.store.engine import Store
from survey.store.places import place_of_code
from tests.cli.conftest import Sipas
from tests.fixtures.people import TODAY, make_office


@pytest.fixture
def with_offices(directory: Path) -> Path:
    """Give an installation with two offices."""
    store = Store(load_settings(directory, {}).database_url)
    with store.writing() as session:
        for code in ("X01", "X02"):
            make_office(session, code)
    store.close()
    return directory


def test_each_office_s_square_opens_the_link_that_is_printed(
    sipas: Sipas, with_offices: Path, tmp_path: Path
) -> None:
    out = tmp_path / "liên kết"
    printed = sipas("links", "--directory", with_offices, "--out", out)
    lines = printed.out.splitlines()
    heads = [line.split("\t") for line in lines if "\t" in line]
    assert [head[0] for head in heads] == ["X01", "X02"]
    assert lines[-1] == f"Đã ghi mã QR và câu mời của 2 đơn vị vào {out}."
    for office, code, address in heads:
        assert address == f"https://danhgia.example.vn/K/{code}"
        (found,) = zxingcpp.read_barcodes(Image.open(out / f"{office}-online.png"))
        assert found.text == f"https://DANHGIA.EXAMPLE.VN/K/{code}"
        assert (out / f"{office}-online.svg").read_text("utf-8").startswith("<svg")


def test_what_is_answered_by_the_link_is_class_l(
    sipas: Sipas, with_offices: Path, tmp_path: Path
) -> None:
    command = ("links", "--directory", with_offices, "--out", tmp_path / "a")
    links = json.loads(sipas(*command, "--json").out)
    store = Store(load_settings(with_offices, {}).database_url)
    with store.reading() as session:
        found = [place_of_code(session, link["code"], TODAY) for link in links]
    store.close()
    assert [place.channel for place in found if place] == ["L", "L"]


def test_a_link_stays_when_it_is_asked_for_again(
    sipas: Sipas, with_offices: Path, tmp_path: Path
) -> None:
    command = ("links", "--directory", with_offices, "--out", tmp_path / "a")
    assert sipas(*command).out == sipas(*command).out
    one = sipas(*command, "--office", "X02", "--lang", "en").out
    assert one.startswith("X02\t") and "X01" not in one
    assert "Wrote the QR codes and sentences of 1 offices to" in one


def test_the_sentences_are_ready_in_both_languages(
    sipas: Sipas, with_offices: Path, tmp_path: Path
) -> None:
    out = tmp_path / "a"
    sipas("links", "--directory", with_offices, "--out", out)
    text = (out / "links.csv").read_bytes().decode("utf-8-sig")
    first, _second = csv.DictReader(text.splitlines())
    code, address = first["code"], first["address"]
    printed_code = f"{code[:3]} {code[3:]}"
    assert first["notice"] == (
        f"Mời Ông/Bà đánh giá lần làm thủ tục này tại {address}. "
        "Không hỏi tên, không bắt buộc."
    )
    assert first["slip"] == (
        "Làm xong thủ tục, mời Ông/Bà đánh giá: quét ô vuông này, hoặc mở "
        f"danhgia.example.vn và nhập mã {printed_code}. Không hỏi tên, không bắt buộc."
    )
    assert first["notice_en"] == (
        f"Please rate how your papers were handled at {address}. "
        "No name is asked, and it is up to you."
    )
    assert first["slip_en"] == (
        "When all is done, please rate how you were served: scan this square, or open "
        f"danhgia.example.vn and enter {printed_code}. "
        "No name is asked, and it is up to you."
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--office", "X09"), "không có đơn vị X09"),
        (
            ("--out", "settings.env/a"),
            "không ghi được settings.env/a: có chỗ trong đường dẫn không phải là thư mục",
        ),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(
    sipas: Sipas,
    with_offices: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(with_offices)
    refused = sipas("links", "--directory", with_offices, *arguments)
    assert (refused.code, refused.err) == (1, f"sipas: {said}\n")


def test_without_offices_the_next_step_is_named(sipas: Sipas, directory: Path) -> None:
    assert sipas("links", "--directory", directory).err == (
        "sipas: chưa có đơn vị nào: hãy chạy sipas import offices trước\n"
    )
