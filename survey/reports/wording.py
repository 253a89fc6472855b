"""What figures mean, in fixed words: one sentence for one thing, on every page and in every file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from analysis.verdicts import Difference, Overall
from forms.questionnaire import Questionnaire
from survey.reports.asked_wording import AskedWording
from survey.reports.distribution import Distribution
from survey.reports.figures import Estimate, Figure, Withheld
from survey.reports.in_language import InLanguage
from survey.reports.ranks import MOST_SIMULATED, RankRange
from survey.reports.rule_wording import RuleWording
from survey.store.waves import COUNTER

# Colour is never alone: each group has its shape and its word (UX, section 4.2).
SHAPES = {
    Difference.HIGHER: "▲",
    Difference.NONE: "●",
    Difference.LOWER: "▼",
    Difference.TOO_FEW: "",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Headings of the columns of files; units stand in the heading."""

    office_code: str
    office: str
    code: str
    name: str
    figure: tuple[str, str, str, str]
    group: str
    rank: tuple[str, str, str]
    not_applicable: str
    not_answered: str
    status: str


@dataclass(frozen=True, slots=True)
class Wording(InLanguage):
    """The sentences of one language; Vietnamese is the source. `asked` is whose answers are meant."""

    asked: str = COUNTER

    def index_title(self) -> str:
        """Return the name of our index; the bare name belongs to the ministry's figures."""
        return AskedWording(self.language).index_title(self.asked)

    def index_rule(self, questionnaire: Questionnaire) -> str:
        """Return how the index is made of the answers; stands with every index."""
        return RuleWording(self.language).rule(questionnaire)

    def satisfied_levels(self, questionnaire: Questionnaire) -> str:
        """Return which answers count as satisfied, or what else an answer adds."""
        return RuleWording(self.language).counted(questionnaire)

    def grade(self, questionnaire: Questionnaire, figure: Figure) -> str:
        """Return the grade of an index, empty where the questionnaire gives none."""
        return RuleWording(self.language).grade(questionnaire, figure)

    def grades(self, questionnaire: Questionnaire) -> str:
        """Return where each grade begins."""
        return RuleWording(self.language).grades(questionnaire)

    def headline(self, figure: Figure, *, offices: int, all_offices: int) -> str:
        """Return the sentence that can be read aloud in a meeting."""
        _ = self._translate
        if not isinstance(figure, Estimate):
            return self.why_withheld(figure)
        return _(
            "Chỉ số hài lòng %(points)s điểm trên 100 (khoảng tin cậy 95%%: %(interval)s), "
            "từ %(n)s phiếu của %(offices)s trong %(all_offices)s đơn vị."
        ) % {
            "points": self.numbers.points(figure.share),
            "interval": self.numbers.interval(figure.low, figure.high),
            "n": self.numbers.count(figure.n),
            "offices": self.numbers.count(offices),
            "all_offices": self.numbers.count(all_offices),
        }

    def groups(self, offices: Mapping[Difference, int]) -> str:
        """Return how many offices are in each group."""
        _ = self._translate
        return _(
            "So với các đơn vị còn lại: %(higher)s đơn vị cao hơn rõ, "
            "%(none)s chưa thấy khác biệt rõ, %(lower)s thấp hơn rõ; "
            "%(too_few)s chưa đủ phiếu để xếp."
        ) % {
            "higher": self.numbers.count(offices.get(Difference.HIGHER, 0)),
            "none": self.numbers.count(offices.get(Difference.NONE, 0)),
            "lower": self.numbers.count(offices.get(Difference.LOWER, 0)),
            "too_few": self.numbers.count(offices.get(Difference.TOO_FEW, 0)),
        }

    def rank(self, rank: RankRange) -> str:
        """Return a rank with the range that the answers leave possible."""
        _ = self._translate
        values = {
            "rank": self.numbers.count(rank.rank),
            "low": self.numbers.count(rank.low),
            "high": self.numbers.count(rank.high),
            "ranked": self.numbers.count(rank.ranked),
        }
        if rank.is_open:
            return _("Chưa thể xếp hạng (có thể từ 1 đến %(ranked)s)") % values
        if rank.low == rank.high:
            return _("Hạng %(rank)s trong %(ranked)s") % values
        return (
            _("Hạng %(rank)s (có thể từ %(low)s đến %(high)s trong %(ranked)s)")
            % values
        )

    def ranks_method(self, *, ranked: int) -> str:
        """Return how ranks were made, and what they do not say."""
        _ = self._translate
        method = (
            _("Mogstad, Romano, Shaikh và Wilhelm")
            if ranked <= MOST_SIMULATED
            else _("Klein, Wright và Wieczorek")
        )
        return _(
            "Hạng chỉ tính cho đơn vị có từ 30 phiếu. Trong ngoặc là các hạng còn có thể: với độ tin "
            "cậy 95%%, mọi hạng thật cùng nằm trong các khoảng này (phương pháp %(method)s). "
            "Hai khoảng chồng lên nhau thì chưa thể nói đơn vị nào hơn."
        ) % {"method": method}

    def interval_is(self, low: float, high: float) -> str:
        _ = self._translate
        return _(
            "Giá trị chung có lẽ nằm trong khoảng %(interval)s (khoảng tin cậy 95%%)."
        ) % {"interval": self.numbers.interval(low, high)}

    def interval_leaves_out(self) -> str:
        _ = self._translate
        return _(
            "Khoảng này chỉ tính sai số do số phiếu ít. "
            "Nó không nói gì về những người không trả lời."
        )

    def group(self, verdict: Difference) -> str:
        """Return the name of a group of offices."""
        _ = self._translate
        return {
            Difference.HIGHER: _("Cao hơn rõ"),
            Difference.NONE: _("Chưa thấy khác biệt rõ"),
            Difference.LOWER: _("Thấp hơn rõ"),
            Difference.TOO_FEW: _("Chưa đủ phiếu để xếp"),
        }[verdict]

    def shape(self, verdict: Difference) -> str:
        return SHAPES[verdict]

    def difference(
        self, verdict: Difference, *, difference: float, low: float, high: float
    ) -> str:
        """Return what a comparison lets one say of the first of two."""
        _ = self._translate
        if verdict is Difference.TOO_FEW:
            return self.too_few()
        if verdict is Difference.NONE:
            return _(
                "Chưa thấy khác biệt rõ. Số liệu này chưa đủ để nói đơn vị nào cao hơn. "
                "Điều đó không có nghĩa là hai đơn vị bằng nhau."
            )
        # A reader takes "6.2 lower" more easily than "-6.2 higher".
        sign = 1 if verdict is Difference.HIGHER else -1
        limits = sorted((sign * low, sign * high))
        sentence = (
            _(
                "Cao hơn rõ. Chênh lệch %(points)s điểm (từ %(low)s đến %(high)s), "
                "lớn hơn mức dao động thường do ngẫu nhiên."
            )
            if verdict is Difference.HIGHER
            else _(
                "Thấp hơn rõ. Chênh lệch %(points)s điểm (từ %(low)s đến %(high)s), "
                "lớn hơn mức dao động thường do ngẫu nhiên."
            )
        )
        return sentence % {
            "points": self.numbers.points(sign * difference),
            "low": self.numbers.points(limits[0]),
            "high": self.numbers.points(limits[1]),
        }

    def beside_others(
        self, verdict: Difference, *, difference: float, low: float, high: float
    ) -> str:
        """Return how an office stands to all others together."""
        _ = self._translate
        if verdict is Difference.NONE:
            return _(
                "Chưa thấy khác biệt rõ. Số liệu này chưa đủ để nói đơn vị cao hơn hay thấp hơn "
                "các đơn vị còn lại. Điều đó không có nghĩa là bằng nhau."
            )
        if verdict is Difference.TOO_FEW:
            return _("Chưa đủ phiếu để xếp (dưới 30).")
        return self.difference(verdict, difference=difference, low=low, high=high)

    def difference_of(self, first: str, second: str) -> str:
        """Return the name of a row with the difference of two offices."""
        _ = self._translate
        return _("Chênh lệch: %(first)s trừ %(second)s") % {
            "first": first,
            "second": second,
        }

    def small_but_clear(self, difference: float) -> str:
        _ = self._translate
        return _(
            "Khác rõ nhưng nhỏ (%(points)s điểm). "
            "Hãy cân nhắc có đáng thay đổi việc gì không."
        ) % {"points": self.numbers.points(abs(difference))}

    def withheld(self, reason: Withheld) -> str:
        """Return what stands in a cell instead of its figures."""
        _ = self._translate
        return {
            Withheld.TOO_FEW: _("dưới 5"),
            Withheld.UNANIMOUS: _("ẩn kèm"),
            Withheld.COMPLEMENT: _("ẩn kèm"),
            Withheld.INCOMPLETE: _("chưa đủ câu"),
        }[reason]

    def why_withheld(self, reason: Withheld) -> str:
        """Return the sentence under a table that holds such a cell."""
        _ = self._translate
        also_hidden = _(
            "Ẩn kèm: ẩn để không suy ra được ô bên cạnh. Ô của một ít người "
            "trả lời giống hệt nhau cũng ẩn như vậy."
        )
        return {
            Withheld.TOO_FEW: self.too_few(),
            Withheld.UNANIMOUS: also_hidden,
            Withheld.COMPLEMENT: also_hidden,
            Withheld.INCOMPLETE: _(
                "Chưa đủ câu: có câu hỏi chưa ai trả lời, nên chưa tính được chỉ số."
            ),
        }[reason]

    def too_few(self) -> str:
        _ = self._translate
        return _("Chưa đủ phiếu (dưới 5): không hiện kết quả để không ai bị nhận ra.")

    def few(self) -> str:
        _ = self._translate
        return _("Ít phiếu (5–29): xem để tham khảo, không dùng để xếp hạng.")

    def overall(self, verdict: Overall) -> str:
        """Return whether offices differ at all."""
        _ = self._translate
        return {
            Overall.DIFFERENT: _(
                "Có đơn vị khác rõ: các đơn vị chênh nhau nhiều hơn "
                "mức dao động thường do ngẫu nhiên."
            ),
            Overall.NONE: _(
                "Chưa thấy khác biệt rõ giữa các đơn vị. "
                "Điều đó không có nghĩa là các đơn vị bằng nhau."
            ),
            Overall.TOO_FEW: _("Chưa đủ phiếu để so sánh các đơn vị với nhau."),
        }[verdict]

    def overall_method(
        self, *, statistic: float, df: tuple[float, float], pvalue: float, used: int
    ) -> str:
        """Return the small line with the test behind `overall`."""
        _ = self._translate
        return _(
            "Kiểm định Brown–Forsythe trên %(used)s đơn vị có từ 5 phiếu: "
            "F(%(df1)s; %(df2)s) = %(statistic)s, %(pvalue)s."
        ) % {
            "used": self.numbers.count(used),
            "df1": self.numbers.decimal(df[0], places=1),
            "df2": self.numbers.decimal(df[1], places=1),
            "statistic": self.numbers.decimal(statistic, places=2),
            "pvalue": self.numbers.p_value(pvalue),
        }

    def groups_method(self, *, compared: int) -> str:
        """Return how the three groups were made."""
        _ = self._translate
        return _(
            "Mỗi đơn vị được so với chỉ số gộp của mọi đơn vị còn lại; xếp nhóm %(compared)s "
            "đơn vị có từ 30 phiếu. Đã điều chỉnh vì so sánh nhiều đơn vị cùng lúc "
            "(phương pháp Holm)."
        ) % {"compared": self.numbers.count(compared)}

    def pair_method(self, *, pairs: int, pvalue: float) -> str:
        """Return how two offices were compared."""
        _ = self._translate
        return _(
            "Kiểm định t trên từng phiếu, %(pvalue)s sau khi điều chỉnh vì có thể so sánh "
            "%(pairs)s cặp đơn vị (phương pháp Holm). "
            "Khoảng của chênh lệch tính theo Newcombe, chưa điều chỉnh."
        ) % {"pairs": self.numbers.count(pairs), "pvalue": self.numbers.p_value(pvalue)}

    def clear_by_itself(self, *, pairs: int) -> str:
        """Return why an interval without 0 is no clear difference here."""
        _ = self._translate
        return _(
            "Xét riêng hai đơn vị này, khoảng chênh lệch không chứa 0. Nhưng trong %(pairs)s cặp "
            "có thể chọn, một số cặp chênh nhau như vậy chỉ do ngẫu nhiên."
        ) % {"pairs": self.numbers.count(pairs)}

    def clear_by_test_alone(self) -> str:
        """Return why a small p-value is no clear difference here."""
        _ = self._translate
        return _(
            "Kiểm định cho p nhỏ nhưng khoảng chênh lệch còn chứa 0, nên chưa gọi là khác biệt rõ. "
            "Điều này thường gặp khi mọi phiếu của một đơn vị đều hài lòng."
        )

    def effect_size(self, h: float) -> str:
        """Return the size of a difference on a scale of its own."""
        _ = self._translate
        return _("Cỡ khác biệt: h của Cohen = %(h)s.") % {
            "h": self.numbers.decimal(abs(h), places=2)
        }

    def spread(self, distribution: Distribution) -> str:
        """Return a distribution in words, for who cannot see its bar."""
        return "; ".join(
            f"{level.label}: {self.numbers.percent(level.share)}"
            for level in distribution.levels
        )

    def through(self, first: date, last: date) -> str:
        """Return up to which day answers are counted; offices move on by themselves."""
        _ = self._translate
        if first == last:
            return _("Số liệu tính đến hết ngày %(day)s.") % {
                "day": self.numbers.day(last)
            }
        return _(
            "Số liệu tính đến hết ngày %(last)s; đơn vị ít phiếu mới thì đến ngày %(first)s."
        ) % {"first": self.numbers.day(first), "last": self.numbers.day(last)}

    def channel(self, letter: str) -> str:
        """Return how a class of responses came in."""
        _ = self._translate
        return {
            "A": _("Mã dùng một lần của lượt giải quyết"),
            "B": _("Mã đổi liên tục trên màn hình"),
            "C": _("Máy tính bảng tại quầy"),
            "D": (
                _("Mã in trên bảng tại quầy")
                if self.asked == COUNTER
                else _("Mã hoặc đường dẫn in sẵn")
            ),
            "E": _("Phiếu giấy nhập lại"),
            "F": _("Gọi lại kiểm tra độc lập"),
            "I": _("Nhập từ tệp"),
            "L": _("Đường dẫn sau khi nộp hồ sơ trực tuyến"),
            "T": _("Điện thoại"),
        }.get(letter, letter)

    def status(self, figure: Figure) -> str:
        """Return whether a file shows a figure, and if not, why."""
        _ = self._translate
        if not isinstance(figure, Estimate):
            return self.withheld(figure)
        return _("ít phiếu") if figure.is_of_few else _("hiện")

    def columns(self) -> Columns:
        """Return the headings of files."""
        _ = self._translate
        return Columns(
            office_code=_("Mã đơn vị"),
            office=_("Đơn vị"),
            code=_("Mã"),
            name=_("Nội dung"),
            figure=(
                _("Số phiếu (n)"),
                _("Chỉ số (điểm)"),
                _("Khoảng 95%, từ"),
                _("Khoảng 95%, đến"),
            ),
            group=_("So với các đơn vị còn lại"),
            rank=(_("Hạng"), _("Hạng có thể, từ"), _("Hạng có thể, đến")),
            not_applicable=_("Không áp dụng (phiếu)"),
            not_answered=_("Bỏ trống (phiếu)"),
            status=_("Trạng thái"),
        )
