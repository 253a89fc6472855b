"""sipas ddci: a round from its files to its result, at the command line."""

import csv
import json
import stat
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from openpyxl import load_workbook
from sqlmodel import func, select

from survey.settings import FILE_NAME, write_settings
from survey.store import audit, ddci, ddci_links
from survey.store.audit import Search
from survey.store.ddci_links import read_key
from survey.store.engine import Store
from survey.store.tables import DdciLink
from tests.cli.conftest import SETTINGS, Outcome, Sipas
from tests.cli.filled import store_of
from tests.fixtures.ddci import PROGRAMME
from tests.fixtures.people import TODAY

FILES = {
    "programme.toml": PROGRAMME,
    "units.csv": 'unit,block\nSở A,"Sở, ngành"\nSở B,"Sở, ngành"\nSở C,"Sở, ngành"\nXã D,Địa phương\n',
    "ranges.csv": "indicator,min,max,years\nngay,3,12,2024\nngay,2,10,2025\n",
    "figures.csv": "unit;cong_khai;ngay\nSở A;86;7,7\nSở B;78;4\nXã D;;5\n",
    # The same as the programme and the answers below, for `sipas ddci rate`.
    "weights.csv": """\
component,component_weight,indicator,kind,direction,weight
Minh bạch,60,ro_rang,soft,positive,3
Minh bạch,60,cong_khai,hard,positive,1
Chi phí,40,di_lai,soft,negative,1
Chi phí,40,ngay,hard,negative,1
""",
}
# How many rate each unit in the same way: points of ro_rang and di_lai, 0 for "do not know".
RATED = {
    "Sở A": [(9, 3)] * 20 + [(7, 5)] * 15,
    "Sở B": [(5, 6)] * 25 + [(3, 0)] * 15,
    "Sở C": [(1, 10)] * 4,
    "Xã D": [(6, 2)] * 12,
}
CODE = "ddci-2026"


class Round:
    """A round in an installation, and commands about it."""

    def __init__(self, sipas: Sipas, directory: Path, files: Path) -> None:
        self.directory, self.files, self._sipas = directory, files, sipas
        for name, text in FILES.items():
            (files / name).write_text(text, "utf-8")

    def run(self, *words: object, code: int = 0) -> Outcome:
        found = self._sipas("ddci", *words, "--directory", self.directory)
        assert found.code == code, found.err
        return found

    def begin(self, **changed: object) -> Outcome:
        options = {
            "from": "2026-11-01",
            "to": "2026-11-30",
            "programme": self.files / "programme.toml",
            "units": self.files / "units.csv",
            "ranges": self.files / "ranges.csv",
            "seed": 7,
        } | changed
        words = [
            word for name, value in options.items() for word in (f"--{name}", value)
        ]
        return self._sipas("ddci", "round", CODE, *words, "--directory", self.directory)

    def links(self, n: int, *options: object) -> list[bytes]:
        out = self.files / "links.csv"
        out.unlink(missing_ok=True)
        self.run(
            "links", "--round", CODE, "--kind", "firm", "--n", n, "--out", out, *options
        )
        with out.open(encoding="utf-8-sig", newline="") as file:
            keys = [read_key(row["code"]) for row in csv.DictReader(file)]
        return [key for key in keys if key is not None]

    def answer(self) -> None:
        """Let firms answer as RATED says, each about one unit."""
        people = [(unit, pair) for unit, pairs in RATED.items() for pair in pairs]
        keys = self.links(len(people))
        with store_of(self.directory) as store, store.writing() as session:
            chosen = ddci.round_by_code(session, CODE)
            assert chosen is not None
            ids = {one.name: one.id or 0 for one in ddci.units(session, chosen.id or 0)}
            for key, (unit, pair) in zip(keys, people, strict=True):
                scores = "".join(
                    "x" if n == 0 else "A" if n == 10 else str(n) for n in pair
                )
                ddci_links.use_link(session, key, {ids[unit]: scores}, today=TODAY)

    def travel(self, day: str) -> None:
        (self.directory / FILE_NAME).unlink()
        write_settings(self.directory, {**SETTINGS, "TEST_CLOCK": f"{day}T09:00"})


@pytest.fixture
def chosen(sipas: Sipas, directory: Path, tmp_path: Path) -> Round:
    """Give an installation and the files of a round."""
    return Round(sipas, directory, tmp_path)


def noted(store: Store) -> list[tuple[str, str]]:
    with store.reading() as session:
        found = audit.entries(session, Search(action="ddci_changed"), limit=20)
        return [(one.object, str(audit.details_of(one)["what"])) for one in found][::-1]


