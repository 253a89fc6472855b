"""Ratings as people and forms write them, read as levels of a scale."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

# Lowest level first; synonyms of a level stand side by side. Each scale is whole: a label is read
# only as part of a scale that holds all labels of its column.
KNOWN_SCALES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (
        ("rất không hài lòng", "hoàn toàn không hài lòng"),
        ("không hài lòng", "chưa hài lòng"),
        ("bình thường", "trung lập", "tạm được"),
        ("hài lòng",),
        ("rất hài lòng", "hoàn toàn hài lòng"),
    ),
    (
        ("rất không đồng ý", "hoàn toàn không đồng ý"),
        ("không đồng ý",),
        ("bình thường", "trung lập", "phân vân"),
        ("đồng ý",),
        ("rất đồng ý", "hoàn toàn đồng ý"),
    ),
    (
        ("rất kém", "rất tệ"),
        ("kém", "tệ"),
        ("bình thường", "trung bình"),
        ("tốt",),
        ("rất tốt",),
    ),
    (
        ("very dissatisfied", "very unsatisfied", "completely dissatisfied"),
        ("dissatisfied", "unsatisfied", "somewhat dissatisfied"),
        (
            "neutral",
            "neither satisfied nor dissatisfied",
            "neither dissatisfied nor satisfied",
        ),
        ("satisfied", "somewhat satisfied"),
        ("very satisfied", "completely satisfied"),
    ),
    (
        ("strongly disagree",),
        ("disagree",),
        (
            "neutral",
            "neither agree nor disagree",
            "neither disagree nor agree",
            "undecided",
        ),
        ("agree",),
        ("strongly agree",),
    ),
    (
        ("very poor", "very bad"),
        ("poor", "bad"),
        ("average", "neutral", "acceptable"),
        ("good",),
        ("very good",),
    ),
    (("poor",), ("fair",), ("good",), ("very good",), ("excellent",)),
)

NO_ANSWER = frozenset(
    {
        "không áp dụng",
        "không sử dụng",
        "không có ý kiến",
        "không biết",
        "không trả lời",
        "not applicable",
        "does not apply",
        "don't know",
        "no answer",
        "no opinion",
        "n/a",
        "na",
        "-",
    }
)

_NUMBER = re.compile(r"(\d{1,3})(?:[.,]0+)?")
_NUMBER_FIRST = re.compile(r"(\d{1,2})\s*[-–—.:)=]\s*(\D.*)")
_NUMBER_LAST = re.compile(r"(\D.*?)\s*[(\[]\s*(\d{1,2})\s*[)\]]")


def plain(label: str) -> str:
    """Return a label without the differences that forms make: case, spaces, form of marks.

    Examples
    --------
    >>> plain("  Rất   HÀI lòng ")
    'rất hài lòng'
    """
    text = unicodedata.normalize("NFC", label).casefold().replace("’", "'")
    return " ".join(text.split())


def is_no_answer(value: str) -> bool:
    """Tell whether a value says that there is no rating."""
    return not value or plain(value) in NO_ANSWER


def level_of(
    value: str, *, levels: int, labels: dict[str, int] | None = None
) -> int | None:
    """Return the level that a value stands for, 0 for no answer, None if it is no level.

    Parameters
    ----------
    value
        A number, a label, or both, such as `4`, `4.0`, `4 - Hài lòng` or `Hài lòng (4)`.
    levels
        Number of levels.
    labels
        Levels of plain labels.

    Examples
    --------
    >>> level_of("4 - Hài lòng", levels=5), level_of("", levels=5), level_of("6", levels=5)
    (4, 0, None)
    """
    if is_no_answer(value):
        return 0
    if labels is not None:
        by_label = labels.get(plain(value))
        if by_label is not None:
            return by_label
    number = _number_in(value, labels=labels)
    return number if number is not None and 1 <= number <= levels else None


def _number_in(value: str, *, labels: dict[str, int] | None) -> int | None:
    if found := _NUMBER.fullmatch(value):
        return int(found[1])
    if found := _NUMBER_FIRST.fullmatch(value):
        number, label = int(found[1]), found[2]
    elif found := _NUMBER_LAST.fullmatch(value):
        number, label = int(found[2]), found[1]
    else:
        return None
    # "1 - Rất hài lòng" counts from the other end; a known label stands above its number.
    known = _levels_of_label(plain(label), labels=labels)
    return number if not known or number in known else None


def _levels_of_label(label: str, *, labels: dict[str, int] | None) -> set[int]:
    if labels is not None:
        return {labels[label]} if label in labels else set()
    return {
        level
        for scale in KNOWN_SCALES
        for level, synonyms in enumerate(scale, start=1)
        if label in synonyms
    }


def labels_of(scale: Sequence[str]) -> dict[str, int]:
    """Return the level of each label of a scale, the lowest first.

    Examples
    --------
    >>> labels_of(["Tệ", "Tốt"])
    {'tệ': 1, 'tốt': 2}
    """
    return {plain(label): level for level, label in enumerate(scale, start=1)}


def known_scales(values: Iterable[str]) -> list[dict[str, int]]:
    """Return the known scales that hold all labels among the values, each as levels of labels."""
    found = {plain(value) for value in values if not is_no_answer(value)}
    words = {value for value in found if not _NUMBER.fullmatch(value)}
    scales = [
        {
            label: level
            for level, synonyms in enumerate(scale, start=1)
            for label in synonyms
        }
        for scale in KNOWN_SCALES
    ]
    return [scale for scale in scales if words and words <= scale.keys()]


def likely_scale(counts: Mapping[str, int]) -> dict[str, int] | None:
    """Return the known scale that holds most labels, from counts of values; None where none does."""
    best, most = None, 0
    labels = {value: plain(value) for value in counts if not is_no_answer(value)}
    for synonyms in KNOWN_SCALES:
        scale = {
            label: level
            for level, same in enumerate(synonyms, start=1)
            for label in same
        }
        held = sum(counts[value] for value, label in labels.items() if label in scale)
        if held > most:
            best, most = scale, held
    return best
