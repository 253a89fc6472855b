"""Blocks of offices: those that do work of a kind, looked at together."""

from collections.abc import Iterable

from survey.language import translator

# The order in which reports of provinces name them.
DEPARTMENT, VERTICAL, LAND, COMMUNE_CENTRE, DISTRICT = BLOCKS = (
    "department",
    "vertical",
    "land",
    "commune_centre",
    "district",
)


def in_order(blocks: Iterable[str]) -> tuple[str, ...]:
    """Return blocks in the order of lists, an office's own words after the known ones, none last."""
    return tuple(sorted(set(blocks), key=_place))


def block_name(block: str, language: str) -> str:
    """Return what a block is called; one that an office named itself is called that."""
    _ = translator(language).gettext
    names = {
        DEPARTMENT: _("Sở, ban, ngành"),
        VERTICAL: _("Cơ quan ngành dọc"),
        LAND: _("Văn phòng đăng ký đất đai"),
        COMMUNE_CENTRE: _("Trung tâm Phục vụ hành chính công cấp xã"),
        DISTRICT: _("Cấp huyện (trước đây)"),
        "": _("Chưa xếp khối"),
    }
    return names.get(block, block)


def _place(block: str) -> tuple[int, str]:
    if block in BLOCKS:
        return BLOCKS.index(block), ""
    return (len(BLOCKS) if block else len(BLOCKS) + 1), block
