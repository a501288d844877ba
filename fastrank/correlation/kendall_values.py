"""Tau and its p-value from counts of pairs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.correlation.null_distribution import TABLED, exact_pvalues, tabled_shares
from fastrank.correlation.pair_counts import PairCounts
from fastrank.kernels.concordance import (
    BALANCE,
    DISTINCT_X,
    DISTINCT_Y,
    FIVES_X,
    FIVES_Y,
    TIED_X,
    TIED_Y,
    TRIPLES_X,
    TRIPLES_Y,
)
from fastrank.kernels.jit import kernel, spliced
from fastrank.kernels.normal_tail import GREATER, LESS, normal_pvalue

VARIANTS = ("a", "b", "c")
METHODS = ("auto", "exact", "asymptotic")
_AUTO, _EXACT, _ASYMPTOTIC = range(3)
_UNTABLED = -1.0  # an exact p-value that the table does not hold
TIED = -2.0  # an exact p-value that there is none of


def taus(made: PairCounts, variant: str) -> npt.NDArray[np.float64]:
    """Tau of each list; NaN where a side is constant or there is no pair."""
    out = np.empty(len(made.lengths))
    inputs = (made.counts, made.lengths, VARIANTS.index(variant))
    parallel.run(_tau_of_each, inputs, (out,), len(out), cost=8)
    return out


def pvalues(made: PairCounts, method: str, alternative: int) -> npt.NDArray[np.float64]:
    """P-value of each list: exact from counted orders (or `TIED`), else normal with the variance that ties leave."""
    out = np.empty(len(made.lengths))
    inputs = (*made, METHODS.index(method), alternative, *tabled_shares())
    parallel.run(_p_of_each, inputs, (out,), len(out), cost=20)
    long = np.flatnonzero(out == _UNTABLED)
    if len(long):
        out[long] = exact_pvalues(made.lengths[long], made.counts[long, BALANCE], alternative)
    return out


@kernel
def _tau_of_each(counts, lengths, variant, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        out[q] = tau_of(counts, q, lengths[q], variant)


@spliced
def tau_of(counts, q, n, variant):  # type: ignore[no-untyped-def]
    pairs = n * (n - 1) // 2
    untied_x, untied_y = pairs - counts[q, TIED_X], pairs - counts[q, TIED_Y]
    if untied_x == 0 or untied_y == 0:
        return np.nan  # a constant list, or no pair
    if variant == 0:
        tau = counts[q, BALANCE] / pairs
    elif variant == 1:  # in SciPy's order, so that the last bit is the same
        tau = counts[q, BALANCE] / np.sqrt(float(untied_x)) / np.sqrt(float(untied_y))
    else:
        classes = min(counts[q, DISTINCT_X], counts[q, DISTINCT_Y])
        tau = 2 * counts[q, BALANCE] / (float(n) * n * (classes - 1) / classes)
    return min(1.0, max(-1.0, tau))


@kernel
def _p_of_each(counts, moments, lengths, method, alternative, table, begins, lo, hi, out):  # type: ignore[no-untyped-def]
    for q in range(lo, hi):
        out[q] = p_of(counts, moments, q, lengths[q], method, alternative, table, begins)


@spliced
def p_of(counts, moments, q, n, method, alternative, table, begins):  # type: ignore[no-untyped-def]
    """P-value of the counts in row q, `_UNTABLED` or `TIED`."""
    pairs = n * (n - 1) // 2
    if counts[q, TIED_X] == pairs or counts[q, TIED_Y] == pairs:
        return np.nan
    untied = counts[q, TIED_X] == 0 and counts[q, TIED_Y] == 0
    discordant = (pairs - counts[q, BALANCE]) // 2
    few = n <= TABLED or min(discordant, pairs - discordant) <= 1
    if method == _EXACT and not untied:
        return TIED
    if method == _EXACT or (method == _AUTO and untied and few):
        return _tabled(n, pairs, discordant, alternative, table, begins) if n <= TABLED else _UNTABLED
    return normal_pvalue(_z(counts, moments, q, float(n)), alternative)


@spliced
def _tabled(n, pairs, discordant, alternative, table, begins):  # type: ignore[no-untyped-def]
    if alternative == GREATER:
        return table[begins[n] + discordant]
    if alternative == LESS:
        return table[begins[n] + pairs - discordant]
    return min(1.0, 2 * table[begins[n] + min(discordant, pairs - discordant)])


@spliced
def _z(counts, moments, q, n):  # type: ignore[no-untyped-def]
    m = n * (n - 1)
    variance = (m * (2 * n + 5) - moments[q, FIVES_X] - moments[q, FIVES_Y]) / 18
    variance += 2 * float(counts[q, TIED_X]) * float(counts[q, TIED_Y]) / m
    if n > 2:
        variance += moments[q, TRIPLES_X] * moments[q, TRIPLES_Y] / (9 * m * (n - 2))
    return counts[q, BALANCE] / np.sqrt(variance)
