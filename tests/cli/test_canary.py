"""sipas canary: every answer by every channel arrives once and unchanged, or the fault is named."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from flask import Flask, Response, redirect, request
from sqlmodel import select

from forms import response
from survey.citizen.receipts import ShownReceipt, write_receipt
from survey.cli.canary_run import LOCK
from survey.reports.overview import build_overview
from survey.reports.wave_result import wave_result
from survey.settings import load_settings
from survey.store import batches, calls, canaries, counts, inbox, kiosks, places, waves
from survey.store.engine import Store
from survey.store.places import PlaceOfCode
from survey.store.results import released_products
from survey.store.tables import Counter, Kiosk, Tally
from survey.store.tables.answers import CANARY
from survey.store.tables.paper import TELEPHONE
from survey.store.tables.places import CANARY_OFFICE
from survey.trust.sealing import seal
from survey.web import create_app
from tests.cli.conftest import SETTINGS, Outcome, Sipas
from tests.cli.filled import store_of
from tests.fixtures.live import Serve
from tests.fixtures.people import TODAY, make_counter, make_responses, make_wave
from tests.fixtures.service import Start, free_port

TOMORROW = TODAY + timedelta(days=1)
Break = Callable[[Flask], None]
Visit = Callable[..., Outcome]


@pytest.fixture
def opened(directory: Path) -> Path:
    """Give an installation with an open wave: five levels, six questions."""
    with store_of(directory) as store, store.writing() as session:
        make_wave(session)
    return directory


@pytest.fixture
def visit(opened: Path, serve: Serve, sipas: Sipas) -> Iterator[Visit]:
    """Give a function that lets the canary visit the service, with something broken in it."""
    settings = load_settings(opened, {})
    store = Store(settings.database_url)

    def run(*options: str, broken: Break = lambda app: None) -> Outcome:
        def make(base_url: str) -> Flask:
            app = create_app(settings, store=store)
            broken(app)
            return app

        return sipas("canary", "--directory", opened, "--url", serve(make), *options)

    yield run
    store.close()


def has_low_level() -> bool:
    return request.method == "POST" and bool({"1", "2"} & set(request.form.values()))


def drop_low_levels(app: Flask) -> None:
    """Thank for the two lowest levels and store nothing."""

    @app.before_request
    def drop() -> object:
        if not has_low_level():
            return None
        thanks = ShownReceipt("0123456789", seen_before=False)
        return redirect(
            f"/phieu/{write_receipt(thanks, secret=SETTINGS['SECRET_KEY'])}", 303
        )


def refuse_low_levels(app: Flask) -> None:
    """Take the two lowest levels for mistakes, as one province's app did for 18 months."""

    @app.before_request
    def refuse() -> object:
        return ("Xin chọn lại.", 422) if has_low_level() else None


def hide_a_level(app: Flask) -> None:
    """Show a form in which the lowest level of a question is missing."""

    @app.after_request
    def hide(page: Response) -> Response:
        if page.mimetype == "text/html":
            page.data = page.data.replace(
                b'name="overall" value="1"', b'name="overall" value="0"'
            )
        elif request.path == "/kiosk/phieu":
            supply = page.get_json()
            del supply["wordings"]["vi"]["items"]["overall"]["options"][0]
            page.data = json.dumps(supply)
        return page


def test_a_sound_service_takes_everything_once(
    opened: Path, start_service: Start, sipas: Sipas
) -> None:
    service = start_service(opened)
    found = sipas(
        *("canary", "--directory", opened),
        *("--url", f"http://localhost:{service.port}"),
    )
    assert (found.code, found.out) == (
        0,
        "mã in, không có JavaScript: gửi 7 phiếu, mỗi phiếu hai lần; lưu đúng 7 phiếu\nmã in, có JavaScript: gửi 7 phiếu, mỗi phiếu hai lần; lưu đúng 7 phiếu\nmáy đánh giá: gửi 7 phiếu, mỗi phiếu hai lần; lưu đúng 7 phiếu\nđường dẫn sau khi nộp hồ sơ trực tuyến: gửi 7 phiếu, mỗi phiếu hai lần; lưu đúng 7 phiếu\nphiếu giấy nhập lại: gửi 7 phiếu, mỗi phiếu hai lần; lưu đúng 7 phiếu\nhỏi qua điện thoại: gửi 7 phiếu, mỗi phiếu hai lần; lưu đúng 7 phiếu\n",
    )


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (drop_low_levels, "đã gửi mà không thấy lưu: 111111 (1 phiếu)"),
        (refuse_low_levels, "mức 2: không được xác nhận là đã nhận"),
        (hide_a_level, "mức 1: phiếu thiếu overall=1"),
    ],
)
def test_a_broken_way_in_is_found_in_every_channel(
    visit: Visit, broken: Break, said: str
) -> None:
    found = visit(broken=broken)
    assert found.code == 1
    assert found.out.count("CÓ LỖI") == 4
    assert found.out.count(said) == 4


