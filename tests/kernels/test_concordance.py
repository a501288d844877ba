"""Comparing every pair of items, of one list or of sixteen at a time, counts as the definition does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastrank.arrays.pairs import read_pairs
from fastrank.correlation.pair_counts import pair_counts
from fastrank.kernels import vectors_in_python as law
from fastrank.kernels.compared_items import LANES
from fastrank.kernels.concordance import concordance_definition
from tests.strategies import LEVELS


@given(st.data(), st.integers(0, 19), st.sampled_from([1, LANES - 1, LANES, 2 * LANES + 3]))
def test_lists_of_one_length(data: st.DataObject, n: int, rows: int) -> None:
    values = st.lists(
        data.draw(st.sampled_from([LEVELS, st.integers(0, 2), st.floats(-1, 1)])), min_size=n, max_size=n
    )
    x, y = (np.array([data.draw(values) for _ in range(rows)], float).reshape(rows, n) for _ in "xy")
    made = pair_counts(read_pairs(x, y, axis=-1, nan_policy="raise"), 10**9)
    for q in range(rows):
        counts, moments = concordance_definition(x[q].tolist(), y[q].tolist())
        assert made.counts[q].tolist() == counts
        assert made.moments[q].tolist() == moments


@pytest.mark.parametrize("n", [1000, 1280])
def test_sums_of_the_longest_runs_fit(n: int) -> None:
    made = pair_counts(read_pairs(np.zeros(n), np.zeros(n), axis=None, nan_policy="raise"), 10**9)
    assert made.counts[0].tolist() == [0, *[n * (n - 1) // 2] * 3, 1, 1]
    assert made.moments[0].tolist() == [n * (n - 1) * (n - 2), n * (n - 1) * (2 * n + 5)] * 2


def test_pairs_with_nan_neither_differ_nor_oppose() -> None:
    x, y = np.r_[np.nan, 1.0, 2.0, np.zeros(13)], np.r_[1.0, 1.0, np.nan, np.zeros(13)]
    lower, upper = np.full(LANES, -1.0), np.full(LANES, 3.0)
    none = law.no_counts()
    assert law.count_unequal(none, x, upper).tolist() == [0, *[1] * 15]
    assert law.count_untied(none, x, upper, y, lower).tolist() == [0, 1, 0, *[1] * 13]
    assert law.count_discordant(none, x, upper, y, lower).tolist() == [0, 1, 0, *[1] * 13]
    assert law.how_many_follow(3).tolist() == [2, 1, 0, *[0] * 13]
