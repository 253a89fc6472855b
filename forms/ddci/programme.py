"""The programme's file: components, their indicators, the questions of those that firms answer."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any

EXAMPLE = "example.toml"
CODE = re.compile(r"[a-z][a-z0-9_-]{0,29}", re.A)
KINDS, DIRECTIONS = ("soft", "hard"), ("positive", "negative")
# Answers are packed one character each; a page of more questions is sent by nobody.
MOST_SOFT, MOST_UNITS = 40, 5
ALL_WEIGHTS = 100.0
_OF_PROGRAMME = {"title", "title_en", "low", "low_en", "high", "high_en", "most_units"}
_OF_COMPONENT = {"name", "name_en", "weight", "indicator"}
_OF_INDICATOR = {"code", "kind", "direction", "weight", "text", "text_en"}

Translate = Callable[[str], str]


class ProgrammeError(Exception):
    """What is wrong with a programme's file, a line for each mistake, with the place and what was expected."""

    def __init__(self, source: str, mistakes: tuple[str, ...]) -> None:
        super().__init__(source, mistakes)
        self.source = source
        self.mistakes = mistakes

    def __str__(self) -> str:
        return "\n".join(f"{self.source}: {mistake}" for mistake in self.mistakes)


@dataclass(frozen=True, slots=True)
class Text:
    """A wording in Vietnamese, and in English where there is one."""

    vi: str
    en: str = ""

    def said_in(self, language: str) -> str:
        """Return the wording of a language, the Vietnamese one where it has none."""
        return self.en if language != "vi" and self.en else self.vi

    def is_in(self, language: str) -> bool:
        return language == "vi" or bool(self.en)


@dataclass(frozen=True, slots=True)
class DdciIndicator:
    """What is measured of each unit: by firms' answers from 1 to 10 (soft), or by a figure (hard)."""

    code: str
    text: Text
    is_soft: bool
    is_positive: bool
    weight: float


@dataclass(frozen=True, slots=True)
class DdciComponent:
    """Indicators that count together, and their points; all components together have 100."""

    name: Text
    weight: float
    indicators: tuple[DdciIndicator, ...]


@dataclass(frozen=True, slots=True)
class DdciProgramme:
    """A whole programme. `low` and `high` say what 1 and 10 stand for."""

    title: Text
    low: Text
    high: Text
    most_units: int
    components: tuple[DdciComponent, ...]

    @property
    def indicators(self) -> tuple[DdciIndicator, ...]:
        return tuple(one for part in self.components for one in part.indicators)

    @property
    def questions(self) -> tuple[DdciIndicator, ...]:
        """The indicators that firms answer, in the order of their packed answers."""
        return tuple(one for one in self.indicators if one.is_soft)


def example_programme() -> str:
    """Return the shipped example's text."""
    return files(__package__).joinpath(EXAMPLE).read_text("utf-8")


def digest_of(content: str) -> str:
    """Return SHA-256 of a programme's text, by which a result says what it rests on."""
    return sha256(content.encode()).hexdigest()


def load_programme(
    content: str, *, source: str, _: Translate = lambda text: text
) -> DdciProgramme:
    """Read a programme. Raises ProgrammeError naming every mistake, in the language of `_`."""
    try:
        found = tomllib.loads(content)
    # Besides its own error, tomllib lets through those of endless numbers and nesting.
    except (ValueError, RecursionError) as error:
        message = _("không phải TOML: %(reason)s") % {"reason": error}
        raise ProgrammeError(source, (message,)) from error
    reader = _Reader(_)
    programme = reader.programme(found)
    if reader.mistakes:
        raise ProgrammeError(source, tuple(reader.mistakes))
    return programme


