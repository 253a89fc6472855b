"""The machine's clock jumps while people send (TRUST R09, what needs no seal)."""

import shutil
import subprocess
import time
from pathlib import Path

from tests.faults.drill import Report, drill
from tests.faults.network import NotAllowed
from tests.faults.phones import Crowd
from tests.faults.stage import Bench, Running

DAY = 86_400
# Yesterday, a year and a month on, ten years back as after an empty battery, and right again.
JUMPS = (-DAY, 400 * DAY, -3650 * DAY, 0)
SOURCE = Path(__file__).with_name("walljump.c")


def clock_jumps(bench: Bench, engine: str) -> Report:
    """Nothing is lost; where the day is outside the campaign people are told that it is closed."""
    offset = bench.folder / "offset"
    offset.write_text("0\n", "ascii")
    library = _built(bench.folder)
    environ = {"LD_PRELOAD": str(library), "SIPAS_WALLJUMP": str(offset)}

    def strike(people: Crowd) -> str:
        for jump in JUMPS:
            # In one step: a file that is half written would be a jump of its own.
            changed = offset.with_suffix(".new")
            changed.write_text(f"{jump}\n", "ascii")
            changed.rename(offset)
            time.sleep(1)
        recovery = people.wait_for_more(10, within_seconds=30)
        return f"went on in {recovery:.1f} s, {people.not_shown} forms not shown"

    with bench.stage(engine, Running(environ=environ)) as stage:
        return drill(stage, strike)


def _built(folder: Path) -> Path:
    """Build the library. Raises NotAllowed."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise NotAllowed("no C compiler on this machine")
    library = folder / "walljump.so"
    how = ("-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl")
    subprocess.run([compiler, *how], check=True)
    return library
