"""How often a sign flip makes a pair look at least as different as observed; one pass serves all pairs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.jit import kernel
from fastrank.significance.exceedances import Exceedances, of_pairs
from fastrank.significance.pair_moments import Moments, Pairs
from fastrank.significance.quantise import Quantised
from fastrank.significance.resample import Plan, Progress, Tile, part_of, sign_flip_sums
from fastrank.significance.sample import Sample
from fastrank.significance.unit_moments import null_squares

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

BLOCK = 256  # replicates an item: the sums of 500 systems stay in a 1 MB second-level cache
COLUMNS = 256


@kernel
def count_flips(sums, first, second, observed, slack, scale, two_sided, lo, hi, counts, steps, maxima):  # type: ignore[no-untyped-def]
    """Exceedances of every pair in blocks ``[lo, hi)`` of replicates, and of the largest studentised sum so far."""
    for block in range(lo, hi):
        start, stop = block * BLOCK, min((block + 1) * BLOCK, maxima.size)
        largest = maxima[start:stop]
        for pair in range(first.size):
            x, y = sums[first[pair], start:stop], sums[second[pair], start:stop]
            more, factor, own = slack[pair], scale[pair], observed[pair]
            bound = own * factor
            for b in range(stop - start):
                d = x[b] - y[b]
                # Within the slack is a tie: rounded sums that differ may be sums that are equal.
                d = (abs(d) if two_sided else d) + more
                counts[block, pair] += d >= own
                t = d * factor
                t = t if t > largest[b] else largest[b]
                largest[b] = t
                steps[block, pair] += t >= bound


def flip_counts(
    plan: Plan,
    sample: Sample,
    pairs: Pairs,
    moments: Moments,
    progress: Progress | None = None,
    alternative: str = "two-sided",
) -> Exceedances:
    """Count over all flips, for scores that every system has on every query.

    A replicate ties with the observed value when it is within Q quanta, the rounding of the sums. The squares
    of differences do not change under flips, so the studentised statistic is the sum over their root. A cluster has one
    sign, and one difference: the sum over its queries. Strata change nothing in what is flipped.
    """
    scores = sample.scores
    slack = plan.n_queries * scores.quantum[0]
    totals = np.append(scores.whole.sum(axis=1), 0.0) * scores.quantum[0]
    pairs = facing(pairs, alternative)
    observed = totals[pairs.first] - totals[pairs.second]
    tiles = sign_flip_sums(plan, scores, progress, zero_row=True)
    squares = null_squares(sample, pairs, moments)
    return _count(tiles, pairs, observed, np.full(len(pairs), slack), squares, alternative)


def flip_counts_pairwise(
    plan: Plan,
    sample: Sample,
    pairs: Pairs,
    moments: Moments,
    progress: Progress | None = None,
    alternative: str = "two-sided",
) -> Exceedances:
    """Count over all flips, each pair on the queries that both systems have (others count as no difference).

    There is no common maximum: the counts of all kinds are the pair's own.
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
        rows = facing(Pairs(np.arange(len(own)), np.full(len(own), len(own))), alternative)
        sums = np.append(d.sum(axis=1), 0.0) * quantum
        observed, slack = sums[rows.first] - sums[rows.second], moments.n[part] * quantum
        counts.append(_count(tiles, rows, observed, slack, None, alternative).pair)
    return of_pairs(np.concatenate(counts))


def facing(pairs: Pairs, alternative: str) -> Pairs:
    """Turn pairs round where small differences are the extreme ones, so that large ones are."""
    return Pairs(pairs.second, pairs.first) if alternative == "less" else pairs


def _count(
    tiles: Iterator[Tile],
    pairs: Pairs,
    observed: Values,
    slack: Values,
    squares: Values | None,
    alternative: str,
) -> Exceedances:
    """Count from the least extreme pair on: then the largest so far is the largest of those left."""
    two_sided = alternative == "two-sided"
    observed = np.abs(observed) if two_sided else observed
    scale = np.zeros(len(pairs)) if squares is None else _inverse_root(squares)
    order = np.argsort(observed * scale, kind="stable")
    rows, slack, bound, scale = pairs[order], slack[order], observed[order], scale[order]
    own, above, steps = np.zeros((3, len(pairs)), dtype=np.int64)
    for tile in tiles:
        n = len(tile.totals)
        blocks = -(-n // BLOCK)
        counts = np.zeros((2, blocks, len(pairs)), dtype=np.int64)
        maxima = np.full(n, -np.inf)
        inputs = (tile.sums, rows.first, rows.second, bound, slack, scale, int(two_sided))
        parallel.run(count_flips, inputs, (counts[0], counts[1], maxima), blocks, cost=BLOCK * len(pairs))
        own[order] += counts[0].sum(axis=0)
        steps[order] += counts[1].sum(axis=0)
        maxima.sort()
        above[order] += n - np.searchsorted(maxima, bound * scale)
    return Exceedances(own, above, steps, order)


def _inverse_root(squares: Values) -> Values:
    """1 / sqrt, and 0 for identical systems, which then never are the largest."""
    return np.divide(1.0, np.sqrt(squares), out=np.zeros_like(squares), where=squares > 0)
