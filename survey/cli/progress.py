"""A line that tells how far a long command is; on a terminal only."""

import sys
import time

# Quick commands stay silent.
SILENT_SECONDS = 1.0


class Progress:
    """Shows what a command has reached, once it has taken more than a second."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._begun = time.monotonic()
        self._was_shown = False

    def show(self, reached: object) -> None:
        """Show what was reached in place of the last."""
        if not sys.stderr.isatty() or time.monotonic() - self._begun < SILENT_SECONDS:
            return
        self._was_shown = True
        print(f"\r{self._label} {reached}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Go on to the next line."""
        if self._was_shown:
            print(file=sys.stderr)
