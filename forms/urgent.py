"""Words in a comment that the reform office should read soon: demands for money, and threats.

A list of words finds some of what matters and also what does not: it only says who looks first.
"""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from forms.folding import fold

BRIBE, THREAT = "bribe", "threat"
KINDS = (BRIBE, THREAT)
FILE = files("forms") / "urgent_words.toml"

_SYLLABLE = re.compile(r"[^\W\d_]+")
# Grave, acute, tilde, hook above, dot below: a tone stands on one vowel or on its neighbour.
_TONES = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True, slots=True)
class Syllable:
    """One syllable: its letters with their own marks, its tone, and how it looks without any."""

    letters: str
    tone: str
    plain: str

    @property
    def is_plain(self) -> bool:
        return not self.tone and self.letters == self.plain


@dataclass(frozen=True, slots=True)
class UrgentWord:
    """One entry of the list. `marked`: what is typed without marks does not count."""

    kind: str
    syllables: tuple[Syllable, ...]
    marked: bool


def urgent_kind(text: str) -> str:
    """Return of which kind a comment is urgent, empty where it is not. A demand for money comes first.

    >>> urgent_kind("Cán bộ đòi tiền mới làm"), urgent_kind("Phòng bị dột, phong bi lam")
    ('bribe', '')
    """
    typed = [_syllable(found) for found in _SYLLABLE.findall(_composed(text))]
    found = {
        word.kind
        for place, first in enumerate(typed)
        for word in _by_first_syllable().get(first.plain, ())
        if _reads_as(typed[place : place + len(word.syllables)], word)
    }
    return next((kind for kind in KINDS if kind in found), "")


@cache
def urgent_words() -> tuple[UrgentWord, ...]:
    """Return the list that comes with the service. Raises ValueError for a kind that is none."""
    words = []
    for entry in tomllib.loads(FILE.read_text("utf-8"))["word"]:
        if entry["kind"] not in KINDS:
            raise ValueError(
                f'kind must be one of {KINDS}, got {entry["kind"]!r} ({entry["text"]!r})'
            )
        syllables = _SYLLABLE.findall(_composed(entry["text"]))
        words.append(
            UrgentWord(
                kind=entry["kind"],
                syllables=tuple(map(_syllable, syllables)),
                marked=entry.get("marked", False),
            )
        )
    return tuple(words)


@cache
def _by_first_syllable() -> Mapping[str, tuple[UrgentWord, ...]]:
    """Return the list by its plain first syllables: a long comment is looked through in a few milliseconds."""
    words: defaultdict[str, tuple[UrgentWord, ...]] = defaultdict(tuple)
    for word in urgent_words():
        words[word.syllables[0].plain] += (word,)
    return dict(words)


def _reads_as(typed: Sequence[Syllable], word: UrgentWord) -> bool:
    """Tell whether syllables are a word: marks that were typed must be right, the rest may be missing."""
    if len(typed) != len(word.syllables):
        return False
    if word.marked and all(here.is_plain for here in typed):
        return False
    return all(
        here == wanted or (here.is_plain and here.plain == wanted.plain)
        for here, wanted in zip(typed, word.syllables, strict=True)
    )


@lru_cache(maxsize=4096)
def _syllable(text: str) -> Syllable:
    """Take a syllable apart, so that "doạ" and "dọa" are the same.

    >>> _syllable("doạ") == _syllable("dọa")
    True
    """
    apart = unicodedata.normalize("NFD", text)
    letters = "".join(mark for mark in apart if mark not in _TONES)
    tone = "".join(mark for mark in apart if mark in _TONES)
    return Syllable(unicodedata.normalize("NFC", letters), tone, fold(text))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
