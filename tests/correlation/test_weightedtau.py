"""Weighted tau and rho: SciPy, the O(n^2) definition, threads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import fastrank as fr
from fastrank.correlation.ranks import low_ranks
from fastrank.kernels.low_ranks import low_ranks_definition

VALUES = st.sampled_from([-np.inf, -2.5, -0.0, 0.0, 1.0, 1.0 + 2**-52, 3.0, 1e300, np.inf])
PAIRS = st.lists(st.tuples(VALUES, VALUES), min_size=0, max_size=24)


def definition(x, y, ranks, weigher, additive):
    balance = in_x = in_y = 0.0
    for i in range(len(x)):
        for j in range(i):
            w, v = weigher(ranks[i]), weigher(ranks[j])
            weight = w + v if additive else w * v
            s = int(x[i] > x[j]) - int(x[i] < x[j])
            t = int(y[i] > y[j]) - int(y[i] < y[j])
            balance, in_x, in_y = balance + weight * s * t, in_x + weight * s * s, in_y + weight * t * t
    return balance / np.sqrt(in_x * in_y) if in_x and in_y else np.nan


@given(PAIRS, st.booleans())
def test_definition(pairs, additive):
    x, y = [p[0] for p in pairs], [p[1] for p in pairs]
    ours = fr.weightedtau(x, y, rank=False, additive=additive).statistic
    law = definition(x, y, range(len(x)), lambda r: 1 / (1 + r), additive)
    np.testing.assert_allclose(ours, law, rtol=1e-10, atol=1e-12)


@given(PAIRS.filter(lambda pairs: len(pairs) > 1), st.sampled_from([True, False, None]), st.booleans())
def test_scipy(pairs, rank, additive):
    x, y = [p[0] for p in pairs], [p[1] for p in pairs]
    ours = fr.weightedtau(x, y, rank, additive=additive).statistic
    with np.errstate(invalid="ignore"):  # SciPy adds up the values to find NaN, so inf - inf warns
        theirs = stats.weightedtau(x, y, rank, additive=additive).statistic
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


@given(PAIRS.filter(lambda p: len({a for a, _ in p}) > 1 < len({b for _, b in p}) and len(p) > 2))
def test_rho(pairs):
    x, y = [p[0] for p in pairs], [p[1] for p in pairs]
    np.testing.assert_allclose(fr.spearmanr(x, y), stats.spearmanr(x, y), rtol=1e-6, atol=1e-12)


@given(st.lists(st.one_of(VALUES, st.just(np.nan)), max_size=40))
def test_ranks(values):
    array = np.array(values, dtype=float)
    assert low_ranks(array, np.array([0, len(array)])).tolist() == low_ranks_definition(values)


@pytest.mark.parametrize("kind", ["alike", "distinct", "tied", "nan"])
def test_ranks_of_long_lists(kind):
    rng = np.random.default_rng(0)
    values = {
        "alike": 1 + rng.permutation(3000) * 2.0**-52,
        "distinct": rng.normal(size=3000),
        "tied": rng.integers(-3, 3, 3000) * 0.5,
        "nan": np.where(rng.random(3000) < 0.2, np.nan, 1 + rng.integers(0, 900, 3000) * 2.0**-52),
    }[kind]
    offsets = np.array([0, len(values)])
    twice = low_ranks(np.concatenate([values, values]), np.array([0, 3000, 6000]))
    np.testing.assert_array_equal(low_ranks(values, offsets), twice[:3000])
    np.testing.assert_array_equal(
        low_ranks(values[:400], np.array([0, 400])), low_ranks_definition(values[:400])
    )


@pytest.mark.parametrize("additive", [True, False])
def test_threads_and_batches_change_no_bit(additive):
    x, y = np.random.default_rng(1).integers(0, 10**5, (2, 2, 150_000)).astype(float)
    results = []
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        results.append(fr.weightedtau(x[0], y[0], additive=additive).statistic)
    fr.set_num_threads(None)
    results.append(fr.weightedtau(x, y, axis=-1, additive=additive).statistic[0])
    assert len(set(results)) == 1


def test_weigher_is_called_once_a_rank():
    calls = []
    fr.weightedtau([3, 1, 2, 2], [1, 2, 3, 4], weigher=lambda r: calls.append(r) or 1.0)
    assert calls == [0, 1, 2, 3]


def test_ranks_given_with_nan_dropped():
    x, y, rank = [1, 2, np.nan, 4, 3], [2, 1, 5, 4, 3], [4, 0, 1, 30, 2]
    ours = fr.weightedtau(x, y, rank, nan_policy="omit").statistic
    assert ours == pytest.approx(
        stats.weightedtau([1, 2, 4, 3], [2, 1, 4, 3], np.array([4, 0, 30, 2])).statistic
    )
    assert np.isnan(fr.weightedtau(x, y, rank).statistic)


def test_refused():
    with pytest.raises(ValueError, match="weigher"):
        fr.weightedtau([1, 2], [1, 2], weigher="cubic")
    with pytest.raises(ValueError, match="axis"):
        fr.weightedtau(np.zeros((2, 3)), np.zeros((2, 3)))
    with pytest.raises(ValueError, match="alternative"):
        fr.spearmanr([1, 2], [1, 2], alternative="both")