def test_a_round_gives_what_its_answers_give_as_files(
    chosen: Round, sipas: Sipas
) -> None:
    assert (
        "Đã mở đợt ddci-2026 từ 2026-11-01 đến 2026-11-30, 4 đơn vị."
        in chosen.begin().out
    )
    chosen.run("figures", "--round", CODE, chosen.files / "figures.csv")
    chosen.answer()
    chosen.travel("2026-12-02")
    closed = chosen.run("close", "--round", CODE)
    assert (
        closed.out
        == "Đã chốt đợt ddci-2026: 4 đơn vị. Không còn biết đường dẫn nào đã dùng.\n"
    )
    found = json.loads(chosen.run("report", "--round", CODE, "--format", "json").out)

    soft = "unit,ro_rang,di_lai\n" + "".join(
        f"{unit},{first},{second or ''}\n"
        for unit, pairs in RATED.items()
        for first, second in pairs
    )
    (chosen.files / "soft.csv").write_text(soft, "utf-8")
    hard = chosen.files / "figures.csv"
    hard.write_text(FILES["figures.csv"] + "Sở C;;\n", "utf-8")
    beside = {
        name: chosen.files / f"{name}.csv"
        for name in ("soft", "weights", "units", "ranges")
    }
    # Without the word `rate`, as before there were rounds.
    rated = sipas(
        *(
            "ddci",
            beside["soft"],
            hard,
            "--weights",
            beside["weights"],
            "--format",
            "json",
        ),
        *("--blocks", beside["units"], "--reference", beside["ranges"], "--seed", 7),
    )
    expected = json.loads(rated.out)
    assert found["indicators"] == expected["indicators"]
    for mine, other in zip(found["units"], expected["units"], strict=True):
        # Draws go through answers in the order of random ids there, of the file here.
        for name in ("low", "high"):
            a, b = mine.pop(name), other.pop(name)
            assert (a is None and b is None) or a == pytest.approx(b, abs=2.5)
        for name in ("total", "components"):
            assert mine.pop(name) == pytest.approx(other.pop(name), nan_ok=True)
        assert mine == other
    # The four of Sở C are in no number of the report.
    assert found["responses"] == 35 + 40 + 12
    hidden = next(one for one in found["units"] if one["unit"] == "Sở C")
    assert hidden["n"] is None and hidden["standing"] == "too_few_to_show"


def test_the_report_is_the_same_in_every_form(chosen: Round) -> None:
    chosen.begin()
    chosen.run("figures", "--round", CODE, chosen.files / "figures.csv")
    chosen.answer()
    chosen.travel("2026-12-02")
    chosen.run("close", "--round", CODE)
    text = chosen.run("report", "--round", CODE).out
    assert "Sở, ngành: xếp hạng 2 đơn vị" in text and "Xã D" in text
    assert "“Phải đi lại nhiều lần cho một hồ sơ.”" in text and "số khởi tạo 7" in text
    english = chosen.run("report", "--round", CODE, "--lang", "en").out
    assert (
        "“One application takes several visits.”" in english and "phiếu" not in english
    )
    rows = list(
        csv.DictReader(
            chosen.run("report", "--round", CODE, "--format", "csv").out.splitlines()
        )
    )
    by_unit: dict[str, dict[str, Any]] = {row["unit"]: row for row in rows}
    assert by_unit["Sở A"]["n"] == "35" and by_unit["Sở A"]["rank"] == "1"
    assert by_unit["Sở C"]["n"] == by_unit["Sở C"]["total"] == "[c]"
    assert by_unit["Xã D"]["rank"] == "[z]"
    total = float(by_unit["Sở A"]["total"])
    assert f"{total:.1f}".replace(".", ",") + " (" in text
    out = chosen.files / "ddci.xlsx"
    chosen.run("report", "--round", CODE, "--format", "xlsx", "--out", out)
    header, *sheet = load_workbook(out)["Đơn vị"].iter_rows(values_only=True)
    (row,) = (dict(zip(header, one)) for one in sheet if one[1] == "Sở A")
    assert row["Điểm tổng"] == pytest.approx(total, abs=0.05)


def test_a_closed_round_gives_the_ranges_of_a_later_one(chosen: Round) -> None:
    chosen.begin()
    chosen.run("figures", "--round", CODE, chosen.files / "figures.csv")
    chosen.answer()
    assert "chưa chốt" in chosen.run("ranges", "--round", CODE, code=1).err
    chosen.travel("2026-12-02")
    chosen.run("close", "--round", CODE)
    printed = chosen.run("ranges", "--round", CODE).out
    found = {row["indicator"]: row for row in csv.DictReader(printed.splitlines())}
    # Means of Sở A and Sở B, which are ranked: (20·9 + 15·7)/35, (25·5 + 15·3)/40; (20·3 + 15·5)/35, 6.
    # Their figures 86 and 78, 7.7 and 4: beside the stored 2 to 12, and without the 5 of the small Xã D.
    expected = {
        "ro_rang": (4.25, 285 / 35),
        "di_lai": (135 / 35, 6),
        "cong_khai": (78, 86),
        "ngay": (4, 7.7),
    }
    for name, ends in expected.items():
        assert (float(found[name]["min"]), float(found[name]["max"])) == pytest.approx(
            ends
        )
    assert {row["years"] for row in found.values()} == {"2026"}
    ranges = chosen.files / "ranges.csv"
    ranges.write_text(
        FILES["ranges.csv"] + "\n".join(printed.splitlines()[1:]) + "\n", "utf-8"
    )
    again = chosen.run(
        *(
            "round",
            "ddci-2027",
            "--from",
            "2027-10-01",
            "--to",
            "2027-11-01",
            "--ranges",
            ranges,
        ),
        *(
            "--programme",
            chosen.files / "programme.toml",
            "--units",
            chosen.files / "units.csv",
        ),
    )
    assert "ddci-2027" in again.out


