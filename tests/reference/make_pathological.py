"""Writes `pathological/`: one office for each thing that can be odd about an office's answers.

`python make_pathological.py`, then `Rscript ref.R pathological` for what R makes of it.
"""

import csv
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent / "pathological"
QUESTIONS, OVERALL = 22, 22
LEVELS, MARGINALS = np.arange(1, 6), (0.03, 0.05, 0.14, 0.45, 0.33)


def people(rng: np.random.Generator, n: int) -> np.ndarray:
    """Draw n people whose answers go together: each keeps near one level; some answers are missing."""
    own = rng.choice(LEVELS, (n, 1), p=MARGINALS)
    scores = np.clip(own + rng.integers(-1, 2, (n, QUESTIONS + 1)), 1, 5)
    scores[rng.random(scores.shape) < 0.1] = 0
    return scores


def offices(rng: np.random.Generator) -> dict[str, tuple[int | str, np.ndarray]]:
    """Return the dossiers and the answers of each office."""
    nobody = np.zeros((0, QUESTIONS + 1), int)
    overall_only = np.zeros((1, QUESTIONS + 1), int)
    overall_only[0, OVERALL] = 4
    twice = np.repeat(np.maximum(people(rng, 1), 3), 2, axis=0)
    same_level = np.where(people(rng, 12) > 0, 4, 0)
    unasked = people(rng, 25)
    unasked[:, 18:22] = 0
    one_each = np.zeros((14, QUESTIONS + 1), int)
    one_each[np.arange(14), np.arange(14)] = rng.integers(1, 6, 14)
    empty_forms = people(rng, 18)
    empty_forms[:5] = 0
    lone_factor = people(rng, 16)
    lone_factor[1:, 9:15] = 0
    alike = np.tile([5] * 14 + [3] * 8 + [4], (6, 1))
    alike[5] = 0
    return {
        "X01 no response": (50, nobody),
        "X02 one respondent": (40, people(rng, 1)),
        "X03 the overall question only": (30, overall_only),
        "X04 two identical": (10, twice),
        "X05 two opposite": (200, np.repeat([[5], [1]], QUESTIONS + 1, axis=1)),
        "X06 everyone satisfied": (400, np.full((20, QUESTIONS + 1), 5)),
        "X07 nobody satisfied": (90, np.full((9, QUESTIONS + 1), 2)),
        "X08 one level": (60, same_level),
        "X09 questions nobody answered": (100, unasked),
        "X10 a census": (15, people(rng, 15)),
        "X11 one question each": (300, one_each),
        "X12 forms left empty": (77, empty_forms),
        "X13 a factor answered by one": (500, lone_factor),
        "X14 more responses than dossiers": (10, people(rng, 22)),
        "X15 dossiers unknown": ("", people(rng, 17)),
        "X16 ordinary": (2000, people(rng, 60)),
        "X17 alike, and one empty form": (66, alike),
    }


def write(name: str, header: list[str], rows: list[list[object]]) -> None:
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> None:
    rng = np.random.default_rng(20261125)
    register: list[list[object]] = []
    responses: list[list[object]] = []
    for number, (name, (dossiers, scores)) in enumerate(offices(rng).items()):
        code = name[:3]
        register.append([code, name[4:], f"Tỉnh {number % 2}", dossiers])
        for row in scores:
            traits = [
                rng.choice(["2025Q1", "2025Q2", "2025Q3"]),
                "2025-02-01",
                rng.choice(["qr", "kiosk", "paper"]),
                rng.choice(["nam", "nữ"]),
                rng.choice(["18-29", "30-44", "60+"]),
                rng.choice(["hộ tịch", "đất đai"]),
            ]
            answers = [int(score) if score else "" for score in row]
            responses.append([f"C{len(responses):04}", code, *traits, *answers])
    write(
        "offices.csv",
        ["office_code", "office_name", "province", "n_dossiers"],
        register,
    )
    questions = [f"q{number:02}" for number in range(1, QUESTIONS + 1)]
    traits = "period submitted_at channel gender age_group field".split()
    header = ["response_id", "office_code", *traits, *questions, "overall"]
    write("responses.csv", header, responses)


if __name__ == "__main__":
    main()
