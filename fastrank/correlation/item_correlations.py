"""Correlation over systems for each segment, averaged over segments, of many resamples side by side.

A resample swaps cells of two metrics (permutation tests), or weighs systems and segments (bootstrap). A system of
weight w stands w times in every list. Replicates are side by side in blocks, so that all of them make one pass over a
segment's pairs of systems: 15 systems × 500 segments × 10^4 replicates are 10^7 lists of both metrics.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.jit import inlined, kernel

Values = npt.NDArray[np.float64]
Small = npt.NDArray[np.int8]

BLOCK = 128
STATISTICS = ("pearsonr", "spearmanr", "kendalltau", "pairwise_accuracy")
MOST_SYSTEMS = 2048  # whole numbers up to the square of their weights are exact in float32


def item_means(
    statistic: str,
    human: Values,
    a: Values,
    b: Values,
    swaps: Small,
    unit: npt.NDArray[np.int64],
    systems: Small,
    segments: Small,
) -> Values:
    """Return the mean correlation of a and of b with people, (2, replicates); NaN where no list has any.

    Parameters
    ----------
    statistic : str
        One of `STATISTICS`.
    human, a, b : ndarray, (segments, systems)
        Scores.
    swaps : ndarray of int8, (units, replicates)
        1 where a and b change places.
    unit : ndarray of int64, (segments, systems)
        The row of `swaps` that a cell follows.
    systems, segments : ndarray of int8, (systems, replicates), (segments, replicates)
        How often each is drawn.
    """
    if human.shape[1] > MOST_SYSTEMS:
        raise ValueError(f"{human.shape[1]} systems: correlations of segments take at most {MOST_SYSTEMS}")
    distinct = np.zeros(len(human), np.bool_)
    if statistic != "pearsonr":
        a, b, distinct = _joint_ranks(a, b)
    n = swaps.shape[1]
    more = -n % BLOCK
    padded = [
        np.pad(part, ((0, 0), (0, more)), mode="edge") if more else part
        for part in (swaps, systems, segments)
    ]
    out = np.empty((2, n + more))
    code, blocks = STATISTICS.index(statistic), (n + more) // BLOCK
    inputs = (code, human, a, b, distinct, padded[0], unit, padded[1], padded[2])
    cost = BLOCK * human.size * max(1, human.shape[1] // 8)
    parallel.run(correlate_items, inputs, (out,), blocks, cost=cost)
    return out[:, :n]


def _joint_ranks(a: Values, b: Values) -> tuple[Values, Values, npt.NDArray[np.bool_]]:
    """Places among all scores that a segment has from either metric, and whether no two of them are equal."""
    both = np.concatenate([a, b], axis=1)
    order = np.argsort(both, axis=1, kind="stable")
    ordered = np.take_along_axis(both, order, axis=1)
    steps = np.concatenate([np.zeros((len(a), 1)), ordered[:, 1:] > ordered[:, :-1]], axis=1)
    ranks = np.empty_like(both)
    np.put_along_axis(ranks, order, np.cumsum(steps, axis=1), axis=1)
    n = a.shape[1]
    return (
        np.ascontiguousarray(ranks[:, :n]),
        np.ascontiguousarray(ranks[:, n:]),
        steps.sum(axis=1) == 2 * n - 1,
    )


@kernel
def correlate_items(code, human, a, b, distinct, swaps, unit, systems, segments, lo, hi, out):  # type: ignore[no-untyped-def]
    """Both metrics' mean correlations in blocks ``[lo, hi)`` of replicates."""
    n_segments, n = human.shape
    x, weight = np.empty((n, 128)), np.empty((n, 128))
    ranks, times = np.empty((n, 128), np.float32), np.empty((n, 128), np.float32)
    rank_x, rank_h = np.empty((n, 128), np.float32), np.empty((n, 128), np.float32)
    sums, counts, value = np.empty((6, 128)), np.empty((6, 128), np.float32), np.empty(128)
    totals, lists = np.empty((2, 128)), np.empty((2, 128))
    for block in range(lo, hi):
        first = 128 * block
        for i in range(n):
            for lane in range(128):
                weight[i, lane] = np.float64(systems[i, first + lane])
                times[i, lane] = np.float32(systems[i, first + lane])
        for side in range(2):
            for lane in range(128):
                totals[side, lane] = 0.0
                lists[side, lane] = 0.0
        for q in range(n_segments):
            for side in range(2):
                own, other = (a[q], b[q]) if side == 0 else (b[q], a[q])
                if code == 0:
                    _choose(own, other, swaps, unit[q], first, x)
                    _products(human[q], x, weight, sums, value)
                else:
                    _choose(own, other, swaps, unit[q], first, ranks)
                    if code == 1:
                        _rank_products(human[q], ranks, times, side == 0, rank_x, rank_h, sums, value)
                    else:
                        _pairs(code, human[q], ranks, times, distinct[q], counts, value)
                for lane in range(128):
                    drawn = np.float64(segments[q, first + lane])
                    defined = value[lane] == value[lane]
                    totals[side, lane] += drawn * value[lane] if defined else 0.0
                    lists[side, lane] += drawn if defined else 0.0
        for side in range(2):
            for lane in range(128):
                n_lists = lists[side, lane]
                out[side, first + lane] = totals[side, lane] / n_lists if n_lists > 0.0 else np.nan


