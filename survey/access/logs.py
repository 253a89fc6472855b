"""The service's log: what went wrong, never who was there or what they sent."""

import ipaddress
import logging
import re
import sys

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_MAYBE_ADDRESS = re.compile(r"[0-9a-fA-F:.]{2,45}")
_HIDDEN = (
    (re.compile(r"\[parameters: .*\]"), "[parameters: …]"),
    (re.compile(r"\?\S+"), "?…"),
    # Signed tokens and keys, as the last part of an address; ordinary words are shorter.
    (re.compile(r"(?<=/)[A-Za-z0-9_.-]{28,}"), "…"),
)


class DiscreetFormatter(logging.Formatter):
    """Formats a record, then takes out addresses, tokens and what was bound to SQL."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record with everything personal replaced."""
        text = super().format(record)
        for pattern, replacement in _HIDDEN:
            text = pattern.sub(replacement, text)
        return _MAYBE_ADDRESS.sub(_without_address, text)


def _without_address(found: re.Match[str]) -> str:
    """Replace what is an address; a time of day and a file's line number are none."""
    text = found[0]
    for address in (text, text.rstrip(".:")):
        try:
            ipaddress.ip_address(address)
        except ValueError:
            continue
        return "…" + text.removeprefix(address)
    return text


def log_discreetly(*, level: int = logging.WARNING) -> None:
    """Send every log to standard error through `DiscreetFormatter`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(DiscreetFormatter(FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
