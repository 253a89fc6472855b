"""Questions that stayed the same where the questionnaire did not: what can still be set beside the wave before."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from analysis.changes import wave_changes
from analysis.comparisons import differences
from analysis.indices import domain_index, satisfaction_index
from analysis.intervals import Interval, interval_of_index
from analysis.scores import ScoreSums
from analysis.significance import adjust
from analysis.verdicts import Difference
from forms.questionnaire import Questionnaire
from forms.questionnaire.comparing import comparable_codes, index_key
from survey.reports.figures import Estimate, Figure, figures_by_domain
from survey.reports.wave_result import WaveResult
from survey.store import results
from survey.store.questionnaires import stored_questionnaire
from survey.store.results import EarlierWave
from survey.store.waves import OpenInstrument
from survey.trust.disclosure import Audience

ALPHA = 0.05
TOGETHER = ("all",)


@dataclass(frozen=True, slots=True)
class CommonQuestion:
    """A question asked with the same words on the same scale in both waves, and its change as a share.

    `change` is None where one of the two figures is not shown; `verdict` is corrected over the questions.
    """

    text: str
    before: Figure
    now: Figure
    change: float | None
    verdict: Difference


@dataclass(frozen=True, slots=True)
class CommonQuestions:
    """The questions that two waves share, whose indices cannot be compared; `asked` is how many are asked now."""

    before: str
    asked: int
    questions: tuple[CommonQuestion, ...]


def build_common_questions(
    session: Session,
    result: WaveResult,
    *,
    audience: Audience,
    position: int | None = None,
) -> CommonQuestions | None:
    """Return what stayed comparable with the wave before, of all offices or of the one at a position.

    None where the index itself can be compared, or nothing can. One query, where it asks any.
    """
    if not result.earlier:
        return None
    instruments = (result.earlier[-1], result.instrument)
    before, now = (stored_questionnaire(one.digest, one.content) for one in instruments)
    keys = {_key(one, asked) for one, asked in zip(instruments, (before, now))}
    codes = _shared(before, now, instruments)
    if len(keys) == 1 or not codes or "level" in (before.scoring, now.scoring):
        return None
    found = results.released_earlier(session, instruments, offices=result.offices)
    sums = [
        _sums(one, asked, result)
        for one, asked in zip(found, (before, now), strict=True)
    ]
    texts = {one.code: one.text for one in result.questionnaire.questions}
    return CommonQuestions(
        before=instruments[0].wave_title,
        asked=len(now.asked_positions(full=instruments[1].full)),
        questions=_rows(sums, codes, texts, result, audience, position),
    )


def _key(instrument: OpenInstrument, questionnaire: Questionnaire) -> str:
    return index_key(questionnaire, full=instrument.full)


def _shared(
    before: Questionnaire,
    now: Questionnaire,
    instruments: tuple[OpenInstrument, OpenInstrument],
) -> tuple[str, ...]:
    """Return the codes of questions that both waves asked in the same way, in the order of now."""
    same = comparable_codes(before, now)
    earlier = {one.code for one in before.as_asked(full=instruments[0].full)}
    return tuple(
        one.code
        for one in now.as_asked(full=instruments[1].full)
        if one.code in same & earlier
    )


def _sums(
    found: EarlierWave, questionnaire: Questionnaire, result: WaveResult
) -> tuple[ScoreSums, dict[str, int]]:
    """Return the sums of a wave, and at which measure each question stands."""
    measures = questionnaire.measures(full=found.instrument.full)
    sums = found.tallies.score_sums(
        offices=[office.code for office in result.offices],
        measures=[measure.code for measure in measures],
    )
    return sums, {measure.code: at for at, measure in enumerate(measures)}


def _rows(
    sums: Sequence[tuple[ScoreSums, dict[str, int]]],
    codes: Sequence[str],
    texts: dict[str, str],
    result: WaveResult,
    audience: Audience,
    position: int | None,
) -> tuple[CommonQuestion, ...]:
    pairs = [[of_wave.of_measure(at[code]) for of_wave, at in sums] for code in codes]
    figures = [
        [_figure(one, result.levels, audience, position) for one in pair]
        for pair in pairs
    ]
    if position is None:
        pairs = [
            [one.merged([0] * len(one.offices), names=TOGETHER) for one in pair]
            for pair in pairs
        ]
    at = position or 0
    changes = [wave_changes(pair) for pair in pairs]
    verdicts = differences(
        np.array([one.statistic[at] for one in changes]),
        adjust(np.array([one.pvalue[at] for one in changes]), method="holm"),
        alpha=ALPHA,
        shown=Interval(
            np.array([one.low[at] for one in changes]),
            np.array([one.high[at] for one in changes]),
        ),
    )
    return tuple(
        _row(texts[code], pair, float(change.change[at]), verdict)
        for code, pair, change, verdict in zip(
            codes, figures, changes, verdicts, strict=True
        )
    )


def _row(
    text: str, figures: Sequence[Figure], change: float, verdict: Difference
) -> CommonQuestion:
    before, now = figures
    if not (isinstance(before, Estimate) and isinstance(now, Estimate)):
        return CommonQuestion(text, before, now, None, Difference.TOO_FEW)
    if not (change or before.is_of_few or now.is_of_few):
        # Where all answered alike twice, there is nothing to test.
        verdict = Difference.NONE
    return CommonQuestion(text, before, now, change, verdict)


def _figure(
    sums: ScoreSums, levels: Sequence[str], audience: Audience, position: int | None
) -> Figure:
    """Return the figure of one question as the pages of its wave show it."""
    if position is None:
        index = domain_index(sums, [0] * len(sums.offices), names=TOGETHER)
        ((figure,),) = figures_by_domain(
            index, interval_of_index(index), audience=audience
        )
        return figure
    index = satisfaction_index(sums)
    figures = figures_by_domain(
        index, interval_of_index(index), audience=audience, totals=levels
    )
    return figures[position][0]