@inlined
def _choose(own, other, swaps, unit, first, into):  # type: ignore[no-untyped-def]
    """A segment's scores after the swaps of a block of replicates."""
    for i in range(own.size):
        swap, row, kept, swapped = swaps[unit[i], first : first + 128], into[i], own[i], other[i]
        for lane in range(128):
            row[lane] = swapped if swap[lane] else kept


@inlined
def _clear(sums):  # type: ignore[no-untyped-def]
    for row in range(sums.shape[0]):
        for lane in range(128):
            sums[row, lane] = 0.0


@inlined
def _products(human, x, weight, sums, value):  # type: ignore[no-untyped-def]
    """Pearson's r from weighted sums."""
    _clear(sums)
    n, sx, sh, sxx, shh, sxh = sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]
    for i in range(human.size):
        h, xs, ws = human[i], x[i], weight[i]
        for lane in range(128):
            wx, wh = ws[lane] * xs[lane], ws[lane] * h
            n[lane] += ws[lane]
            sx[lane] += wx
            sh[lane] += wh
            sxx[lane] += wx * xs[lane]
            shh[lane] += wh * h
            sxh[lane] += wx * h
    for lane in range(128):
        xx = n[lane] * sxx[lane] - sx[lane] * sx[lane]
        hh = n[lane] * shh[lane] - sh[lane] * sh[lane]
        xh = n[lane] * sxh[lane] - sx[lane] * sh[lane]
        varies = (xx > 1e-12 * n[lane] * sxx[lane]) & (hh > 1e-12 * n[lane] * shh[lane])
        value[lane] = min(1.0, max(-1.0, xh / np.sqrt(xx) / np.sqrt(hh))) if varies else np.nan


@inlined
def _rank_products(human, x, weight, first_side, rank_x, rank_h, sums, value):  # type: ignore[no-untyped-def]
    """Spearman's rho: an item's centred rank is the weight below it minus the weight above it."""
    _clear(rank_x)
    if first_side:
        _clear(rank_h)
    _clear(sums)
    for i in range(human.size):
        for j in range(i + 1, human.size):
            mine, other, w, v, xi, xj = x[i], x[j], weight[i], weight[j], rank_x[i], rank_x[j]
            for lane in range(128):
                s = np.float32(mine[lane] > other[lane]) - np.float32(mine[lane] < other[lane])
                xi[lane] += v[lane] * s
                xj[lane] -= w[lane] * s
            if first_side:
                hi, hj = rank_h[i], rank_h[j]
                sign = np.float32(human[i] > human[j]) - np.float32(human[i] < human[j])
                for lane in range(128):
                    hi[lane] += v[lane] * sign
                    hj[lane] -= w[lane] * sign
    xx, hh, xh = sums[0], sums[1], sums[2]
    for i in range(human.size):
        w, rx, rh = weight[i], rank_x[i], rank_h[i]
        for lane in range(128):
            wx, wh = np.float64(w[lane]) * np.float64(rx[lane]), np.float64(w[lane]) * np.float64(rh[lane])
            xx[lane] += wx * np.float64(rx[lane])
            hh[lane] += wh * np.float64(rh[lane])
            xh[lane] += wx * np.float64(rh[lane])
    for lane in range(128):
        product = xx[lane] * hh[lane]
        value[lane] = xh[lane] / np.sqrt(product) if product > 0.0 else np.nan


