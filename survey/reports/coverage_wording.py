"""Sentences about coverage: how many of the people served were heard."""

from dataclasses import dataclass

from survey.reports.asked_wording import AskedWording
from survey.reports.coverage import Coverage, WaveCoverage
from survey.reports.in_language import InLanguage


@dataclass(frozen=True, slots=True)
class CoverageWording(InLanguage):
    """The sentences of one language; Vietnamese is the source."""

    def of_wave(self, coverage: WaveCoverage) -> tuple[str, ...]:
        """Return what is known of all offices together."""
        _ = self._translate
        if not coverage.is_of_visitors:
            return (AskedWording(self.language).no_coverage(),)
        if coverage.together is None:
            return (self.unknown(),)
        offices = _(
            "Có số liệu của %(covered)s trong %(offices)s đơn vị; chỉ tính các đơn vị này."
        ) % {
            "covered": self.numbers.count(coverage.covered),
            "offices": self.numbers.count(len(coverage.by_office)),
        }
        everywhere = coverage.covered == len(coverage.by_office)
        return (*self.of(coverage.together), *(() if everywhere else (offices,)))

    def of_office(self, coverage: WaveCoverage, position: int) -> tuple[str, ...]:
        """Return what is known of the office at a position."""
        if not coverage.is_of_visitors:
            return self.of_wave(coverage)
        return self.of(coverage.by_office[position])

    def of(self, coverage: Coverage | None) -> tuple[str, ...]:
        """Return how many answers came for each hundred dossiers, and of how many people asked."""
        _ = self._translate
        if coverage is None:
            return (self.unknown(),)
        rate = _(
            "Số phiếu trên 100 lượt giải quyết: %(rate)s (%(answered)s phiếu, %(settled)s hồ sơ, "
            "%(months)s; hồ sơ tính theo nơi tiếp nhận)."
        ) % {
            "rate": self.numbers.decimal(coverage.per_hundred, places=1),
            "answered": self.numbers.count(coverage.answered),
            "settled": self.numbers.count(coverage.settled),
            "months": self.months(coverage.months),
        }
        return (rate, *self._invited(coverage), *self._partial(coverage))

    def rate(self, coverage: Coverage | None) -> str:
        """Return the rate as a table's cell."""
        _ = self._translate
        if coverage is None:
            return _("chưa có")
        rate = self.numbers.decimal(coverage.per_hundred, places=1)
        return f"≥ {rate}" if coverage.is_partial else rate

    def months(self, months: tuple[str, ...]) -> str:
        """Return which months are meant, in words."""
        _ = self._translate
        names = [self.numbers.month(month) for month in months]
        if len(names) == 1:
            return _("tháng %(month)s") % {"month": names[0]}
        return _("tháng %(first)s đến tháng %(last)s") % {
            "first": names[0],
            "last": names[-1],
        }

    def unknown(self) -> str:
        """Return why no figure stands beside the index."""
        _ = self._translate
        return _(
            "Số phiếu trên 100 lượt giải quyết: chưa có số liệu hồ sơ của tháng nào trọn trong đợt, "
            "nên chưa biết bao nhiêu phần người đến đã trả lời."
        )

    def _invited(self, coverage: Coverage) -> tuple[str, ...]:
        _ = self._translate
        if not coverage.invited:
            return ()
        sentence = _(
            "Được mời trả lời: %(invited)s người, trả lời %(share)s trong số đó."
        )
        return (
            sentence
            % {
                "invited": self.numbers.count(coverage.invited),
                "share": self.numbers.percent(coverage.answered / coverage.invited),
            },
        )

    def _partial(self, coverage: Coverage) -> tuple[str, ...]:
        _ = self._translate
        if not coverage.is_partial:
            return ()
        return (
            _(
                "Đợt này chỉ lấy ý kiến một phần của tháng, còn hồ sơ tính cả tháng, "
                "nên tỷ lệ thật cao hơn."
            ),
        )
