"""Other languages beside the Vietnamese wording, in the questionnaire's own file.

    [[question]]
    code = "seats"
    text = "Chỗ ngồi thế nào?"
    translation.en.text = "How were the seats?"

Whoever edits such a file has both wordings before them, so that it needs no stamp; the files in
`translations/<lang>/` do, because a release may bring a new one for a questionnaire that is in use.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from forms.questionnaire import reasons
from forms.questionnaire.document import Document, Path, Table

KEY = "translation"
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
SOURCE = "vi"
# What is said to people, by the kind of table: only this can stand in another language.
WORDED: Mapping[str, tuple[str, ...]] = {
    "": ("title",),
    "scale": ("labels",),
    "part": ("name",),
    "factor": ("name",),
    "band": ("name",),
    "filter": ("text", "yes", "no"),
    "question": ("text", "not_applicable"),
    "options": ("label",),
}


def languages_of(document: Document) -> tuple[str, ...]:
    """Return the languages that stand anywhere in a file, in the order of the alphabet."""
    return tuple(sorted(set(_languages(document, document.top.values, ()))))


def in_language(document: Document, language: str) -> Document:
    """Return the same document in another language. What is missing or wrong is noted in the first."""
    return document.with_values(
        _worded(document, document.top.values, (), kind="", language=language)
    )


def _languages(
    document: Document, values: Mapping[str, object], path: Path
) -> Iterator[str]:
    """Give the languages of a table and those inside it; what is not the code of one is noted."""
    said = values.get(KEY, {})
    if not isinstance(said, Mapping):
        document.add_mistake((*path, KEY), reasons.NOT_TABLE, found=said)
        said = {}
    for language, wordings in said.items():
        if language == SOURCE or not LANGUAGE.fullmatch(language):
            document.add_mistake(
                (*path, KEY, language), reasons.LANGUAGE_CODE, found=language
            )
        elif not isinstance(wordings, Mapping):
            document.add_mistake(
                (*path, KEY, language), reasons.NOT_TABLE, found=wordings
            )
        else:
            yield language
    for _, inner, inner_path in _tables(values, path):
        yield from _languages(document, inner, inner_path)


def _worded(
    document: Document,
    values: Mapping[str, object],
    path: Path,
    *,
    kind: str,
    language: str,
) -> dict[str, object]:
    """Return a table's values with what is said to people in another language."""
    keys = [key for key in WORDED.get(kind, ()) if key in values]
    said = _said(document, values, path, language)
    said.allow_only(keys)
    found: dict[str, object] = {
        key: value for key, value in values.items() if key != KEY
    }
    for key in keys:
        found[key] = _wording(said, key, values[key])
    for key, inner, inner_path in _tables(values, path):
        worded = _worded(document, inner, inner_path, kind=key, language=language)
        if isinstance(inner_path[-1], int):
            # A list of its own: the one of the source stays as it is.
            kept = found[key] if inner_path[-1] > 1 else []
            assert isinstance(kept, list)
            found[key] = [*kept, worded]
        else:
            found[key] = worded
    return found


def _said(
    document: Document, values: Mapping[str, object], path: Path, language: str
) -> Table:
    by_language = values.get(KEY)
    said = by_language.get(language) if isinstance(by_language, Mapping) else None
    return Table(
        said if isinstance(said, Mapping) else {},
        path=(*path, KEY, language),
        document=document,
    )


def _wording(said: Table, key: str, source: object) -> object:
    if not isinstance(source, Sequence) or isinstance(source, str):
        return said.text(key)
    texts = list(said.texts(key))
    if texts and len(texts) != len(source):
        said.mistake(
            key,
            reasons.LABEL_COUNT_DIFFERS,
            expected=len(source),
            found=len(texts),
        )
    return texts


def _tables(
    values: Mapping[str, object], path: Path
) -> Iterator[tuple[str, Mapping[str, object], Path]]:
    """Give the tables inside a table with their names and paths; those of a list one by one."""
    for key, value in values.items():
        if key == KEY:
            continue
        if isinstance(value, Mapping):
            yield key, value, (*path, key)
        elif isinstance(value, list) and all(isinstance(v, Mapping) for v in value):
            for number, item in enumerate(value, start=1):
                yield key, item, (*path, key, number)
