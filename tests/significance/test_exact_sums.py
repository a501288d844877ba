"""Sums without rounding: those of `math.fsum`, whatever the parts and their order."""

import math
from fractions import Fraction

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from fastrank.kernels.exact_sums import LEAST_EXPONENT
from fastrank.significance.exact_sums import as_floats, differences, exact_totals

NUMBERS = st.one_of(st.floats(-1e300, 1e300), st.floats(-1, 1), st.sampled_from([0.1, 0.3, 1e-320, -0.0]))


@given(st.lists(NUMBERS, max_size=30), st.integers(0, 30))
def test_sums_are_exact_and_parts_add_up(numbers, cut):
    row = np.array([numbers])
    (total,) = exact_totals(row)
    assert total == sum(map(Fraction, numbers)) / Fraction(2) ** LEAST_EXPONENT
    assert total == exact_totals(row[:, :cut])[0] + exact_totals(row[:, cut:])[0]
    assert as_floats([total]).high[0] == math.fsum(numbers)


def test_what_is_not_finite_is_left_out():
    assert as_floats(exact_totals(np.array([[1.0, np.nan, np.inf, 2.0]]))).high.tolist() == [3.0]


@example(
    [
        (x, 0.0)
        for x in (1.0, 0.12286127837035621, 1.6e-145, -1.0, *[-0.5645054613796522] * 2, -0.4417036940996678)
    ]
)
@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=1, max_size=30))
def test_differences_are_those_of_the_exact_sums(pairs):
    rows = np.array(pairs).T
    a, b = exact_totals(rows)
    found = differences(as_floats([a, b]), np.array([0, 0]), np.array([1, 2]))
    expected = float((a - b) * Fraction(2) ** LEAST_EXPONENT)
    assert abs(found[0] - expected) <= math.ulp(expected)
    assert found[1] == as_floats([a]).high[0]
