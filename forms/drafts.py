"""A questionnaire as it is typed on a page: fields to a document, a document to fields, and what buttons do.

Fields are named as the file's keys are: `title`, `scale.labels`, `question.3.text`, with the
language behind an @ where it is another than Vietnamese.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from forms.comments import clean_comment
from forms.draft_cells import (
    HEAD,
    INSIDE,
    ITEMS,
    LETTERS,
    SCALE_CELLS,
    SECTIONS,
    Cell,
    is_worded,
)
from forms.questionnaire.beside import KEY
from forms.questionnaire.writing import in_file_order

Values = dict[str, object]
# More than any questionnaire may have, so that a made-up form ends somewhere.
MOST_ITEMS = 200
TICKED = "yes"
# Behind the name of a table: the code it had on the page, which others may still name.
WAS = "was"
WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
DECIMAL = re.compile(r"-?\d{1,9}[.,]\d{1,9}", re.ASCII)
OPERATION = re.compile(
    r"(add|below|up|down|remove) ([a-z]+)(?:\.(\d{1,3}))?(?:\.([a-z]+)(?:\.(\d{1,3}))?)?",
    re.ASCII,
)
FIVE_LEVELS = [
    "Rất không hài lòng",
    "Không hài lòng",
    "Bình thường",
    "Hài lòng",
    "Rất hài lòng",
]


def new_document(today: date) -> Values:
    """Return what a new questionnaire begins with: the usual scale, one factor, one question."""
    return {
        "version": "1",
        "status": "own",
        "year": today.year,
        "index_rule": "pooled",
        "scale": {"labels": FIVE_LEVELS, "satisfied_from": 4, "order": "worst_first"},
        "factor": [{"code": "f1"}],
        "question": [{"code": "q1", "factor": "f1", "core": True}],
    }


def typed_document(sent: Mapping[str, str], languages: Sequence[str]) -> Values:
    """Return the document that was typed; a field left empty is a key left out."""
    document = _table(sent, "", "", HEAD, languages)
    document["scale"] = _table(sent, "scale.", "scale", SCALE_CELLS, languages)
    for kind in SECTIONS:
        document[kind] = list(_items(sent, kind, kind, languages))
    _follow_codes(sent, document)
    given = {key: value for key, value in document.items() if value not in ([], {})}
    return in_file_order(given)


def typed_fields(
    document: Mapping[str, object], *, decimal: str = "."
) -> dict[str, str]:
    """Return what stands in each field of a document's page."""
    fields = dict(_fields(document, "", HEAD, decimal))
    scale = document.get("scale")
    if isinstance(scale, Mapping):
        fields.update(_fields(scale, "scale.", SCALE_CELLS, decimal))
    for kind in SECTIONS:
        for number, item in enumerate(tables(document, kind), start=1):
            fields.update(_item_fields(item, f"{kind}.{number}", kind, decimal))
    return fields


def apply(document: Values, operation: str) -> str:
    """Do what a button says, and return the name of the table to go on with; an empty one where none.

    `add question`, `below question.3`, `up question.3`, `remove question.3.options.2`, and so on.
    """
    match = OPERATION.fullmatch(operation)
    if match is None:
        return ""
    what, kind, number, inside, inner_number = match.groups()
    if inside is not None:
        items = tables(document, kind)
        if INSIDE.get(kind) != inside or not _is_there(items, number):
            return ""
        before = f"{kind}.{number}.{inside}"
        return _change(items[int(number) - 1], inside, what, inner_number, before)
    return _change(document, kind, what, number, kind) if kind in SECTIONS else ""


def languages_beside(values: Mapping[str, object]) -> set[str]:
    """Return every language that stands beside Vietnamese anywhere in a document."""
    said = values.get(KEY)
    found = set(map(str, said)) if isinstance(said, Mapping) else set()
    for value in values.values():
        for inner in value if isinstance(value, list) else (value,):
            if isinstance(inner, Mapping):
                found |= languages_beside(inner) if inner is not said else set()
    return found


def tables(values: Mapping[str, object], kind: str) -> list[Values]:
    """Return the tables of a kind; none where there are none."""
    found = values.get(kind)
    return found if isinstance(found, list) else []


def _change(values: Values, kind: str, what: str, number: str | None, name: str) -> str:
    items = tables(values, kind)
    if what == "add":
        number, what = str(len(items)), "below"
    elif not _is_there(items, number):
        return ""
    assert number is not None
    at = int(number) - 1
    if what == "below" and len(items) < MOST_ITEMS:
        items.insert(at + 1, _new_item(items, at, kind))
        at += 1
    elif what == "up" and at > 0:
        items[at - 1], items[at] = items[at], items[at - 1]
        at -= 1
    elif what == "down" and at + 1 < len(items):
        items[at + 1], items[at] = items[at], items[at + 1]
        at += 1
    elif what == "remove":
        del items[at]
        at = min(at, len(items) - 1)
    values[kind] = items
    if not items:
        del values[kind]
        return kind
    return f"{name}.{at + 1}"


