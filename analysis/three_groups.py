"""The three groups that every page shows before any rank."""

from dataclasses import dataclass

import numpy as np

from analysis.groups import MIN_N_TO_GROUP, compare_with_others
from analysis.scores import ScoreSums
from analysis.sentences import Sentence
from analysis.significance import Correction
from analysis.verdicts import Difference


@dataclass(frozen=True, slots=True, eq=False)
class ThreeGroups:
    """Units clearly above the others together, clearly below, and not clearly apart.

    Parameters
    ----------
    higher, none, lower, too_few
        Names, the best index first; `too_few` have under `min_n` respondents and are in no group.
    min_n
        Respondents needed to be put in a group.
    """

    higher: tuple[str, ...]
    none: tuple[str, ...]
    lower: tuple[str, ...]
    too_few: tuple[str, ...]
    min_n: int

    @property
    def sentence(self) -> Sentence:
        """The groups by their sizes."""
        return Sentence(
            "Trong %(units)s đơn vị có từ %(min_n)s phiếu trở lên: %(higher)s đơn vị cao hơn rõ so với "
            "các đơn vị còn lại, %(lower)s đơn vị thấp hơn rõ, %(none)s đơn vị chưa thấy khác biệt rõ.",
            {
                "units": len(self.higher) + len(self.none) + len(self.lower),
                "min_n": self.min_n,
                "higher": len(self.higher),
                "lower": len(self.lower),
                "none": len(self.none),
            },
        )


def three_groups(
    sums: ScoreSums,
    *,
    measure: int = 0,
    correction: Correction = "holm",
    min_n: int = MIN_N_TO_GROUP,
    alpha: float = 0.05,
) -> ThreeGroups:
    """Sort units into the three groups, each against the pooled index of all others.

    Parameters
    ----------
    sums, measure, correction, min_n, alpha
        As in `groups.compare_with_others`, whose verdicts these are.

    Returns
    -------
    ThreeGroups with names in order of the index.

    Examples
    --------
    >>> from analysis.tally import score_sums
    >>> scores = [[5]] * 28 + [[1]] * 2 + [[5]] * 10 + [[1]] * 20
    >>> sums = score_sums(scores, [0] * 30 + [1] * 30, measures=[[0]], n_offices=2)
    >>> found = three_groups(sums)
    >>> found.higher, found.none, found.lower
    (('1',), (), ('2',))
    """
    found = compare_with_others(
        sums, measure=measure, correction=correction, min_n=min_n, alpha=alpha
    )
    order = np.argsort(-np.nan_to_num(found.index, nan=-1.0), kind="stable")

    def named(verdict: Difference) -> tuple[str, ...]:
        return tuple(found.offices[i] for i in order if found.verdicts[i] == verdict)

    return ThreeGroups(
        named(Difference.HIGHER),
        named(Difference.NONE),
        named(Difference.LOWER),
        named(Difference.TOO_FEW),
        min_n,
    )
