"""sipas office: the province's communes before and after a merger, from one file."""

import json
from pathlib import Path

import pytest
from sqlmodel import select

from survey.store import audit, posters
from survey.store.audit import Search
from survey.store.engine import Store
from survey.store.tables import Counter, Office, Poster
from survey.trust.sealing import seal
from survey.web import create_app
from tests.cli.conftest import Sipas
from tests.cli.filled import store_of
from tests.fixtures.lan import SETTINGS, Lan, set_day
from tests.fixtures.people import TODAY, make_counter, make_office, make_wave
from tests.store.test_office_changes import TOMORROW

BEFORE, AFTER = 194, 65


def communes(store: Store) -> None:
    """Add 194 communes, every third with a second counter, all with printed codes."""
    with store.writing() as session:
        make_wave(session)
        for number in range(BEFORE):
            office = make_office(session, f"X{number:03}", name=f"Xã số {number}")
            for counter in range(1 if number % 3 else 2):
                make_counter(session, office, code=f"X{number:03}-{counter + 1}")
        posters.give_posters(session, TODAY)


def merger_file(directory: Path) -> Path:
    """Write how 194 communes become 65."""
    rows = [
        f"X{number:03},PN{number % AFTER:02},{TOMORROW},Phường mới số {number % AFTER}"
        for number in range(BEFORE)
    ]
    file = directory / "sap-nhap.csv"
    file.write_text("\n".join(["from,to,on,name", *rows]), "utf-8")
    return file


def lan_at(store: Store) -> Lan:
    lan = Lan(create_app(SETTINGS, store=store), store)
    set_day(lan.app, TODAY)
    return lan


def test_194_communes_become_65_in_one_go_and_every_code_goes_on_working(
    sipas: Sipas, directory: Path
) -> None:
    with store_of(directory) as store:
        communes(store)
        lan = lan_at(store)
        with store.reading() as session:
            codes = sorted(session.exec(select(Poster.code)))
        opened_before = lan.token(f"/K/{codes[0]}")
        done = sipas(
            "office",
            "merge",
            "--directory",
            directory,
            "--file",
            merger_file(directory),
            "--yes",
        )
        assert done.code == 0, done.err
        assert done.out.splitlines()[-2:] == [
            "Kết thúc 194 đơn vị, mở 65 đơn vị; đóng 259 quầy, "
            "259 mã QR tiếp tục dùng được ở đơn vị mới.",
            "Đã ghi.",
        ]
        lan.travel(TOMORROW)
        pages = [lan.open(f"/K/{code}") for code in codes]
        assert {page.status_code for page in pages} == {200}
        assert all("Phường mới số" in page.text for page in pages)
        # Who opened the form yesterday rated the office of yesterday.
        for token in (opened_before, None):
            sent = lan.send(
                {"overall": "5"}, token=token, address=f"/K/{codes[0]}"
            ).status_code
            assert sent == 303
        with store.reading() as session:
            rated = [
                office.code
                for arrival in lan.stored()
                if (counter := session.get(Counter, arrival.counter_id))
                and (office := session.get(Office, counter.office_id))
            ]
            (entry,) = audit.entries(session, Search(), limit=1)
        assert sorted(code[0] for code in rated) == ["P", "X"]
        assert (entry.actor, entry.action) == ("sipas", "offices_changed")
        assert audit.details_of(entry)["closed"] == BEFORE
        seal(store, TOMORROW)


@pytest.fixture
def two_communes(directory: Path) -> Path:
    """Give an installation with two communes, one with a printed code."""
    with store_of(directory) as store, store.writing() as session:
        for code in "AB":
            make_counter(session, make_office(session, code, name=f"Xã {code}"))
        posters.give_posters(session, TODAY, office_code="A")
    return directory


def merge(sipas: Sipas, directory: Path, *options: str) -> list[str]:
    """Merge A into B tomorrow; return what is printed."""
    named = ("--from", "A", "--to", "B", "--on", str(TOMORROW))
    done = sipas("office", "merge", "--directory", directory, *named, *options)
    return (done.out or done.err).splitlines()


