"""sipas questionnaire: check a questionnaire file, list those that come along, write one out."""

import argparse
from collections.abc import Callable
from pathlib import Path

from forms.questionnaire import (
    Questionnaire,
    QuestionnaireError,
    load_wordings,
    shipped_codes,
    shipped_questionnaire,
    translate,
)
from survey.cli.errors import CommandError
from survey.cli.installation import opened
from survey.cli.options import directory_option, language_option
from survey.language import translator
from survey.store import questionnaire_versions
from survey.system_errors import reason_of
from survey.wording import whole_file

EPILOG = """\
examples:
  sipas questionnaire list
  sipas questionnaire check my-survey.toml
  sipas questionnaire check my-survey.toml --translation en/my-survey.toml
  sipas questionnaire export quick --version 2 --directory pilot > quick-2.toml

The digest that `check` prints is the source_digest of a translation file.
"""

Translate = Callable[[str], str]


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `sipas questionnaire`."""
    parser = commands.add_parser(
        "questionnaire",
        help="check a questionnaire file, list the shipped ones, or write a kept one out",
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
    export = actions.add_parser(
        "export",
        help="print the file of a version that a wave can be opened with",
        parents=[directory_option(), language_option()],
        epilog="example: sipas questionnaire export quick --directory pilot > quick.toml",
    )
    export.add_argument("code", help="the questionnaire's code")
    export.add_argument(
        "--version", default="", metavar="V", help="its version (default: the last)"
    )
    export.set_defaults(run=run_export)


def run_check(arguments: argparse.Namespace) -> int:
    """Print what a file holds, or each of its mistakes."""
    _ = translator(arguments.lang).gettext
    try:
        questionnaire, *beside = load_wordings(
            _read(arguments.file, _), source=str(arguments.file)
        ).values()
        print(_summary(questionnaire, _))
        for translated in beside:
            print(
                _("Bản dịch %(language)s đầy đủ.") % {"language": translated.language}
            )
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


def run_export(arguments: argparse.Namespace) -> int:
    """Print the file of a version, its translations beside the Vietnamese."""
    _ = translator(arguments.lang).gettext
    with opened(arguments) as (_settings, store), store.reading() as session:
        of_code = [
            one
            for one in questionnaire_versions.versions(session)
            if one.questionnaire.code == arguments.code
        ]
    wanted = arguments.version
    found = [one for one in of_code if wanted in ("", one.questionnaire.version)]
    if not found:
        known = ", ".join(one.questionnaire.version for one in of_code)
        message = _(
            "không có mẫu phiếu mã %(code)s phiên bản này; các phiên bản: %(known)s"
        )
        raise CommandError(message % {"code": arguments.code, "known": known or "–"})
    print(whole_file(found[-1].digest, found[-1].content), end="")
    return 0


def _read(file: Path, _: Translate) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        message = _("Không đọc được %(file)s: %(reason)s.")
        raise CommandError(
            message % {"file": file, "reason": reason_of(error, _)}
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
    contents = [question.content for question in questionnaire.choice_questions]
    without_level = _(
        "ngoài chỉ số: %(perception)s câu nhận định, %(expectation)s câu mong đợi"
    ) % {
        "perception": contents.count("perception"),
        "expectation": contents.count("expectation"),
    }
    lines = [
        f"{questionnaire.code} {questionnaire.version}: {questionnaire.title}",
        _("Trạng thái: %(status)s") % {"status": status},
        size,
        *([without_level] if contents else []),
        _("Cách tính chỉ số: %(rule)s") % {"rule": questionnaire.index_rule},
        _("Mã băm: %(digest)s") % {"digest": questionnaire.digest},
    ]
    return "\n".join(lines)