def test_levels_that_are_raised_on_the_way_are_found(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = response.pack_asked
    monkeypatch.setattr(
        response,
        "pack_asked",
        lambda *given, **named: pack(*given, **named).replace("1", "3"),
    )
    found = visit()
    assert found.code == 1
    assert "đã gửi mà không thấy lưu: 111111 (1 phiếu)" in found.out
    assert "không gửi mà thấy lưu: 333333, loại Z (1 phiếu)" in found.out


def test_answers_that_count_twice_are_found(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "_add_receipt", lambda session, **values: True)
    found = visit("--lang", "en")
    assert found.code == 1
    assert "stored without being sent: 444444, class Z (1 answers)" in found.out


def test_answers_in_another_class_are_found(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PlaceOfCode, "channel", "D")
    found = visit()
    assert found.code == 1
    assert "không gửi mà thấy lưu: 111111, loại D (1 phiếu)" in found.out


def test_a_service_that_is_down_is_told_from_one_that_is_wrong(
    opened: Path, sipas: Sipas
) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    found = sipas("canary", "--directory", opened, "--url", address)
    assert found.code == 1
    assert found.err.startswith(f"sipas: dịch vụ không trả lời ở {address}: ")


def test_papers_and_calls_that_come_in_as_real_ones_are_found(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_real(session: object, counter_id: int, channel: str) -> str:
        return channel

    monkeypatch.setattr(places, "class_at", as_real)
    found = visit()
    assert found.code == 1
    assert "phiếu giấy nhập lại: CÓ LỖI" in found.out
    assert "hỏi qua điện thoại: CÓ LỖI" in found.out
    assert "loại E" in found.out and "loại T" in found.out


def test_a_form_that_is_not_taken_is_named(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def twice(*_: object, **__: object) -> bool:
        return True

    monkeypatch.setattr(calls, "store_call", twice)
    found = visit()
    assert "mức 1: không được nhận đúng một lần" in found.out
    assert found.out.count("CÓ LỖI") == 1


def test_two_canaries_do_not_take_each_other_for_a_fault(
    opened: Path, sipas: Sipas
) -> None:
    with (opened / LOCK).open("ab") as file:
        flock(file, LOCK_EX)
        found = sipas("canary", "--directory", opened)
    assert (found.code, found.err) == (1, "sipas: một lượt thử khác đang chạy\n")


def test_nothing_is_wrong_where_nothing_is_collected(
    directory: Path, sipas: Sipas
) -> None:
    found = sipas("canary", "--directory", directory)
    assert (found.code, found.out) == (0, "Không có đợt nào đang lấy ý kiến.\n")


def rate_and_seal(directory: Path) -> None:
    """Store five ratings of the canary's, as a run does, and close their day."""
    with store_of(directory) as store:
        with store.writing() as session:
            canary = canaries.give_canary(session, TODAY)
            counter = session.get_one(Counter, canary.counter_id)
            wave = waves.open_instrument(session, TODAY)
            assert wave is not None
            make_responses(
                session, counter, wave, scores=[1, 2, 3, 4, 5], channel=CANARY
            )
        seal(store, TOMORROW)


def test_sealed_ratings_are_counted_again(visit: Visit, opened: Path) -> None:
    rate_and_seal(opened)
    agreed = visit()
    assert agreed.code == 0
    assert agreed.out.endswith("Bảng tổng hợp đến ngày 2026-11-25: 5 phiếu thử, khớp\n")
    with store_of(opened) as store, store.writing() as session:
        for cell in session.exec(select(Tally).where(Tally.channel == CANARY)):
            cell.n += 1
    wrong = visit("--json")
    assert wrong.code == 1
    assert json.loads(wrong.out)["tallies"] == {
        "n": 5,
        "through": "2026-11-25",
        "agrees": False,
    }


def test_the_canary_is_in_no_total_and_no_list(visit: Visit, opened: Path) -> None:
    with store_of(opened) as store, store.writing() as session:
        counter = make_counter(session)
        wave = waves.open_instrument(session, TODAY)
        assert wave is not None
        make_responses(session, counter, wave, scores=[5] * 6)
    rate_and_seal(opened)
    # Answers of a closed day's date are dated the day after.
    assert visit().code == 0
    with store_of(opened) as store, store.reading() as session:
        (stored,) = waves.waves(session, TOMORROW)
        result = wave_result(session, stored, language="vi", today=TOMORROW)
        overview = build_overview(
            session, result, audience="reform_office", today=TOMORROW
        )
        products = released_products(session, result.instrument)
        listed = (
            [office.code for office in places.offices(session)],
            [office.code for office, _ in places.open_counters(session, TODAY)],
            places.office_by_code(session, CANARY_OFFICE),
        )
        stored_counts = (
            counts.stored_by_wave(session),
            counts.stored_by_class(session),
            counts.received_on(session, TOMORROW),
        )
    assert listed == (["snv"], ["snv"], None)
    assert stored_counts == ({wave.wave_id: 6}, {"D": 6}, {})
    assert result.tallies.n.tolist() == [6]
    assert [(row.channel, row.n) for row in overview.channels] == [("D", 6)]
    assert (overview.received_today, overview.offices) == (0, 1)
    with store_of(opened) as store, store.reading() as session:
        (kiosk,) = session.exec(select(Kiosk))
        assert kiosks.kiosks(session) == ()
        assert batches.batches(session) == ()
        assert batches.batches(session, channel=TELEPHONE) == ()
    # Between its runs nobody can send by the canary's tablet.
    assert kiosk.revoked_on == TODAY
    assert products[0, 0, 0] == 6 * 5 * 5
