"""Whether the target was reached: clearly, clearly not, or nobody can tell yet."""

from dataclasses import dataclass

from analysis.groups import MIN_N_TO_GROUP, compare_with_target
from analysis.scores import ScoreSums
from analysis.verdicts import Target
from survey.reports.figures import Estimate
from survey.reports.ordering import vietnamese_order
from survey.reports.wave_result import WaveResult, office_name
from survey.trust.disclosure import Audience

VERDICTS = (Target.REACHED, Target.UNDECIDED, Target.MISSED)


@dataclass(frozen=True, slots=True)
class TargetOutlook:
    """The verdict on all offices together, and the offices of each verdict by name."""

    target: float
    together: Target
    offices: dict[Target, tuple[str, ...]]


def target_outlook(
    result: WaveResult, target: float | None, *, audience: Audience
) -> TargetOutlook | None:
    """Hold the index against a target, a share; None without one, or where no test is known.

    The test is one of pooled answers: an index that weighs criteria or factors is not held against it.
    """
    if target is None or not result.questionnaire.is_pooled:
        return None
    sums = result.tallies.score_sums(
        offices=[office.code for office in result.offices],
        measures=[measure.code for measure in result.measures],
    ).of_measure(result.index_position)
    verdicts = compare_with_target(sums, target, min_n=MIN_N_TO_GROUP).verdicts
    figures = result.index_figures(audience)
    of_verdict: dict[Target, list[str]] = {verdict: [] for verdict in VERDICTS}
    for at, verdict in enumerate(verdicts):
        is_shown = isinstance(figures[at], Estimate)
        if verdict in of_verdict and is_shown:
            name = office_name(result.offices[at], result.language)
            of_verdict[verdict].append(name)
    return TargetOutlook(
        target,
        _together(result, sums, target, audience),
        {
            verdict: tuple(sorted(names, key=vietnamese_order))
            for verdict, names in of_verdict.items()
        },
    )


def _together(
    result: WaveResult, sums: ScoreSums, target: float, audience: Audience
) -> Target:
    if not isinstance(result.total_figures(audience)[result.index_position], Estimate):
        return Target.TOO_FEW
    merged = sums.merged([0] * len(sums.offices), names=("all",))
    (verdict,) = compare_with_target(merged, target, min_n=MIN_N_TO_GROUP).verdicts
    return verdict