def _is_there(items: Sequence[object], number: str | None) -> bool:
    return number is not None and 1 <= int(number) <= len(items)


def _new_item(items: Sequence[Values], after: int, kind: str) -> Values:
    """Return a table with a code of its own; a question is asked about what the one before it is."""
    added: Values = {"code": _free_code(items, LETTERS[kind])}
    if kind == "question" and 0 <= after < len(items):
        kept = ("content", "kind", "factor")
        added.update({key: v for key, v in items[after].items() if key in kept})
    return added


def _free_code(items: Sequence[Values], letter: str) -> str:
    taken = {item.get("code") for item in items}
    return next(
        code for n in range(1, MOST_ITEMS + 2) if (code := f"{letter}{n}") not in taken
    )


def _items(
    sent: Mapping[str, str], name: str, kind: str, languages: Sequence[str]
) -> Iterator[Values]:
    """Give the tables of a list, in the order of the page."""
    for number in range(1, MOST_ITEMS + 1):
        before = f"{name}.{number}"
        if f"{before}.code" not in sent:
            return
        item = _table(sent, f"{before}.", kind, ITEMS[kind], languages)
        inside = INSIDE.get(kind)
        if inside:
            inner = _inner(sent, f"{before}.{inside}", inside, languages)
            if not inner and item.get("kind") == "yes_no":
                inner = [
                    {"code": "yes", "label": "Có"},
                    {"code": "no", "label": "Không"},
                ]
            if inner:
                item[inside] = inner
        yield item


def _inner(
    sent: Mapping[str, str], name: str, kind: str, languages: Sequence[str]
) -> list[Values]:
    """Return the tables inside one; an empty row of the page is none, and a new one gets its code."""
    found = [item for item in _items(sent, name, kind, languages) if item]
    for item in found:
        if "code" not in item:
            code = _free_code(found, LETTERS[kind])
            said = dict(item)
            item.clear()
            item.update({"code": code, **said})
    return found


def _table(
    sent: Mapping[str, str],
    before: str,
    kind: str,
    cells: Sequence[Cell],
    languages: Sequence[str],
) -> Values:
    values: Values = {}
    beside: dict[str, Values] = {}
    for cell in cells:
        value = _value(cell, sent.get(before + cell.key, ""))
        if value not in (None, cell.usual):
            values[cell.key] = value
        for language in languages if is_worded(kind, cell.key) else ():
            said = _value(cell, sent.get(f"{before}{cell.key}@{language}", ""))
            if said is not None:
                beside.setdefault(language, {})[cell.key] = said
    if beside:
        values[KEY] = beside
    return values


def _value(cell: Cell, typed: str) -> object:
    """Return what a field stands for; what is no number stays as it was typed, for the check to name."""
    text = clean_comment(typed)
    if cell.kind == "tick":
        return True if text == TICKED else None
    if cell.kind == "lines":
        lines = [" ".join(line.split()) for line in text.split("\n")]
        return [line for line in lines if line] or None
    text = " ".join(text.split())
    if not text:
        return None
    if cell.kind == "number" and WHOLE.fullmatch(text):
        return int(text)
    if cell.kind == "number" and DECIMAL.fullmatch(text):
        return float(text.replace(",", "."))
    return text


def _follow_codes(sent: Mapping[str, str], document: Values) -> None:
    """Let what names a code that was changed on this page name the new one."""
    for kind in ("part", "factor"):
        now = {
            was: str(item["code"])
            for number, item in enumerate(tables(document, kind), start=1)
            if (was := sent.get(f"{kind}.{number}.{WAS}", "")) and "code" in item
        }
        for other, cells in ITEMS.items():
            keys = [cell.key for cell in cells if cell.to == kind]
            for item in tables(document, other):
                item.update(
                    {key: now[str(item[key])] for key in keys if item.get(key) in now}
                )


def _item_fields(
    item: Mapping[str, object], name: str, kind: str, decimal: str
) -> Iterator[tuple[str, str]]:
    yield from _fields(item, f"{name}.", ITEMS[kind], decimal)
    if kind in INSIDE:
        inside = INSIDE[kind]
        for number, inner in enumerate(tables(item, inside), start=1):
            yield from _item_fields(inner, f"{name}.{inside}.{number}", inside, decimal)


def _fields(
    values: Mapping[str, object], before: str, cells: Sequence[Cell], decimal: str
) -> Iterator[tuple[str, str]]:
    beside = values.get(KEY)
    for cell in cells:
        yield before + cell.key, _shown(values.get(cell.key, cell.usual), decimal)
        for language, said in beside.items() if isinstance(beside, Mapping) else ():
            if cell.key in said:
                yield f"{before}{cell.key}@{language}", _shown(said[cell.key], decimal)


def _shown(value: object, decimal: str) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    if isinstance(value, bool):
        return TICKED if value else ""
    if isinstance(value, float):
        return repr(value).replace(".", decimal)
    return str(value)
