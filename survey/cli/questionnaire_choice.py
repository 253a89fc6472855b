"""The questionnaire that a command names: a shipped one, or a file."""

import argparse
from pathlib import Path

from forms.questionnaire import (
    Questionnaire,
    QuestionnaireError,
    load_questionnaire,
    shipped_codes,
    shipped_text,
)
from survey.cli.errors import CommandError
from survey.language import translator


def chosen_questionnaire(arguments: argparse.Namespace) -> tuple[str, Questionnaire]:
    """Return the text of the file behind `--questionnaire`, and what it says. Raises CommandError."""
    _ = translator(arguments.lang).gettext
    content = _text(arguments)
    try:
        return content, load_questionnaire(content, source=arguments.questionnaire)
    except QuestionnaireError as error:
        raise CommandError("\n".join(error.lines(_))) from error


def warn_of_draft(questionnaire: Questionnaire, language: str) -> None:
    """Print what is not verified of a draft that people will be asked."""
    if questionnaire.status == "draft":
        _ = translator(language).gettext
        message = _("Lưu ý: mẫu phiếu này còn là bản nháp: %(note)s")
        print(message % {"note": questionnaire.note})


def _text(arguments: argparse.Namespace) -> str:
    _ = translator(arguments.lang).gettext
    if arguments.questionnaire in shipped_codes():
        return shipped_text(arguments.questionnaire)
    try:
        return Path(arguments.questionnaire).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = _(
            "%(name)s không phải là tệp đọc được, cũng không phải một trong: %(known)s"
        )
        raise CommandError(
            message
            % {"name": arguments.questionnaire, "known": ", ".join(shipped_codes())}
        ) from error
