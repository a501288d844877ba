"""Alpha-nDCG."""

from __future__ import annotations

from collections.abc import Sequence
from math import e, log2

from fastrank.kernels.discounts import log2_discounts
from fastrank.kernels.gains import deepest_rank
from fastrank.kernels.novelty import share_of_greedy_novelty
from fastrank.kernels.novelty_in_python import Document, Ranking, gains, greedy
from fastrank.kernels.subtopic_lists import SubtopicLists
from fastrank.spec.metric import Arguments, Parameters, cutoff, metric


def _prepare(lists: SubtopicLists, parameters: Parameters) -> tuple[SubtopicLists, Arguments]:
    k, rel, alpha = (parameters[name] for name in ("k", "rel", "alpha"))
    return lists, (cutoff(k), float(rel), float(alpha), log2_discounts(deepest_rank(lists, k)))


@metric(
    "alpha_nDCG",
    share_of_greedy_novelty,
    prepare=_prepare,
    by_subtopic=True,
    bounds=(0.0, e / (e - 1)),  # what a greedy ranking can fall short of the best
    averages_ties=False,
    pool="whole",
    aliases={"alpha-nDCG": {}, "α_nDCG": {}, "α-nDCG": {}},
)
def alpha_ndcg(
    ranking: Ranking, pool: Sequence[Document], *, k: int | None = None, rel: float = 1, alpha: float = 0.5
) -> float:
    """Discounted novelty of a ranking, over that of the greedy ranking of all judged documents.

    A document gains (1 − α)^c for each subtopic that it is relevant to, where c documents above it were relevant
    to that one; gains are divided by log2(rank + 1). The best order is hard to find: as in ndeval it is taken
    greedily, the document of the largest gain next (of equal ones the one with the larger id; in arrays the
    first). A ranking can be better than that, so values can exceed 1, by no more than e / (e − 1). Finding it
    takes as many steps as ranks count, times relevant documents, times subtopics of each: give a cutoff where
    thousands are relevant.

    References
    ----------
    Clarke et al., Novelty and diversity in information retrieval evaluation, SIGIR 2008.

    Examples
    --------
    The second document is relevant to both subtopics, the others to one:

    >>> import fastrank as fr
    >>> round(float(fr.alpha_ndcg([[0, 1], [1, 1], [1, 0]], k=2)), 4)
    0.8406
    """
    found, best = gains(ranking, rel, alpha), gains(greedy(pool, rel, alpha, k), rel, alpha)
    dcg, ideal = (sum(g / log2(rank + 1) for rank, g in enumerate(each[:k], 1)) for each in (found, best))
    return dcg / ideal if ideal > 0 else 0.0
