"""sipas import answers: last year's answers out of an online form, a spreadsheet or SPSS."""

import argparse
import csv
import gc
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from survey.cli.errors import CommandError, cannot_write
from survey.cli.installation import opened
from survey.cli.noting import noted_by_command_line
from survey.cli.options import directory_option, language_option
from survey.cli.progress import Progress
from survey.language import translator
from survey.reports.plain import as_cell
from survey.settings import Settings
from survey.store import answer_imports, waves
from survey.store.answer_imports import FileOfAnswers
from survey.store.engine import Store
from survey.store.instruments import AUDIENCES

if TYPE_CHECKING:
    from survey.imports.checking import Findings
    from survey.imports.looking import Aim
    from survey.imports.mapping import ColumnMapping
    from survey.imports.profile import FileProfile
    from survey.imports.source import Source

EPILOG = """\
examples:
  sipas import answers phieu-2025.xlsx --directory pilot --wave 2025 --save-mapping phieu.toml
  sipas import answers phieu-2025.xlsx --directory pilot --wave 2025 --mapping phieu.toml --headline

FILE is a CSV in UTF-8, an XLSX workbook (its first sheet) or an SPSS file (.sav), one row for each person.
Without --mapping nothing is written: what the columns and words seem to stand for is shown, and kept by
--save-mapping. Look at that file, put it right, and give it by --mapping; the next file of the kind needs no more.
All rows are taken or none. They are class I: in the headline only where --headline declares it, before any
figure of the wave is out. They are counted when the day is closed.
"""
MOST_SHOWN = 50
NOT_WRITTEN = 1

Translate = Callable[[str], str]


