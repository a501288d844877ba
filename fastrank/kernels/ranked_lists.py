"""Ranked judged lists: all a measure's loop may read, whatever the input was."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels.jit import spliced

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

WHOLE_LIST = np.iinfo(np.int64).max  # the cutoff of a measure that has none


class RankedLists(NamedTuple):
    """The judged documents that each query retrieved, in rank order, and all grades it could have found.

    Entries of query ``q`` stand at ``offsets[q]:offsets[q + 1]``. An entry's document has a rank from
    ``first`` to ``last`` (counted from 1), each equally likely; the two differ only inside tied scores that
    are averaged over. ``pool[pool_offsets[q]:pool_offsets[q + 1]]`` holds every judged grade of the query,
    largest first; negative ones are in the pool but unjudged. Unjudged documents have no entry.
    """

    offsets: Integers
    first: Integers
    last: Integers
    grades: Floats
    n_retrieved: Integers
    pool_offsets: Integers
    pool: Floats


@spliced
def relevant_in_pool(lists, q, rel):  # type: ignore[no-untyped-def]
    """Count the judged documents of a query that have at least grade `rel`."""
    start = lists.pool_offsets[q]
    i = start
    while i < lists.pool_offsets[q + 1] and lists.pool[i] >= rel:
        i += 1
    return i - start


@spliced
def relevant_retrieved(lists, q, k, rel):  # type: ignore[no-untyped-def]
    """Count the relevant documents among the first `k` ranks: expected, where tied scores are averaged."""
    total, i, stop = 0.0, lists.offsets[q], lists.offsets[q + 1]
    while i < stop and lists.first[i] <= k:
        first, last, relevant = lists.first[i], lists.last[i], 0
        while i < stop and lists.first[i] == first:
            relevant += lists.grades[i] >= rel
            i += 1
        total += relevant if last <= k else relevant * (k - first + 1) / (last - first + 1)
    return total


@spliced
def weighted_gains(lists, q, k, weights):  # type: ignore[no-untyped-def]
    """Sum gain times ``weights[rank]`` over the first `k` ranks; tied documents share their ranks' weights."""
    total, i, stop = 0.0, lists.offsets[q], lists.offsets[q + 1]
    while i < stop and lists.first[i] <= k:
        first, last = lists.first[i], lists.last[i]
        gain = max(lists.grades[i], 0.0)
        i += 1
        if first == last:
            total += gain * weights[first]
            continue
        while i < stop and lists.first[i] == first:
            gain += max(lists.grades[i], 0.0)
            i += 1
        if gain > 0:
            share = 0.0
            for rank in range(first, min(last, k) + 1):
                share += weights[rank]
            total += gain * (share / (last - first + 1))
    return total
