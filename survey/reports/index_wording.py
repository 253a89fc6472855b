"""What the register of indices says, in fixed words."""

from dataclasses import dataclass
from decimal import Decimal

from analysis.places import Place
from analysis.rounding import decimals_of
from survey.reports.in_language import InLanguage
from survey.reports.index_definitions import unit_name
from survey.reports.index_register import Fault, Finding, Standing
from survey.reports.numbers import MINUS
from survey.store.indices import IndexRow, Version

NOT_THERE = "–"


@dataclass(frozen=True, slots=True)
class IndexWording(InLanguage):
    """The sentences and numbers of one language; Vietnamese is the source."""

    def value(self, value: Decimal | None) -> str:
        """Write a value with the decimals it was printed with."""
        if value is None:
            return NOT_THERE
        return self.numbers.decimal(float(value), places=decimals_of(value))

    def of_maximum(self, standing: Standing) -> str:
        """Write what share of its most a part reached, as `87,9%`."""
        if standing.share is None:
            return NOT_THERE
        return self.numbers.percent(float(standing.share))

    def signed(self, value: Decimal | None) -> str:
        """Write a difference in points with its sign."""
        if value is None:
            return NOT_THERE
        sign = "" if not value else MINUS if value < 0 else "+"
        return sign + self.value(abs(value))

    def place(self, place: Place | None, ranked: int | None) -> str:
        """Write a place, as `19/63` or `3–4/63`."""
        if place is None:
            return NOT_THERE
        return f"{place}/{ranked}" if ranked else str(place)

    def steps(self, steps: int | None) -> str:
        """Write a change in places in words: a smaller number is the better place."""
        _ = self._translate
        if steps is None:
            return NOT_THERE
        if not steps:
            return _("giữ hạng")
        message = _("tăng %(n)s bậc") if steps > 0 else _("giảm %(n)s bậc")
        return message % {"n": abs(steps)}

    def change(self, standing: Standing) -> str:
        """Write what changed since the period before: points, then places.

        What the source printed stands for a period before that is not in the register.
        """
        _ = self._translate
        if standing.change is None and standing.change_in_places is None:
            return self._printed_change(standing)
        parts = []
        if standing.change is not None:
            points = self.signed(standing.change)
            parts.append(_("%(points)s điểm") % {"points": points})
        if standing.change_in_places is not None:
            parts.append(self.steps(standing.change_in_places))
        if standing.skips:
            parts.append(_("so với %(before)s") % {"before": standing.before})
        return ", ".join(parts)

    def _printed_change(self, standing: Standing) -> str:
        _ = self._translate
        row, parts = standing.row, []
        if row.change:
            points = self.signed(Decimal(row.change))
            parts.append(_("%(points)s điểm") % {"points": points})
        if row.change_in_places is not None:
            parts.append(self.steps(row.change_in_places))
        if not parts:
            return NOT_THERE
        return _("%(change)s (nguồn ghi)") % {"change": ", ".join(parts)}

    def status(self, status: str) -> str:
        """Return whose figure it is."""
        _ = self._translate
        return {
            "official": _("công bố chính thức"),
            "reported": _("theo báo chí hoặc nguồn dẫn lại"),
            "unverified": _("chưa kiểm chứng"),
        }[status]

    def finding(self, found: Finding) -> str:
        """Return what does not follow from the printed figures."""
        _ = self._translate
        sentence = {
            Fault.TOTAL: _(
                "%(what)s: nguồn ghi tổng %(printed)s, nhưng các phần cộng lại được %(computed)s. "
                "Trang này dùng số cộng lại."
            ),
            Fault.OVERFULL: _(
                "%(what)s: nguồn ghi %(printed)s, cao hơn mức tối đa %(computed)s."
            ),
            Fault.CHANGE: _(
                "%(what)s: nguồn ghi thay đổi %(printed)s điểm, nhưng hai giá trị đã công bố "
                "chênh nhau %(computed)s điểm."
            ),
            Fault.CHANGE_IN_PLACES: _(
                "%(what)s: nguồn ghi %(printed)s, nhưng theo hai thứ hạng đã công bố là %(computed)s."
            ),
            Fault.PLACE: _(
                "%(what)s: nguồn ghi hạng %(printed)s, nhưng theo các giá trị trong sổ là hạng "
                "%(computed)s."
            ),
        }[found.fault]
        return sentence % {
            "what": self.what(found.row.unit, found.row.component, found.row.period),
            "printed": self._figure(found.fault, found.printed),
            "computed": self._figure(found.fault, found.computed),
        }

    def _figure(self, fault: Fault, text: str) -> str:
        match fault:
            case Fault.TOTAL | Fault.OVERFULL:
                return self.value(Decimal(text))
            case Fault.CHANGE:
                return self.signed(Decimal(text))
            case Fault.CHANGE_IN_PLACES:
                return self.steps(int(text))
            case Fault.PLACE:
                return text

    def what(self, unit: str, component: str, period: str) -> str:
        """Return what a value is of, as `Cả nước, 2024`."""
        named = (unit_name(unit, self.language), component, period)
        return ", ".join(part for part in named if part)

    def target(self, row: IndexRow) -> str:
        """Return what a target asks of whom and by when."""
        _ = self._translate
        sentence = _("Chỉ tiêu %(points)s, %(what)s")
        return sentence % {
            "points": self.value(Decimal(row.value)),
            "what": self.what(row.unit, row.component, row.period),
        }

    def correction(self, version: Version) -> str:
        """Return what stands since a correction."""
        _ = self._translate
        row = version.row
        what = self.what(row.unit, row.component, row.period)
        if row.is_withdrawal:
            return _("%(what)s: rút lại.") % {"what": what}
        if row.value:
            now = self.value(Decimal(row.value))
        else:
            low, high = row.place_low or 0, row.place_high or 0
            now = _("hạng %(place)s") % {
                "place": self.place(Place(low, high), row.ranked)
            }
        return _("%(what)s: nay là %(now)s.") % {"what": what, "now": now}

    def maximum(self, row: IndexRow) -> str:
        """Return what a part could be at most, as `của 18`; empty where the row does not say."""
        _ = self._translate
        if not row.maximum:
            return ""
        return _("của %(maximum)s") % {"maximum": self.value(Decimal(row.maximum))}

    def never_mixed(self) -> str:
        """Return why these figures stand beside the own ones and never in one number with them."""
        _ = self._translate
        return _(
            "Các chỉ số này và kết quả tự khảo sát khác nhau về người trả lời, câu hỏi và cách tính: "
            "đặt cạnh nhau để đọc, không cộng và không tính trung bình với nhau."
        )
