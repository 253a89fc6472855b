"""The questionnaire editor's page: each field with what is typed, what is wrong, and its other languages."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import abort
from flask_babel import gettext as _
from sqlmodel import Session

from forms import draft_messages as messages
from forms.draft_cells import (
    HEAD,
    INSIDE,
    ITEMS,
    SCALE_CELLS,
    SECTIONS,
    Cell,
    is_worded,
    makes_sense,
)
from forms.drafts import Values, languages_beside, tables, typed_document, typed_fields
from forms.questionnaire import Mistake, beside
from survey.language import SOURCE_LANGUAGE, language_names, languages
from survey.store import questionnaire_drafts
from survey.store.tables import QuestionnaireDraft

# A mistake's key as a field's name: `question[3].translation.en.text` is `question.3.text@en`.
NUMBER = re.compile(r"\[(\d+)\]")
BESIDE = re.compile(r"(^|\.)translation\.([\w-]+)\.(\w+)$")
LONGEST_SUMMARY = 90
# The field that names the languages of the page.
LANGUAGES = "beside"
MOST_LANGUAGES = 20
# A number that no database keeps is none of ours.
LARGEST_ID = 2**31


@dataclass(frozen=True, slots=True)
class Wording:
    """A field in one language."""

    name: str
    language: str
    language_name: str
    value: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the page. The Vietnamese wording comes first; what has no language has one without."""

    key: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...]
    wordings: tuple[Wording, ...]

    @property
    def is_wrong(self) -> bool:
        return any(wording.problems for wording in self.wordings)


