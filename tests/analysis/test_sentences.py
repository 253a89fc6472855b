"""Sentences of results: complete, translated, and with the places that they fill in."""

import ast
import re
from pathlib import Path

import pytest

import analysis
from analysis.sentences import Sentence, vietnamese_number
from survey.language import SOURCE_LANGUAGE, languages, translator

VIETNAMESE = re.compile(
    "[ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữự]"
)
OTHERS = [language for language in languages() if language != SOURCE_LANGUAGE]


def messages() -> dict[str, str]:
    """Return each Vietnamese string in our statistics that is no docstring, with its file."""
    found = {}
    for file in sorted(Path(analysis.__file__).parent.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        documents = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in documents:
                value = node.value
                if isinstance(value, str) and VIETNAMESE.search(value):
                    found[value] = file.name
    return {text: name for text, name in found.items() if text.endswith(".")}


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_a_result_is_translated(language: str) -> None:
    catalogue = translator(language)
    missing = [text for text in messages() if catalogue.gettext(text) == text]
    assert missing == []
    assert len(messages()) > 60


def test_numbers_are_written_as_the_language_does() -> None:
    sentence = Sentence("Chỉ số %(points)s điểm, n = %(n)s.", {"points": -2.5, "n": 12})
    assert str(sentence) == "Chỉ số −2,5 điểm, n = 12."
    english = sentence.text(
        translate=lambda text: text.replace("Chỉ số", "Index").replace(
            "điểm", "points"
        ),
        number=lambda value, digits: f"{value:.{digits}f}",
    )
    assert english == "Index -2.5 points, n = 12."
    assert vietnamese_number(1234.5, 2) == "1234,50"


def test_a_place_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        str(Sentence("%(unit)s", {}))
