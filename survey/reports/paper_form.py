"""The printed form: A4, as many copies as wanted, each with its serial; in large print, too."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask_babel import force_locale

from forms import messages, paper_messages
from forms.questionnaire import Questionnaire
from forms.response import Offered
from survey.access.locale import locale_of
from survey.language import translator
from survey.reports.paper_layout import Box, Item, Layout, paper_layout
from survey.reports.typesetting import typeset
from survey.settings import Settings
from survey.store.serials import Serial

TEMPLATE = Path(__file__).with_name("paper_form.typ")


@dataclass(frozen=True, slots=True)
class PaperForm:
    """What is printed: the questions in one wording, and for whom. Without an office its name is filled in.

    `fields` are the value and name of each field of service that the office's counters have. Who is not
    asked `at_counter` is not asked what a visit was for.
    """

    questionnaire: Questionnaire
    full: bool
    office: str
    is_large: bool
    fields: Offered = ()
    at_counter: bool = True


def paper_form_pdf(
    settings: Settings, form: PaperForm, serials: Sequence[Serial]
) -> bytes:
    """Return one form for each serial; a form of several sheets begins on a sheet of its own.

    Raises TypesettingError.
    """
    with force_locale(locale_of(form.questionnaire.language)):
        layout = paper_layout(
            form.questionnaire,
            full=form.full,
            fields=form.fields,
            of_a_visit=form.at_counter,
        )
        content = {
            **_words(settings, form),
            "stage": layout.stage,
            "stages": [_box(box) for box in layout.stages],
            "groups": _groups(layout),
            "field": layout.field,
            "fields": [_box(box) for box in layout.fields],
            "has_apart": any(item.apart is not None for item in layout.items),
        }
    printed = [str(serial) for serial in serials]
    # The standard refuses letters that no font has, and takes eight times as long as setting pages.
    first = json.dumps({**content, "serials": printed[:1]}, ensure_ascii=False)
    checked = typeset(TEMPLATE, first)
    if len(printed) == 1:
        return checked
    every = json.dumps({**content, "serials": printed}, ensure_ascii=False)
    return typeset(TEMPLATE, every, standard=None)


def _words(settings: Settings, form: PaperForm) -> dict[str, object]:
    """Return the sentences of the form, in its language."""
    help_line = (
        str(messages.HELP % {"hotline": settings.hotline}) if settings.hotline else ""
    )
    return {
        "language": form.questionnaire.language,
        "direction": locale_of(form.questionnaire.language).text_direction,
        "is_large": form.is_large,
        "demo": _demo_line(form.questionnaire.language) if settings.is_demo else "",
        "title": str(messages.TITLE if form.at_counter else messages.TITLE_ELSEWHERE),
        "province": settings.province,
        "place": _place(form),
        "office": form.office,
        "promise": f"{messages.PROMISE_NO_NAME} {paper_messages.GROUPED}",
        "how": f"{messages.SKIP_RULE} {paper_messages.HOW_TO_TICK}",
        "question": str(paper_messages.QUESTION),
        "comment": str(messages.COMMENT),
        "comment_hint": str(messages.COMMENT_HINT),
        "helped": str(messages.HELPED) if form.at_counter else "",
        "into_the_box": str(paper_messages.INTO_THE_BOX),
        "serial": str(paper_messages.SERIAL),
        "serial_why": str(paper_messages.SERIAL_WHY),
        "page": str(paper_messages.PAGE % {"page": "{page}", "pages": "{pages}"}),
        "help": help_line,
    }


def _place(form: PaperForm) -> str:
    """Return what stands before the office's name."""
    if not form.at_counter:
        return str(paper_messages.PLACE_ELSEWHERE)
    return str(paper_messages.PLACE if form.office else paper_messages.PLACE_TO_FILL)


def _demo_line(language: str) -> str:
    return translator(language).gettext("Bản trình diễn — số liệu hư cấu")


def _groups(layout: Layout) -> list[dict[str, object]]:
    return [
        {
            "heading": group.heading,
            "items": [_item(item) for item in group.items],
        }
        for group in layout.groups
    ]


def _item(item: Item) -> dict[str, object]:
    return {
        "number": item.number,
        "text": item.text,
        "boxes": [_box(box) for box in item.boxes],
        "apart": [] if item.apart is None else [_box(item.apart)],
        "has_words": item.has_words,
        "hint": item.hint,
        "kind": "" if item.choice is None else item.choice.kind,
    }


def _box(box: Box) -> dict[str, str]:
    return {"key": box.key, "label": box.label}
