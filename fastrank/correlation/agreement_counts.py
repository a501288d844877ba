"""Pairs of scores within lists: how many of each kind.

An item of a loop is one score; its pairs are with the scores behind it in the same list.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.score_lists import ScoreLists
from fastrank.kernels.jit import kernel

Values = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

# Columns of the counts.
CONCORDANT, DISCORDANT, TIES_HUMAN, TIES_METRIC, TIES_BOTH = range(5)


@kernel
def count_pairs(human, metric, ends, epsilon, lo, hi, counts):  # type: ignore[no-untyped-def]
    """Count concordant and discordant pairs and ties; metric scores at most `epsilon` apart are tied."""
    for i in range(lo, hi):
        h, m = human[i], metric[i]
        concordant, discordant = np.int64(0), np.int64(0)
        human_ties, metric_ties, both = np.int64(0), np.int64(0), np.int64(0)
        for j in range(i + 1, ends[i]):
            # Equal infinities have no difference: they are tied by the first comparison.
            metric_tie = np.int64((m == metric[j]) | (abs(m - metric[j]) <= epsilon))
            human_tie = np.int64(h == human[j])
            untied = (1 - metric_tie) * (1 - human_tie)
            same = np.int64((h > human[j]) == (m > metric[j]))
            concordant += untied * same
            discordant += untied * (1 - same)
            both += human_tie * metric_tie
            human_ties += human_tie
            metric_ties += metric_tie
        counts[i, 0], counts[i, 1] = concordant, discordant
        counts[i, 2], counts[i, 3], counts[i, 4] = human_ties - both, metric_ties - both, both


def pair_counts(lists: ScoreLists, epsilon: float) -> Indices:
    """Return five counts for every score (its pairs with those behind it)."""
    counts = np.zeros((len(lists.human), 5), dtype=np.int64)
    inputs = (lists.human, lists.metric, _ends(lists), float(epsilon))
    parallel.run(count_pairs, inputs, (counts,), len(counts), cost=_cost(lists))
    return counts


def per_list(counts: Indices, offsets: Indices) -> Indices:
    """Add the counts of the scores of each list."""
    if len(offsets) == 1:
        return np.zeros((0, counts.shape[1]), dtype=np.int64)
    return np.add.reduceat(counts, offsets[:-1], axis=0)


def _ends(lists: ScoreLists) -> Indices:
    return np.repeat(lists.offsets[1:], np.diff(lists.offsets))


def _cost(lists: ScoreLists) -> Indices:
    pairs = _ends(lists) - np.arange(len(lists.human))
    return np.concatenate([[0], np.cumsum(pairs)])
