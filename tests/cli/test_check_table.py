"""sipas check-table: what does not follow in a printed table, in words and as JSON."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Sipas

ARTICLE = """\
group,part,count,percent
Cấp tỉnh,đúng hạn,75.361,"99,77%"
Cấp tỉnh,=total,75.537,
Cấp huyện,đúng hạn,92.392,"75,22%"
Cấp huyện,=total,112.835,
Cấp xã,đúng hạn,344.917,"94,61%"
Cấp xã,=total,364.562,
=total,đúng hạn,512.670,"91,07%"
=total,=total,562.934,
"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    file = tmp_path / "bài báo.csv"
    file.write_text(ARTICLE, "utf-8")
    return file


def test_the_article_is_explained_in_vietnamese(sipas: Sipas, article: Path) -> None:
    said = sipas("check-table", article)
    assert said.code == 0
    assert said.out.splitlines()[:3] == [
        "Bảng có 2 chỗ các con số không khớp nhau.",
        "Mẫu số của tỷ lệ: tổng của nhóm.",
        "Cách làm tròn: làm tròn nửa lên hoặc làm tròn nửa về số chẵn, 2 chữ số thập phân.",
    ]
    assert (
        "- Các nhóm cộng lại được 552.934, nhưng bảng ghi tổng chung là 562.934 (lệch 10.000)."
        in said.out
    )
    assert (
        "- Tỷ lệ “đúng hạn” của nhóm “Cấp huyện”: bảng ghi 75,22%, "
        "nhưng tính từ số lượng là 81,88%." in said.out
    )
    assert (
        "Nếu tổng của nhóm “Cấp huyện” là 122.835 thay vì 112.835 "
        "thì 2 chỗ không khớp được giải thích; xin đối chiếu với số liệu gốc."
        in said.out
    )


def test_english_is_spoken_too(sipas: Sipas, article: Path) -> None:
    said = sipas("check-table", article, "--lang", "en")
    assert said.out.startswith("Contradictions found in the table: 2.\n")
    assert "the table says 75.22%, but the counts give 81.88%" in said.out


def test_programs_get_the_same_answer(sipas: Sipas, article: Path) -> None:
    found = json.loads(sipas("check-table", article, "--json").out)
    assert (found["consistent"], found["rounding"]) == (False, "half-up")
    places = [(f["group"], f["part"], f["kind"]) for f in found["findings"]]
    assert ("=total", "=total", "sum") in places
    assert ("Cấp huyện", "đúng hạn", "percent") in places
    (rate,) = (f for f in found["findings"] if f["kind"] == "percent")
    assert (rate["printed"], rate["computed"]) == (75.22, 81.88)
    assert rate["message"].startswith("Tỷ lệ “đúng hạn” của nhóm “Cấp huyện”")
    assert found["correction"] == {
        "group": "Cấp huyện",
        "part": "=total",
        "column": "count",
        "from": 112835,
        "to": 122835,
    }


def test_a_base_stands_for_the_total_of_each_question(
    sipas: Sipas, tmp_path: Path
) -> None:
    file = tmp_path / "h.csv"
    file.write_text(
        "group,part,count,percent\nq,a,2063,48.94\nq,b,2137,50.6\nq,c,150,3.55\n"
        "r,a,1825,43.29\nr,b,2281,54.11\nr,c,99,2.34\n",
        "utf-8",
    )
    found = json.loads(sipas("check-table", file, "--base", "4215", "--json").out)
    assert found["rounding"] == "truncated"
    assert found["denominator"] == "base"
    kinds = [(f["group"], f["kind"], f["computed"]) for f in found["findings"]]
    assert kinds == [("q", "sum", 4350), ("r", "remainder", 4205)]
    assert (found["correction"]["from"], found["correction"]["to"]) == (150, 15)


def test_a_table_that_follows_is_said_to(sipas: Sipas, tmp_path: Path) -> None:
    file = tmp_path / "g.csv"
    file.write_text(
        "group;part;count;percent\nPhiếu;rất hài lòng;10;32,3\nPhiếu;hài lòng;16;51,6\n"
        "Phiếu;bình thường;5;16,1\n",
        "utf-8",
    )
    found = json.loads(sipas("check-table", file, "--json").out)
    assert found == {
        "consistent": True,
        "rounding": "half-up",
        "denominator": "parts",
        "findings": [],
        "correction": None,
    }
    assert sipas("check-table", file).out.startswith(
        "Các con số trong bảng khớp với nhau.\n"
    )


def test_counts_alone_tell_nothing_about_rounding(sipas: Sipas, tmp_path: Path) -> None:
    file = tmp_path / "n.csv"
    file.write_text("group,part,count,percent\ng,a,5,\ng,=TOTAL,4,\n", "utf-8")
    found = json.loads(sipas("check-table", file, "--json").out)
    assert (found["consistent"], found["rounding"]) == (False, None)


@pytest.mark.parametrize(
    "row, named",
    [
        ("g,a,-1,", "dòng 2, cột count: có “-1”"),
        ("g,a,1e9,", "dòng 2, cột count: có “1e9”"),
        ("g,a,NaN,", "cột count: có “NaN”"),
        ("g,a,1,10%%", "cột percent: có “10%%”"),
        (",a,1,", "dòng 2, cột group"),
        ("g,a\u202eb,1,", "dòng 2, cột part"),
        ("g,a,1,\ng,a,2,", "dòng 3, cột part: có “a”"),
        ("g,a,=1+1,", "cột count: có “=1+1”"),
        ("g,a,1", "4 cột"),
    ],
)
def test_a_mistake_is_named_by_line_and_column(
    sipas: Sipas, tmp_path: Path, row: str, named: str
) -> None:
    file = tmp_path / "x.csv"
    file.write_text(f"group,part,count,percent\n{row}\n", "utf-8")
    refused = sipas("check-table", file)
    assert (refused.code, refused.out) == (1, "")
    assert named in refused.err


@pytest.mark.parametrize(
    "content",
    [b"", b"group,part\n", b"group,part,count,percent\n", b"\xff\xfe", b"PK\x03\x04"],
)
def test_what_is_no_table_is_refused(
    sipas: Sipas, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    refused = sipas("check-table", file)
    assert (refused.code, refused.err.count("\n")) == (1, 1)
