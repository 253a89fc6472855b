"""What is said of random tables is true of their rows, by a calculation of its own for each respondent."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from scipy import stats

from analysis.arrays import FloatArray, IntArray
from analysis.changes import Changes, wave_changes
from analysis.comparisons import PairsResult, compare_pairs
from analysis.groups import (
    OthersResult,
    TargetResult,
    compare_with_others,
    compare_with_target,
)
from analysis.intervals import displayed_interval
from analysis.scores import ScoreSums
from analysis.tally import score_sums
from analysis.verdicts import Difference, Target
from survey.reports.wording import Wording

TABLES = 2000
TARGET = 0.85
WORDS = {
    Difference.HIGHER: "Cao hơn rõ.",
    Difference.LOWER: "Thấp hơn rõ.",
    Difference.NONE: "Chưa thấy khác biệt rõ.",
    Difference.TOO_FEW: "Chưa đủ phiếu",
}


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Respondents with satisfied and valid answers y and m, and what is found of them."""

    office: IntArray
    y: FloatArray
    m: FloatArray
    sums: ScoreSums
    pairs: PairsResult
    others: OthersResult
    target: TargetResult

    def people(self, at: int) -> tuple[FloatArray, FloatArray]:
        """Answers of an office's people who answered anything."""
        here = (self.office == at) & (self.m > 0)
        return self.y[here], self.m[here]


def scores_of(rng: np.random.Generator, k: int, questions: int) -> tuple[IntArray, IntArray]:  # fmt: skip
    """Draw offices of any size, some all alike, some asked fewer questions."""
    sizes = np.floor(rng.lognormal(np.log(rng.choice([4, 20, 70])), 0.9, k)).astype(int)
    office = np.repeat(np.arange(k), sizes)
    index = np.clip(rng.choice([0.5, 0.85, 0.97]) + rng.normal(0, rng.choice([0, 0.03, 0.2]), k), 0, 1)  # fmt: skip
    own = rng.beta(0.02 + 2 * index[office], 0.02 + 2 * (1 - index[office]))
    scores = np.where(rng.random((len(office), questions)) < own[:, None], 5, 1)
    asked = rng.integers(1, questions + 1, k)[office]
    scores[np.arange(questions) >= asked[:, None]] = 0
    scores[rng.random(scores.shape) < rng.choice([0, 0.2])] = 0
    return scores, office


def drawn() -> Iterator[Table]:
    rng = np.random.default_rng(20261201)
    for _ in range(TABLES):
        k, questions = int(rng.integers(2, 7)), int(rng.choice([1, 4, 12]))
        scores, office = scores_of(rng, k, questions)
        sums = score_sums(scores, office, measures=[range(questions)], n_offices=k)
        yield Table(
            office,
            (scores == 5).sum(1).astype(float),
            (scores > 0).sum(1).astype(float),
            sums,
            compare_pairs(sums, method="index-t"),
            compare_with_others(sums),
            compare_with_target(sums, TARGET),
        )


@pytest.fixture(scope="module")
def tables() -> list[Table]:
    return list(drawn())


def holm(pvalues: list[float]) -> list[float]:
    """Correct by Holm as the books say it: one after the other, stop at the first that is too large."""
    order = sorted(range(len(pvalues)), key=lambda at: pvalues[at])
    found, largest = [0.0] * len(pvalues), 0.0
    for step, at in enumerate(order):
        largest = max(largest, min(1.0, (len(pvalues) - step) * pvalues[at]))
        found[at] = largest
    return found


def spreads(table: Table, about: float) -> tuple[list[float], list[float], float]:
    """Return by office the index, the variance of one person's share of it, and that of all offices."""
    index, variance, squares, freedom = [], [], 0.0, 0
    for at in range(len(table.sums.offices)):
        y, m = table.people(at)
        if not len(y):
            index.append(float("nan"))
            variance.append(float("nan"))
            continue
        index.append(float(y.sum() / m.sum()))
        e = (y - about * m) / m.mean()
        own = float(((e - e.mean()) ** 2).sum())
        variance.append(own / (len(y) - 1) if len(y) > 1 else float("nan"))
        squares, freedom = squares + own, freedom + len(y) - 1
    return index, variance, squares / freedom if freedom else float("nan")


def test_a_pair_is_called_apart_if_and_only_if_rows_say_so(tables: list[Table]) -> None:
    told = 0
    for table in tables:
        p = table.y.sum() / table.m.sum() if table.m.sum() else float("nan")
        index, variance, pooled = spreads(table, p)
        n = [len(table.people(at)[0]) for at in range(len(index))]
        tests = []
        for i, j in zip(table.pairs.first, table.pairs.second):
            error = 0.0
            for at in (i, j):
                mixed = ((n[at] - 1) * variance[at] + 30 * pooled) / (n[at] + 29)
                error += max(variance[at], mixed) / n[at]
            if error < 1e-20:
                continue
            t = (index[i] - index[j]) / error**0.5
            tests.append((i, j, 2 * stats.t.sf(abs(t), min(n[i], n[j]) + 29)))
        corrected = holm([float(one) for *_, one in tests])
        wanted = {(i, j): one for (i, j, _), one in zip(tests, corrected)}
        for at, verdict in enumerate(table.pairs.verdicts):
            i, j = int(table.pairs.first[at]), int(table.pairs.second[at])
            low, high = table.pairs.low[at], table.pairs.high[at]
            chance = wanted.get((i, j))
            if chance is None:
                assert verdict is Difference.TOO_FEW
                continue
            if abs(chance - 0.05) < 1e-9:
                continue
            is_clear = chance < 0.05 and not low <= 0 <= high
            expected = Difference.NONE
            if is_clear:
                expected = (
                    Difference.HIGHER if index[i] > index[j] else Difference.LOWER
                )
                told += 1
            assert verdict is expected, (n[i], n[j], index[i], index[j], chance)
    assert told > 300


