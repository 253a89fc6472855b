"""Sentences about themes of comments and how far two people agreed on them, in one language."""

from dataclasses import dataclass

from forms.codebook import Codebook, codebook
from survey.reports.in_language import InLanguage
from survey.reports.numbers import RANGE
from survey.trust.comment_themes import (
    FEWEST_FOR_KAPPA,
    PairAgreement,
    ThemeRow,
    Themes,
)
from survey.trust.disclosure import may_be_shown


@dataclass(frozen=True, slots=True)
class CommentWording(InLanguage):
    """Writes about comments as a language does; for pages and reports alike."""

    @property
    def codebook(self) -> Codebook:
        return codebook(self.language)

    def count_of(self, row: ThemeRow) -> str:
        """Return how many comments a theme has, or why the number is not there."""
        return self._hidden() if row.n is None else self.numbers.count(row.n)

    def found(self, n: int) -> str:
        """Return how many comments a search found; under five no number."""
        _ = self._translate
        if not n:
            return _("Không có góp ý nào như vậy.")
        if not may_be_shown(n):
            return _("Tìm thấy dưới 5 góp ý.")
        return _("Tìm thấy %(n)s góp ý.") % {"n": self.numbers.count(n)}

    def basis(self, themes: Themes) -> str:
        """Return what a table of themes counts."""
        _ = self._translate
        n = self._hidden() if themes.n is None else self.numbers.count(themes.n)
        return _(
            "n = %(n)s góp ý của các lô đã được phân loại xong; mỗi góp ý một chủ đề."
        ) % {"n": n}

    def hidden(self) -> str:
        """Return why some counts of a table are hidden."""
        return self._translate(
            "“dưới 5”: có ít hơn 5 góp ý, hoặc con số được ẩn kèm để không tính ra được con số bên cạnh."
        )

    def agreement(self, pair: PairAgreement) -> str:
        """Return how far two people agreed, with kappa where there are comments enough for it."""
        _ = self._translate
        found, numbers = pair.agreement, self.numbers
        if not found.n:
            return _("Chưa góp ý nào được hai người phân loại.")
        same = _(
            "Hai người phân loại độc lập %(n)s góp ý, thống nhất %(share)s (khoảng 95%%: %(interval)s)."
        ) % {
            "n": numbers.count(found.n),
            "share": numbers.percent(found.share_agreed),
            "interval": numbers.interval(found.share_low, found.share_high),
        }
        return f"{same} {self._kappa(pair)}"

    def _kappa(self, pair: PairAgreement) -> str:
        _ = self._translate
        found = pair.agreement
        if not found.is_defined:
            return _(
                "Không tính được kappa vì cả hai xếp mọi góp ý vào cùng một chủ đề."
            )
        if not pair.shows_kappa:
            return _("Kappa được tính khi có từ %(n)s góp ý.") % {"n": FEWEST_FOR_KAPPA}
        low, high = (self._two_places(limit) for limit in (found.low, found.high))
        return _(
            "Kappa của Cohen (mức thống nhất vượt ngẫu nhiên; 1 là thống nhất hoàn toàn): %(kappa)s (%(interval)s)."
        ) % {
            "kappa": self._two_places(found.kappa),
            "interval": f"{low}{RANGE}{high}",
        }

    def _hidden(self) -> str:
        return self._translate("dưới 5")

    def _two_places(self, value: float) -> str:
        return self.numbers.decimal(value, places=2)
