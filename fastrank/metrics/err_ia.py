"""Intent-aware expected reciprocal rank."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.gains import deepest_rank
from fastrank.kernels.novelty import harmonic_weights, mean_novelty, perfect_novelty
from fastrank.kernels.novelty_in_python import Document, Ranking, all_subtopics, gains
from fastrank.kernels.subtopic_lists import SubtopicLists
from fastrank.spec.metric import Arguments, Parameters, cutoff, metric


def _prepare(lists: SubtopicLists, parameters: Parameters) -> tuple[SubtopicLists, Arguments]:
    k, rel, alpha = (parameters[name] for name in ("k", "rel", "alpha"))
    weights = harmonic_weights(deepest_rank(lists, None) if k is None else k)
    return lists, (cutoff(k), float(rel), float(alpha), weights, perfect_novelty(weights, alpha, k))


@metric(
    "ERR_IA",
    mean_novelty,
    prepare=_prepare,
    by_subtopic=True,
    averages_ties=False,
    pool="whole",
    aliases={"ERR-IA": {}},
)
def err_ia(
    ranking: Ranking, pool: Sequence[Document], *, k: int | None = None, rel: float = 1, alpha: float = 0.5
) -> float:
    """Expected reciprocal rank where the user wants one of the subtopics, over that of a list that has all.

    A document gains (1 − α)^c for each subtopic that it is relevant to, where c documents above it were relevant
    to that one; gains are divided by the rank. The sum is divided by the number of subtopics that have a relevant
    document and by the same sum of a list that has one subtopic at each of `k` ranks (without `k`: at each rank of
    the list). ndeval divides by neither at k = 1.

    References
    ----------
    Chapelle et al., Expected reciprocal rank for graded relevance, CIKM 2009; Clarke et al., A comparative
    analysis of cascade measures for novelty and diversity, WSDM 2011.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.err_ia([[0, 1], [1, 1], [1, 0]], k=2)), 4)
    0.7
    """
    subtopics, found = all_subtopics(pool, rel), gains(ranking[:k], rel, alpha)
    depth = len(ranking) if k is None else k
    perfect = sum((1 - alpha) ** (rank - 1) / rank for rank in range(1, depth + 1))
    total = sum(gain / rank for rank, gain in enumerate(found, 1))
    return total / (len(subtopics) * perfect) if total > 0 and subtopics else 0.0
