"""Subtopic recall."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fastrank.kernels.gains import deepest_rank
from fastrank.kernels.novelty import mean_novelty
from fastrank.kernels.novelty_in_python import Document, Ranking, all_subtopics
from fastrank.kernels.subtopic_lists import SubtopicLists
from fastrank.spec.metric import Arguments, Parameters, cutoff, metric


def _prepare(lists: SubtopicLists, parameters: Parameters) -> tuple[SubtopicLists, Arguments]:
    """Novelty where only what is new counts: with alpha 1."""
    weights = np.ones(deepest_rank(lists, None) + 1)
    return lists, (cutoff(parameters["k"]), float(parameters["rel"]), 1.0, weights, np.ones(1))


@metric(
    "StRecall",
    mean_novelty,
    prepare=_prepare,
    by_subtopic=True,
    averages_ties=False,
    pool="whole",
    aliases={"STREC": {}, "S_recall": {}},
)
def subtopic_recall(
    ranking: Ranking, pool: Sequence[Document], *, k: int | None = None, rel: float = 1
) -> float:
    """Share of the subtopics that a document among the first `k` ranks is relevant to.

    Subtopics without a relevant document are left out.

    References
    ----------
    Zhai, Cohen and Lafferty, Beyond independent relevance, SIGIR 2003.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.subtopic_recall([[0, 1, 0, 0], [0, 1, 1, 0], [1, 0, 0, 0]], k=2))
    0.6666666666666666
    """
    subtopics, found = all_subtopics(pool, rel), all_subtopics([d or {} for d in ranking[:k]], rel)
    return len(found) / len(subtopics) if subtopics else 0.0
