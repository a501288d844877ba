"""How often a sign flip makes a pair look at least as different as observed; one pass serves all pairs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.jit import kernel
from fastrank.significance.pair_moments import Moments, Pairs
from fastrank.significance.quantise import Quantised
from fastrank.significance.resample import Plan, Progress, Tile, part_of, sign_flip_sums
from fastrank.significance.sample import Sample

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

BLOCK = 256  # replicates an item: the sums of 500 systems stay in a 1 MB second-level cache
COLUMNS = 256


class FlipCounts(NamedTuple):
    """Replicates at least as far from 0 as observed: of the pair itself, and of any studentised pair."""

    pair: Counts
    maximum: Counts


@kernel
def count_flips(sums, first, second, observed, slack, scale, lo, hi, counts, maxima):  # type: ignore[no-untyped-def]
    """Exceedances of every pair in blocks ``[lo, hi)`` of replicates, and the largest studentised sum."""
    for block in range(lo, hi):
        start, stop = block * BLOCK, min((block + 1) * BLOCK, maxima.size)
        largest = maxima[start:stop]
        for pair in range(first.size):
            x, y = sums[first[pair], start:stop], sums[second[pair], start:stop]
            more, factor = slack[pair], scale[pair]
            for b in range(stop - start):
                # Within the slack is a tie: rounded sums that differ may be sums that are equal.
                d = abs(x[b] - y[b]) + more
                counts[block, pair] += d >= observed[pair]
                t = d * factor
                largest[b] = t if t > largest[b] else largest[b]


def flip_counts(
    plan: Plan, sample: Sample, pairs: Pairs, moments: Moments, progress: Progress | None = None
) -> FlipCounts:
    """Count over all flips, for scores that every system has on every query.

    A replicate ties with the observed value when it is within Q quanta, the rounding of the sums. The squares
    of differences do not change under flips, so the studentised statistic is the sum over their root.
    """
    scores = sample.scores
    slack = len(plan.keys) * scores.quantum[0]
    totals = np.append(scores.whole.sum(axis=1), 0.0) * scores.quantum[0]
    observed = np.abs(totals[pairs.first] - totals[pairs.second])
    tiles = sign_flip_sums(plan, scores, progress, zero_row=True)
    return _count(plan, tiles, pairs, observed, np.full(len(pairs), slack), moments)


def flip_counts_pairwise(
    plan: Plan, sample: Sample, pairs: Pairs, moments: Moments, progress: Progress | None = None
) -> FlipCounts:
    """Count over all flips, each pair on the queries that both systems have (others count as no difference).

    There is no common maximum: the counts of both kinds are the pair's own.
    """
    quantum = sample.scores.quantum[0]
    parts = range(0, len(pairs), COLUMNS)
    counts = []
    for index, start in enumerate(parts):
        part = slice(start, start + COLUMNS)
        own = pairs[part]
        d = np.nan_to_num(sample.scores.whole[own.first] - sample.scores.whole[own.second], nan=0.0)
        made = Quantised(d, np.full(1, quantum))
        tiles = sign_flip_sums(plan, made, part_of(progress, index, len(parts)), zero_row=True)
        rows = Pairs(np.arange(len(own)), np.full(len(own), len(own)))
        observed, slack = np.abs(d.sum(axis=1)) * quantum, moments.n[part] * quantum
        counts.append(_count(plan, tiles, rows, observed, slack, None).pair)
    total = np.concatenate(counts)
    return FlipCounts(total, total)


def _count(
    plan: Plan, tiles: Iterator[Tile], pairs: Pairs, observed: Values, slack: Values, moments: Moments | None
) -> FlipCounts:
    scale = np.zeros(len(pairs)) if moments is None else _inverse_root(moments.raw_squares)
    total = np.zeros(len(pairs), dtype=np.int64)
    maxima = np.zeros(plan.n_flips)
    for tile in tiles:
        n = len(tile.totals)
        blocks = -(-n // BLOCK)
        counts = np.zeros((blocks, len(pairs)), dtype=np.int64)
        inputs = (tile.sums, pairs.first, pairs.second, observed, slack, scale)
        outputs = (counts, maxima[tile.start : tile.start + n])
        parallel.run(count_flips, inputs, outputs, blocks, cost=BLOCK * len(pairs))
        total += counts.sum(axis=0)
    maxima.sort()
    return FlipCounts(total, plan.n_flips - np.searchsorted(maxima, observed * scale))


def _inverse_root(squares: Values) -> Values:
    """1 / sqrt, and 0 for identical systems, which then never are the largest."""
    return np.divide(1.0, np.sqrt(squares), out=np.zeros_like(squares), where=squares > 0)
