"""Compensated sums against exactly rounded ones."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fastrank import parallel
from fastrank.kernels.summation import compensated_row_means, compensated_row_sums, row_means_definition

ROWS = st.lists(
    st.lists(st.floats(-1e12, 1e12) | st.just(math.nan), min_size=7, max_size=7), min_size=1, max_size=5
)


@given(ROWS)
def test_means_and_sums_are_right_to_the_last_bit_but_one(rows):
    values = np.array(rows)
    law, means, sums, counts = row_means_definition(values), *np.empty((3, len(values)))
    parallel.run(compensated_row_means, (values,), (means, counts), len(values))
    parallel.run(compensated_row_sums, (values,), (sums, counts), len(values))
    assert counts.tolist() == (~np.isnan(values)).sum(axis=1).tolist()
    for row, mean, total, n, expected in zip(values, means, sums, counts, law, strict=True):
        assert math.isnan(mean) == math.isnan(total) == math.isnan(expected) == (n == 0)
        if n:  # Neumaier: an ulp of the sum, and n^2 u^2 of the sum of sizes
            slack = 49 * 2.0**-104 * np.nansum(np.abs(row))
            assert abs(mean - expected) <= 2.0**-51 * abs(expected) + slack
            assert abs(total - expected * n) <= 2.0**-51 * abs(expected * n) + slack
