"""Names and labels fit every format and do no harm in any."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.reports.plain import as_cell, plain
from survey.reports.row_files.names import cut
from survey.reports.row_files.variables import column_name

LONG = "Việc tiếp nhận, giải quyết góp ý, phản ánh, kiến nghị của Ông/Bà. " * 6


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("most_bytes", [64, 120, 256])
def test_a_label_is_cut_between_letters_never_inside_one(
    form: str, most_bytes: int
) -> None:
    label = unicodedata.normalize(form, LONG)  # type: ignore[arg-type]
    shown = cut(label, most_bytes=most_bytes)
    assert most_bytes - 8 < len(shown.encode()) <= most_bytes
    kept = unicodedata.normalize("NFC", shown.removesuffix("…"))
    assert unicodedata.normalize("NFC", LONG).startswith(kept)


@given(st.text(max_size=80), st.integers(4, 60))
@settings(max_examples=40)
def test_no_text_is_longer_than_its_limit(text: str, most_bytes: int) -> None:
    clean = plain(text)
    assert len(cut(clean, most_bytes=most_bytes).encode()) <= most_bytes
    assert clean.isprintable()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_no_name_is_a_formula(start: str) -> None:
    assert as_cell(plain(f"\t{start}1+1")) == f"'{start}1+1"


@pytest.mark.parametrize("code", ["by", "to", "all", "wave", "office_name", "q_1"])
def test_a_column_has_a_name_of_its_own_that_spss_takes(code: str) -> None:
    taken = {"wave", "office_name"}
    name = column_name(code, taken)
    assert name not in taken | {"by", "to", "all"}
    assert name.rstrip("_") == code.rstrip("_")
