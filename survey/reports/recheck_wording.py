"""What an independent check is called and what it lets one say, in fixed words."""

from dataclasses import dataclass
from math import isnan

from analysis.verdicts import Difference
from survey.reports.in_language import InLanguage
from survey.reports.rechecks import GapRow, Reached, RecheckResult
from survey.store.rechecks import DrawHead

CLEAR = (Difference.HIGHER, Difference.LOWER)


@dataclass(frozen=True, slots=True)
class RecheckWording(InLanguage):
    """The sentences of one language; Vietnamese is the source."""

    def title(self) -> str:
        return self._translate("Phúc tra độc lập")

    def together(self) -> str:
        """Return what a row of all offices is called."""
        return self._translate("mọi đơn vị gộp lại")

    def what(self) -> str:
        """Return what a check is."""
        _ = self._translate
        return _(
            "Người ngoài đơn vị hỏi lại một mẫu chọn ngẫu nhiên từ danh sách hồ sơ đã giải quyết. "
            "Kết quả phúc tra đứng riêng, không cộng vào chỉ số của đợt."
        )

    def verdict(self, verdict: Difference) -> str:
        """Return the finding of an office in few words."""
        _ = self._translate
        return {
            Difference.HIGHER: _("tự thu thập cao hơn rõ"),
            Difference.LOWER: _("tự thu thập thấp hơn rõ"),
            Difference.NONE: _("chưa thấy khác biệt rõ"),
            Difference.TOO_FEW: _("chưa đủ phiếu"),
        }[verdict]

    def overall(self, result: RecheckResult) -> str:
        """Return the sentence that can be read aloud."""
        _ = self._translate
        found = result.overall
        if found is None:
            return _(
                "Chưa so sánh được: chưa có đơn vị nào đủ phiếu ở cả hai phía, tự thu thập và phúc tra."
            )
        # A reader takes "lower by 6.2" more easily than "higher by -6.2".
        sign = -1 if found.verdict is Difference.LOWER else 1
        sentence = {
            Difference.HIGHER: _(
                "Chỉ số tự thu thập cao hơn rõ so với phúc tra độc lập: cao hơn "
                "%(points)s điểm (từ %(low)s đến %(high)s)."
            ),
            Difference.LOWER: _(
                "Chỉ số tự thu thập thấp hơn rõ so với phúc tra độc lập: thấp hơn "
                "%(points)s điểm (từ %(low)s đến %(high)s)."
            ),
            Difference.NONE: _(
                "Chưa thấy khác biệt rõ giữa chỉ số tự thu thập và phúc tra độc lập: tự thu thập trừ phúc tra là "
                "%(points)s điểm (từ %(low)s đến %(high)s). Điều đó không có nghĩa là hai bên bằng nhau."
            ),
        }[found.verdict]
        low, high = sorted((sign * found.low, sign * found.high))
        return sentence % {
            "points": self.numbers.difference(sign * found.value).lstrip("+"),
            "low": self.numbers.difference(low).lstrip("+"),
            "high": self.numbers.difference(high).lstrip("+"),
        }

    def both(self, result: RecheckResult) -> str:
        """Return the two indices behind the overall gap."""
        _ = self._translate
        return _(
            "Tính theo cùng trọng số hồ sơ: tự thu thập %(own)s điểm (n = %(own_n)s), "
            "phúc tra %(heard)s điểm (n = %(heard_n)s)."
        ) % {
            "own": self.numbers.points(result.own),
            "own_n": self.numbers.count(result.own_n),
            "heard": self.numbers.points(result.heard),
            "heard_n": self.numbers.count(result.heard_n),
        }

    def compared(self, result: RecheckResult) -> str:
        """Return how much of the list the overall gap is about."""
        _ = self._translate
        return _(
            "So sánh được %(n)s trong %(listed)s đơn vị của danh sách, chiếm %(share)s số hồ sơ."
        ) % {
            "n": self.numbers.count(result.compared),
            "listed": self.numbers.count(result.listed),
            "share": self.numbers.percent(result.weight_compared),
        }

    def method(self, result: RecheckResult) -> str:
        """Return how the gaps were judged."""
        _ = self._translate
        sentences = [
            _(
                "Từng đơn vị: kiểm định t trên từng phiếu của hai nhóm người độc lập, điều chỉnh theo Holm "
                "cho mọi đơn vị; khoảng của chênh lệch tính theo Newcombe, chưa điều chỉnh."
            )
        ]
        if result.overall is not None and result.compared > 1:
            sentences.append(
                _(
                    "Gộp chung: trung bình chênh lệch của các đơn vị theo số hồ sơ trong danh sách, %(pvalue)s; "
                    "khoảng tin cậy theo t, bậc tự do Satterthwaite."
                )
                % {"pvalue": self.numbers.p_value(result.overall.pvalue)}
            )
        if not result.is_pooled:
            sentences.append(
                _(
                    "Chỉ số của đợt tính theo quy tắc khác; ở đây hai phía được so bằng tỷ lệ câu trả lời "
                    "hài lòng trên các câu của chỉ số."
                )
            )
        return " ".join(sentences)

    def caution(self) -> str:
        """Return what a gap does not prove."""
        _ = self._translate
        return _(
            "Chênh lệch rõ là lý do để xem lại cách mời người dân trả lời, chưa phải bằng chứng có ai làm sai: "
            "cùng một người có thể trả lời qua điện thoại khác với khi tự bấm ở quầy, và những người không liên "
            "lạc được có thể nghĩ khác."
        )

    def clear_offices(self, result: RecheckResult) -> str:
        """Return how many offices differ clearly."""
        _ = self._translate
        n = len(result.clear)
        if not result.compared:
            return ""
        if not n:
            return _("Xét từng đơn vị, chưa thấy đơn vị nào khác biệt rõ.")
        return _("Xét từng đơn vị, %(n)s đơn vị khác biệt rõ: %(names)s.") % {
            "n": self.numbers.count(n),
            "names": "; ".join(row.name for row in result.clear),
        }

    def gap(self, row: GapRow) -> str:
        """Return an office's gap with its interval."""
        _ = self._translate
        if row.gap is None:
            return "–"
        return _("%(gap)s (từ %(low)s đến %(high)s)") % {
            "gap": self.numbers.difference(row.gap.value),
            "low": self.numbers.difference(row.gap.low),
            "high": self.numbers.difference(row.gap.high),
        }

    def outcomes(self) -> dict[str, str]:
        """Return why people did not answer."""
        _ = self._translate
        return {
            "refused": _("Từ chối trả lời"),
            "no_answer": _("Gọi nhiều lần không gặp"),
            "bad_number": _("Số điện thoại sai hoặc không có số"),
            "unable": _("Nghe máy nhưng không trả lời được"),
            "not_the_person": _("Không phải người đi làm thủ tục"),
            "no_visit": _("Không làm thủ tục ở đơn vị này"),
        }

    def reached(self, reached: Reached) -> str:
        """Return how far people were heard."""
        _ = self._translate
        if not reached.answered and not reached.outcomes.get("refused"):
            return _("Đã chọn %(drawn)s người, chưa hỏi được ai.") % {
                "drawn": self.numbers.count(reached.drawn)
            }
        rates = reached.rates
        return _(
            "Đã chọn %(drawn)s người, %(answered)s người trả lời. Tỷ lệ trả lời %(response)s; liên hệ được "
            "%(contact)s; trong số liên hệ được, %(cooperation)s đồng ý trả lời."
        ) % {
            "drawn": self.numbers.count(reached.drawn),
            "answered": self.numbers.count(reached.answered),
            "response": self.share(rates.response),
            "contact": self.share(rates.contact),
            "cooperation": self.share(rates.cooperation),
        }

    def rates(self) -> str:
        """Return what the rates mean."""
        _ = self._translate
        return _(
            "Tỷ lệ trả lời: số người trả lời trên số người được chọn, trừ những người biết chắc không thuộc "
            "diện hỏi. Người chưa gọi cũng nằm trong mẫu số (như RR1 của AAPOR)."
        )

    def share(self, share: float) -> str:
        return "–" if isnan(share) else self.numbers.percent(share)

    def rule(self, head: DrawHead) -> str:
        """Return how many were drawn in each office."""
        _ = self._translate
        if head.rule == "share":
            size = _("%(share)s danh sách của mỗi đơn vị") % {
                "share": self.numbers.percent(head.share or 0.0)
            }
        elif head.rule == "fixed":
            size = _("%(n)s người mỗi đơn vị") % {
                "n": self.numbers.count(head.fixed or 0)
            }
        else:
            size = _(
                "đủ để biết chênh lệch ở mỗi đơn vị với sai số ± %(margin)s điểm"
            ) % {"margin": self.numbers.points(head.margin or 0.0)}
        if head.least:
            size += _(", ít nhất %(n)s người") % {"n": self.numbers.count(head.least)}
        return _(
            "Cỡ mẫu: %(size)s. Trong từng đơn vị chia theo nhóm của danh sách theo tỷ lệ."
        ) % {"size": size}

    def seed(self, head: DrawHead) -> str:
        """Return what makes the draw repeatable."""
        _ = self._translate
        return _(
            "Số khởi tạo %(seed)s, chọn ngày %(day)s. Ai có chính tệp danh sách này (SHA-256 bắt đầu bằng "
            "%(hash)s) đều chọn lại được đúng những người này."
        ) % {
            "seed": head.seed,
            "day": self.numbers.day(head.drawn_on),
            "hash": head.file_hash[:12],
        }
