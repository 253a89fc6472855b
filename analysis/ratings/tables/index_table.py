"""indices.csv: every measure in every domain under the design that was asked for."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analysis.arrays import FloatArray, IntArray
from analysis.calibration import calibrated_index
from analysis.contrasts import Contrast, Term, contrast
from analysis.design import design_index
from analysis.index_intervals import (
    design_effect,
    effective_sample_size,
    korn_graubard_interval,
    logit_interval,
    wald_interval,
    wilson_effective_interval,
)
from analysis.indices import Index
from analysis.ratings.request import Request
from analysis.ratings.study import OVERALL_INDEX, Study
from analysis.ratings.tables.files import FileTable, Value
from analysis.ratings.unit_index import is_by_rule
from analysis.ratings.withholding import withheld

ALL, UNIT_DOMAIN = "ALL", "office"
COLUMNS = (
    "design domain value measure n_resp n_valid_resp y m index se df wald_lo wald_hi "
    "logit_lo logit_hi kg_neff kg_lo kg_hi wilson_neff_lo wilson_neff_hi deff"
)


def index_table(study: Study) -> FileTable:
    """Return indices.csv."""
    return FileTable.of("indices.csv", COLUMNS, _rows(study))


def whole_index(study: Study) -> Index:
    """Return the indices of all respondents together, shape (1, measures)."""
    return _index(study, _inside(study, np.zeros(study.n, np.int64)), (ALL,))


def design_label(request: Request) -> str:
    """Return what the design is called in the file.

    Examples
    --------
    >>> from pathlib import Path
    >>> design_label(Request(Path("a.csv"), "unit", population="N", fpc=True))
    'strata=unit,w,fpc'
    """
    strata = request.strata or ("none" if request.cluster else request.unit)
    parts = [f"strata={strata}"]
    if request.cluster:
        parts.append(f"psu={request.cluster}")
    if request.weight or request.population:
        parts.append("w")
    if request.poststratify:
        parts.append("poststrat")
    if request.rake:
        parts.append("rake")
    if request.fpc:
        parts.append("fpc")
    return ",".join(parts)


def _rows(study: Study) -> Iterator[tuple[Value, ...]]:
    label = design_label(study.request)
    for name, values, codes in _domains(study):
        found = _index(study, codes, values)
        counts = np.bincount(codes[codes >= 0], minlength=len(values))
        hidden = withheld(counts.tolist(), minimum=study.request.min_n)
        y = _total(study.answers[0], codes, len(values))
        columns = _columns(found, y, confidence=study.request.confidence)
        for at, value in enumerate(values):
            if hidden[at] or not counts[at]:
                continue
            for number, measure in enumerate(study.measures):
                yield (
                    label,
                    name,
                    value,
                    measure,
                    int(counts[at]),
                    *(column[at, number] for column in columns),
                )


def _domains(study: Study) -> Iterator[tuple[str, tuple[str, ...], IntArray]]:
    """Give each domain with its values; units of unknown population are in their own row only."""
    yield ALL, (ALL,), _inside(study, np.zeros(study.n, np.int64))
    yield UNIT_DOMAIN, study.unit.values, study.unit.codes
    for group in study.groups:
        yield group.name, group.values, _inside(study, group.codes)


def _inside(study: Study, codes: IntArray) -> IntArray:
    return np.where(study.weighting.unknown, -1, codes)


def _index(study: Study, codes: IntArray, values: tuple[str, ...]) -> Index:
    y, m = study.answers
    weighting, measures = study.weighting, tuple(study.measures)
    if weighting.margins:
        found = calibrated_index(
            weighting.design,
            weighting.margins,
            y,
            m,
            domain=codes,
            domains=values,
            measures=measures,
        )
    else:
        found = design_index(
            weighting.design, y, m, domain=codes, domains=values, measures=measures
        )
    if not is_by_rule(study, OVERALL_INDEX):
        return found
    at = measures.index(OVERALL_INDEX)
    index, variance = found.index.copy(), found.variance.copy()
    for number in range(len(values)):
        by_rule = _mean_of_criteria(study, codes == number)
        index[number, at] = by_rule.estimate
        variance[number, at] = by_rule.standard_error**2
    return replace(found, index=index, variance=variance)


def _mean_of_criteria(
    study: Study, inside: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> Contrast:
    y, m = study.answers
    count = len(study.questions)
    terms = [
        Term(1 / count, y[:, question] * inside, m[:, question] * inside)
        for question in range(count)
    ]
    return contrast(study.weighting.design, terms, margins=study.weighting.margins)


def _columns(
    found: Index, y: FloatArray, *, confidence: float
) -> tuple[FloatArray, ...]:
    """Return the columns after n_resp, each of shape (domains, measures); points, not shares."""
    wald = wald_interval(found, confidence_level=confidence)
    logit = logit_interval(found, confidence_level=confidence)
    graubard = korn_graubard_interval(found, confidence_level=confidence)
    wilson = wilson_effective_interval(found, confidence_level=confidence)
    return (
        found.n,
        y,
        found.m,
        100 * found.index,
        100 * found.standard_error,
        np.where(np.isnan(found.index), np.nan, found.df),
        100 * wald.low,
        100 * wald.high,
        100 * logit.low,
        100 * logit.high,
        effective_sample_size(found, confidence_level=confidence),
        100 * graubard.low,
        100 * graubard.high,
        100 * wilson.low,
        100 * wilson.high,
        design_effect(found),
    )


def _total(values: FloatArray, codes: IntArray, count: int) -> FloatArray:
    total = np.zeros((count, values.shape[1]))
    np.add.at(total, codes[codes >= 0], values[codes >= 0])
    return total