@dataclass(frozen=True, slots=True)
class Row:
    """One table of a list: a factor, a question, an option. `was` is its code before this page."""

    name: str
    kind: str
    title: str
    summary: str
    fields: tuple[Field, ...]
    rows: tuple["Row", ...]
    problems: tuple[str, ...]
    was: str
    is_open: bool
    has_rows: bool
    is_first: bool
    is_last: bool

    @property
    def is_wrong(self) -> bool:
        return (
            bool(self.problems)
            or any(field.is_wrong for field in self.fields)
            or any(row.is_wrong for row in self.rows)
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its fields, or with its rows; `one` is what a row is called."""

    kind: str
    heading: str
    one: str
    explained: str
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]
    problems: tuple[str, ...]

    @property
    def is_list(self) -> bool:
        return self.kind in SECTIONS


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the summary: which field, and what is wrong with it."""

    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """Everything that the editor shows of a document."""

    title: str
    languages: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    problems: tuple[Problem, ...]


def languages_of_page(document: Mapping[str, object]) -> tuple[str, ...]:
    """Return the languages that have a field beside the Vietnamese one: those on offer, and what stands there."""
    return tuple(
        sorted({*languages(), *languages_beside(document)} - {SOURCE_LANGUAGE})
    )


def typed_in(sent: Mapping[str, str]) -> Values:
    """Return the document that was typed into a page of ours, in all of its languages."""
    named = sent.get(LANGUAGES, "").split()[:MOST_LANGUAGES]
    known = [one for one in named if beside.LANGUAGE.fullmatch(one)]
    offered = [one for one in languages() if one != SOURCE_LANGUAGE]
    return typed_document(sent, sorted({*offered, *known}))


def required_draft(session: Session, draft_id: int) -> QuestionnaireDraft:
    """Return a draft; 404 where there is none, or none any more."""
    is_known = draft_id < LARGEST_ID
    found = questionnaire_drafts.draft(session, draft_id) if is_known else None
    if found is None:
        abort(404)
    return found


def draft_page(
    document: Mapping[str, object],
    mistakes: Sequence[Mistake],
    *,
    opened: str = "",
    decimal: str = ".",
) -> DraftPage:
    """Return the page of a document; the row whose name is `opened` stands open."""
    builder = _Builder(document, opened, typed_fields(document, decimal=decimal))
    places = set(builder.places())
    for mistake in mistakes:
        builder.add_problem(mistake, places)
    return DraftPage(
        title=str(document.get("title") or _("Mẫu phiếu chưa có tên")),
        languages=builder.languages(),
        sections=tuple(builder.sections()),
        problems=tuple(builder.summary()),
    )


def place_names(document: Mapping[str, object]) -> dict[str, str]:
    """Return what each field of a document's page is called, in words."""
    builder = _Builder(document, "", {})
    return {place: builder.place_name(place) for place in builder.places()}


def plain_sentence(mistake: Mistake) -> str:
    """Return what is wrong, in the words of a page rather than of the file."""
    plain = messages.PLAIN.get(mistake.reason)
    return str(plain) if plain else mistake.sentence(_)


def choice_name(word: str) -> str:
    """Return what a word of the file is called; one without a name stands for itself."""
    return str(messages.CHOICES.get(word, word))


class _Builder:
    """What the parts of a page share while it is built."""

    def __init__(
        self, document: Mapping[str, object], opened: str, typed: Mapping[str, str]
    ) -> None:
        self._document = document
        self._opened = opened
        self._typed = typed
        self._names = language_names()
        self._beside = languages_of_page(document)
        self._problems: dict[str, list[str]] = {}

    def places(self) -> Iterator[str]:
        """Give the name of everything that a problem can stand beside."""
        yield from self._cell_names("", "", HEAD)
        yield from ("scale", *self._cell_names("scale.", "scale", SCALE_CELLS))
        for kind in SECTIONS:
            yield kind
            for number, item in enumerate(tables(self._document, kind), start=1):
                yield from self._row_places(f"{kind}.{number}", kind, item)

    def languages(self) -> tuple[tuple[str, str], ...]:
        """Return the code and name of each language of the page, Vietnamese first."""
        return tuple((one, self._name(one)) for one in (SOURCE_LANGUAGE, *self._beside))

    def add_problem(self, mistake: Mistake, places: set[str]) -> None:
        """Put a problem beside its field, or beside the nearest thing around it."""
        name = NUMBER.sub(r".\1", mistake.key)
        name = BESIDE.sub(r"\1\3@\2", name)
        while name and name not in places:
            name = name.rpartition(".")[0]
        found = self._problems.setdefault(name, [])
        sentence = plain_sentence(mistake)
        if sentence not in found:
            found.append(sentence)

    def summary(self) -> Iterator[Problem]:
        """Give every problem in the order of the page, with where it is."""
        for place in self.places():
            for sentence in self._problems.get(place, ()):
                yield Problem(place, f"{self.place_name(place)}: {sentence}")
        for sentence in self._problems.get("", ()):
            yield Problem("head", sentence)

    def sections(self) -> Iterator[Section]:
        """Give the sections in the order of the page."""
        yield self._section("", self._fields("", "", HEAD, self._document))
        scale = self._document.get("scale")
        values = scale if isinstance(scale, Mapping) else {}
        yield self._section(
            "scale", self._fields("scale.", "scale", SCALE_CELLS, values)
        )
        for kind in SECTIONS:
            yield self._section(kind, (), self._rows(self._document, kind, kind))

    def _section(
        self, kind: str, fields: Iterable[Field], rows: Iterable[Row] = ()
    ) -> Section:
        return Section(
            kind=kind,
            heading=str(messages.HEADINGS.get(kind, messages.SECTIONS[kind])),
            one=str(messages.SECTIONS[kind]),
            explained=str(messages.EXPLAINED[kind]),
            fields=tuple(fields),
            rows=tuple(rows),
            problems=tuple(self._problems.get(kind, ())),
        )

    def _rows(
        self, values: Mapping[str, object], kind: str, name: str
    ) -> tuple[Row, ...]:
        items = tables(values, kind)
        return tuple(
            self._row(item, kind, f"{name}.{number}", number, len(items))
            for number, item in enumerate(items, start=1)
        )

    def _row(
        self, item: Mapping[str, object], kind: str, name: str, number: int, n: int
    ) -> Row:
        inside = INSIDE.get(kind, "")
        rows = self._rows(item, inside, f"{name}.{inside}") if inside else ()
        fields = tuple(self._fields(f"{name}.", kind, ITEMS[kind], item))
        problems = tuple(self._problems.get(name, ()))
        is_wrong = problems or any(
            place == name or place.startswith(f"{name}.") for place in self._problems
        )
        said = str(item.get("text") or item.get("name") or item.get("code") or "")
        return Row(
            name=name,
            kind=kind,
            title=f"{messages.SECTIONS[kind]} {number}",
            summary=(
                said if len(said) <= LONGEST_SUMMARY else f"{said[:LONGEST_SUMMARY]}…"
            ),
            fields=fields,
            rows=rows,
            problems=problems,
            was=str(item.get("code", "")),
            is_open=bool(is_wrong) or f"{self._opened}.".startswith(f"{name}."),
            has_rows=bool(rows or (inside and makes_sense(kind, inside, item))),
            is_first=number == 1,
            is_last=number == n,
        )

    def _fields(
        self,
        before: str,
        kind: str,
        cells: Sequence[Cell],
        values: Mapping[str, object],
    ) -> Iterator[Field]:
        for cell in cells:
            if cell.key in values or makes_sense(kind, cell.key, values):
                yield Field(
                    key=cell.key,
                    label=str(cell.label),
                    kind=cell.kind,
                    options=tuple(self._options(cell, values)),
                    wordings=tuple(self._wordings(before + cell.key, kind, cell.key)),
                )

    def _options(
        self, cell: Cell, values: Mapping[str, object]
    ) -> Iterator[tuple[str, str]]:
        """Give what can be chosen; what stands there and cannot be chosen is kept and named."""
        found = dict(self._choices(cell))
        standing = values.get(cell.key, cell.usual)
        if cell.kind in ("choice", "reference"):
            if str(standing) not in found:
                yield str(standing), str(standing)
            yield from found.items()

    def _choices(self, cell: Cell) -> Iterator[tuple[str, str]]:
        if cell.kind == "choice":
            yield from ((word, choice_name(word)) for word in cell.options)
        elif cell.kind == "reference":
            yield "", "–"
            for item in tables(self._document, cell.to):
                code = str(item.get("code", ""))
                if code:
                    yield code, str(item.get("name") or code)

    def _wordings(self, name: str, kind: str, key: str) -> Iterator[Wording]:
        others = self._beside if is_worded(kind, key) else ()
        for language in (SOURCE_LANGUAGE, *others):
            own = name if language == SOURCE_LANGUAGE else f"{name}@{language}"
            yield Wording(
                name=own,
                language=language,
                language_name=self._name(language) if others else "",
                value=self._typed.get(own, ""),
                problems=tuple(self._problems.get(own, ())),
            )

    def _cell_names(
        self, before: str, kind: str, cells: Sequence[Cell]
    ) -> Iterator[str]:
        for cell in cells:
            yield before + cell.key
            if is_worded(kind, cell.key):
                yield from (f"{before}{cell.key}@{one}" for one in self._beside)

    def _row_places(
        self, name: str, kind: str, item: Mapping[str, object]
    ) -> Iterator[str]:
        yield from (name, *self._cell_names(f"{name}.", kind, ITEMS[kind]))
        inside = INSIDE.get(kind)
        for number, inner in enumerate(tables(item, inside) if inside else (), start=1):
            yield from self._row_places(f"{name}.{inside}.{number}", str(inside), inner)

    def _name(self, language: str) -> str:
        return self._names.get(language, language)

    def place_name(self, place: str) -> str:
        """Return a place in words: `Câu hỏi 3, lời hỏi (English)`."""
        name, _at, language = place.partition("@")
        words: list[str] = []
        for part in name.split("."):
            if part.isdigit() and words:
                words[-1] = f"{words[-1]} {part}"
            else:
                section = (
                    messages.SECTIONS.get(part)
                    if not words or part in INSIDE.values()
                    else None
                )
                words.append(str(section or messages.LABELS.get(part, part)))
        said = " – ".join(words)
        return f"{said} ({self._name(language)})" if language else said
