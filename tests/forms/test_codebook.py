"""The codebook names every theme in both languages and hangs on the questionnaire's factors."""

import tomllib

from forms.codebook import FILE, codebook
from forms.questionnaire import shipped_questionnaire

LONGEST_CODE = 40


def test_every_theme_is_named_and_defined_in_both_languages() -> None:
    for entry in tomllib.loads(FILE.read_text("utf-8"))["theme"]:
        for key in ("name_vi", "name_en", "definition_vi", "definition_en"):
            assert entry[key].strip() == entry[key] != "", entry["code"]


def test_codes_are_of_use_to_the_store_and_stand_once() -> None:
    codes = codebook().codes
    assert len(set(codes)) == len(codes) == 10
    assert all(code.isascii() and 0 < len(code) <= LONGEST_CODE for code in codes)


def test_themes_of_factors_are_those_of_the_questionnaire() -> None:
    factors = {theme.factor for theme in codebook().themes} - {""}
    assert factors == {
        factor.code for factor in shipped_questionnaire("sipas-2017").factors
    }


def test_a_code_of_an_older_version_keeps_its_name() -> None:
    assert codebook("en").name_of("parking") == "parking"
    assert codebook("xx").name_of("other") == "Khác"
