"""A pause or an end as a citizen meets it: told why, and what else one can do; answers on phones count."""

from datetime import date, timedelta

import pytest

from survey.store import wave_course
from survey.store.wave_course import Decision
from tests.citizen.test_codes import heading
from tests.fixtures.lan import ADDRESS, HOTLINE, Lan
from tests.fixtures.people import TODAY, make_wave

WAVE = "2026-dot-2"
DECISION = Decision(TODAY, done_by="hoa", reason="Sửa trụ sở")
LAST, AFTER_GRACE = date(2026, 12, 31), date(2027, 1, 8)


def pause(lan: Lan, until: date | None) -> None:
    with lan.store.writing() as session:
        wave_course.pause(session, WAVE, DECISION, until=until)


@pytest.mark.parametrize(
    ("until", "language", "sentence"),
    [
        (None, "vi", "Việc lấy ý kiến ở đây đang tạm dừng."),
        (None, "en", "This survey is paused."),
        (
            date(2026, 11, 30),
            "vi",
            "Việc lấy ý kiến ở đây đang tạm dừng, tiếp tục từ ngày 01/12/2026.",
        ),
        (
            date(2026, 11, 30),
            "en",
            "This survey is paused and will continue on 1 December 2026.",
        ),
    ],
)
def test_a_pause_says_how_long_and_what_else_one_can_do(
    sqlite_lan: Lan, until: date | None, language: str, sentence: str
) -> None:
    pause(sqlite_lan, until)
    answer = sqlite_lan.open(f"{ADDRESS}?lang={language}")
    # The page comes back, so it is not "gone".
    assert answer.status_code == 404
    assert heading(answer.text) == sentence
    assert HOTLINE in answer.text.replace("\u00a0", " ")
    assert "form_token" not in answer.text


def test_a_pause_names_the_wave_that_comes_next(sqlite_lan: Lan) -> None:
    with sqlite_lan.store.writing() as session:
        make_wave(session, "next", opens_on=date(2026, 12, 10))
    pause(sqlite_lan, None)
    assert "Đợt tiếp theo bắt đầu ngày 10/12/2026." in sqlite_lan.open().text


def test_answers_on_a_phone_are_taken_during_a_pause(lan: Lan) -> None:
    token = lan.token()
    pause(lan, None)
    lan.travel(TODAY + timedelta(days=2))
    assert lan.send(token=token).status_code == 303
    assert len(lan.stored()) == 1


def test_forms_are_issued_again_after_the_pause(sqlite_lan: Lan) -> None:
    pause(sqlite_lan, TODAY)
    assert sqlite_lan.open().status_code == 404
    sqlite_lan.travel(TODAY + timedelta(days=1))
    assert sqlite_lan.send().status_code == 303


def test_an_extension_takes_answers_that_the_old_last_day_would_refuse(
    sqlite_lan: Lan,
) -> None:
    with sqlite_lan.store.writing() as session:
        wave_course.extend(session, WAVE, DECISION, to=date(2027, 1, 31))
    sqlite_lan.travel(AFTER_GRACE)
    assert sqlite_lan.send().status_code == 303


@pytest.mark.parametrize(
    ("hotline", "advice"),
    [
        (HOTLINE, f"Góp ý qua điện thoại: {HOTLINE}."),
        ("", "Có thể góp ý trực tiếp tại quầy."),
    ],
)
def test_after_the_grace_nothing_is_taken_and_everything_explained(
    sqlite_lan: Lan, hotline: str, advice: str
) -> None:
    sqlite_lan.configure(hotline=hotline)
    sqlite_lan.travel(LAST)
    token = sqlite_lan.token()
    sqlite_lan.travel(AFTER_GRACE)
    scanned, sent = sqlite_lan.open(), sqlite_lan.send(token=token)
    assert (scanned.status_code, sent.status_code) == (410, 410)
    assert heading(scanned.text) == "Đợt lấy ý kiến ở đây đã dừng ngày 31/12/2026."
    assert "vì" in heading(sent.text)
    for page in (scanned.text, sent.text):
        assert advice in page.replace("\u00a0", " ")
    assert sqlite_lan.stored() == []
