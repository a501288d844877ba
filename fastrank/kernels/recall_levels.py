"""Interpolated precision at levels of recall."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import inlined, spliced


@inlined
def documents_for(share, n_relevant, nearest):  # type: ignore[no-untyped-def]
    """How many documents a share of the relevant ones is: up from a tenth, or to the nearest, halves up."""
    exact = share * n_relevant
    if nearest:
        whole = np.floor(exact)
        return np.int64(whole) + np.int64(exact - whole >= 0.5)
    return np.int64(exact + 0.9)


@spliced
def interpolated_precision(lists, q, needed, rel):  # type: ignore[no-untyped-def]
    """Largest precision at any rank that at least `needed` relevant documents (and one) reach."""
    best, hits = 0.0, 0
    for i in range(lists.offsets[q], lists.offsets[q + 1]):
        if lists.grades[i] >= rel:
            hits += 1
            if hits >= needed:
                best = max(best, hits / lists.first[i])
    return best
