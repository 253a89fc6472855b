"""Proposes what columns and words stand for, by names without marks and by the words of known scales."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from analysis.ratings.levels import (
    KNOWN_SCALES,
    is_no_answer,
    labels_of,
    level_of,
    likely_scale,
    plain,
)
from forms.folding import fold
from forms.questionnaire import Questionnaire
from survey.imports.choice_cells import columns_for
from survey.imports.dates import is_day_first, read_date
from survey.imports.levels import packed_level
from survey.imports.mapping import ColumnMapping
from survey.imports.places import Offices
from survey.imports.profile import ColumnProfile, FileProfile

# A column counts as what most of its values are; the rest are then mistakes to be named.
MOST = 2 / 3
# Below it two texts have no more than a subject in common.
LIKE_ENOUGH = 0.6
CALLED_ALIKE, CALLED_BY_CODE = 1.5, 2.0
OFFICE_HEADINGS = (
    "don vi",
    "co quan",
    "noi lam thu tuc",
    "noi nop",
    "bo phan mot cua",
    "xa phuong",
    "dia phuong",
    "office",
    "unit",
    "agency",
)
DATE_HEADINGS = (
    "dau thoi gian",
    "thoi gian",
    "ngay",
    "thang",
    "timestamp",
    "date",
    "submitted",
    "month",
)
_NUMBERING = re.compile(r"^(cau|question|q)?\s*\d+\s*[.:)]?\s*")
_SIGNS = re.compile(r"[^\w]+")


def guess(
    found: FileProfile, questionnaire: Questionnaire, offices: Offices
) -> ColumnMapping:
    """Return the likeliest mapping; what it leaves out a person has to say."""
    office = _office_column(found.columns, offices)
    date = _date_column(found.columns, but=office)
    labels = labels_of(questionnaire.scale.labels)
    rated = [
        column
        for column in found.columns
        if column.name not in (office, date) and _is_rated(column, questionnaire)
    ]
    chosen = columns_for(
        questionnaire,
        [
            (one.name, one.label)
            for one in found.columns
            if one.name not in (office, date)
        ],
    )
    rated = [column for column in rated if column.name not in chosen.values()]
    questions = _questions(rated, questionnaire)
    asked = [column for column in rated if column.name in questions.values()]
    days = next((one.counts for one in found.columns if one.name == date), {})
    return ColumnMapping(
        questions={**questions, **chosen},
        office=office,
        date=date,
        day_first=is_day_first(days),
        levels=_levels(asked, labels, levels=questionnaire.scale.levels),
    )


def unknown_words(
    found: FileProfile, mapping: ColumnMapping, questionnaire: Questionnaire
) -> dict[str, int]:
    """Return the words of the questions' columns that stand for no level, by how often they occur."""
    columns = {column.name: column for column in found.columns}
    counts: dict[str, int] = {}
    for question in questionnaire.questions:
        name = mapping.questions.get(question.code, "")
        for value, n in columns[name].counts.items() if name in columns else ():
            k = questionnaire.scale.levels
            if packed_level(value, question, mapping, levels=k) is None:
                counts[plain(value)] = counts.get(plain(value), 0) + n
    return counts


def unknown_offices(
    found: FileProfile, mapping: ColumnMapping, offices: Offices
) -> dict[str, int]:
    """Return the texts of the office's column that name no office, by how often they occur."""
    return {
        value: n
        for column in found.columns
        if column.name == mapping.office
        for value, n in column.counts.items()
        if offices.named(value, mapping.offices) is None
    }


def _office_column(columns: Sequence[ColumnProfile], offices: Offices) -> str:
    """Return the column whose values name offices, else one that is called so."""
    shares = {
        column.name: _share(column, lambda value: offices.named(value, {}) is not None)
        for column in columns
    }
    best = max(shares, key=lambda name: shares[name], default="")
    if best and shares[best] >= 0.5:
        return best
    return _called(columns, OFFICE_HEADINGS)


def _date_column(columns: Sequence[ColumnProfile], *, but: str) -> str:
    dated = [
        column
        for column in columns
        if column.name != but
        and _share(column, lambda value: read_date(value, day_first=True) is not None)
        + _share(column, lambda value: read_date(value, day_first=False) is not None)
        >= MOST
    ]
    return _called(dated, DATE_HEADINGS) or (dated[0].name if dated else "")


def _called(columns: Sequence[ColumnProfile], words: Iterable[str]) -> str:
    """Return the first column whose heading holds one of the words."""
    for word in words:
        for column in columns:
            heading = f" {_bare(column.label)} "
            if f" {word} " in heading or heading.strip().startswith(word):
                return column.name
    return ""


