"""The codebook: the themes that comments are sorted into, with what belongs to each."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

FILE = files("forms") / "codebook.toml"
# Definitions are written in these; whoever reads another language gets the source.
SOURCE_LANGUAGE = "vi"


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme in one language. `factor` is that of the index, empty where it belongs to none."""

    code: str
    factor: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class Codebook:
    """All themes in the order in which they are offered and shown."""

    version: str
    themes: tuple[Theme, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(theme.code for theme in self.themes)

    def name_of(self, code: str) -> str:
        """Return a theme's name; one of an older version keeps its code."""
        return next((theme.name for theme in self.themes if theme.code == code), code)


@cache
def codebook(language: str = SOURCE_LANGUAGE) -> Codebook:
    """Return the codebook that comes with the service.

    >>> codebook("en").name_of("fees")
    'Fees and extra charges'
    """
    written = tomllib.loads(FILE.read_text("utf-8"))
    return Codebook(
        version=written["version"],
        themes=tuple(_theme(entry, language) for entry in written["theme"]),
    )


def _theme(entry: dict[str, Any], language: str) -> Theme:
    def said(key: str) -> str:
        found: str = entry.get(f"{key}_{language}", entry[f"{key}_{SOURCE_LANGUAGE}"])
        return found

    return Theme(entry["code"], entry["factor"], said("name"), said("definition"))
