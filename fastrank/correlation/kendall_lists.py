"""Tau and its p-value of every list of a call.

Short lists are counted and turned into values by one compiled call, block by block: the counts stay in the cache, and
one pair of lists costs one call.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays.pairs import Pairs, with_nan_policy
from fastrank.correlation.kendall_values import METHODS, TIED, VARIANTS, p_of, pvalues, tau_of, taus
from fastrank.correlation.null_distribution import tabled_shares
from fastrank.correlation.pair_counts import comparing_cost, pair_counts, short, some_lists
from fastrank.kernels.concordance import LANES, count_lists, scratch
from fastrank.kernels.jit import kernel

Values = npt.NDArray[np.float64]

_BLOCK = 8 * LANES


def kendall_lists(pairs: Pairs, variant: str, method: str, alternative: int) -> tuple[Values, Values]:
    """Tau and p of each list; NaN where a side is constant, holds a NaN, or there is no pair."""
    if pairs.longest > short():
        return _by_counts(pairs, variant, method, alternative)
    tau, p = _short(pairs, variant, method, alternative)
    if p[0] < 0 if len(p) == 1 else (p < 0).any():  # of one pair's 9 µs, asking the array takes 1
        _refuse_ties(p)
        rows = np.flatnonzero(p < 0)
        p[rows] = pvalues(pair_counts(some_lists(pairs, rows)), method, alternative)
    return tau, p


def _by_counts(pairs: Pairs, variant: str, method: str, alternative: int) -> tuple[Values, Values]:
    pairs = with_nan_policy(pairs, "propagate")
    made = pair_counts(pairs)
    tau, p = taus(made, variant), pvalues(made, method, alternative)
    if pairs.missing is not None:
        tau[pairs.missing] = p[pairs.missing] = np.nan
    _refuse_ties(p)
    return tau, p


def _refuse_ties(p: Values) -> None:
    tied = np.flatnonzero(p == TIED)
    if len(tied):
        where = f" in list {tied[0]}" if len(p) > 1 else ""
        raise ValueError(f"Ties found{where}, exact method cannot be used; method='asymptotic' takes them")


def _short(pairs: Pairs, variant: str, method: str, alternative: int) -> tuple[Values, Values]:
    n = len(pairs.offsets) - 1
    tau, p = np.empty(n), np.empty(n)
    codes = (VARIANTS.index(variant), METHODS.index(method), alternative)
    inputs = (pairs.x, pairs.y, pairs.offsets, *codes, *_table())
    parallel.run(_values_of_each, inputs, (tau, p), n, cost=comparing_cost(pairs))
    return tau, p


@functools.cache
def _table() -> list[npt.NDArray[Any]]:
    """The table of exact p-values, read-only once and for all: two views a call are 1 µs."""
    return [parallel.read_only(part) for part in tabled_shares()]


@kernel
def _values_of_each(x, y, offsets, variant, method, alternative, table, begins, lo, hi, tau, p):  # type: ignore[no-untyped-def]
    room, sums, nan = scratch(offsets, lo, hi, _BLOCK)
    counts, moments = np.empty((len(nan), 6), np.int64), np.empty((len(nan), 4))
    for first in range(lo, hi, _BLOCK):
        last = min(first + _BLOCK, hi)
        count_lists(x, y, offsets, first, last, room, sums, counts, moments, nan)
        for q in range(first, last):
            row, n = q - first, offsets[q + 1] - offsets[q]
            tau[q], p[q] = np.nan, np.nan
            if not nan[row]:
                tau[q] = tau_of(counts, row, n, variant)
                p[q] = p_of(counts, moments, row, n, method, alternative, table, begins)
