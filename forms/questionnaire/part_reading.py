"""Reading and checking the parts of a questionnaire and the bands of its index."""

from collections.abc import Sequence
from itertools import pairwise

from forms.questionnaire import checks, part_reasons, reasons
from forms.questionnaire.document import Table
from forms.questionnaire.model import Questionnaire
from forms.questionnaire.parts import Band, Part

PART = ("code", "name", "weight")
BAND = ("code", "name", "from")
MOST_BANDS = 12


def parts(top: Table) -> tuple[Part, ...]:
    """Return the parts, in the order of the file."""
    return tuple(_part(table) for table in top.tables("part"))


def bands(top: Table) -> tuple[Band, ...]:
    """Return the bands, the lowest first, and note what is wrong among them."""
    tables = top.tables("band")
    found = tuple(_band(table) for table in tables)
    if len(found) > MOST_BANDS:
        top.mistake(
            "band", part_reasons.MOST_BANDS, highest=MOST_BANDS, found=len(found)
        )
    _check_bands(tables, found)
    return found


def check_parts(top: Table, questionnaire: Questionnaire) -> None:
    """Note what does not fit between parts, factors and the rule of the index."""
    codes = [part.code for part in questionnaire.parts]
    for table in top.tables("factor"):
        named = table.values.get("part")
        if named is None and codes:
            table.mistake("part", part_reasons.PART_MISSING)
        elif isinstance(named, str) and named and named not in codes:
            table.mistake(
                "part", part_reasons.PART_UNKNOWN, found=named, known=", ".join(codes)
            )
    used = {factor.part for factor in questionnaire.factors}
    for table, part in zip(top.tables("part"), questionnaire.parts, strict=True):
        if part.code not in used:
            table.mistake("code", part_reasons.PART_EMPTY, found=part.code)
    _check_weights(top, questionnaire)


def _part(table: Table) -> Part:
    table.allow_only(PART)
    return Part(
        code=checks.code(table), name=table.text("name"), weight=checks.weight(table)
    )


def _band(table: Table) -> Band:
    table.allow_only(BAND)
    return Band(
        code=checks.code(table),
        name=table.text("name"),
        lowest=_lowest(table),
    )


def _lowest(table: Table) -> float:
    """Return where a band begins; 0 where that is missing or refused."""
    found = table.values.get("from")
    if found is None:
        table.mistake("from", reasons.MISSING)
        return 0.0
    if (
        isinstance(found, bool)
        or not isinstance(found, (int, float))
        or not 0 <= found < 100
    ):
        table.mistake("from", part_reasons.BAND_VALUE, found=found)
        return 0.0
    return float(found)


def _check_bands(tables: Sequence[Table], found: Sequence[Band]) -> None:
    for (before, band), table in zip(pairwise(found), tables[1:], strict=True):
        if band.lowest <= before.lowest and "from" in table.values:
            table.mistake("from", part_reasons.BAND_ORDER, before=before.lowest)
    for key in ("code", "name"):
        seen: set[object] = set()
        for table in tables:
            value = table.values.get(key)
            if isinstance(value, str) and value in seen:
                table.mistake(key, part_reasons.BAND_TWICE, found=value)
            if isinstance(value, str):
                seen.add(value)


def _check_weights(top: Table, questionnaire: Questionnaire) -> None:
    are_used = questionnaire.index_rule == "weighted_parts"
    if are_used and not questionnaire.parts:
        top.mistake("index_rule", part_reasons.NO_PARTS)
    for table in top.tables("part"):
        if are_used and "weight" not in table.values:
            table.mistake("weight", part_reasons.PART_WEIGHT_MISSING)
        elif "weight" in table.values and not are_used:
            table.mistake("weight", part_reasons.PART_WEIGHT_UNUSED)
    if are_used:
        checks.check_weight_sum(top, [part.weight for part in questionnaire.parts])
