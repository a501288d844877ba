"""Differences of systems under random swaps of their outputs, segment by segment: one set of signs for all systems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.resampled_sums import ResampledSums
from fastrank.kernels.jit import kernel
from fastrank.kernels.random_streams import GROUP

Values = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

_BITS = 40  # scores become whole numbers of 2^-40 of the largest, fewer bits above 2048 segments
_SUM_BITS = 51
_TILE = 128 * GROUP  # replicates at a time: 128 KB a system


@kernel
def count_at_least(sums, n, first, second, observed, lo, hi, counts):  # type: ignore[no-untyped-def]
    """Add to each pair how many of the first `n` replicates differ by at least what was observed."""
    for pair in range(lo, hi):
        x, y, least, count = sums[first[pair]], sums[second[pair]], observed[pair], np.int64(0)
        for b in range(n):
            count += np.int64(x[b] - y[b] >= least)
        counts[pair] += count


def all_signs_fit(n_segments: int, n_resamples: int) -> bool:
    """Whether there are no more sign patterns than resamples: then all are listed, and nothing is drawn."""
    return n_segments < 63 and 2**n_segments <= n_resamples


def shares_at_least(sides: Sequence[Values], segments: Indices, n_resamples: int, seed: int) -> Values:
    """Return, for all pairs of systems in order (i < j), the share of sign patterns with a difference no smaller.

    Parameters
    ----------
    sides : sequence of ndarray, (systems, segments)
        Finite scores, of one shape; every side gets the same signs, and a row of the result.
    segments : ndarray
        A number for each segment: signs depend on (seed, number, replicate) only.
    n_resamples, seed
        How many sign patterns to draw, and from what; see `all_signs_fit`.
    """
    n_systems, n_segments = sides[0].shape
    whole = np.vstack([_whole_numbers(scores) for scores in sides])
    pairs = np.triu_indices(n_systems, 1)
    first, second = (
        np.concatenate([index + n_systems * side for side in range(len(sides))]) for index in pairs
    )
    totals = whole.sum(axis=1)
    # Rounded sums that differ may be sums that are equal: within the rounding of the sums is a tie.
    observed = totals[first] - totals[second] - n_segments
    counts, n_drawn = np.zeros(len(first), dtype=np.int64), 0
    for n, sums in _sums(whole, segments, n_resamples, seed):
        parallel.run(count_at_least, (sums, n, first, second, observed), (counts,), len(counts), cost=n)
        n_drawn += n
    return counts.reshape(len(sides), -1) / n_drawn


def _whole_numbers(scores: Values) -> Values:
    """Whole numbers whose sums under any signs are exact in float64, whatever the order of adding."""
    largest = float(np.abs(scores).max(initial=0.0))
    bits = min(_BITS, _SUM_BITS - scores.shape[1].bit_length())
    return np.rint(np.ldexp(scores, bits - int(np.frexp(largest)[1])))


def _sums(whole: Values, segments: Indices, n_resamples: int, seed: int) -> Iterator[tuple[int, Values]]:
    """Yield (replicates, sums of every system under their signs)."""
    n_segments = whole.shape[1]
    if all_signs_fit(n_segments, n_resamples):
        flipped = (np.arange(2**n_segments) >> np.arange(n_segments)[:, None]) & 1
        yield 2**n_segments, np.ascontiguousarray(whole @ (1.0 - 2.0 * flipped))
        return
    resampled = ResampledSums(segments.astype(np.uint64), whole)
    for start in range(0, n_resamples, _TILE):
        n = min(_TILE, n_resamples - start)
        yield n, resampled.signed(seed, start, n)
