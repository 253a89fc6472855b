"""The service's log: what went wrong, never who was there or what they sent."""

import logging
import re
import sys

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_IP = r"(?:\d{1,3}\.){3}\d{1,3}|(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:])"
# A clock's 12:30:45 looks like three groups of an IPv6 address.
_HIDDEN = (
    (re.compile(r"\[parameters: .*\]"), "[parameters: …]"),
    (re.compile(rf"(?!\b\d\d:\d\d:\d\d\b)(?:{_IP})"), "…"),
    # Signed tokens, keys and hashes; ordinary words and file names are shorter.
    (re.compile(r"(?<![\w/.-])[\w.-]{40,}(?![\w/.-])|(?<=/)[A-Za-z0-9_.-]{28,}"), "…"),
    (re.compile(r"\?\S*"), "?…"),
)


class DiscreetFormatter(logging.Formatter):
    """Formats a record, then takes out addresses, tokens and what was bound to SQL."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record with everything personal replaced."""
        text = super().format(record)
        for pattern, replacement in _HIDDEN:
            text = pattern.sub(replacement, text)
        return text


def log_discreetly(*, level: int = logging.WARNING) -> None:
    """Send every log to standard error through `DiscreetFormatter`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(DiscreetFormatter(FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
