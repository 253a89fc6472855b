"""The full report of a wave of 1,000 offices as PDF, beside setting its pages alone.

Run with `python -m tests.benchmarks.reporting [--offices N]`; `make bench` runs it, too.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from analysis.arrays import IntArray
from analysis.tally import Tallies, cross_products, tally_scores
from survey.reports.handed_up.building import build_report
from survey.reports.handed_up.files import FORMATS
from survey.reports.handed_up.material import Issuer
from survey.reports.handed_up.pdf import TEMPLATES, pdf_content
from survey.reports.handed_up.report import Kind, Report
from survey.reports.typesetting import typeset
from survey.store import migrate, releases
from survey.store.engine import Store
from survey.store.releases import UnreleasedInstrument
from survey.store.tallies import (
    Cell,
    CellKey,
    PairCell,
    PairKey,
    add_cells,
    add_pair_cells,
)
from survey.store.waves import OpenInstrument, wave_by_code
from tests.fixtures.lan import queries
from tests.fixtures.people import (
    make_counter,
    make_office,
    make_wave,
    questionnaire_of,
)
from tests.fixtures.worlds import answers

OFFICES = 1_000
ROUNDS = 3
SEED = 20_261_130
ROOT = Path(__file__).parents[2]
FILE, CONTENT = "survey.sqlite", "content.json"
WAVE, DAY = "2026", date(2026, 11, 24)
ISSUER = Issuer("Tỉnh Thử", "0259 000 000", is_demo=False, target=0.8)
# The pages of a report are set by another's program; what is ours may take twice as long.
MOST_TIMES = 3.0
# One in twenty offices lies under the floor of ranks.
SMALLEST, LARGEST = 12, 140


def fill(store: Store, *, offices: int) -> None:
    """Give offices released tallies of honest answers; nothing reads responses for a report."""
    rng = np.random.default_rng(SEED)
    with store.writing() as session:
        instrument = make_wave(session, WAVE, questionnaire="sipas-2017", full=True)
        counters = [
            make_counter(
                session,
                make_office(
                    session,
                    f"X{number:04}",
                    name=f"Trung tâm Phục vụ hành chính công xã số {number}",
                ),
            )
            for number in range(offices)
        ]
        sizes = rng.integers(SMALLEST, LARGEST, offices)
        counted, products = _counted(rng, instrument, sizes)
        keys = [
            CellKey(
                instrument_id=instrument.instrument_id,
                office_id=counter.office_id,
                counter_id=counter.id or 0,
                month="2026-11",
                channel="D",
                part="core",
                included=True,
                breakdown=releases.TOTAL,
                value="",
                released=False,
            )
            for counter in counters
        ]
        add_cells(
            session,
            [
                Cell(key, int(n), codes.ravel(), sums.ravel())
                for key, n, codes, sums in zip(
                    keys, counted.n, counted.codes, counted.sums, strict=True
                )
            ],
        )
        add_pair_cells(
            session,
            [
                PairCell(
                    PairKey(key.instrument_id, key.office_id, "D", True, False),
                    int(n),
                    of_office,
                )
                for key, n, of_office in zip(keys, counted.n, products, strict=True)
            ],
        )
        releases.advance(
            session,
            UnreleasedInstrument(instrument.instrument_id, instrument.headline_classes),
            releases.TOTAL,
            office_ids=[counter.office_id for counter in counters],
            through=DAY,
        )


def _counted(
    rng: np.random.Generator, instrument: OpenInstrument, sizes: IntArray
) -> tuple[Tallies, IntArray]:
    """Return the tallies of drawn answers and their products over pairs of questions, by office."""
    questionnaire = questionnaire_of(instrument)
    effects = rng.normal(0, 0.25, len(sizes))
    scores = np.vstack(
        [
            answers(rng, float(effect), np.zeros(int(n)), int(n))
            for effect, n in zip(effects, sizes, strict=True)
        ]
    )
    packed = np.where(scores > 0, scores + ord("0"), ord("-")).astype(np.uint8)
    offices = np.repeat(np.arange(len(sizes)), sizes)
    levels, satisfied = questionnaire.scale.levels, questionnaire.scale.satisfied_from
    counted = tally_scores(
        packed,
        offices,
        n_cells=len(sizes),
        levels=levels,
        measures=[measure.positions for measure in questionnaire.measures(full=True)],
        satisfied_from=satisfied,
    )
    products = cross_products(
        packed,
        offices,
        n_cells=len(sizes),
        levels=levels,
        satisfied_from=satisfied,
    )
    return counted, products


def built(store: Store) -> Report:
    """Read the wave and build its full report."""
    with store.reading() as session:
        wave = wave_by_code(session, WAVE)
        assert wave is not None
        return build_report(
            session, wave, Kind.FULL, issuer=ISSUER, language="vi", today=DAY
        )


def once(name: str, folder: Path) -> float:
    """Return how long one report takes, or its pages alone, in a process that has set none yet.

    typst keeps what it has laid out before, so that a second time would measure its memory.
    """
    store = Store(f"sqlite:///{folder / FILE}")
    content = (folder / CONTENT).read_text("utf-8")
    acts: dict[str, Callable[[], object]] = {
        "whole": lambda: FORMATS["pdf"].render(built(store)),
        "pages": lambda: typeset(TEMPLATES[Kind.FULL], content),
    }
    took = seconds(acts[name])
    store.close()
    return took


def seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def in_turn(folder: Path, names: Sequence[str]) -> list[float]:
    """Return the median time of each, measured in turn, every time in a process of its own."""
    program = [sys.executable, "-m", "tests.benchmarks.reporting", "--folder", folder]
    times: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name in names:
            done = subprocess.run(
                [*program, "--once", name],
                cwd=ROOT,
                check=True,
                capture_output=True,
                text=True,
            )
            times[name].append(float(done.stdout))
    return [statistics.median(times[name]) for name in names]


def measured(folder: Path, *, offices: int) -> bool:
    """Print both times side by side, and the other formats; tell whether the bar is met."""
    store = Store(f"sqlite:///{folder / FILE}")
    migrate.upgrade(store)
    fill(store, offices=offices)
    with queries(store) as asked:
        report = built(store)
    store.close()
    (folder / CONTENT).write_text(pdf_content(report), "utf-8")
    whole, pages = in_turn(folder, ("whole", "pages"))
    is_met = whole <= MOST_TIMES * pages
    print(
        f"full report of {offices:,} offices as PDF: {whole:.2f} s, its pages alone "
        f"{pages:.2f} s, ratio {whole / pages:.2f}, {len(asked)} queries "
        f"(bar ≤ {MOST_TIMES:.0f}): {'met' if is_met else 'MISSED'}"
    )
    for name in ("docx", "xlsx", "csv"):
        took = seconds(partial(FORMATS[name].render, report))
        print(f"the same as {name.upper()}, once it is built: {took:.2f} s")
    return is_met


def main() -> int:
    """Measure; 1 if the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=OFFICES, metavar="N")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--once", default="", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.once:
        print(once(chosen.once, chosen.folder))
        return 0
    with tempfile.TemporaryDirectory(prefix="sipas-") as folder:
        return 0 if measured(Path(folder), offices=chosen.offices) else 1


if __name__ == "__main__":
    raise SystemExit(main())
