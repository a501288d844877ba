"""Normalised novelty- and rank-biased precision."""

from __future__ import annotations

from collections.abc import Sequence
from math import e

from fastrank.kernels.gains import deepest_rank
from fastrank.kernels.novelty import falling_weights, share_of_greedy_novelty
from fastrank.kernels.novelty_in_python import Document, Ranking, gains, greedy
from fastrank.kernels.ranked_lists import WHOLE_LIST
from fastrank.kernels.subtopic_lists import SubtopicLists
from fastrank.spec.metric import Arguments, Parameters, metric


def _prepare(lists: SubtopicLists, parameters: Parameters) -> tuple[SubtopicLists, Arguments]:
    rel, alpha, p = (float(parameters[name]) for name in ("rel", "alpha", "p"))
    return lists, (WHOLE_LIST, rel, alpha, falling_weights(p, deepest_rank(lists, None)))


@metric(
    "nNRBP",
    share_of_greedy_novelty,
    prepare=_prepare,
    by_subtopic=True,
    bounds=(0.0, e / (e - 1)),  # what a greedy ranking can fall short of the best
    averages_ties=False,
    pool="whole",
)
def nnrbp(
    ranking: Ranking, pool: Sequence[Document], *, rel: float = 1, alpha: float = 0.5, p: float = 0.5
) -> float:
    """Novelty- and rank-biased precision, over that of the greedy ranking of all judged documents.

    A document gains (1 − α)^c for each subtopic that it is relevant to, where c documents above it were relevant
    to that one, and p^(rank − 1) is how likely it is read (p is ndeval's beta, which in names is understood). The
    best order and its bound are those of `alpha_nDCG`; as the whole list counts, finding it takes the square
    of the number of relevant documents.

    References
    ----------
    Clarke, Kolla and Vechtomova, An effectiveness measure for ambiguous and underspecified queries, ICTIR 2009.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.nnrbp([[0, 1], [1, 1], [1, 0]])), 4)
    0.7895
    """
    found, best = gains(ranking, rel, alpha), gains(greedy(pool, rel, alpha, None), rel, alpha)
    total, ideal = (sum(gain * p**rank for rank, gain in enumerate(each)) for each in (found, best))
    return total / ideal if ideal > 0 else 0.0
