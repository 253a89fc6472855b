"""What a DDCI says of its units, in fixed words: totals, ranks, and what was done to get there."""

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.ddci import NEUTRAL
from analysis.ddci_findings import (
    FEWEST_SHOWN,
    DdciFindings,
    Standing,
    UnitRating,
    UsedRange,
)
from survey.language import translator
from survey.reports.in_language import InLanguage
from survey.reports.ranks import RankRange
from survey.reports.wording import Wording
from survey.store.tables.ddci import COOPERATIVE, FIRM, HOUSEHOLD


def respondents_named(kind: str, language: str) -> str:
    """Return what a kind of respondents is called."""
    _ = translator(language).gettext
    return {
        FIRM: _("Doanh nghiệp"),
        COOPERATIVE: _("Hợp tác xã"),
        HOUSEHOLD: _("Hộ kinh doanh"),
    }[kind]


@dataclass(frozen=True, slots=True)
class DdciWording(InLanguage):
    """The sentences of one language; Vietnamese is the source. `file` is the name of the answers' file."""

    findings: DdciFindings
    file: str

    @property
    def words(self) -> Wording:
        return Wording(self.language)

    def lines(self) -> Iterator[str]:
        """Give the whole text, line by line."""
        yield self.head()
        for note in self.notes():
            yield note
        for block in self.findings.blocks:
            yield ""
            yield from self._block(block)
        yield ""
        yield self._translate("Cách tính")
        for sentence in self.method():
            yield f"  {sentence}"

    def head(self) -> str:
        """Return what was counted, in one line."""
        _, found = self._translate, self.findings
        soft = int(found.scheme.is_soft.sum())
        values = {
            "responses": found.respondents,
            "units": len(found.units),
            "components": len(found.scheme.components),
            "soft": soft,
            "hard": len(found.scheme.indicators) - soft,
        }
        return f"{self.file}: " + _(
            "%(responses)s phiếu, %(units)s đơn vị, %(components)s chỉ số thành phần, "
            "%(soft)s chỉ tiêu mềm, %(hard)s chỉ tiêu cứng."
        ) % {name: self.numbers.count(value) for name, value in values.items()}

    def notes(self) -> Iterator[str]:
        """Give what the reader must know before the totals: what was clipped, alike or missing."""
        _ = self._translate
        for used in self.findings.ranges:
            if used.is_flat:
                yield _("Lưu ý: %(notice)s.") % {"notice": self._flat(used)}
            elif used.outside:
                yield _("Lưu ý: %(notice)s.") % {"notice": self._outside(used)}
        for one in self.findings.units:
            if one.without:
                notice = _(
                    "%(unit)s không có số liệu ở chỉ tiêu %(indicators)s; "
                    "trọng số đó chia lại cho phần còn lại"
                ) % {"unit": one.unit, "indicators": self._quoted(one.without)}
                yield _("Lưu ý: %(notice)s.") % {"notice": notice}

    def estimate(self, one: UnitRating) -> str:
        """Return a unit's total with interval and n, or why it is not there."""
        _ = self._translate
        if one.standing is Standing.SILENT:
            return _("chưa có phiếu nào")
        if one.standing is Standing.HIDDEN:
            return _("dưới %(n)s phiếu: không hiện kết quả") % {"n": FEWEST_SHOWN}
        n = f"n = {self.numbers.count(one.n)}"
        if one.total != one.total:
            return _("chưa tính được, %(n)s") % {"n": n}
        shares = (value / 100 for value in (one.total, one.low, one.high))
        return f"{self.numbers.estimate(*shares)}, {n}"

    def standing(self, one: UnitRating) -> str:
        """Return a unit's rank with those that remain possible, or why it has none."""
        _ = self._translate
        if one.standing is Standing.FEW:
            return _("(ít phiếu: chỉ để tham khảo)")
        if one.standing is not Standing.RANKED:
            return ""
        if one.rank_low != one.rank_low:
            return _("(chỉ có một đơn vị: không xếp hạng)")
        places = (int(one.rank), int(one.rank_low), int(one.rank_high))
        return self.words.rank(RankRange(*places, one.ranked))

    def method(self) -> Iterator[str]:
        """Give how the numbers were made, sentence by sentence."""
        _, found = self._translate, self.findings
        yield _(
            "Giá trị của đơn vị ở chỉ tiêu mềm là trung bình các câu trả lời, câu bỏ trống không tính; "
            "ở chỉ tiêu cứng là số liệu đã công bố."
        )
        yield _(
            "Mỗi chỉ tiêu được quy về thang 1–10. Chỉ tiêu thuận: 9 × (giá trị − thấp nhất) ÷ "
            "(cao nhất − thấp nhất) + 1. Chỉ tiêu nghịch: 11 trừ đi kết quả đó."
        )
        yield from self._where_ranges_are_from()
        yield _(
            "Chỉ số thành phần là trung bình có trọng số của các chỉ tiêu. Điểm tổng là 10 lần trung bình "
            "có trọng số của các chỉ số thành phần; trọng số do tỉnh quy định, cộng lại bằng 100."
        )
        yield _(
            "Khoảng tin cậy: chọn lại ngẫu nhiên người trả lời trong từng đơn vị %(draws)s lần "
            "(bootstrap, số khởi tạo %(seed)s); số liệu cứng, mức thấp nhất và mức cao nhất giữ nguyên."
        ) % {"draws": self.numbers.count(found.draws), "seed": found.seed}
        yield _(
            "Hạng chỉ tính cho đơn vị có từ %(n)s phiếu, riêng trong từng khối. Trong ngoặc là các hạng còn "
            "có thể: với độ tin cậy %(level)s%%, mọi hạng thật của khối cùng nằm trong các khoảng này "
            "(phương pháp Mogstad, Romano, Shaikh và Wilhelm). Hai khoảng chồng lên nhau thì chưa thể nói "
            "đơn vị nào hơn."
        ) % {"n": self.numbers.count(found.min_n), "level": self._level()}
        yield self.words.interval_leaves_out()

    def _block(self, block: str) -> Iterator[str]:
        _ = self._translate
        units = [one for one in self.findings.units if one.block == block]
        ranked = [one for one in units if one.standing is Standing.RANKED]
        heading = _(
            "xếp hạng %(ranked)s đơn vị, điểm trên 100 (khoảng tin cậy %(level)s%%):"
        ) % {"ranked": self.numbers.count(len(ranked)), "level": self._level()}
        yield f"{block}: {heading}" if block else heading[:1].upper() + heading[1:]
        yield from self._units(ranked)
        if apart := [one for one in units if one not in ranked]:
            yield _("Không xếp hạng (dưới %(n)s phiếu):") % {
                "n": self.numbers.count(self.findings.min_n)
            }
            yield from self._units(apart)

    def _units(self, units: list[UnitRating]) -> Iterator[str]:
        name = max((len(one.unit) for one in units), default=0)
        estimates = [self.estimate(one) for one in units]
        width = max(map(len, estimates), default=0)
        for one, estimate in zip(units, estimates):
            line = f"  {one.unit.ljust(name)}  {estimate.ljust(width)}"
            yield f"{line}  {self.standing(one)}".rstrip()

    def _where_ranges_are_from(self) -> Iterator[str]:
        _ = self._translate
        stored = [used for used in self.findings.ranges if used.years]
        if stored:
            yield _(
                "Thấp nhất và cao nhất của %(n)s chỉ tiêu lấy theo khoảng chuẩn đã lưu (%(years)s); "
                "giá trị ở ngoài tính bằng đầu khoảng gần nhất."
            ) % {
                "n": self.numbers.count(len(stored)),
                "years": "; ".join(dict.fromkeys(used.years for used in stored)),
            }
        if own := len(self.findings.ranges) - len(stored):
            yield _(
                "Thấp nhất và cao nhất của %(n)s chỉ tiêu lấy trong các đơn vị được xếp hạng, chung mọi khối, "
                "nên điểm chỉ so được với nhau trong lần này. Muốn so giữa các năm cần khoảng chuẩn đã lưu."
            ) % {"n": self.numbers.count(own)}

    def _flat(self, used: UsedRange) -> str:
        return self._translate(
            "chỉ tiêu “%(indicator)s” có thấp nhất bằng cao nhất (%(value)s), "
            "nên đơn vị nào cũng được %(neutral)s trên thang 1–10"
        ) % {
            "indicator": used.indicator,
            "value": self._figure(used.low),
            "neutral": self.numbers.decimal(NEUTRAL, places=1),
        }

    def _outside(self, used: UsedRange) -> str:
        _ = self._translate
        return _(
            "chỉ tiêu “%(indicator)s” có giá trị ngoài khoảng từ %(low)s đến %(high)s, "
            "tính bằng đầu khoảng gần nhất: %(units)s"
        ) % {
            "indicator": used.indicator,
            "low": self._figure(used.low),
            "high": self._figure(used.high),
            "units": ", ".join(used.outside),
        }

    def _figure(self, value: float) -> str:
        """Write a value in its own unit with two decimals, or none where it is whole."""
        return self.numbers.decimal(value, places=0 if value.is_integer() else 2)

    def _quoted(self, names: tuple[str, ...]) -> str:
        return ", ".join(f"“{name}”" for name in names)

    def _level(self) -> str:
        level = round(100 * self.findings.confidence_level, 6)
        return f"{level:g}".replace(".", "," if self.language == "vi" else ".")
