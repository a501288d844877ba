"""Pairs of scores within lists: how many of each kind, and the metric differences that a tie threshold would move.

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


@kernel
def list_differences(human, metric, ends, tied_starts, concordant_starts, lo, hi, tied, concordant):  # type: ignore[no-untyped-def]
    """Differences of the metric over pairs that humans tie and the metric does not, and over concordant pairs."""
    for i in range(lo, hi):
        h, m = human[i], metric[i]
        to_tied, to_concordant = tied_starts[i], concordant_starts[i]
        for j in range(i + 1, ends[i]):
            if m == metric[j]:
                continue
            if h == human[j]:
                tied[to_tied] = abs(m - metric[j])
                to_tied += 1
            elif (h > human[j]) == (m > metric[j]):
                concordant[to_concordant] = abs(m - metric[j])
                to_concordant += 1


@kernel
def count_up_to(ascending, thresholds, lo, hi, counts):  # type: ignore[no-untyped-def]
    """How many of the `ascending` values are at most each of the ascending `thresholds`."""
    low, high = np.int64(0), np.int64(ascending.size)
    while low < high and lo < hi:
        middle = (low + high) >> 1
        if ascending[middle] <= thresholds[lo]:
            low = middle + 1
        else:
            high = middle
    for i in range(lo, hi):
        while low < ascending.size and ascending[low] <= thresholds[i]:
            low += 1
        counts[i] = low


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


def moved_differences(
    lists: ScoreLists, counts: Indices
) -> tuple[tuple[Values, Indices], tuple[Values, Indices]]:
    """Return (differences, starts by score) of pairs tied by humans only, and of concordant pairs."""
    starts = np.zeros((2, len(counts) + 1), dtype=np.int64)
    np.cumsum(counts[:, TIES_HUMAN], out=starts[0, 1:])
    np.cumsum(counts[:, CONCORDANT], out=starts[1, 1:])
    tied, concordant = np.empty(starts[0, -1]), np.empty(starts[1, -1])
    inputs = (lists.human, lists.metric, _ends(lists), starts[0, :-1], starts[1, :-1])
    parallel.run(list_differences, inputs, (tied, concordant), len(counts), cost=_cost(lists))
    return (tied, starts[0]), (concordant, starts[1])


def counts_up_to(ascending: Values, thresholds: Values) -> Indices:
    """Return for each of the ascending thresholds how many values are no larger."""
    counts = np.empty(len(thresholds), dtype=np.int64)
    cost = 1 + len(ascending) // max(1, len(thresholds))
    parallel.run(count_up_to, (ascending, thresholds), (counts,), len(thresholds), cost=cost)
    return counts


def _ends(lists: ScoreLists) -> Indices:
    return np.repeat(lists.offsets[1:], np.diff(lists.offsets))


def _cost(lists: ScoreLists) -> Indices:
    pairs = _ends(lists) - np.arange(len(lists.human))
    return np.concatenate([[0], np.cumsum(pairs)])
