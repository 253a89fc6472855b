"""Writing a questionnaire file: what `reading` reads, in one order, for people and programs alike."""

import re
from collections.abc import Iterator, Mapping, Sequence

from forms.questionnaire import beside, choice_reading, part_reading, reading
from forms.questionnaire.model import Questionnaire

Value = object
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
# What TOML writes with a letter; every other control character is written by its number.
SHORT_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}
# Lists of small tables that stand where they belong, one a line.
INLINE = ("options",)
# Keys of the file that cannot be names in Python, or are not those of the model.
ATTRIBUTES = {"from": "lowest"}
# What is not written where it is what a file without the key means anyway.
USUAL = {"scoring": "satisfied", "most": 0}


# The order of keys in a file, by the kind of table.
ORDER: Mapping[str, tuple[str, ...]] = {
    "": (*reading.HEAD, *reading.TABLES),
    "scale": reading.SCALE,
    "part": part_reading.PART,
    "factor": reading.FACTOR,
    "band": part_reading.BAND,
    "filter": reading.FILTER,
    # Of both kinds of questions: what each has keeps its order.
    "question": (
        *choice_reading.QUESTION[:4],
        *reading.QUESTION[2:],
        *choice_reading.QUESTION[6:],
    ),
    "options": choice_reading.OPTION,
}


def write_questionnaire(
    questionnaire: Questionnaire, translations: Sequence[Questionnaire] = ()
) -> str:
    """Return the file of a questionnaire, with its translations beside the Vietnamese wording."""
    return write_document(values_of(questionnaire, translations))


def values_of(
    questionnaire: Questionnaire, translations: Sequence[Questionnaire] = ()
) -> dict[str, Value]:
    """Return what a questionnaire's file holds, in the order of the file."""
    values = _values(questionnaire)
    for translated in translations:
        _put_beside(values, _values(translated), kind="", language=translated.language)
    return values


def write_document(values: Mapping[str, Value]) -> str:
    """Return the TOML text of a document: plain values first, then its tables, in the order given.

    Values are texts, whole and decimal numbers, true and false, lists of these, tables and lists of
    tables. A list without tables in it is written as a plain one.

    >>> print(write_document({"title": "Phiếu", "question": [{"code": "q", "core": True}]}), end="")
    title = "Phiếu"
    <BLANKLINE>
    [[question]]
    code = "q"
    core = true
    """
    return "\n".join(_lines(values, path=())) + "\n"


def in_file_order(values: Mapping[str, Value], *, kind: str = "") -> dict[str, Value]:
    """Return a document with its keys in the order of a file, other languages last."""
    found: dict[str, Value] = {}
    for key in (*(key for key in ORDER[kind] if key in values), beside.KEY):
        value = values.get(key)
        if isinstance(value, Mapping) and key != beside.KEY:
            value = in_file_order(value, kind=key)
        elif _are_tables(value):
            assert isinstance(value, Sequence)
            value = [in_file_order(item, kind=key) for item in value]
        if value is not None:
            found[key] = value
    return found


def _values(questionnaire: Questionnaire) -> dict[str, Value]:
    values: dict[str, Value] = {
        **_given(questionnaire, reading.HEAD),
        "scale": _given(questionnaire.scale, reading.SCALE),
        "part": [_given(one, part_reading.PART) for one in questionnaire.parts],
        "factor": [_given(one, reading.FACTOR) for one in questionnaire.factors],
        "band": [_given(one, part_reading.BAND) for one in questionnaire.bands],
        "filter": [_given(one, reading.FILTER) for one in questionnaire.filters],
        "question": list(_questions(questionnaire)),
    }
    return {key: value for key, value in values.items() if value != []}


def _questions(questionnaire: Questionnaire) -> Iterator[dict[str, Value]]:
    """Give all questions in the order of the file: those without a score at their places."""
    waiting = list(questionnaire.choice_questions)
    for place, question in enumerate(questionnaire.questions):
        while waiting and waiting[0].place <= place:
            yield _given(waiting.pop(0), choice_reading.QUESTION)
        yield _given(question, reading.QUESTION)
    for left in waiting:
        yield _given(left, choice_reading.QUESTION)


