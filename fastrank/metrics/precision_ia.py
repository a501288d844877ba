"""Intent-aware precision."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fastrank.kernels.gains import deepest_rank
from fastrank.kernels.novelty import mean_novelty
from fastrank.kernels.novelty_in_python import Document, Ranking, all_subtopics, subtopics_of
from fastrank.kernels.subtopic_lists import SubtopicLists
from fastrank.spec.metric import Arguments, Parameters, cutoff, metric


def _prepare(lists: SubtopicLists, parameters: Parameters) -> tuple[SubtopicLists, Arguments]:
    """Novelty where nothing wears off: with alpha 0."""
    k, deepest = parameters["k"], deepest_rank(lists, None)
    depths = np.arange(deepest + 1.0) if k is None else np.array([float(k)])
    return lists, (cutoff(k), float(parameters["rel"]), 0.0, np.ones(deepest + 1), depths)


@metric(
    "P_IA",
    mean_novelty,
    prepare=_prepare,
    by_subtopic=True,
    averages_ties=False,
    pool="whole",
    aliases={"P-IA": {}},
)
def precision_ia(
    ranking: Ranking, pool: Sequence[Document], *, k: int | None = None, rel: float = 1
) -> float:
    """Precision of the first `k` ranks for each subtopic, and of these the mean.

    Subtopics without a relevant document are left out. A list shorter than `k` is still divided by `k`; without
    `k` by the documents retrieved.

    References
    ----------
    Agrawal et al., Diversifying search results, WSDM 2009.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.precision_ia([[0, 1], [1, 1], [0, 0]], k=2))
    0.75
    """
    subtopics = all_subtopics(pool, rel)
    hits = sum(len(subtopics_of(document, rel)) for document in ranking[:k])
    depth = len(ranking) if k is None else k
    return hits / (len(subtopics) * depth) if subtopics and depth else 0.0
