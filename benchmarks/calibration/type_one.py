"""Type I error of every test of `fr.compare`: how often p is at most .05 where the means of two systems are equal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from as_scores import Values, as_scores, on_zeros
from cells import Cell, Effort, cell, seed_of, stream
from nulls import NULLS

import fastrank as fr

ALPHA = 0.05
RESAMPLES = 999  # ALPHA * (RESAMPLES + 1) is whole: a resampled p can have exactly the level ALPHA

# These look at differences only: one call tests many data sets against a baseline of zeros.
OF_DIFFERENCES = ("t", "randomization", "bootstrap", "bootstrap_shift", "wilcoxon", "sign")
# These look at both systems: one call is one data set. How many of those drawn together they look at is by their cost.
OF_PAIRS = {"tukey": 5, "tukey_randomization": 5, "mcnemar": 20, "mcnemar_midp": 20}
TESTS = (*OF_DIFFERENCES, *OF_PAIRS)


def type_one(effort: Effort) -> Iterator[Cell]:
    """Yield the cells of every test under every null at every size."""
    for null in NULLS:
        for n in effort.sizes:
            yield from _at(null, n, effort.at(n))


def _at(null: str, n: int, effort: Effort) -> Iterator[Cell]:
    rng = stream("type one", null, n)
    calls = [(seed_of(rng), *NULLS[null](rng, n, effort.per_call)) for _ in range(effort.calls)]
    for test in OF_DIFFERENCES:
        yield cell(test, null, n, (_differences(test, a - b, seed) for seed, a, b in calls))
    for test, looked_at in OF_PAIRS.items():
        if null == "binary" or not test.startswith("mcnemar"):
            alone = ((a[i], b[i], seed + i) for seed, a, b in calls for i in range(looked_at))
            yield cell(test, null, n, (_pair(test, *one) for one in alone))


def _differences(test: str, differences: Values, seed: int) -> Any:
    return _pvalues(test, on_zeros(differences), seed) <= ALPHA


def _pair(test: str, a: Values, b: Values, seed: int) -> Any:
    return _pvalues(test, np.stack([a, b]), seed) <= ALPHA


def _pvalues(test: str, values: Values, seed: int) -> Any:
    scores = as_scores(values)
    interval = "newcombe" if test.startswith("mcnemar") else "t"
    return fr.compare(
        scores, "0", test=test, correction="none", interval=interval, n_resamples=RESAMPLES, rng=seed
    ).pvalue
