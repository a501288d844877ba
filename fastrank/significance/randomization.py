"""Paired randomization test: under the null, the sign of every query's difference is a coin flip."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.significance.flip_counts import FlipCounts
from fastrank.significance.resample import Plan

Values = npt.NDArray[np.float64]


def randomization(plan: Plan, counts: FlipCounts) -> Values:
    """Return the two-sided p-value of every pair.

    Where the replicates asked for suffice for all 2^Q flips, p is their exact share; else (1 + count) / (B + 1),
    which is never 0 (Phipson and Smyth 2010). The statistic is the mean difference; t would order the flips
    the same way.
    """
    return plan.pvalues(counts.pair)


def exact_definition(differences: Values) -> float:
    """The law for small Q: the share of all sign patterns whose sum is at least as far from 0."""
    from fractions import Fraction
    from itertools import product

    d: list[Any] = [Fraction(value).limit_denominator(10**6) for value in differences.tolist()]
    observed = abs(sum(d))
    flips = [
        abs(sum(s * v for s, v in zip(signs, d, strict=True))) for signs in product((1, -1), repeat=len(d))
    ]
    return sum(flip >= observed for flip in flips) / len(flips)
