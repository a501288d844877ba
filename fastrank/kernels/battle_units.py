"""Sums over units of battles: a question, judge or user whose battles stand or fall together."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import kernel

BLOCK = 64  # replicates side by side: a row of sums stays in one line of the second-level cache's prefetch


@kernel
def add_unit_counts(weights, units, cells, counts, lo, hi, out):  # type: ignore[no-untyped-def]
    """Add weight times count of every entry to ``out[cell, replicate]``, for blocks ``[lo, hi)`` of replicates."""
    for block in range(lo, hi):
        start, stop = 64 * block, min(64 * (block + 1), out.shape[1])
        for entry in range(units.size):
            weight, target = weights[units[entry], start:stop], out[cells[entry], start:stop]
            count = np.int32(counts[entry])
            for b in range(stop - start):
                target[b] += np.int32(weight[b]) * count


@kernel
def add_score_products(units, cells, counts, pairs, scores, lo, hi, out):  # type: ignore[no-untyped-def]
    """Sum over units of the outer product of a unit's score with itself.

    Parameters
    ----------
    units, cells, counts : ndarray
        Entries, unit by unit.
    pairs : ndarray of int64, (3, outcomes)
        As `fit_strengths` takes them.
    scores : ndarray, (2, outcomes)
        Derivative of one battle's log-likelihood by the first model's strength (by the second's it is the negative),
        and by log nu.
    """
    n = out.shape[0] - 1
    score, touched, seen = np.zeros(n + 1), np.empty(n + 1, np.int64), np.zeros(n + 1, np.bool_)
    entry = lo
    while entry < hi:
        unit, n_touched = units[entry], 0
        while entry < hi and units[entry] == unit:
            cell, count = cells[entry], np.float64(counts[entry])
            first, second = pairs[0, cell], pairs[1, cell]
            score[first] += count * scores[0, cell]
            score[second] -= count * scores[0, cell]
            score[n] += count * scores[1, cell]
            for model in (first, second, n):
                if not seen[model]:
                    seen[model] = True
                    touched[n_touched] = model
                    n_touched += 1
            entry += 1
        for i in range(n_touched):
            for j in range(n_touched):
                out[touched[i], touched[j]] += score[touched[i]] * score[touched[j]]
        for i in range(n_touched):
            score[touched[i]], seen[touched[i]] = 0.0, False
