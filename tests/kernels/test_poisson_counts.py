"""Draws of counts: the law by SciPy's Poisson distribution, and that chunks and threads change nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from fastrank.kernels.poisson_counts import count_word_definition, poisson_counts, table_room


def draw(keys, counts, seed, first, n):
    out = np.empty((len(keys), n), np.int32)
    keys, counts = np.array(keys, dtype=np.uint64), np.array(counts, dtype=np.int64)
    for array in (keys, counts):
        array.setflags(write=False)
    room = table_room(int(counts.max()))
    poisson_counts(keys, counts, np.uint64(seed), first, room, 0, len(keys), out)
    return out


@given(
    st.lists(st.tuples(st.integers(0, 2**64 - 1), st.integers(1, 10**6)), min_size=1, max_size=4),
    st.integers(0, 2**64 - 1),
    st.integers(0, 500),
)
def test_a_draw_is_the_quantile_of_its_random_word(cells, seed, first):
    keys, counts = zip(*cells, strict=True)
    first = 4 * first
    drawn = draw(keys, counts, seed, first, 9)
    for row, (key, count) in enumerate(cells):
        for i in range(9):
            word = count_word_definition(seed, key, first + i)
            # The table ends where 2^-44 of the mode is left, and 32 bits end at 2^-32: quantiles next to it may differ.
            near = {int(poisson.ppf((word + e) / 2**32, count)) for e in (1e-3, 1 - 1e-3) if word < 2**32 - 2}
            assert not near or drawn[row, i] in near


def test_mean_and_variance_are_the_count():
    drawn = draw(range(6), [1, 2, 7, 100, 10**4, 10**6], 1, 0, 40_000).astype(np.float64)
    counts = np.array([1, 2, 7, 100, 10**4, 10**6])
    np.testing.assert_allclose((drawn.mean(axis=1) - counts) / np.sqrt(counts), 0.0, atol=4 / np.sqrt(40_000))
    np.testing.assert_allclose(drawn.var(axis=1) / counts, 1.0, atol=5 * np.sqrt(2 / 40_000) + 0.01)
    assert drawn[0].min() == 0


@pytest.mark.parametrize("count", [1, 3, 50, 4000])
def test_frequencies_are_poisson(count):
    drawn = draw([9], [count], 3, 0, 100_000)[0]
    values = np.arange(drawn.min(), drawn.max() + 1)
    expected = poisson.pmf(values, count) * 100_000
    seen = np.bincount(drawn - drawn.min(), minlength=len(values))
    enough = expected >= 10
    chi = ((seen - expected)[enough] ** 2 / expected[enough]).sum()
    assert chi < enough.sum() + 5 * np.sqrt(2 * enough.sum())


def test_replicates_do_not_depend_on_where_a_piece_begins():
    whole = draw([5, 6], [20, 300], 2, 0, 64)
    np.testing.assert_array_equal(draw([5, 6], [20, 300], 2, 16, 32), whole[:, 16:48])
    np.testing.assert_array_equal(draw([6], [300], 2, 0, 64), whole[1:])
