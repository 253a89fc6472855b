"""sipas questionnaire: check a questionnaire file, or list those that come with the service."""

import argparse
from collections.abc import Callable
from pathlib import Path

from forms.questionnaire import (
    Questionnaire,
    QuestionnaireError,
    load_questionnaire,
    shipped_codes,
    shipped_questionnaire,
    translate,
)
from survey.cli.errors import CommandError
from survey.cli.options import language_option
from survey.language import translator

EPILOG = """\
examples:
  sipas questionnaire list
  sipas questionnaire check my-survey.toml
  sipas questionnaire check my-survey.toml --translation en/my-survey.toml

The digest that `check` prints is the source_digest of a translation file.
"""

Translate = Callable[[str], str]


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas questionnaire`."""
    parser = commands.add_parser(
        "questionnaire",
        help="check a questionnaire file, or list the shipped ones",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    check = actions.add_parser(
        "check",
        help="name line, key and reason of each mistake in a file",
        parents=[language_option()],
        epilog="example: sipas questionnaire check my-survey.toml",
    )
    check.add_argument("file", type=Path, help="questionnaire file (TOML)")
    check.add_argument(
        "--translation",
        type=Path,
        metavar="FILE",
        help="also check this translation of it",
    )
    check.set_defaults(run=run_check)
    listing = actions.add_parser(
        "list",
        help="list the questionnaires that come with the service",
        parents=[language_option()],
        epilog="example: sipas questionnaire list",
    )
    listing.set_defaults(run=run_list)


def run_check(arguments: argparse.Namespace) -> int:
    """Print what a file holds, or each of its mistakes."""
    _ = translator(arguments.lang).gettext
    try:
        questionnaire = load_questionnaire(
            _read(arguments.file, _), source=str(arguments.file)
        )
        print(_summary(questionnaire, _))
        if arguments.translation is not None:
            translated = translate(
                questionnaire,
                _read(arguments.translation, _),
                source=str(arguments.translation),
            )
            print(
                _("Bản dịch %(language)s đầy đủ.") % {"language": translated.language}
            )
    except QuestionnaireError as error:
        print("\n".join(error.lines(_)))
        return 1
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """Print each shipped questionnaire."""
    _ = translator(arguments.lang).gettext
    summaries = [_summary(shipped_questionnaire(code), _) for code in shipped_codes()]
    print("\n\n".join(summaries))
    return 0


def _read(file: Path, _: Translate) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        message = _("Không đọc được %(file)s: %(reason)s.")
        raise CommandError(
            message % {"file": file, "reason": error.strerror}
        ) from error
    except UnicodeDecodeError as error:
        message = _("%(file)s không phải là tệp văn bản UTF-8.")
        raise CommandError(message % {"file": file}) from error


def _summary(questionnaire: Questionnaire, _: Translate) -> str:
    """Return code, version, title, status, size and digest, a line each."""
    status = {
        "official": _("chính thức"),
        "own": _("tự xây dựng"),
        "draft": _("bản nháp"),
    }[questionnaire.status]
    size = _(
        "%(factors)s yếu tố, %(questions)s câu hỏi (%(core)s câu cốt lõi, "
        "%(drafts)s câu chưa kiểm chứng)"
    ) % {
        "factors": len(questionnaire.factors),
        "questions": len(questionnaire.questions),
        "core": len(questionnaire.core_positions),
        "drafts": sum(question.draft for question in questionnaire.questions),
    }
    lines = [
        f"{questionnaire.code} {questionnaire.version}: {questionnaire.title}",
        _("Trạng thái: %(status)s") % {"status": status},
        size,
        _("Cách tính chỉ số: %(rule)s") % {"rule": questionnaire.index_rule},
        _("Mã băm: %(digest)s") % {"digest": questionnaire.digest},
    ]
    return "\n".join(lines)
