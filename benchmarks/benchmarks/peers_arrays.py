"""What peers do with lists in memory; each imported where used, each at its best setting."""

from __future__ import annotations

from typing import Any

import numpy as np

BATCH = 5000  # lists a call: scikit-learn slows down when its temporaries leave the cache


def sklearn_ndcg(grades: Any, scores: Any, k: int, *, average_ties: bool) -> Any:
    """Return the mean nDCG of every batch; scikit-learn gives no value a list."""
    from sklearn.metrics import ndcg_score

    starts = range(0, len(grades), BATCH)
    batches = (slice(start, start + BATCH) for start in starts)
    return np.array([ndcg_score(grades[b], scores[b], k=k, ignore_ties=not average_ties) for b in batches])


def ranx_lists(grades: Any, scores: Any) -> tuple[Any, Any]:
    """Return what ranx's kernels read: typed lists of (document, number), best first.

    Its kernel looks up every retrieved document in all judged ones, so only relevant ones are handed over.
    """
    from numba.typed import List

    order = np.argsort(-scores, axis=1, kind="stable")
    ranked = np.stack([order, np.take_along_axis(scores, order, 1)], axis=2).astype(np.float64)
    judged = []
    for row in grades:
        relevant = np.flatnonzero(row > 0)
        relevant = relevant[np.argsort(-row[relevant], kind="stable")]
        judged.append(np.stack([relevant, row[relevant]], axis=1).astype(np.float64))
    return List(judged), List(list(ranked))


def ranx_ndcg(lists: tuple[Any, Any], k: int) -> Any:
    """Return one value a list from ranx's compiled loop, without its own reading and sorting."""
    from ranx.metrics import ndcg

    return ndcg(*lists, k)