def test_nothing_is_seen_of_a_round_before_it_is_closed_and_nothing_changes_after(
    chosen: Round,
) -> None:
    chosen.begin()
    chosen.answer()
    early = chosen.run("close", "--round", CODE, code=1)
    assert "đợt còn nhận đánh giá; chốt được từ ngày 2026-12-02" in early.err
    unseen = chosen.run("report", "--round", CODE, code=1)
    assert unseen.err == "sipas: đợt ddci-2026 chưa chốt, nên chưa có kết quả\n"
    chosen.run("extend", "--round", CODE, "--to", "2026-12-05")
    chosen.travel("2026-12-02")
    assert (
        "chốt được từ ngày 2026-12-07"
        in chosen.run("close", "--round", CODE, code=1).err
    )
    chosen.travel("2026-12-07")
    chosen.run("close", "--round", CODE)
    figures = chosen.files / "figures.csv"
    for words in (
        ("close",),
        ("figures", figures),
        ("extend", "--to", "2026-12-31"),
        ("links", "--kind", "firm", "--n", "1", "--out", chosen.files / "more.csv"),
    ):
        refused = chosen.run(*words, "--round", CODE, code=1)
        assert refused.err == "sipas: đợt ddci-2026 đã chốt\n"
    assert not (chosen.files / "more.csv").exists()
    assert "đã chốt" in chosen.run("list").out
    with store_of(chosen.directory) as store:
        assert noted(store) == [
            (CODE, what) for what in ("begin", "links", "extend", "close")
        ]


def test_letters_and_list_carry_links_that_the_store_knows_by_hash_only(
    chosen: Round,
) -> None:
    chosen.begin()
    letters = chosen.files / "letters.pdf"
    keys = chosen.links(3, "--letters", letters)
    assert stat.S_IMODE(letters.stat().st_mode) == 0o600
    pdf = pypdfium2.PdfDocument(letters)
    for page, key in zip(pdf, keys, strict=True):
        (square,) = zxingcpp.read_barcodes(
            page.render(scale=2).to_pil(), zxingcpp.BarcodeFormat.QRCode
        )
        assert square.text == f"https://DANHGIA.EXAMPLE.VN/D/{ddci_links.spelled(key)}"
        text = page.get_textpage().get_text_bounded()
        assert ddci_links.grouped(ddci_links.spelled(key)) in text
    pdf.close()
    kept = b"".join(
        file.read_bytes() for file in chosen.directory.glob("survey.sqlite*")
    )
    assert not any(key in kept or key.hex().encode() in kept for key in keys)
    # A file that is there is not written over, and then no link is given out.
    again = chosen.run(
        *("links", "--round", CODE, "--kind", "firm", "--n", 2),
        *("--out", chosen.files / "new.csv", "--letters", letters),
        code=1,
    )
    assert "không ghi được" in again.err and not (chosen.files / "new.csv").exists()
    with store_of(chosen.directory) as store, store.reading() as session:
        assert session.exec(select(func.count()).select_from(DdciLink)).one() == 3


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("programme.toml", "weight = 40", "weight = 30", "cộng lại là 90, cần 100"),
        ("programme.toml", 'kind = "hard"', 'kind = "cứng"', "component[1].indicator[2].kind: có 'cứng'"),
        ("programme.toml", 'code = "ngay"', 'code = "di_lai"', "code “di_lai” có hai lần"),
        ("programme.toml", "[[component]]", "[[component", "không phải TOML"),
        ("units.csv", "Xã D,Địa phương", "Xã D,", "units.csv:5: cột “block”, cần một giá trị"),
        ("units.csv", "Sở B", "Sở A", "units.csv:3: cột “unit”, gặp “Sở A”, cần giá trị không lặp lại"),
        ("units.csv", "Xã D", "Xã " + "d" * 150, "dài quá 150 ký tự"),
        ("ranges.csv", "2,10", "12,10", "ranges.csv:3: cột “max”, gặp “10”"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_file_is_named_and_no_round_begins(
    chosen: Round, name: str, old: str, new: str, message: str
) -> None:
    assert old in FILES[name]
    (chosen.files / name).write_text(FILES[name].replace(old, new, 1), "utf-8")
    refused = chosen.begin()
    assert refused.code == 1 and message in refused.err
    assert chosen.run("list").out == ""


def test_the_shipped_example_is_a_programme(chosen: Round, sipas: Sipas) -> None:
    file = chosen.files / "example.toml"
    file.write_text(sipas("ddci", "programme").out, "utf-8")
    assert "đúng, 4 chỉ số thành phần, 7 chỉ tiêu mềm, 2 chỉ tiêu cứng." in (
        sipas("ddci", "programme", file).out
    )
