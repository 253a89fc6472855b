"""Whether the target was reached: clearly, clearly not, or nobody can tell yet."""

from dataclasses import dataclass

from analysis.verdicts import Target
from survey.reports.figures import Estimate
from survey.reports.measure_sums import MeasureSums, measure_sums
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
    """Hold the index against a target, a share, by the index's own rule; None without a target."""
    if target is None:
        return None
    (sums,) = measure_sums(result, [result.index_position])
    figures = result.index_figures(audience)
    of_verdict: dict[Target, list[str]] = {verdict: [] for verdict in VERDICTS}
    for at, verdict in enumerate(sums.beside_target(target)):
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
    result: WaveResult, sums: MeasureSums, target: float, audience: Audience
) -> Target:
    if not isinstance(result.total_figures(audience)[result.index_position], Estimate):
        return Target.TOO_FEW
    (verdict,) = sums.together().beside_target(target)
    return verdict