def test_a_preview_says_what_will_change_and_changes_nothing(
    sipas: Sipas, two_communes: Path
) -> None:
    with store_of(two_communes) as store, store.reading() as session:
        (code,) = session.exec(select(Poster.code))
    shown = f"{code[:3]} {code[3:]}"
    assert merge(sipas, two_communes, "--preview") == [
        "Đơn vị kết thúc:",
        "  A Xã A: nhập vào B từ 26/11/2026",
        "Quầy:",
        f"  A-1 → B-A-1 “Quầy số 1 (Xã A cũ)” từ 26/11/2026; mã đi theo: {shown}",
        "Kết thúc 1 đơn vị, mở 0 đơn vị; đóng 1 quầy, 1 mã QR tiếp tục dùng được ở đơn vị mới.",
        "Chưa ghi gì. Chạy lại với --yes thay cho --preview để thực hiện.",
    ]
    listed = json.loads(
        sipas("office", "list", "--directory", two_communes, "--json").out
    )
    assert [each["closed_on"] for each in listed] == [None, None]


def test_the_list_tells_predecessors_and_successors(
    sipas: Sipas, two_communes: Path
) -> None:
    merge(sipas, two_communes, "--yes")
    listed = json.loads(
        sipas("office", "list", "--directory", two_communes, "--json").out
    )
    assert [
        (each["code"], each["predecessors"], each["successors"]) for each in listed
    ] == [
        ("A", [], ["B"]),
        ("B", ["A"], []),
    ]
    printed = sipas("office", "list", "--directory", two_communes, "--lang", "en").out
    assert printed.splitlines()[1].split("\t") == [
        *("A", "Xã A", "–", "–", "2026-11-26", "–", "B")
    ]


def test_every_mistake_of_a_file_is_named_and_nothing_is_written(
    sipas: Sipas, two_communes: Path
) -> None:
    file = two_communes / "x.csv"
    file.write_text(f"from,to,on\nA,Z,{TOMORROW}\nQ,B,{TOMORROW}\n", "utf-8")
    done = sipas(
        "office", "merge", "--directory", two_communes, "--file", file, "--yes"
    )
    assert (done.code, done.out) == (1, "")
    assert [line.partition("dòng ")[2] for line in done.err.splitlines()] == [
        "2, cột to: có “Z”, cần mã của một đơn vị đã có, hoặc tên của đơn vị mới ở cột name",
        "3, cột from: có “Q”, cần mã của một đơn vị đã có",
    ]


@pytest.mark.parametrize(
    "options, said",
    [
        (("merge", "--from", "A", "--yes"), "cần --file, hoặc --from, --on"),
        (("split", "--from", "A", "--yes"), "chia tách cần --file"),
        (("close", "--from", "A", "--on", "mai", "--yes"), "một ngày, chẳng hạn"),
        (("close", "--from", "A", "--on", "2020-01-01", "--yes"), "từ ngày 2026-11-25"),
        (("split", "--file", "x.csv", "--from", "A", "--yes"), "không dùng cả hai"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    sipas: Sipas, two_communes: Path, options: tuple[str, ...], said: str
) -> None:
    action, *rest = options
    done = sipas("office", action, "--directory", two_communes, *rest)
    assert done.code == 1 and said in done.err and len(done.err.splitlines()) == 1


def test_a_merger_is_not_done_by_the_command_for_splits(
    sipas: Sipas, two_communes: Path
) -> None:
    file = two_communes / "x.csv"
    file.write_text(f"from,to,on\nA,B,{TOMORROW}\n", "utf-8")
    done = sipas(
        "office", "split", "--directory", two_communes, "--file", file, "--yes"
    )
    assert done.code == 1
    assert done.err == "sipas: danh sách có việc khác với “split”, ở các đơn vị: A\n"
