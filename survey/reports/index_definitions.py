"""The indices of the register: what each is called, what it goes up to, and whether its parts add up."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from survey.language import translator
from survey.store.indices import INDEX_CODES, IndexRow

# Rows of this unit are what others are held against.
NATION = "Cả nước"
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class IndexDefinition:
    """One index. `parts_add` where the whole is the sum of its parts, whatever total was typed.

    `is_percent` where a component is a percentage as the whole is; elsewhere a component goes up
    to what its row says.
    """

    code: str
    name: str
    about: str
    maximum: Decimal
    parts_add: bool
    is_percent: bool

    def maximum_of(self, row: IndexRow) -> Decimal | None:
        """Return what a value could be at most, None where nobody said."""
        if row.maximum:
            return Decimal(row.maximum)
        return None if row.component and not self.is_percent else self.maximum


def index_definitions(language: str) -> tuple[IndexDefinition, ...]:
    """Return every index, in the order of the register and the words of a language."""
    words = _words(translator(language).gettext)
    return tuple(
        IndexDefinition(
            code=code,
            name=words[code][0],
            about=words[code][1],
            # Eight dimensions of 1 to 10 points each.
            maximum=Decimal(80) if code == "papi" else HUNDRED,
            parts_add=code in ("par-index", "papi", "766"),
            is_percent=code == "sipas",
        )
        for code in INDEX_CODES
    )


def index_definition(code: str, language: str) -> IndexDefinition | None:
    """Return one index, None for a code that is none."""
    found = {each.code: each for each in index_definitions(language)}
    return found.get(code)


def unit_name(unit: str, language: str) -> str:
    """Return a unit as its readers know it; names stay in Vietnamese but for the whole country."""
    _ = translator(language).gettext
    return _("Cả nước") if unit == NATION else unit


def _words(_: Callable[[str], str]) -> dict[str, tuple[str, str]]:
    return {
        "par-index": (
            _("Chỉ số cải cách hành chính (PAR Index)"),
            _(
                "Điểm chấm công tác cải cách hành chính, có một phần là điều tra xã hội học."
            ),
        ),
        "sipas": (
            _("Chỉ số SIPAS của Bộ Nội vụ"),
            _("Tỷ lệ người dân hài lòng, do Bộ Nội vụ điều tra và công bố."),
        ),
        "papi": (
            _("Chỉ số hiệu quả quản trị và hành chính công cấp tỉnh (PAPI)"),
            _("Người dân đánh giá việc quản trị và hành chính công ở địa phương."),
        ),
        "pci": (
            _("Chỉ số năng lực cạnh tranh cấp tỉnh (PCI)"),
            _("Doanh nghiệp đánh giá môi trường kinh doanh của tỉnh."),
        ),
        "ddci": (
            _("Chỉ số năng lực cạnh tranh sở, ngành và địa phương (DDCI)"),
            _(
                "Doanh nghiệp, hợp tác xã và hộ kinh doanh đánh giá từng sở, ngành, địa phương; "
                "mỗi khối xếp hạng riêng."
            ),
        ),
        "766": (
            _("Bộ chỉ số phục vụ người dân, doanh nghiệp (Quyết định 766/QĐ-TTg)"),
            _(
                "Điểm của hệ thống thông tin, cộng từ các nhóm tiêu chí. Nhóm “mức độ hài lòng” "
                "trong đó là một con số khác, không phải chỉ số của Bộ Nội vụ."
            ),
        ),
    }
