"""What an import says of a file, its mapping and its rows, in the reader's language."""

from collections.abc import Iterator, Mapping

from survey.imports.checking import Findings, Seen
from survey.imports.file_words import encoding_hint
from survey.imports.looking import Aim, MappingIncomplete
from survey.imports.mapping import ColumnMapping, MappingError
from survey.imports.rows import BadCell, Reason
from survey.language import translator
from survey.reports.numbers import Numbers


class ImportWording:
    """Sentences of one language."""

    def __init__(self, language: str) -> None:
        self._ = translator(language).gettext
        self._numbers = Numbers(language)

    def bad_cell(self, cell: BadCell) -> str:
        """Return one line: where it stands, what was found and what is needed."""
        _ = self._
        place = _("Dòng %(line)s") % {"line": cell.line}
        if cell.column:
            place += _(", cột “%(column)s”") % {"column": cell.column}
        return f"{place}: {self.problem(cell)}"

    def problem(self, cell: BadCell) -> str:
        """Return what is wrong, without its place."""
        _ = self._
        if cell.reason is Reason.FIELDS:
            return _("có %(n)s ô, không bằng số cột") % {"n": cell.value}
        if cell.reason is Reason.EMPTY:
            return _("không có câu trả lời nào")
        found = (
            _("có “%(value)s”") % {"value": cell.value} if cell.value else _("để trống")
        )
        needed = _("%(found)s, cần %(needed)s") % {
            "found": found,
            "needed": self._needed(cell.reason),
        }
        if cell.reason is Reason.ENCODING:
            return f"{needed}. {encoding_hint(_)}"
        return needed

    def reason(self, name: str) -> str:
        """Return what rows of one kind of mistake have in common."""
        _ = self._
        return {
            Reason.FIELDS: _("số ô không bằng số cột"),
            Reason.OFFICE: _("không nhận ra đơn vị"),
            Reason.DATE: _("không đọc được ngày"),
            Reason.OUTSIDE: _("ngày nằm ngoài đợt"),
            Reason.LEVEL: _("không phải một mức của thang đo"),
            Reason.CHOICE: _("không phải một phương án của câu hỏi"),
            Reason.ENCODING: _("gõ bằng bảng mã cũ"),
            Reason.EMPTY: _("không có câu trả lời nào"),
        }[Reason[name]]

    def incomplete(self, error: MappingIncomplete) -> str:
        """Return why a mapping cannot be used with a file."""
        _ = self._
        sentence = {
            "column": _("Tệp không có cột “%(missing)s”."),
            "twice": _("Cột “%(missing)s” được dùng cho hai việc."),
            "question": _("Mẫu phiếu của đợt không có câu “%(missing)s”."),
            "questions": _("Chưa cột nào được ghép với một câu hỏi."),
            "office": _(
                "Chưa chọn cột ghi đơn vị, cũng chưa chọn một đơn vị cho cả tệp."
            ),
            "office_code": _("Không có đơn vị mang mã “%(missing)s”."),
            "level": _("“%(missing)s” không phải một mức của thang đo."),
        }[error.kind]
        return sentence % {"missing": error.missing}

    def mapping_error(self, error: MappingError) -> str:
        """Return what is wrong in a mapping file."""
        _ = self._
        if not error.key:
            return _("Không phải tệp ghép cột: %(found)s") % {"found": error.found}
        return _("Tệp ghép cột: không dùng được “%(key)s” (%(found)s)") % {
            "key": error.key,
            "found": error.found,
        }

    def summary(self, found: Findings) -> str:
        """Return how many rows there are and how many are good, in one sentence."""
        _ = self._
        if not found.n:
            return _("Tệp không có dòng nào.")
        if found.n_bad:
            return _("%(bad)s trong %(n)s dòng chưa dùng được. Chưa ghi gì.") % {
                "bad": self._numbers.count(found.n_bad),
                "n": self._numbers.count(found.n),
            }
        return _("Cả %(n)s dòng dùng được, của %(offices)s đơn vị.") % {
            "n": self._numbers.count(found.n),
            "offices": self._numbers.count(len(found.offices)),
        }

    def notes(self, found: Findings) -> Iterator[str]:
        """Give what else the reader should know before the rows are brought in."""
        _ = self._
        if found.first_day and found.last_day:
            yield _("Ngày trong tệp: từ %(first)s đến %(last)s.") % {
                "first": self._numbers.day(found.first_day),
                "last": self._numbers.day(found.last_day),
            }
        if found.same is not None:
            yield self.same(found.same)
            return
        if found.doubled:
            yield _("%(n)s dòng giống hệt một dòng ở trên trong cùng tệp.") % {
                "n": self._numbers.count(found.doubled)
            }
        for seen in found.seen:
            yield _("%(n)s dòng đã có trong “%(file)s” nhập ngày %(day)s.") % {
                "n": self._numbers.count(seen.n),
                **self._earlier(seen),
            }

    def same(self, seen: Seen) -> str:
        """Return that the very same rows were brought in before."""
        _ = self._
        sentence = _(
            "Đúng các dòng này đã được nhập ngày %(day)s từ “%(file)s”: không nhập lần nữa."
        )
        return sentence % self._earlier(seen)

    def not_mapped(self, mapping: ColumnMapping, target: Aim) -> str:
        """Return which questions no column answers; empty where each has one."""
        _ = self._
        missing = [
            question.code
            for question in target.questionnaire.questions
            if question.code not in mapping.questions
        ] + [
            question.code
            for question in target.questionnaire.choice_questions
            if not any(
                key.partition(".")[0] == question.code for key in mapping.questions
            )
        ]
        if not missing:
            return ""
        return _("Câu không có cột nào, coi như không hỏi: %(codes)s.") % {
            "codes": ", ".join(missing)
        }

    def words(self, words: Mapping[str, int]) -> str:
        """Return words with how often they occur, the most frequent first."""
        in_order = sorted(words.items(), key=lambda one: (-one[1], one[0]))
        return ", ".join(
            f"“{word}” ({self._numbers.count(n)})" for word, n in in_order[:20]
        ) + (", …" if len(in_order) > 20 else "")

    def _earlier(self, seen: Seen) -> dict[str, str]:
        return {"file": seen.file_name, "day": seen.accepted_on}

    def _needed(self, reason: Reason) -> str:
        _ = self._
        return {
            Reason.OFFICE: _("mã hoặc tên của một đơn vị đã có"),
            Reason.DATE: _("một ngày, như 25/11/2025"),
            Reason.OUTSIDE: _("một ngày của đợt"),
            Reason.LEVEL: _("một mức của thang đo, hoặc để trống"),
            Reason.CHOICE: _(
                "phương án của câu hỏi (nhiều phương án cách nhau bằng “;”), hoặc để trống"
            ),
            Reason.ENCODING: _("chữ Unicode"),
        }[reason]
