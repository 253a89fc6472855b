"""What a command says when it cannot do its work."""

from collections.abc import Callable
from pathlib import Path

from survey.system_errors import reason_of


class CommandError(Exception):
    """One clear line for the person at the terminal; the command ends with exit code 1."""


def cannot_write(file: Path, error: OSError, _: Callable[[str], str]) -> CommandError:
    """Return what is said where a file or a folder cannot be written."""
    message = _("không ghi được %(file)s: %(reason)s")
    return CommandError(message % {"file": file, "reason": reason_of(error, _)})