def _given(item: object, keys: Sequence[str]) -> dict[str, Value]:
    """Return what is given of an item, by key."""
    found: dict[str, Value] = {}
    for key in keys:
        value = getattr(item, ATTRIBUTES.get(key, key))
        if key == "options":
            value = [_given(option, choice_reading.OPTION) for option in value]
        is_left_out = value is None or value is False or value in ("", [])
        if not is_left_out and value != USUAL.get(key):
            found[key] = list(value) if isinstance(value, tuple) else value
    return found


def _put_beside(
    values: dict[str, Value], other: Mapping[str, Value], *, kind: str, language: str
) -> None:
    """Put the wordings of another language beside those of the source."""
    said = {key: other[key] for key in beside.WORDED.get(kind, ()) if key in values}
    for key, value in values.items():
        inner = other.get(key)
        if key == beside.KEY:
            continue
        if isinstance(value, dict):
            assert isinstance(inner, dict)
            _put_beside(value, inner, kind=key, language=language)
        elif _are_tables(value):
            assert isinstance(value, list) and isinstance(inner, list)
            for one, translated in zip(value, inner, strict=True):
                _put_beside(one, translated, kind=key, language=language)
    if said:
        by_language = values.setdefault(beside.KEY, {})
        assert isinstance(by_language, dict)
        by_language[language] = said


def _lines(values: Mapping[str, Value], *, path: tuple[str, ...]) -> Iterator[str]:
    """Give the lines of a table: TOML wants its own values before any table inside it."""
    tables: list[tuple[str, Value]] = []
    for key, value in values.items():
        if isinstance(value, Mapping) and key == beside.KEY:
            yield from _dotted(value, before=_key(key))
        elif key in INLINE and _are_tables(value):
            yield from _inline(key, value)
        elif isinstance(value, Mapping) or _are_tables(value):
            tables.append((key, value))
        else:
            yield f"{_key(key)} = {_plain(value)}"
    for key, value in tables:
        name = ".".join(map(_key, (*path, key)))
        inner = (*path, key)
        if isinstance(value, Mapping):
            yield from ("", f"[{name}]", *_lines(value, path=inner))
        elif isinstance(value, Sequence):
            for item in value:
                yield from ("", f"[[{name}]]", *_lines(item, path=inner))


def _inline(key: str, tables: Value) -> Iterator[str]:
    """Give a list of small tables, one a line."""
    assert isinstance(tables, Sequence)
    yield f"{_key(key)} = ["
    for table in tables:
        inside = ", ".join(_lines(table, path=()))
        yield f"  {{ {inside} }},"
    yield "]"


def _dotted(values: Mapping[str, Value], *, before: str) -> Iterator[str]:
    """Give a line for each value of nested tables: `translation.en.title = "…"`."""
    for key, value in values.items():
        name = f"{before}.{_key(key)}"
        if isinstance(value, Mapping):
            yield from _dotted(value, before=name)
        else:
            yield f"{name} = {_plain(value)}"


def _are_tables(value: Value) -> bool:
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    return (
        is_list and bool(value) and all(isinstance(item, Mapping) for item in value)  # type: ignore[attr-defined]
    )


def _plain(value: Value) -> str:
    # true and false are whole numbers to Python, but not to TOML.
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_plain, value))}]"
    raise TypeError(
        f"a questionnaire file holds no value of type {type(value).__name__}"
    )


def _quoted(text: str) -> str:
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    is_control = ord(character) < 0x20 or ord(character) == 0x7F
    return SHORT_ESCAPES.get(
        character, f"\\u{ord(character):04X}" if is_control else character
    )


def _key(key: str) -> str:
    return key if BARE_KEY.fullmatch(key) else _quoted(key)
