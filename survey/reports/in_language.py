"""What all words share: the language that they are in, its numbers, and its catalogue."""

from collections.abc import Callable
from dataclasses import dataclass

from survey.language import translator
from survey.reports.numbers import Numbers


@dataclass(frozen=True, slots=True)
class InLanguage:
    """Sentences of one language; Vietnamese is the source."""

    language: str

    @property
    def numbers(self) -> Numbers:
        return Numbers(self.language)

    @property
    def _translate(self) -> Callable[[str], str]:
        return translator(self.language).gettext
