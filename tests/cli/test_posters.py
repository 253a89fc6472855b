"""sipas posters: codes are given once and printed as often as wanted."""

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from survey.cli.posters import SIZES, VARIANTS
from survey.reports import poster_words, posters
from survey.settings import load_settings
from survey.store.engine import Store
from tests.cli.conftest import Sipas
from tests.fixtures.people import make_counter, make_office


@pytest.fixture
def with_counters(directory: Path) -> Path:
    """Give an installation with two offices, one counter each."""
    store = Store(load_settings(directory, {}).database_url)
    with store.writing() as session:
        for code in ("X01", "X02"):
            make_counter(session, make_office(session, code))
    store.close()
    return directory


def decoded(file: Path) -> list[str]:
    document = pypdfium2.PdfDocument(file)
    try:
        texts = []
        for page in document:
            image = page.render(scale=1).to_pil()
            texts += [found.text for found in zxingcpp.read_barcodes(image)]
            page.close()
        return texts
    finally:
        document.close()


def test_each_printed_line_is_what_the_sheet_s_code_says(
    sipas: Sipas, with_counters: Path, tmp_path: Path
) -> None:
    out = tmp_path / "bảng.pdf"
    printed = sipas("posters", "--directory", with_counters, "--out", out)
    first, *lines = printed.out.splitlines()
    assert first == f"Đã ghi 2 bảng vào {out}, trong đó 2 mã mới."
    columns = [line.split("\t") for line in lines]
    assert [column[:2] for column in columns] == [["X01", "X01-1"], ["X02", "X02-1"]]
    # The scheme in small letters, the rest in capitals.
    assert decoded(out) == [
        column[3].upper().replace("HTTPS", "https") for column in columns
    ]
    assert [column[3] for column in columns] == [
        f"https://danhgia.example.vn/K/{column[2]}" for column in columns
    ]


def test_printing_again_keeps_every_code(
    sipas: Sipas, with_counters: Path, tmp_path: Path
) -> None:
    command = ("posters", "--directory", with_counters, "--out", tmp_path / "a.pdf")
    first, second = sipas(*command).out, sipas(*command).out
    assert "trong đó 0 mã mới." in second
    assert first.splitlines()[1:] == second.splitlines()[1:]


def test_one_office_is_printed_alone(
    sipas: Sipas, with_counters: Path, tmp_path: Path
) -> None:
    out = tmp_path / "a.pdf"
    command = ("posters", "--directory", with_counters, "--out", out)
    printed = sipas(*command, "--office", "X02", "--lang", "en")
    assert printed.out.startswith(
        f"Wrote 1 posters to {out}, 1 of them with a new code.\nX02\tX02-1\t"
    )
    assert len(decoded(out)) == 1


def test_without_a_hotline_no_code_is_given(
    sipas: Sipas, with_counters: Path, tmp_path: Path
) -> None:
    settings = with_counters / "settings.env"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("SIPAS_HOTLINE=0000 000 000", ""), "utf-8")
    command = ("posters", "--directory", with_counters, "--out", tmp_path / "a.pdf")
    refused = sipas(*command)
    assert refused.code == 1
    assert refused.err == (
        "sipas: bảng cần số điện thoại cho người không quét được: "
        "thêm dòng SIPAS_HOTLINE=... vào settings.env\n"
    )
    settings.write_text(text, "utf-8")
    assert "trong đó 2 mã mới." in sipas(*command).out


def test_without_another_way_than_a_phone_no_code_is_given(
    sipas: Sipas, with_counters: Path, tmp_path: Path
) -> None:
    settings = with_counters / "settings.env"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("SIPAS_WITHOUT_PHONE=paper", ""), "utf-8")
    for arguments in ((), ("--variant", "staff"), ("--variant", "online")):
        out = tmp_path / "a.pdf"
        refused = sipas(
            "posters", "--directory", with_counters, *arguments, "--out", out
        )
        assert (refused.code, out.exists()) == (1, False)
        assert refused.err == (
            "sipas: bảng cần một cách đánh giá không dùng điện thoại: thêm dòng "
            "SIPAS_WITHOUT_PHONE=paper (phiếu giấy), kiosk (máy tính bảng) "
            "hoặc paper,kiosk vào settings.env\n"
        )


def test_a_new_batch_changes_the_code_of_the_counter_that_is_named(
    sipas: Sipas, with_counters: Path, tmp_path: Path
) -> None:
    command = ("posters", "--directory", with_counters, "--out", tmp_path / "a.pdf")
    before = sipas(*command).out.splitlines()[1:]
    replaced = sipas(*command, "--counter", "X02-1", "--new-batch", "--grace-days", 7)
    first, second, line = replaced.out.splitlines()
    assert first.endswith("trong đó 1 mã mới.")
    assert second == "Mã cũ còn dùng được 7 ngày nữa, trong lúc thay bảng."
    after = sipas(*command).out.splitlines()[1:]
    assert (after[0], after[1]) == (before[0], line)
    assert line != before[1] and line.startswith("X02\tX02-1\t")


def test_every_size_and_kind_is_printed(
    sipas: Sipas, with_counters: Path, tmp_path: Path
) -> None:
    out = tmp_path / "a.pdf"
    command = ("posters", "--directory", with_counters, "--out", out)
    seen = {}
    for size in SIZES:
        sipas(*command, "--size", size, "--variant", "returned")
        seen[size] = len(decoded(out))
    assert seen == dict.fromkeys(SIZES, 2)
    staff = sipas(*command, "--variant", "staff")
    assert staff.out == f"Đã ghi thẻ cho công chức tại quầy vào {out}.\n"
    assert decoded(out) == []


def test_sizes_and_kinds_are_those_that_can_be_set() -> None:
    assert SIZES == tuple(posters.SIZES)
    assert VARIANTS == (*poster_words.VARIANTS, "staff")


def test_a_poster_for_online_filers_carries_the_office_s_link(
    sipas: Sipas, with_counters: Path, tmp_path: Path
) -> None:
    out = tmp_path / "a.pdf"
    command = ("posters", "--directory", with_counters, "--out", out)
    printed = sipas(*command, "--variant", "online").out.splitlines()[1:]
    assert [line.split("\t")[:2] for line in printed] == [
        ["X01", "X01-online"],
        ["X02", "X02-online"],
    ]
    assert len(decoded(out)) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--languages", "vi,km"),
            "--languages: km: chỉ dùng được vi, en",
        ),
        (("--grace-days", "-1"), "--grace-days: -1: cần số ngày từ 0 đến 365"),
    ],
)
def test_a_wrong_option_is_named(
    sipas: Sipas,
    with_counters: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    with pytest.raises(SystemExit) as ended:
        sipas("posters", "--directory", with_counters, *arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--office", "X09"), "không có đơn vị X09"),
        (("--counter", "X09-1"), "không có quầy X09-1"),
        (
            ("--out", "không-có/a.pdf"),
            "không ghi được không-có/a.pdf: không có tệp hoặc thư mục này",
        ),
    ],
)
def test_what_cannot_be_printed_is_said_in_one_line(
    sipas: Sipas, with_counters: Path, arguments: tuple[str, ...], said: str
) -> None:
    refused = sipas("posters", "--directory", with_counters, *arguments)
    assert (refused.code, refused.err) == (1, f"sipas: {said}\n")


def test_without_counters_the_next_step_is_named(sipas: Sipas, directory: Path) -> None:
    assert sipas("posters", "--directory", directory).err == (
        "sipas: chưa có quầy nào: hãy chạy sipas import counters trước\n"
    )
