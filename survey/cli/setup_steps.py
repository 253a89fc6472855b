"""The steps of `sipas setup`: the command that stands for each, and whether it was done before."""

import argparse
from datetime import date

from sqlmodel import Session, select

from forms.questionnaire import Questionnaire
from survey.cli import wave as wave_command
from survey.cli.errors import CommandError
from survey.cli.main import read
from survey.cli.setup_manifest import KINDS, Step, Value
from survey.csv_tables import Translate
from survey.imports.bringing import give_up
from survey.imports.source import file_hash
from survey.store import answer_imports, earlier_imports, wave_course, waves
from survey.store.engine import Store
from survey.store.tables import Wave

# Commands that ask to be told so before they change what there is.
SAID_YES = ("merge", "split", "close")


def command_of(step: Step, arguments: argparse.Namespace) -> argparse.Namespace:
    """Return the parsed command that does the same as a step."""
    kind = KINDS[step.kind]
    line = [*kind.command]
    if step.kind == "wave":
        line.append(step.text("code"))
    elif step.kind in SAID_YES:
        line += ["--yes", "--file", str(step.path())]
    else:
        line.append(str(step.path()))
    for key, value in step.values.items():
        if key not in ("code", "file"):
            line += _option(step, key, value)
    if step.kind != "wave" and "code" in step.values:
        line += ["--code", step.text("code")]
    line += ["--directory", str(arguments.directory), "--lang", arguments.lang]
    return read(line)


def _option(step: Step, key: str, value: Value) -> list[str]:
    if isinstance(value, bool):
        return [f"--{key}"] if value else []
    if key == "kind-of-table":
        key = "kind"
    if key == "questionnaire" and (step.folder / str(value)).is_file():
        value = str(step.folder / str(value))
    if key in KINDS[step.kind].files:
        value = str(step.path(key))
    return [f"--{key}={value}"]


def last_line(step: Step, printed: str) -> str:
    """Return what a step's command said of its outcome."""
    lines = [line for line in printed.splitlines() if line]
    # The last line of a change says that it was written, the one before it what.
    from_end = 2 if step.kind in SAID_YES and len(lines) > 1 else 1
    if step.kind in ("wave", "answers", "dossiers"):
        # What follows are notes to the reader.
        return lines[_place_of_outcome(step, lines)]
    return lines[-from_end]


def _place_of_outcome(step: Step, lines: list[str]) -> int:
    if step.kind != "answers":
        return 0
    return -1 if step.values.get("headline") else -3


def questionnaire_of(step: Step, *, language: str) -> Questionnaire:
    """Return the questionnaire that a wave's step opens it with. Raises CommandError."""
    given = argparse.Namespace(directory=step.folder, lang=language)
    return wave_command.checked(command_of(step, given))[1]


def done_before(store: Store, step: Step, _: Translate) -> str:
    """Return a sentence where nothing is left to do, else nothing. Raises CommandError.

    Lists find out by themselves what they change.
    """
    if step.kind == "wave":
        return _wave_done(store, step, _)
    if step.kind == "answers":
        return _answers_done(store, step, _)
    return ""


def _wave_done(store: Store, step: Step, _: Translate) -> str:
    with store.reading() as session:
        kept = _wave_of(session, step.text("code"))
        if kept is None:
            return ""
        assert kept.id is not None
        instrument = waves.instrument_of_wave(session, kept.id)
        is_same = instrument.digest == questionnaire_of(
            step, language="vi"
        ).digest and _is_as_told(session, kept, step)
    if not is_same:
        message = _("đã có đợt %(code)s, nhưng khác với province.toml: chưa đổi gì")
        raise CommandError(message % {"code": step.text("code")})
    return _("đã có, không thay đổi gì.")


def _wave_of(session: Session, code: str) -> Wave | None:
    """Return a campaign, or the first quarter of a continuous series."""
    return session.exec(
        select(Wave)
        .where((Wave.code == code) | (Wave.series == code))
        .order_by(Wave.opens_on)  # type: ignore[arg-type]
    ).first()


def _is_as_told(session: Session, kept: Wave, step: Step) -> bool:
    """Tell whether a kept wave began as a step says; it may have been extended or closed since."""
    told = step.values
    return (
        kept.opens_on == told.get("from", kept.opens_on)
        and _first_end(session, kept) == told.get("to", kept.closes_on)
        and (kept.series != "") == ("continuous" in told)
        and kept.title == told.get("title", kept.title)
        and (kept.full, kept.block) == (told.get("full", False), told.get("block", 0))
    )


def _first_end(session: Session, kept: Wave) -> date:
    """Return the last day that a wave was opened with."""
    assert kept.id is not None
    extended = [
        event.day_before
        for event in wave_course.events(session, kept.id)
        if event.action == "extend" and event.day_before is not None
    ]
    # The newest event comes first.
    return extended[-1] if extended else kept.closes_on


def _answers_done(store: Store, step: Step, _: Translate) -> str:
    """Tell of a file that was accepted; give up tries of it that were broken off.

    Nobody else sets this directory up, so whoever wrote them is gone.
    """
    hash = file_hash(step.path())
    with store.reading() as session:
        same = earlier_imports.same_file(session, hash)
        code = same and answer_imports.wave_of(session, same.instrument_id).code
        broken_off = earlier_imports.being_written(session, hash)
    for import_id in broken_off:
        give_up(store, import_id)
    if same is None:
        return ""
    if code != step.text("wave"):
        message = _("%(file)s đã được nhập vào đợt %(code)s: chưa nhập gì thêm")
        raise CommandError(message % {"file": step.name, "code": code})
    return _("đã có %(n)s phiếu, không thay đổi gì.") % {"n": same.n}
