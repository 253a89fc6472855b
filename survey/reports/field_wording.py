"""Sentences about the fields of service in a wave."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.reports.fields import FieldRow, FieldsOfWave
from survey.reports.figures import Estimate
from survey.reports.in_language import InLanguage

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class FieldWording(InLanguage):
    """The words of one language; Vietnamese is the source."""

    def summary(self, found: FieldsOfWave) -> str:
        """Return how many fields have answers that count."""
        _ = self._translate
        return _(
            "%(answered)s lĩnh vực có phiếu được tính; %(silent)s lĩnh vực chưa có phiếu nào được tính."
        ) % {
            "answered": self.numbers.count(len(found.answered)),
            "silent": self.numbers.count(len(found.without_answers)),
        }

    def unnamed(self, found: FieldsOfWave) -> str:
        """Return how many answers name no field; empty where there are none or too few to say."""
        _ = self._translate
        if not isinstance(found.unnamed, Estimate):
            return ""
        return _(
            "%(n)s phiếu không ghi lĩnh vực: quầy không hỏi hoặc người đến không trả lời."
        ) % {"n": self.numbers.count(found.unnamed.n)}

    def silent(self, found: FieldsOfWave) -> tuple[str, ...]:
        """Return what is known of the fields without an answer: those with dossiers, those on offer, the rest."""
        _ = self._translate
        silent = found.without_answers
        busy = [row for row in silent if row.settled]
        offered = [row for row in silent if not row.settled and row.counters]
        rest = len(silent) - len(busy) - len(offered)
        said = []
        if busy:
            dossiers = _("%(name)s (%(n)s hồ sơ)")
            said.append(
                _(
                    "Có hồ sơ đã giải quyết trong các tháng của đợt mà chưa có phiếu nào được tính: %(names)s."
                )
                % {
                    "names": self._named(
                        [
                            dossiers
                            % {
                                "name": row.name,
                                "n": self.numbers.count(row.settled or 0),
                            }
                            for row in busy
                        ]
                    )
                }
            )
        if offered:
            said.append(
                _("Có trên phiếu của quầy mà chưa có phiếu nào được tính: %(names)s.")
                % {"names": self._named([row.name for row in offered])}
            )
        if rest:
            said.append(
                _(
                    "%(n)s lĩnh vực khác trong danh mục thủ tục năm %(year)s chưa quầy nào đưa vào phiếu."
                )
                % {"n": self.numbers.count(rest), "year": found.catalogue_year}
            )
        return tuple(said)

    def offered_at(self, row: FieldRow) -> str:
        """Return at how many counters a field stands on the form."""
        _ = self._translate
        return self.numbers.count(row.counters) if row.counters else _("không")

    def known(self, n: int | None) -> str:
        """Return a count; a dash where nobody counted."""
        return "–" if n is None else self.numbers.count(n)

    def caution(self) -> str:
        """Return what must be known before fields are compared."""
        _ = self._translate
        return _(
            "Người đến tự chọn lĩnh vực trên phiếu, và chỉ ở quầy có hỏi. Mỗi lĩnh vực có thủ tục và "
            "người đến khác nhau nên không xếp hạng lĩnh vực."
        )

    def columns(self, found: FieldsOfWave) -> tuple[str, str, str, str]:
        """Return the headings of the table of fields without an answer."""
        _ = self._translate
        year = found.catalogue_year
        return (
            _("Lĩnh vực"),
            (
                _("Thủ tục trong danh mục %(year)s") % {"year": year}
                if year
                else _("Thủ tục trong danh mục")
            ),
            _("Hồ sơ đã giải quyết"),
            _("Quầy có hỏi"),
        )

    def _named(self, names: Sequence[str]) -> str:
        _ = self._translate
        said = "; ".join(names[:MOST_NAMED])
        left = len(names) - MOST_NAMED
        if left <= 0:
            return said
        return _("%(names)s; và %(n)s lĩnh vực khác") % {
            "names": said,
            "n": self.numbers.count(left),
        }