def _share(column: ColumnProfile, holds: Callable[[str], bool]) -> float:
    n = sum(column.counts.values())
    return sum(m for value, m in column.counts.items() if holds(value)) / n if n else 0


def _is_rated(column: ColumnProfile, questionnaire: Questionnaire) -> bool:
    k = questionnaire.scale.levels
    labels = _labels_for([column], labels_of(questionnaire.scale.labels), levels=k)
    offered = {
        plain(question.not_applicable)
        for question in questionnaire.questions
        if question.not_applicable is not None
    }
    rated = {
        value: n
        for value, n in column.counts.items()
        if not is_no_answer(value) and plain(value) not in offered
    }
    n = sum(rated.values())
    if not n or column.is_cut:
        # Nobody answered; it may still be called as a question is.
        return not column.is_cut
    levels = sum(
        m for value, m in rated.items() if level_of(value, levels=k, labels=labels)
    )
    # A number of its own for each row is no rating.
    is_numbering = len(rated) > k + 2 and all(value.isdigit() for value in rated)
    return levels / n >= MOST and not is_numbering


def _levels(
    columns: Sequence[ColumnProfile], labels: Mapping[str, int], *, levels: int
) -> dict[str, int]:
    """Return the level of each word that occurs, where all columns agree on it."""
    found: dict[str, int] = {}
    disputed = set()
    for column in columns:
        known = _labels_for([column], labels, levels=levels)
        words = {plain(value) for value in column.counts} | {
            word for value in column.counts for word in _words_in(value)
        }
        for word in sorted(words & known.keys()):
            if found.setdefault(word, known[word]) != known[word]:
                disputed.add(word)
    return {word: level for word, level in found.items() if word not in disputed}


def _labels_for(
    columns: Sequence[ColumnProfile], labels: Mapping[str, int], *, levels: int
) -> dict[str, int]:
    """Return the levels of the words that columns may hold: the questionnaire's own, else a known scale's."""
    counts: dict[str, int] = {}
    for column in columns:
        for value, n in column.counts.items():
            for word in (plain(value), *_words_in(value)):
                counts[word] = counts.get(word, 0) + n
    usual = len(KNOWN_SCALES[0]) == levels
    likely = (likely_scale(counts) or {}) if usual else {}
    own = sum(n for word, n in counts.items() if word in labels)
    other = sum(n for word, n in counts.items() if word in likely)
    return dict(labels) if own >= other else dict(likely)


def _words_in(value: str) -> tuple[str, ...]:
    """Return the label that stands beside a number, as in “4 - Hài lòng”."""
    bare = re.sub(r"^\d{1,2}\s*[-–—.:)=]\s*|\s*[(\[]\s*\d{1,2}\s*[)\]]$", "", value)
    return (plain(bare),) if bare != value else ()


def _questions(
    columns: Sequence[ColumnProfile], questionnaire: Questionnaire
) -> dict[str, str]:
    """Return a column for each question: of its code, of its text, of a text much like it, else in order."""
    texts = {
        question.code: _bare(question.text) for question in questionnaire.questions
    }
    found: dict[str, str] = {}
    likeness = sorted(
        (
            (_likeness(code, text, column), -place, code, column.name)
            for code, text in texts.items()
            for place, column in enumerate(columns)
        ),
        reverse=True,
    )
    silent = {column.name for column in columns if not column.counts}
    for like, _, code, name in likeness:
        enough = CALLED_ALIKE if name in silent else LIKE_ENOUGH
        if like >= enough and code not in found and name not in found.values():
            found[code] = name
    if not found and not silent:
        asked = [
            questionnaire.questions[at].code for at in questionnaire.core_positions
        ]
        for codes in (list(texts), asked):
            if len(columns) == len(codes):
                names = [column.name for column in columns]
                return dict(zip(codes, names, strict=True))
    return {code: found[code] for code in texts if code in found}


def _likeness(code: str, text: str, column: ColumnProfile) -> float:
    if column.name.casefold() == code.casefold():
        return CALLED_BY_CODE
    heading = _bare(column.label)
    if heading == text:
        return CALLED_ALIKE
    return SequenceMatcher(None, heading, text, autojunk=False).ratio()


def _bare(text: str) -> str:
    """Return a heading without marks, capitals, signs and the number before it."""
    return _SIGNS.sub(" ", _NUMBERING.sub("", fold(text))).strip()
