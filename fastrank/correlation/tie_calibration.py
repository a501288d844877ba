"""The tie threshold that makes a metric agree best with people (Deutsch, Foster and Freitag 2023).

Raising epsilon past the difference of a pair turns it into a tie of the metric. That gains a pair where people
tie it, loses one where metric and people order it alike, and changes nothing elsewhere: so only differences of pairs
that people tie can be the best epsilon, and two sorted arrays of differences give the agreement at all of them.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.pair_counts import counts_up_to, moved_differences, pair_counts
from fastrank.correlation.score_lists import ScoreLists

Values = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

_NEAR = 1e-9  # sums of up to 10^6 rounded shares are well within this of the exact ones


def best_epsilon(lists: ScoreLists) -> float:
    """Return the smallest epsilon that maximises the mean over lists of the share of agreeing pairs.

    The mean is compared exactly: lists of one length are counted together in integers, and where lengths
    differ, all thresholds within 1e-9 of the best are compared as fractions.
    """
    tied, concordant = moved_differences(lists, pair_counts(lists, 0.0))
    classes = _classes_by_length(lists)
    gained = [_part(tied, lo, hi) for _, lo, hi in classes]
    lost = [_part(concordant, lo, hi) for _, lo, hi in classes]
    parallel.map_tasks(np.ndarray.sort, [*lost, *gained])
    thresholds = np.unique(np.concatenate([[0.0], *gained]))
    net = [
        counts_up_to(more, thresholds) - counts_up_to(less, thresholds)
        for more, less in zip(gained, lost, strict=True)
    ]
    return float(thresholds[_first_best(net, [length * (length - 1) // 2 for length, _, _ in classes])])


def _classes_by_length(lists: ScoreLists) -> list[tuple[int, int, int]]:
    """Length, first and last score of the lists of each length; lists are sorted by length."""
    lengths, first = np.unique(np.diff(lists.offsets), return_index=True)
    bounds = [*lists.offsets[first].tolist(), len(lists.human)]
    return list(zip(lengths.tolist(), bounds[:-1], bounds[1:], strict=True))


def _part(differences: tuple[Values, Indices], lo: int, hi: int) -> Values:
    values, starts = differences
    return values[starts[lo] : starts[hi]]


def _first_best(net: list[Indices], pairs: list[int]) -> int:
    """Index of the first threshold at which the sum of ``net / pairs`` is largest."""
    if len(net) <= 1:
        return int(np.argmax(net[0])) if net else 0
    shares = np.sum([gain / n for gain, n in zip(net, pairs, strict=True)], axis=0)
    near = np.flatnonzero(shares >= shares.max() - _NEAR).tolist()
    exact = [sum(Fraction(int(gain[i]), n) for gain, n in zip(net, pairs, strict=True)) for i in near]
    return int(near[exact.index(max(exact))])
