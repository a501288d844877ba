"""What a document gets from one list: from its rank, or from its score after a normalisation."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import inlined

# Of the score; of the score against the list's others; of the rank; of the rank against all candidates.
SCORE, MIN_MAX, MAX, SUM, ZMUV, RANK, BORDA, BORDA_COUNT, RECIPROCAL, INVERSE_SQUARE, RANK_BIASED = range(11)


@inlined
def write_points(scores, rows, start, stop, how, parameter, n_candidates, points):  # type: ignore[no-untyped-def]
    """Write the points of a list, ``rows[start:stop]`` in rank order; return whether they are defined."""
    if how >= RANK:
        _rank_points(start, stop, how, parameter, n_candidates, points)
        return True
    shift, scale = 0.0, 1.0
    if stop > start and how != SCORE:
        shift, scale = _shift_and_scale(scores, rows, start, stop, how)
    for i in range(start, stop):
        distance = scores[rows[i]] - shift
        points[i] = distance / scale if scale > 0.0 else 0.0
    return how != MAX or scale > 0.0 or stop == start


@inlined
def _shift_and_scale(scores, rows, start, stop, how):  # type: ignore[no-untyped-def]
    """Sums go down the ranks: their order is that of the scores, whatever the order of rows."""
    top, lowest, n = scores[rows[start]], scores[rows[stop - 1]], stop - start
    if how == MAX:
        return 0.0, top
    if how == MIN_MAX:
        return lowest, top - lowest
    total, squares = 0.0, 0.0
    for i in range(start, stop):
        total += scores[rows[i]] - lowest
    if how == SUM:
        return lowest, total
    mean = lowest + total / n
    for i in range(start, stop):
        squares += (scores[rows[i]] - mean) ** 2
    return mean, np.sqrt(squares / n) if top > lowest else 0.0


@inlined
def _rank_points(start, stop, how, parameter, n_candidates, points):  # type: ignore[no-untyped-def]
    n, power = stop - start, 1.0 - parameter
    for i in range(start, stop):
        rank = i - start + 1
        if how == RECIPROCAL:
            points[i] = 1.0 / (parameter + rank)
        elif how == INVERSE_SQUARE:
            points[i] = 1.0 / (float(rank) * rank)
        elif how == RANK_BIASED:
            points[i] = power
            power *= parameter
        elif how == BORDA_COUNT:
            points[i] = n_candidates - rank + 1
        else:
            points[i] = 1.0 - (rank - 1) / (n if how == RANK else n_candidates)


@inlined
def fills_gaps(how):  # type: ignore[no-untyped-def]
    """Whether lists give points to the documents that they leave out."""
    return how in (BORDA, BORDA_COUNT)


@inlined
def points_of_the_absent(how, n, n_candidates):  # type: ignore[no-untyped-def]
    """Borda's points of a candidate that a list of `n` documents leaves out: the mean of the ranks that are left."""
    count = (n_candidates - n + 1) / 2.0
    return count if how == BORDA_COUNT else count / n_candidates
