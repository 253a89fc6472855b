"""What a folder for `sipas setup` holds: province.toml names its files in the order in which they are taken in."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from survey.csv_tables import TableError, Translate, shown
from survey.system_errors import reason_of

MANIFEST = "province.toml"
FORMAT = 1
MOST_BYTES = 1_000_000
MOST_STEPS = 500

Value = str | int | bool | date


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of step: the keys that it needs, those it may have, and what each holds.

    `files` are keys that name files of the folder, `command` the command that takes them in.
    """

    command: tuple[str, ...]
    needed: Mapping[str, type]
    optional: Mapping[str, type]
    files: tuple[str, ...] = ("file",)


# Keys are called as the options of the commands are.
KINDS = {
    "offices": Kind(("import", "offices"), {"file": str}, {}),
    "counters": Kind(("import", "counters"), {"file": str}, {}),
    "merge": Kind(("office", "merge"), {"file": str}, {}),
    "split": Kind(("office", "split"), {"file": str}, {}),
    "close": Kind(("office", "close"), {"file": str}, {}),
    "procedures": Kind(("import", "procedures"), {"file": str, "year": int}, {}),
    "volumes": Kind(("import", "volumes"), {"file": str}, {}),
    "dossiers": Kind(
        ("import", "dossiers"),
        {"file": str, "title": str, "source": str, "period": str},
        {"kind-of-table": str, "code": str},
    ),
    "indices": Kind(("index", "import"), {"file": str}, {}),
    "wave": Kind(
        ("wave", "open"),
        {"code": str, "questionnaire": str},
        {
            "from": date,
            "to": date,
            "continuous": str,
            "title": str,
            "full": bool,
            "block": int,
        },
        files=(),
    ),
    "answers": Kind(
        ("import", "answers"),
        {"file": str, "wave": str, "mapping": str},
        {"office": str, "headline": bool},
        files=("file", "mapping"),
    ),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `number` counts from 1, as the tables of the manifest do."""

    number: int
    kind: str
    values: Mapping[str, Value]
    folder: Path

    @property
    def name(self) -> str:
        """What the step is called: its file, or the code of its wave."""
        return str(self.values.get("file") or self.values["code"])

    def path(self, key: str = "file") -> Path:
        return self.folder / str(self.values[key])

    def text(self, key: str) -> str:
        """Return a value as the command line has it; empty where there is none."""
        return str(self.values.get(key, ""))


def read_manifest(folder: Path, _: Translate) -> tuple[Step, ...]:
    """Return the steps of a folder. Raises TableError naming every mistake in its manifest."""
    file = folder / MANIFEST
    found = _tables(file, _)
    mistakes: list[str] = []
    steps: list[Step] = []
    for number, table in enumerate(found, start=1):
        wrong = list(_mistakes_of(table, folder, _))
        mistakes += [
            _("%(file)s, bước %(number)s: %(mistake)s")
            % {"file": MANIFEST, "number": number, "mistake": mistake}
            for mistake in wrong
        ]
        if not wrong:
            values = {key: value for key, value in table.items() if key != "kind"}
            steps.append(Step(number, str(table["kind"]), values, folder))
    if mistakes:
        raise TableError("\n".join(mistakes))
    return tuple(steps)


def _tables(file: Path, _: Translate) -> list[dict[str, Value]]:
    """Return the `[[step]]` tables of a manifest. Raises TableError."""
    try:
        if file.stat().st_size > MOST_BYTES:
            message = _("%(file)s có hơn %(most)s byte")
            raise TableError(message % {"file": file, "most": MOST_BYTES})
        found = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        message = _("Không đọc được %(file)s: %(reason)s.")
        raise TableError(
            message % {"file": file, "reason": reason_of(error, _)}
        ) from error
    # Besides its own error, tomllib lets through those of endless numbers and nesting.
    except (ValueError, RecursionError) as error:
        message = _("%(file)s không phải là TOML: %(reason)s")
        raise TableError(message % {"file": file, "reason": error}) from error
    steps = found.get("step")
    is_right = (
        found.get("format") == FORMAT
        and set(found) <= {"format", "step"}
        and isinstance(steps, list)
        and all(isinstance(step, dict) for step in steps)
    )
    if not is_right or not steps or len(steps) > MOST_STEPS:
        message = _("%(file)s: cần “format = 1” và từ 1 đến %(most)s mục [[step]]")
        raise TableError(message % {"file": file, "most": MOST_STEPS})
    return list(steps)


def _mistakes_of(
    table: Mapping[str, Value], folder: Path, _: Translate
) -> Iterator[str]:
    kind = KINDS.get(str(table.get("kind")))
    if kind is None:
        message = _("kind là %(found)s, cần một trong: %(known)s")
        yield message % {
            "found": shown(str(table.get("kind", ""))[:60]),
            "known": ", ".join(KINDS),
        }
        return
    holds = {**kind.needed, **kind.optional}
    yield from _wrong_keys(table, kind, _)
    for key, value in table.items():
        wanted = holds.get(key)
        # A date with a time is a date to Python, and True is a number.
        if wanted is not None and type(value) is not wanted:
            message = _("%(key)s có %(found)s, cần %(wanted)s")
            yield message % {
                "key": key,
                "found": shown(str(value)[:60]),
                "wanted": _type_name(wanted, _),
            }
        elif key in kind.files:
            yield from _wrong_file(str(value), key, folder, _)


def _wrong_keys(table: Mapping[str, Value], kind: Kind, _: Translate) -> Iterator[str]:
    holds = {**kind.needed, **kind.optional}
    if missing := [key for key in kind.needed if key not in table]:
        yield _("thiếu %(keys)s") % {"keys": ", ".join(missing)}
    if unknown := [key for key in table if key not in (*holds, "kind")]:
        message = _("không biết %(keys)s; có thể có: %(known)s")
        yield message % {"keys": _named(unknown), "known": ", ".join(holds)}


def _wrong_file(name: str, key: str, folder: Path, _: Translate) -> Iterator[str]:
    path = Path(name)
    # A folder is carried from place to place, and nothing outside it is part of the province.
    if path.is_absolute() or ".." in path.parts:
        message = _("%(key)s có %(found)s, cần một tệp trong chính thư mục này")
        yield message % {"key": key, "found": shown(name[:60])}
    elif not (folder / path).is_file():
        yield _("không có tệp %(file)s") % {"file": shown(name[:60])}


def _named(names: Iterable[str]) -> str:
    return ", ".join(shown(name[:60]) for name in names)


def _type_name(wanted: type, _: Translate) -> str:
    return {
        str: _("một dòng chữ trong ngoặc kép"),
        int: _("một số nguyên"),
        bool: _("true hoặc false"),
        date: _("một ngày không có ngoặc kép, như 2026-03-01"),
    }[wanted]
