"""Sentences about satisfaction and dossiers that were late."""

from dataclasses import dataclass

from analysis.association import FEWEST_UNITS
from survey.reports.coverage_wording import CoverageWording
from survey.reports.in_language import InLanguage
from survey.reports.lateness import Lateness
from survey.reports.timeliness import Timeliness


@dataclass(frozen=True, slots=True)
class LatenessWording(InLanguage):
    """The sentences of one language; Vietnamese is the source."""

    def title(self) -> str:
        _ = self._translate
        return _("Mức độ hài lòng và hồ sơ trễ hạn")

    def caption(self) -> str:
        _ = self._translate
        return _("Chỉ số hài lòng và hồ sơ giải quyết đúng hạn, xếp theo tên đơn vị")

    def in_time_heading(self) -> str:
        _ = self._translate
        return _("Đúng hạn")

    def in_time(self, dossiers: Timeliness) -> str:
        """Return the share in time with what it is a share of, as a table's cell."""
        _ = self._translate
        share = dossiers.share_in_time
        if share is None or dossiers.in_time is None:
            return _("chưa có")
        return _("%(share)s (%(in_time)s trên %(settled)s)") % {
            "share": self.numbers.percent(share),
            "in_time": self.numbers.count(dossiers.in_time),
            "settled": self.numbers.count(dossiers.settled),
        }

    def none(self) -> str:
        """Return why there is no such section."""
        _ = self._translate
        return _(
            "Chưa có đơn vị nào vừa có từ 30 phiếu vừa có số liệu hồ sơ đúng hạn của các tháng trong đợt."
        )

    def finding(self, found: Lateness) -> str:
        """Return whether the two go together, with coefficient, interval and number of offices."""
        _ = self._translate
        one = found.correlation
        if not one.is_defined:
            if one.n < FEWEST_UNITS:
                return _(
                    "Chỉ %(n)s đơn vị có đủ số liệu. Dưới %(fewest)s đơn vị thì không tính hệ số tương quan."
                ) % {"n": self.numbers.count(one.n), "fewest": FEWEST_UNITS}
            return _(
                "Mọi đơn vị có cùng tỷ lệ đúng hạn hoặc cùng chỉ số, nên không so được."
            )
        return _("%(verdict)s Hệ số tương quan hạng: %(coefficient)s, n = %(n)s đơn vị.") % {
            "verdict": self._verdict(found),
            "coefficient": self.coefficient(found),
            "n": self.numbers.count(one.n),
        }  # fmt: skip

    def coefficient(self, found: Lateness) -> str:
        """Return the coefficient with its interval, as `0,42 (từ 0,10 đến 0,67)`."""
        _ = self._translate
        one = found.correlation
        return _("%(value)s (từ %(low)s đến %(high)s)") % {
            "value": self.numbers.decimal(one.coefficient, places=2),
            "low": self.numbers.decimal(one.low, places=2),
            "high": self.numbers.decimal(one.high, places=2),
        }

    def cautions(self, found: Lateness) -> tuple[str, ...]:
        """Return what the figures do not say."""
        _ = self._translate
        said = [
            _(
                "Đây là so sánh giữa các đơn vị, không phải giữa từng người: không biết người nào có hồ sơ "
                "trễ hạn, nên không suy ra được người bị trễ hạn hài lòng đến đâu."
            ),
            _(
                "Có liên hệ chưa có nghĩa là nguyên nhân: lĩnh vực khó, hồ sơ qua nhiều cơ quan "
                "có thể vừa dễ trễ hạn vừa khó làm người dân hài lòng."
            ),
            _(
                "Ít đơn vị thì hệ số dao động nhiều. Chỉ số của mỗi đơn vị cũng có sai số, thường làm hệ số "
                "gần 0 hơn thực tế."
            ),
        ]
        if found.unclear:
            said.append(
                _(
                    "%(n)s hồ sơ đã giải quyết không rõ đúng hạn hay trễ hạn; vẫn nằm trong mẫu số."
                )
                % {"n": self.numbers.count(found.unclear)}
            )
        if found.left_out:
            said.append(
                _(
                    "%(n)s đơn vị không có trong bảng vì dưới 30 phiếu hoặc chưa có số liệu đúng hạn."
                )
                % {"n": self.numbers.count(found.left_out)}
            )
        return tuple(said)

    def method(self, found: Lateness) -> str:
        """Return how the figures were made."""
        _ = self._translate
        return _(
            "Hồ sơ tính cho đơn vị có thẩm quyền giải quyết (%(months)s); phiếu tính cho nơi tiếp nhận. "
            "Mẫu số của tỷ lệ đúng hạn là hồ sơ đã giải quyết; đúng hạn gồm cả trước hạn. Hệ số tương quan "
            "hạng Spearman; khoảng tin cậy 95%% theo biến đổi z của Fisher (Bonett và Wright 2000)."
        ) % {"months": CoverageWording(self.language).months(found.months)}

    def chart_title(self) -> str:
        _ = self._translate
        return _("Chỉ số của từng đơn vị theo tỷ lệ hồ sơ đúng hạn")

    def axis(self) -> str:
        _ = self._translate
        return _("tỷ lệ hồ sơ đúng hạn")

    def _verdict(self, found: Lateness) -> str:
        _ = self._translate
        one = found.correlation
        if not one.is_clear:
            return _("Chưa thấy liên hệ rõ giữa tỷ lệ đúng hạn và mức độ hài lòng.")
        if one.coefficient > 0:
            return _("Đơn vị có tỷ lệ đúng hạn cao hơn thường có chỉ số cao hơn.")
        return _("Đơn vị có tỷ lệ đúng hạn cao hơn thường có chỉ số thấp hơn.")
