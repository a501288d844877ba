"""Sums over runs of equal values that variances under ties need: whole numbers, in two words where one is small.

A run of t has p = t (t - 1) / 2 tied pairs. t (t - 1) (t - 2) and t (t - 1) (2 t + 5), which leave int64 near
t = 1.6e6, are 2 (p t - 2 p) and 2 (2 p t + 5 p). In p t the pairs are cut at 30 bits, so that each half fits for all
runs of up to 2^31 items.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fastrank.kernels.jit import inlined, kernel

PAIRS, DISTINCT, TIMES_HIGH, TIMES_LOW = range(4)  # sums of p, how many runs, sum of p t in two words
SUMS = 4
_CUT = 30


@inlined
def add_run(sums, t):  # type: ignore[no-untyped-def]
    """Add a run of `t` equal values."""
    sums[DISTINCT] += 1
    if t > 1:
        pairs = t * (t - 1) // 2
        sums[PAIRS] += pairs
        sums[TIMES_HIGH] += (pairs >> _CUT) * t
        sums[TIMES_LOW] += (pairs & ((np.int64(1) << _CUT) - 1)) * t


@inlined
def moments_of(sums):  # type: ignore[no-untyped-def]
    """Sums of t (t - 1) (t - 2) and of t (t - 1) (2 t + 5): right to 2^-51, whatever the runs are."""
    high = float(sums[TIMES_HIGH]) * float(np.int64(1) << _CUT)
    triples = 2.0 * (high + float(sums[TIMES_LOW] - 2 * sums[PAIRS]))
    fives = 2.0 * (2.0 * high + float(2 * sums[TIMES_LOW] + sums[PAIRS]) + 4.0 * float(sums[PAIRS]))
    return triples, fives


@kernel
def sum_runs(lengths, lo, hi, sums, moments):  # type: ignore[no-untyped-def]
    """Add the runs `lo` to `hi`, given by their lengths; then write the moments of all that was added."""
    for run in range(lo, hi):
        add_run(sums, np.int64(lengths[run]))
    moments[0], moments[1] = moments_of(sums)


def moments_definition(lengths: Any) -> tuple[int, int]:
    """The law, in Python's integers."""
    runs = [int(t) for t in lengths]
    return sum(t * (t - 1) * (t - 2) for t in runs), sum(t * (t - 1) * (2 * t + 5) for t in runs)
