"""Sums over runs of equal values that variances under ties need: whole numbers, in two words where one is too small.

A run of t has t (t - 1) / 2 tied pairs; t (t - 1) (t - 2) and t (t - 1) (2 t + 5) leave int64 near t = 1.6e6. The
pairs are cut at 30 bits, so that each half times a factor below 2^33 fits, for all runs of up to 2^31 items.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fastrank.kernels.jit import inlined, kernel

PAIRS, DISTINCT, TRIPLES_HIGH, TRIPLES_LOW, FIVES_HIGH, FIVES_LOW = range(6)
SUMS = 6
_CUT = 30


@inlined
def add_run(sums, t):  # type: ignore[no-untyped-def]
    """Add a run of `t` equal values."""
    sums[DISTINCT] += 1
    if t == 1:
        return
    pairs = t * (t - 1) // 2
    high, low = pairs >> _CUT, pairs & ((np.int64(1) << _CUT) - 1)
    sums[PAIRS] += pairs
    sums[TRIPLES_HIGH] += high * (t - 2)
    sums[TRIPLES_LOW] += low * (t - 2)
    sums[FIVES_HIGH] += high * (2 * t + 5)
    sums[FIVES_LOW] += low * (2 * t + 5)


@inlined
def moments_of(sums):  # type: ignore[no-untyped-def]
    """Sums of t (t - 1) (t - 2) and of t (t - 1) (2 t + 5): right to 3 roundings, whatever the runs are."""
    unit = float(np.int64(1) << _CUT)
    triples = 2.0 * (float(sums[TRIPLES_HIGH]) * unit + float(sums[TRIPLES_LOW]))
    fives = 2.0 * (float(sums[FIVES_HIGH]) * unit + float(sums[FIVES_LOW]))
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
