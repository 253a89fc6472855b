"""Which office a text in a file names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forms.folding import fold

# What one list writes before a name and another leaves out.
_BEFORE = re.compile(r"^(ubnd|uy ban nhan dan)\s+")
_SIGNS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class KnownOffice:
    """An office as a file may name it."""

    office_id: int
    code: str
    names: tuple[str, ...]


def folded_name(text: str) -> str:
    """Return a name without marks, capitals, signs and what may stand before it.

    Examples
    --------
    >>> folded_name("UBND xã  Bắc-Hà"), folded_name("Xa Bac Ha")
    ('xa bac ha', 'xa bac ha')
    """
    return _BEFORE.sub("", _SIGNS.sub(" ", fold(text)).strip())


class Offices:
    """Finds offices by code or name. Two of the same name are found by their codes only."""

    def __init__(self, known: Iterable[KnownOffice]) -> None:
        self._by_code: dict[str, KnownOffice] = {}
        by_name: dict[str, set[KnownOffice]] = {}
        for office in known:
            self._by_code[office.code.casefold()] = office
            for name in office.names:
                if name:
                    by_name.setdefault(folded_name(name), set()).add(office)
        self._by_name = {
            name: next(iter(offices))
            for name, offices in by_name.items()
            if len(offices) == 1
        }

    def of_code(self, code: str) -> KnownOffice | None:
        """Return the office of a code."""
        return self._by_code.get(code.casefold())

    def named(self, text: str, names: Mapping[str, str]) -> KnownOffice | None:
        """Return the office that a text names: as `names` says, else by its code or name."""
        if code := names.get(text):
            return self.of_code(code)
        return self.of_code(text) or self._by_name.get(folded_name(text))