def add_subject(
    subjects: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    """Add `sipas import answers`."""
    parser = subjects.add_parser(
        "answers",
        help="answers given elsewhere: online form, spreadsheet, SPSS",
        parents=[directory_option(), language_option()],
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("file", type=Path, metavar="FILE")
    add("--wave", required=True, metavar="CODE", help="the wave they belong to")
    add(
        "--audience",
        choices=AUDIENCES,
        default=waves.COUNTER,
        help="whose answers they are (default: %(default)s)",
    )
    add("--mapping", type=Path, metavar="FILE.toml", help="what columns stand for")
    add("--save-mapping", type=Path, metavar="FILE.toml", help="write the mapping")
    add("--office", default="", metavar="CODE", help="the office of every row")
    add("--headline", action="store_true", help="count them in the wave's index")
    add("--check", action="store_true", help="only say what would come of it")
    add("--again", action="store_true", help="take rows that look like earlier ones")
    add("--bad-rows", type=Path, metavar="FILE.csv", help="write what is wrong")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Look at a file, and bring it in where a mapping was given. Raises CommandError."""
    from analysis.ratings.errors import InputError
    from survey.imports.file_words import input_error_text
    from survey.imports.looking import MappingIncomplete
    from survey.imports.wording import ImportWording

    try:
        with opened(arguments) as (settings, store):
            return _Run(arguments, settings, store).run()
    except InputError as error:
        raise CommandError(input_error_text(error, language=arguments.lang)) from error
    except MappingIncomplete as error:
        words = ImportWording(arguments.lang)
        raise CommandError(words.incomplete(error)) from error


class _Run:
    """One run of the command."""

    def __init__(
        self, arguments: argparse.Namespace, settings: Settings, store: Store
    ) -> None:
        from survey.imports.wording import ImportWording

        self._arguments, self._settings, self._store = arguments, settings, store
        self._ = translator(arguments.lang).gettext
        self._words = ImportWording(arguments.lang)
        self._today = settings.clock().today()

    def run(self) -> int:
        from survey.imports import profile
        from survey.imports.source import file_hash, open_source

        arguments, target = self._arguments, self._aim()
        source = open_source(arguments.file)
        given = self._given()
        columns = profile.profile(source) if given is None else None
        mapping = self._mapping(given, columns, target)
        if arguments.save_mapping:
            self._save(mapping)
        if columns is not None:
            self._show_guess(mapping, columns, target)
        hash = file_hash(arguments.file)
        findings = self._check(source, mapping, target, hash=hash)
        self._tell(findings, mapping, target)
        if not findings.can_be_brought_in:
            return NOT_WRITTEN
        if given is None or arguments.check:
            print(self._("Chưa ghi gì. Xem lại rồi chạy với --mapping để nhập."))
            return 0
        if findings.seen and not arguments.again:
            print(self._("Chưa ghi gì. Nếu đúng là các phiếu khác, thêm --again."))
            return NOT_WRITTEN
        self._bring_in(source, mapping, target, findings, hash=hash)
        return 0

    def _aim(self) -> "Aim":
        from survey.imports.looking import aim

        with self._store.reading() as session:
            wave = waves.wave_by_code(session, self._arguments.wave)
            if wave is None:
                message = self._("không có đợt %(code)s")
                raise CommandError(message % {"code": self._arguments.wave})
            asked = self._arguments.audience
            try:
                return aim(session, wave, today=self._today, asked=asked)
            except waves.NotAsked as error:
                message = self._("đợt %(code)s không hỏi đối tượng %(audience)s")
                raise CommandError(
                    message % {"code": wave.code, "audience": asked}
                ) from error

    def _given(self) -> "ColumnMapping | None":
        from survey.imports.mapping import MappingError, read_mapping

        path = self._arguments.mapping
        if path is None:
            return None
        try:
            return read_mapping(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            message = self._("không đọc được %(file)s")
            raise CommandError(message % {"file": path}) from error
        except MappingError as error:
            raise CommandError(self._words.mapping_error(error)) from error

    def _mapping(
        self,
        given: "ColumnMapping | None",
        columns: "FileProfile | None",
        target: "Aim",
    ) -> "ColumnMapping":
        from survey.imports.guessing import guess

        mapping = given
        if mapping is None:
            assert columns is not None
            mapping = guess(columns, target.questionnaire, target.offices)
        if self._arguments.office:
            mapping = replace(mapping, office="", office_code=self._arguments.office)
        return mapping

    def _save(self, mapping: "ColumnMapping") -> None:
        from survey.imports.mapping import mapping_text

        path = self._arguments.save_mapping
        try:
            path.write_text(mapping_text(mapping), "utf-8")
        except OSError as error:
            raise cannot_write(path, error, self._) from error
        print(self._("Đã ghi cách ghép cột vào %(file)s.") % {"file": path})

    def _show_guess(
        self, mapping: "ColumnMapping", found: "FileProfile", target: "Aim"
    ) -> None:
        """Print what each column seems to stand for, and the words that stand for nothing yet."""
        from survey.imports import guessing

        _ = self._
        roles = {column: code for code, column in mapping.questions.items()}
        roles |= {mapping.office: _("đơn vị"), mapping.date: _("ngày")}
        print(_("Các cột có vẻ là:"))
        for column in found.columns:
            role = roles.get(column.name, "–")
            examples = ", ".join(column.examples)
            print(f"  {role}\t{column.label[:60]}\t{examples[:60]}")
        unknown = guessing.unknown_words(found, mapping, target.questionnaire)
        if unknown:
            print(_("Từ chưa biết là mức nào (thêm vào mục [levels]):"))
            print(f"  {self._words.words(unknown)}")
        offices = guessing.unknown_offices(found, mapping, target.offices)
        if offices:
            print(_("Tên chưa biết là đơn vị nào (thêm vào mục [offices]):"))
            print(f"  {self._words.words(offices)}")

    def _check(
        self, source: "Source", mapping: "ColumnMapping", target: "Aim", *, hash: str
    ) -> "Findings":
        from survey.imports.checking import check

        reader = target.reader(source, mapping)
        with self._store.reading() as session:
            return check(session, source, reader, hash=hash)

    def _tell(
        self, findings: "Findings", mapping: "ColumnMapping", target: "Aim"
    ) -> None:
        """Print what was found; what is wrong goes to the error output, and to a file where asked for."""
        for cell in findings.bad[:MOST_SHOWN]:
            print(self._words.bad_cell(cell), file=sys.stderr)
        left = sum(findings.reasons.values()) - MOST_SHOWN
        if left > 0:
            print(self._("… và %(n)s lỗi nữa.") % {"n": left}, file=sys.stderr)
        print(self._words.summary(findings))
        for sentence in (
            *self._words.notes(findings),
            self._words.not_mapped(mapping, target),
        ):
            if sentence:
                print(sentence)
        if self._arguments.bad_rows and findings.bad:
            self._write_bad_rows(findings)

    def _write_bad_rows(self, findings: "Findings") -> None:
        path = self._arguments.bad_rows
        try:
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["line", "column", "value", "reason"])
                for cell in findings.bad:
                    reason = self._words.problem(cell)
                    writer.writerow(
                        [cell.line, cell.column, as_cell(cell.value), reason]
                    )
        except OSError as error:
            raise cannot_write(path, error, self._) from error

    def _bring_in(
        self,
        source: "Source",
        mapping: "ColumnMapping",
        target: "Aim",
        findings: "Findings",
        *,
        hash: str,
    ) -> None:
        from survey.imports import bringing
        from survey.imports.checking import good_rows

        _, clock = self._, self._settings.clock()
        # Otherwise the collector goes through all that was imported so far, for a tenth of a second
        # at a time, often while a step holds the write lock.
        gc.freeze()
        bringing.sweep(self._store, clock.now())
        import_id = self._begin(mapping, target, findings, hash=hash)
        progress = Progress(_("Đã ghi"))
        try:
            day = bringing.bring_in(
                self._store,
                import_id,
                good_rows(source, target.reader(source, mapping)),
                findings,
                now=clock.now,
                today=self._today,
                note=noted_by_command_line(clock.now()),
                progress=progress.show,
            )
        except BaseException as error:
            bringing.give_up(self._store, import_id)
            raise _as_command_error(error, _) from error
        finally:
            progress.end()
        message = _(
            "Đã nhập %(n)s phiếu (lần nhập %(id)s), được tính khi chốt ngày %(day)s."
        )
        print(message % {"n": findings.n, "id": import_id, "day": day})
        if not self._arguments.headline:
            print(_("Phiếu loại I đứng riêng, không vào chỉ số chính của đợt."))
            print(_("Đợt chỉ có phiếu nhập từ tệp thì phải khai báo mới có kết quả."))

    def _begin(
        self,
        mapping: "ColumnMapping",
        target: "Aim",
        findings: "Findings",
        *,
        hash: str,
    ) -> int:
        from survey.imports.checking import findings_text
        from survey.imports.mapping import mapping_text

        file = self._arguments.file
        with self._store.writing() as session:
            if self._arguments.headline and not answer_imports.may_declare_headline(
                session, target.instrument_id
            ):
                raise CommandError(_too_late(self._))
            begun = answer_imports.begin(
                session,
                FileOfAnswers(file.name[-150:], hash, os.path.getsize(file)),
                instrument_id=target.instrument_id,
                today=self._today,
                done_by="sipas",
            )
            begun.mapping = mapping_text(mapping)
            begun.findings = findings_text(replace(findings, bad=()))
            begun.first_day, begun.last_day = findings.first_day, findings.last_day
            begun.headline = self._arguments.headline
            assert begun.id is not None
            return begun.id


def _as_command_error(error: BaseException, _: Translate) -> BaseException:
    """Return what the command says of an import that could not be finished."""
    from survey.imports.bringing import FileChanged

    if isinstance(error, FileChanged | ValueError):
        return CommandError(_("tệp đã thay đổi trong lúc nhập, chưa ghi gì"))
    if isinstance(error, answer_imports.AlreadyReleased):
        return CommandError(_too_late(_))
    if isinstance(error, answer_imports.BroughtInBefore):
        return CommandError(_("đúng các dòng này vừa được nhập, chưa ghi gì"))
    return error


def _too_late(_: Translate) -> str:
    return _(
        "đợt này đã có số liệu công bố nội bộ, không khai báo vào chỉ số chính được nữa"
    )