@inlined
def _pairs(code, human, x, weight, distinct, counts, value):  # type: ignore[no-untyped-def]
    """Kendall's tau-b, or the share of pairs ordered or tied alike.

    Concordant pairs and ties determine all: where no two scores of a segment tie, a pair of systems is one comparison.
    """
    _clear(counts)
    concordant, tied_x, tied_h, tied_both, n, squares = (
        counts[0],
        counts[1],
        counts[2],
        counts[3],
        counts[4],
        counts[5],
    )
    for i in range(human.size):
        w = weight[i]
        for lane in range(128):
            n[lane] += w[lane]
            squares[lane] += w[lane] * w[lane]
        for j in range(i + 1, human.size):
            v, level = weight[j], human[i] == human[j]
            larger, smaller = (x[i], x[j]) if human[i] > human[j] else (x[j], x[i])
            if level:
                for lane in range(128):
                    tied_h[lane] += w[lane] * v[lane]
            else:
                for lane in range(128):
                    both = w[lane] * v[lane]
                    concordant[lane] += both if larger[lane] > smaller[lane] else np.float32(0.0)
            if not distinct:
                for lane in range(128):
                    both = w[lane] * v[lane]
                    both = both if larger[lane] == smaller[lane] else np.float32(0.0)
                    tied_x[lane] += both
                    tied_both[lane] += both if level else np.float32(0.0)
    for lane in range(128):
        weights, own = np.float64(n[lane]), np.float64(squares[lane])
        pairs = (
            weights * weights - own
        ) / 2.0  # of two systems; one drawn again ties with itself on both sides
        x_ties, h_ties, ties = np.float64(tied_x[lane]), np.float64(tied_h[lane]), np.float64(tied_both[lane])
        agree = np.float64(concordant[lane])
        if code == 2:
            balance = 2.0 * agree - (pairs - x_ties - h_ties + ties)
            product = (pairs - x_ties) * (pairs - h_ties)
            value[lane] = balance / np.sqrt(product) if product > 0.0 else np.nan
        else:
            total = weights * (weights - 1.0)
            value[lane] = (2.0 * (agree + ties) + own - weights) / total if total > 0.0 else np.nan


def item_mean_definition(statistic: str, human: Any, metric: Any, systems: Any, segments: Any) -> float:
    """The law for one replicate of one metric, by SciPy over expanded lists; cells are (segments, systems)."""
    from scipy import stats

    def one(h: Values, m: Values) -> float:
        if statistic == "pairwise_accuracy":
            pairs = [(i, j) for j in range(len(h)) for i in range(j)]
            same = [np.sign(h[i] - h[j]) == np.sign(m[i] - m[j]) for i, j in pairs]
            return float(np.mean(same)) if pairs else float("nan")
        if len(h) < 2 or np.ptp(h) == 0 or np.ptp(m) == 0:
            return float("nan")
        return float(getattr(stats, statistic)(h, m).statistic)

    values = [one(np.repeat(h, systems), np.repeat(m, systems)) for h, m in zip(human, metric, strict=True)]
    repeated = np.repeat(values, segments)
    defined = repeated[~np.isnan(repeated)]
    return float(defined.mean()) if len(defined) else float("nan")
