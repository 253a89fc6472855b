"""Run all simulations, two at a time, and say which bars were missed.

Run with `python -m tests.benchmarks [--share 0.1] [--write] [MODULE ...]`; `--write` puts the tables into
docs/measured.md, each between the comments that carry its module's name.
"""

import argparse
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

MEASURED = Path(__file__).parents[2] / "docs" / "measured.md"
# The longest first, so that two processes end at about the same time.
MODULES = (
    "ranks",
    "pairs",
    "others",
    "omnibus",
    "stuffing",
    "ddci",
    "over_time",
    "pairs_power",
    "coverage",
    "near_ceiling",
    "funnels",
    "early_warning",
    "silences",
    "foretold",
    "gaps",
    "looks",
    "totals",
    "rules",
    "items",
    "agreements",
)


def run_module(name: str, *, share: float) -> tuple[str, str, bool]:
    """Return a module's tables, what it complained of, and whether its binding bars hold."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{name}", "--share", str(share)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout, done.stderr, done.returncode == 0


def with_tables(document: str, name: str, tables: str) -> str:
    """Return the document with the tables of a module between its comments."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, _, rest = document.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}{tables.strip()}\n{end}{after}"


def main() -> int:
    """Run the modules asked for; 1 if one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", default=MODULES)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    complaints = []
    with ThreadPoolExecutor(2) as pool:
        results = pool.map(
            lambda name: run_module(name, share=chosen.share), chosen.modules
        )
        for name, (tables, errors, held) in zip(chosen.modules, results):
            print(tables, flush=True)
            if not held:
                complaints.append(f"{name}:\n{errors}")
            if chosen.write and tables:
                document = MEASURED.read_text("utf-8")
                MEASURED.write_text(with_tables(document, name, tables), "utf-8")
    print("\n".join(complaints) or "All binding bars hold.")
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
