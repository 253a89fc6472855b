"""Questionnaires as data: the model, reading and checking its files, translating, packing answers."""

from forms.questionnaire.choice_packing import (
    check_choices,
    pack_choices,
    read_choices,
)
from forms.questionnaire.choices import ChoiceQuestion, Option
from forms.questionnaire.document import Mistake, QuestionnaireError
from forms.questionnaire.drawing import block_count, drawn_positions
from forms.questionnaire.model import (
    Factor,
    Filter,
    Measure,
    Question,
    Questionnaire,
    Scale,
)
from forms.questionnaire.packing import (
    check_packed,
    pack,
    pack_asked,
)
from forms.questionnaire.parts import Band, Part, band_of
from forms.questionnaire.reading import load_questionnaire, load_wordings
from forms.questionnaire.shipped import (
    shipped_codes,
    shipped_questionnaire,
    shipped_text,
)
from forms.questionnaire.translation import translate
from forms.questionnaire.writing import write_document, write_questionnaire

__all__ = [
    "Band",
    "ChoiceQuestion",
    "Factor",
    "Filter",
    "Measure",
    "Mistake",
    "Option",
    "Part",
    "Question",
    "Questionnaire",
    "QuestionnaireError",
    "Scale",
    "band_of",
    "block_count",
    "check_choices",
    "check_packed",
    "drawn_positions",
    "load_questionnaire",
    "load_wordings",
    "pack",
    "pack_asked",
    "pack_choices",
    "read_choices",
    "shipped_codes",
    "shipped_questionnaire",
    "shipped_text",
    "translate",
    "write_document",
    "write_questionnaire",
]
