"""Wait until a demo's form answers with 200: form_answers.py LOG PORT PROCESS_ID."""

import os
import re
import sys
import time
from pathlib import Path
from urllib.request import urlopen

WAIT_SECONDS = 600


def main(log: Path, port: str, process: int) -> int:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and is_running(process):
        address = form_address(log, port)
        if address and status(address) == 200:
            return 0
        time.sleep(0.5)
    print("the form did not answer with 200", file=sys.stderr)
    return 1


def form_address(log: Path, port: str) -> str | None:
    """Return the form's address as printed, asked for on this machine."""
    path = re.search(rf":{port}(/K/\w+)", log.read_text("utf-8", errors="replace"))
    return f"http://127.0.0.1:{port}{path[1]}" if path else None


def status(address: str) -> int | None:
    try:
        with urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except OSError:
        # Refused, or too busy to answer in time.
        return None


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
