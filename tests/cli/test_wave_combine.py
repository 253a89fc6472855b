"""sipas wave combine: parts of different audiences weighed into one index, with what it rests on."""

from datetime import timedelta
from pathlib import Path

import pytest

from forms.questionnaire import shipped_text
from survey.store.instruments import ORGANISATIONS, RESIDENTS, add_instrument
from survey.trust.sealing import seal
from tests.cli.conftest import Outcome, Sipas
from tests.cli.filled import store_of
from tests.fixtures.people import (
    TODAY,
    keep_questionnaire,
    make_counter,
    make_office,
    make_responses,
    make_wave,
)

WAVE = "2026-dot-2"


@pytest.fixture
def asked(directory: Path) -> Path:
    """Give a wave of 40 visitors, 30 of them satisfied, and 20 residents: 16 with policies, 10 with services."""
    with store_of(directory) as store:
        with store.writing() as session:
            wave = make_wave(session, WAVE)
            version = keep_questionnaire(session, shipped_text("sipas-2023"))
            residents = add_instrument(
                session,
                WAVE,
                audience=RESIDENTS,
                questionnaire=version,
                today=TODAY,
                full=True,
            )
            counter = make_counter(session, make_office(session, "A", name="Xã A"))
            make_responses(session, counter, wave, scores=[5] * 30 + [1] * 10)
            policy = ["5" * 36] * 16 + ["1" * 36] * 4
            service = ["5" * 15] * 10 + ["1" * 15] * 10
            answers = [f"{p}{s}5" for p, s in zip(policy, service, strict=True)]
            make_responses(session, counter, residents, scores=answers)
        seal(store, TODAY + timedelta(days=1))
    return directory


def combine(sipas: Sipas, directory: Path, *parts: str, lang: str = "vi") -> Outcome:
    options = [word for part in parts for word in ("--part", part)]
    return sipas(
        "wave", "combine", WAVE, "--directory", directory, "--lang", lang, *options
    )


def test_parts_of_two_audiences_are_weighed_and_named(
    sipas: Sipas, asked: Path
) -> None:
    said = combine(sipas, asked, "residents:policy=60", "counter=40")
    assert (said.code, said.err) == (0, "")
    index, policy, counter, method = said.out.splitlines()
    # 0.6 x 80 + 0.4 x 75.
    assert index.startswith("Chỉ số kết hợp (cách tính kiểu SIPAS): 78,0 (")
    assert policy.startswith(
        "  Người dân trên địa bàn: Xây dựng, tổ chức thực hiện chính sách công, trọng số 60,0%: 80,0 ("
    )
    assert policy.endswith("n = 20")
    assert counter.startswith("  Người đến Bộ phận một cửa, trọng số 40,0%: 75,0 (")
    assert "coi các phần là độc lập" in method
    english = combine(sipas, asked, "residents:service=0.5", "counter=0.5", lang="en")
    # Half of 50 and half of 75.
    assert (
        "62.5 (" in english.out
        and "Residents: Providing administrative services" in english.out
    )


def test_a_part_that_nobody_answered_makes_no_index_and_is_named(
    sipas: Sipas, asked: Path
) -> None:
    with store_of(asked) as store, store.writing() as session:
        version = keep_questionnaire(session, shipped_text("sipas-2017"))
        add_instrument(
            session,
            WAVE,
            audience=ORGANISATIONS,
            questionnaire=version,
            today=TODAY,
        )
    said = combine(sipas, asked, "organisations=50", "counter=50")
    index, organisations, counter, _method = said.out.splitlines()
    assert index.startswith("Chưa có chỉ số kết hợp: ")
    assert organisations.startswith("  Tổ chức, trọng số 50,0%: ")
    assert "n = " not in organisations and counter.endswith("n = 40")


@pytest.mark.parametrize(
    "parts, why",
    [
        (["residents=1"], "cần ít nhất hai phần"),
        (["residents:policy=1", "residents:service=1"], "không độc lập"),
        (["residents=0", "counter=1"], "trọng số lớn hơn 0, đang là residents=0"),
        (["residents=nan", "counter=1"], "đang là residents=nan"),
        (["everybody=1", "counter=1"], "đang là everybody=1"),
        (["residents=60", "counter=30"], "bằng 1 hoặc 100, đang là 90"),
        (["residents=0.6", "counter=0.45"], "bằng 1 hoặc 100, đang là 1,05"),
        (["residents:money=60", "counter=40"], "phiếu không có phần hay yếu tố money"),
        (["firms=0.5", "counter=0.5"], "không hỏi đối tượng firms"),
    ],
)
def test_what_cannot_be_combined_is_said_in_one_line(
    sipas: Sipas, asked: Path, parts: list[str], why: str
) -> None:
    said = combine(sipas, asked, *parts)
    assert said.code == 1 and why in said.err
