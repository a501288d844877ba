"""Paired randomization test: under the null, the sign of every query's difference is a coin flip."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.significance.exceedances import Exceedances
from fastrank.significance.flip_counts import flip_counts, flip_counts_pairwise
from fastrank.significance.paired_scores import PairedScores
from fastrank.significance.resample import Plan, Progress

Values = npt.NDArray[np.float64]


def randomization(
    plan: Plan, paired: PairedScores, alternative: str = "two-sided", progress: Progress | None = None
) -> Exceedances:
    """Count flips at least as extreme as observed: all 2^Q where the replicates asked for suffice.

    The statistic is the mean difference; t would order the flips the same way.
    """
    count = flip_counts if paired.sample.complete else flip_counts_pairwise
    return count(plan, paired.sample, paired.pairs, paired.moments, progress, alternative)


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