class _Reader:
    """Reads tables and collects what is wrong; what it returns counts only without mistakes."""

    def __init__(self, _: Translate) -> None:
        self._translate = _
        self.mistakes: list[str] = []

    def programme(self, found: Mapping[str, Any]) -> DdciProgramme:
        _ = self._translate
        self._only(found, {*_OF_PROGRAMME, "component"}, "")
        most = found.get("most_units", MOST_UNITS)
        if type(most) is not int or not 1 <= most <= MOST_UNITS:
            self._expect(
                "",
                "most_units",
                most,
                _("số nguyên từ 1 đến %(n)s") % {"n": MOST_UNITS},
            )
            most = 1
        components = tuple(
            self._component(one, f"component[{at}]")
            for at, one in enumerate(self._tables(found, "component", ""), 1)
        )
        programme = DdciProgramme(
            title=self._text(found, "title", ""),
            low=self._text(found, "low", ""),
            high=self._text(found, "high", ""),
            most_units=most,
            components=components,
        )
        if not self.mistakes:
            self.mistakes += self._whole(programme)
        return programme

    def _component(self, found: Mapping[str, Any], place: str) -> DdciComponent:
        self._only(found, _OF_COMPONENT, place)
        return DdciComponent(
            name=self._text(found, "name", place),
            weight=self._positive(found, "weight", place, default=None),
            indicators=tuple(
                self._indicator(one, f"{place}.indicator[{at}]")
                for at, one in enumerate(self._tables(found, "indicator", place), 1)
            ),
        )

    def _indicator(self, found: Mapping[str, Any], place: str) -> DdciIndicator:
        _ = self._translate
        self._only(found, _OF_INDICATOR, place)
        code = found.get("code")
        if not isinstance(code, str) or not CODE.fullmatch(code):
            self._expect(
                place, "code", code, _("chữ thường không dấu, chữ số, - hoặc _")
            )
            code = ""
        return DdciIndicator(
            code=code,
            text=self._text(found, "text", place),
            is_soft=self._word(found, "kind", KINDS, place),
            is_positive=self._word(found, "direction", DIRECTIONS, place),
            weight=self._positive(found, "weight", place, default=1.0),
        )

    def _whole(self, programme: DdciProgramme) -> Iterator[str]:
        """Give the mistakes that only the whole shows."""
        _ = self._translate
        total = sum(component.weight for component in programme.components)
        if abs(total - ALL_WEIGHTS) > 1e-6:
            yield _("trọng số các chỉ số thành phần cộng lại là %(total)s, cần 100") % {
                "total": f"{total:g}"
            }
        for what, names in (
            ("code", [one.code for one in programme.indicators]),
            ("name", [one.name.vi for one in programme.components]),
        ):
            for name in sorted({name for name in names if names.count(name) > 1}):
                yield _("%(what)s “%(name)s” có hai lần") % {"what": what, "name": name}
        if not 1 <= len(programme.questions) <= MOST_SOFT:
            yield _("có %(n)s chỉ tiêu mềm, cần từ 1 đến %(most)s") % {
                "n": len(programme.questions),
                "most": MOST_SOFT,
            }

    def _tables(
        self, found: Mapping[str, Any], name: str, place: str
    ) -> list[Mapping[str, Any]]:
        tables = found.get(name)
        if (
            not isinstance(tables, list)
            or not tables
            or not all(isinstance(one, dict) for one in tables)
        ):
            self._expect(
                place,
                name,
                tables,
                self._translate("ít nhất một bảng [[%(name)s]]") % {"name": name},
            )
            return []
        return tables

    def _text(self, found: Mapping[str, Any], name: str, place: str) -> Text:
        vi, en = found.get(name, ""), found.get(f"{name}_en", "")
        for key, value, is_needed in ((name, vi, True), (f"{name}_en", en, False)):
            is_text = isinstance(value, str) and (value == "" or value.isprintable())
            if not is_text or (is_needed and not value.strip()):
                self._expect(place, key, value, self._translate("một dòng chữ"))
                return Text("")
        return Text(vi.strip(), en.strip())

    def _positive(
        self, found: Mapping[str, Any], name: str, place: str, *, default: float | None
    ) -> float:
        value = found.get(name, default)
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or not 0 < value < float("inf"):
            self._expect(place, name, value, self._translate("một số lớn hơn 0"))
            return 1.0
        return float(value)

    def _word(
        self,
        found: Mapping[str, Any],
        name: str,
        words: tuple[str, str],
        place: str,
    ) -> bool:
        value = found.get(name)
        if value not in words:
            self._expect(place, name, value, f"{words[0]}, {words[1]}")
        return value == words[0]

    def _only(self, found: Mapping[str, Any], known: set[str], place: str) -> None:
        for name in found:
            if name not in known:
                self._expect(place, name, found[name], ", ".join(sorted(known)))

    def _expect(self, place: str, name: str, value: object, expected: str) -> None:
        _ = self._translate
        shown = _("không có gì") if value is None else repr(value)[:60]
        self.mistakes.append(
            _("%(place)s: có %(value)s, cần %(expected)s")
            % {
                "place": f"{place}.{name}" if place else name,
                "value": shown,
                "expected": expected,
            }
        )