def test_a_group_is_what_rows_say(tables: list[Table]) -> None:
    told = 0
    for table in tables:
        answers = table.m.sum()
        p = table.y.sum() / answers if answers else float("nan")
        index, variance, pooled = spreads(table, p)
        n = [len(table.people(at)[0]) for at in range(len(index))]
        m = [float(table.people(at)[1].sum()) for at in range(len(index))]
        floored = [max(own, pooled) if own == own else pooled for own in variance]
        chances, at_office = [], []
        for at in range(len(index)):
            rest = [j for j in range(len(index)) if j != at and n[j]]
            if n[at] < 30 or not rest or not pooled > 1e-20:
                continue
            others = sum(table.people(j)[0].sum() for j in rest) / (answers - m[at])
            spread = sum(m[j] ** 2 * floored[j] / n[j] for j in rest)
            error = floored[at] / n[at] + spread / (answers - m[at]) ** 2
            t = (index[at] - others) / error**0.5
            chances.append(float(2 * stats.t.sf(abs(t), n[at] + 29)))
            at_office.append((at, others))
        corrected = dict(zip([at for at, _ in at_office], holm(chances)))
        beside = dict(at_office)
        for at, verdict in enumerate(table.others.verdicts):
            if at not in corrected:
                assert verdict is Difference.TOO_FEW
                continue
            low, high = table.others.low[at], table.others.high[at]
            is_clear = corrected[at] < 0.05 and not low <= 0 <= high
            expected = Difference.NONE
            if is_clear:
                above = index[at] > beside[at]
                expected = Difference.HIGHER if above else Difference.LOWER
                told += 1
            assert verdict is expected
    assert told > 300


def test_a_target_is_clearly_reached_or_missed_only_outside_the_interval_shown(
    tables: list[Table],
) -> None:
    told = 0
    for table in tables:
        shown = displayed_interval(table.sums)
        for at, verdict in enumerate(table.target.verdicts):
            y, m = table.people(at)
            if verdict is Target.REACHED:
                assert shown.low[at, 0] > TARGET and y.sum() / m.sum() > TARGET
            elif verdict is Target.MISSED:
                assert shown.high[at, 0] < TARGET and y.sum() / m.sum() < TARGET
            told += verdict in (Target.REACHED, Target.MISSED)
    assert told > 300


def changes_of(table: Table, rng: np.random.Generator) -> Changes:
    """Split a table in two waves; where a coin says so the second loses most who are not satisfied."""
    later = rng.random(len(table.y)) < 0.5
    leave = later & (table.y < table.m) & (table.office % 2 == 0) & (rng.random(len(table.y)) < 0.8)  # fmt: skip
    waves = []
    for chosen in (~later, later & ~leave):
        n = np.bincount(table.office[chosen], minlength=len(table.sums.offices))
        y, m = table.y[chosen], table.m[chosen]

        def total(values: FloatArray) -> FloatArray:
            return np.bincount(table.office[chosen], values, minlength=len(n))[:, None]

        waves.append(
            ScoreSums(
                n,
                total(np.sign(m)).astype(np.int64),
                total(y),
                total(m),
                total(y * y),
                total(y * m),
                total(m * m),
                table.sums.offices,
                table.sums.measures,
            )
        )
    return wave_changes(waves)


def test_no_change_is_called_clear_against_its_sign_or_its_interval(
    tables: list[Table],
) -> None:
    rng, told = np.random.default_rng(3), 0
    for table in tables[::2]:
        found = changes_of(table, rng)
        for at, verdict in enumerate(found.verdicts):
            if verdict is Difference.HIGHER:
                assert 0 < found.low[at] <= found.change[at] <= found.high[at]
            elif verdict is Difference.LOWER:
                assert found.low[at] <= found.change[at] <= found.high[at] < 0
            if verdict in (Difference.HIGHER, Difference.LOWER):
                assert found.pvalue_adjusted[at] <= 0.05
                told += 1
    assert told > 100


def test_the_sentence_of_a_pair_says_its_verdict_with_figures_above_nought(
    tables: list[Table],
) -> None:
    say, said = Wording("vi"), 0
    for table in tables[::10]:
        pairs = table.pairs
        for at, verdict in enumerate(pairs.verdicts):
            text = say.difference(
                verdict,
                difference=float(pairs.difference[at]),
                low=float(pairs.low[at]),
                high=float(pairs.high[at]),
            )
            assert text.startswith(WORDS[verdict])
            assert "−" not in text and "-" not in text and "nan" not in text
            said += verdict in (Difference.HIGHER, Difference.LOWER)
    assert said > 30
