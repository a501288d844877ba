"""Normalised intent-aware expected reciprocal rank."""

from __future__ import annotations

from collections.abc import Sequence
from math import e

from fastrank.kernels.gains import deepest_rank
from fastrank.kernels.novelty import harmonic_weights, share_of_greedy_novelty
from fastrank.kernels.novelty_in_python import Document, Ranking, gains, greedy
from fastrank.kernels.subtopic_lists import SubtopicLists
from fastrank.spec.metric import Arguments, Parameters, cutoff, metric


def _prepare(lists: SubtopicLists, parameters: Parameters) -> tuple[SubtopicLists, Arguments]:
    k, rel, alpha = (parameters[name] for name in ("k", "rel", "alpha"))
    return lists, (cutoff(k), float(rel), float(alpha), harmonic_weights(deepest_rank(lists, k)))


@metric(
    "nERR_IA",
    share_of_greedy_novelty,
    prepare=_prepare,
    by_subtopic=True,
    bounds=(0.0, e / (e - 1)),  # what a greedy ranking can fall short of the best
    averages_ties=False,
    pool="whole",
    aliases={"nERR-IA": {}},
)
def nerr_ia(
    ranking: Ranking, pool: Sequence[Document], *, k: int | None = None, rel: float = 1, alpha: float = 0.5
) -> float:
    """Intent-aware expected reciprocal rank, over that of the greedy ranking of all judged documents.

    A document gains (1 − α)^c for each subtopic that it is relevant to, where c documents above it were relevant
    to that one; gains are divided by the rank. The best order, its cost and its bound are those of `alpha_nDCG`.

    References
    ----------
    Chapelle et al., Expected reciprocal rank for graded relevance, CIKM 2009; Clarke et al., A comparative
    analysis of cascade measures for novelty and diversity, WSDM 2011.

    Examples
    --------
    >>> import fastrank as fr
    >>> round(float(fr.nerr_ia([[0, 1], [1, 1], [1, 0]], k=2)), 4)
    0.7778
    """
    found, best = gains(ranking, rel, alpha), gains(greedy(pool, rel, alpha, k), rel, alpha)
    total, ideal = (sum(g / rank for rank, g in enumerate(each[:k], 1)) for each in (found, best))
    return total / ideal if ideal > 0 else 0.0
