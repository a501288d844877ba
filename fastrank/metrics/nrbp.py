"""Novelty- and rank-biased precision."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fastrank.kernels.gains import deepest_rank
from fastrank.kernels.novelty import falling_weights, mean_novelty
from fastrank.kernels.novelty_in_python import Document, Ranking, all_subtopics, gains
from fastrank.kernels.ranked_lists import WHOLE_LIST
from fastrank.kernels.subtopic_lists import SubtopicLists
from fastrank.spec.metric import Arguments, Parameters, metric


def _prepare(lists: SubtopicLists, parameters: Parameters) -> tuple[SubtopicLists, Arguments]:
    rel, alpha, p = (float(parameters[name]) for name in ("rel", "alpha", "p"))
    weights = falling_weights(p, deepest_rank(lists, None))
    return lists, (WHOLE_LIST, rel, alpha, weights, np.array([1 / (1 - (1 - alpha) * p)]))


@metric("NRBP", mean_novelty, prepare=_prepare, by_subtopic=True, averages_ties=False, pool="whole")
def nrbp(
    ranking: Ranking, pool: Sequence[Document], *, rel: float = 1, alpha: float = 0.5, p: float = 0.5
) -> float:
    """Novelty of the documents that a patient user reads, over what it would be if each had every subtopic.

    A document gains (1 − α)^c for each subtopic that it is relevant to, where c documents above it were relevant
    to that one, and p^(rank − 1) is how likely it is read (p is ndeval's beta, which in names is understood). The
    sum is divided by the number of subtopics that have a relevant document and by that of an endless list that
    has one subtopic at every rank, 1 / (1 − (1 − α) p).

    References
    ----------
    Clarke, Kolla and Vechtomova, An effectiveness measure for ambiguous and underspecified queries, ICTIR 2009.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.nrbp([[0, 1], [1, 1], [1, 0]]))
    0.703125
    """
    subtopics = all_subtopics(pool, rel)
    total = sum(gain * p**rank for rank, gain in enumerate(gains(ranking, rel, alpha)))
    return total * (1 - (1 - alpha) * p) / len(subtopics) if subtopics else 0.0
