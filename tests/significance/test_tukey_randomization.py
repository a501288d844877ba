"""Randomised Tukey HSD: published figures, its law in plain Python, and what it does not depend on."""

import time

import numpy as np
import pytest
from real_scores import random_scores, sakai_scores

import fastrank as fr
from fastrank.kernels.random_streams import permutation_definition
from fastrank.significance.query_keys import query_keys


def test_sakai():
    # elinor's and our own earlier runs of 1e5: .304, .105, .893.
    result = fr.compare(sakai_scores(), test="tukey_randomization", n_resamples=100_000, interval="t", rng=1)
    error = np.sqrt(result.pvalue_adjusted * (1 - result.pvalue_adjusted) / 1e5)
    assert (np.abs(result.pvalue_adjusted - [0.304, 0.105, 0.893]) < 6 * error + 5e-4).all()
    assert (result.pvalue <= result.pvalue_adjusted).all()


def test_law():
    scores = random_scores(5, 12, decimals=1)
    result = fr.compare(scores, test="tukey_randomization", n_resamples=99, interval="t", rng=7)
    keys = query_keys(scores.queries).tolist()
    tenths = np.sort((scores.values[0] * 10).round().astype(int), axis=0)
    ranges, own = [], []
    for replicate in range(99):
        sums = np.zeros(5, dtype=int)
        for q, key in enumerate(keys):
            sums += tenths[permutation_definition(7, key, replicate, 5), q]
        ranges.append(sums.max() - sums.min())
        own.append(abs(sums[0] - sums[1]))
    for i, (a, b) in enumerate(zip(*np.triu_indices(5, 1), strict=True)):
        observed = abs((scores.values[0, a] * 10).round().sum() - (scores.values[0, b] * 10).round().sum())
        assert result.pvalue_adjusted[i] == (1 + (np.array(ranges) >= observed).sum()) / 100
        assert result.pvalue[i] == (1 + (np.array(own) >= observed).sum()) / 100


def test_permutations_are_uniform():
    counts = np.zeros((4, 4))
    for replicate in range(2000):
        counts[np.arange(4), permutation_definition(3, 99, replicate, 4)] += 1
    assert np.abs(counts - 500).max() < 5 * np.sqrt(500 * 0.75)


def test_order_of_systems_does_not_matter():
    scores = random_scores(4, 40)
    backwards = scores.sel(systems=scores.systems[::-1])
    options = {"test": "tukey_randomization", "interval": "t", "rng": 3}
    found = []
    for result in (fr.compare(scores, **options), fr.compare(backwards, **options)):
        pairs = map(frozenset, zip(result.a, result.b, strict=True))
        found.append(dict(zip(pairs, zip(result.pvalue, result.pvalue_adjusted, strict=True), strict=True)))
    assert found[0] == found[1]


def test_identical_systems():
    values = np.tile(random_scores(1, 30).values[0], (3, 1))
    scores = fr.Scores(values, systems="abc", queries=range(30), measure="m")
    result = fr.compare(scores, test="tukey_randomization", rng=0, interval="t")
    assert result.pvalue_adjusted.tolist() == [1.0, 1.0, 1.0]


@pytest.mark.long
def test_hundred_systems_in_ten_seconds():
    scores = random_scores(100, 50)
    start = time.perf_counter()
    fr.compare(scores, test="tukey_randomization", n_resamples=100_000, interval="t", rng=0)
    assert time.perf_counter() - start < 10
