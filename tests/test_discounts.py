"""Tables of rank weights against arbitrary-precision arithmetic."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np

from fastrank.kernels.discounts import geometric_weights, log2_discounts


def test_log2_discounts_are_correctly_rounded():
    ranks = [
        *range(1, 1500),
        *(2**i + d for i in range(5, 17) for d in (-2, -1, 0, 1)),
        *range(70_001, 99_999, 97),
    ]
    table = log2_discounts(100_000)
    with localcontext(prec=60):
        two = Decimal(2).ln()
        exact = [float(two / Decimal(rank + 1).ln()) for rank in ranks]  # float() rounds a Decimal correctly
    assert table[ranks].tolist() == exact


def test_a_longer_table_keeps_the_bits_of_a_shorter_one():
    short = log2_discounts(10)[:11].copy()
    assert log2_discounts(500_000)[:11].tobytes() == short.tobytes()
    assert not log2_discounts(3).flags.writeable


def test_geometric_weights():
    weights = geometric_weights(0.8, 200)
    with localcontext(prec=60):
        p = Decimal.from_float(0.8)
        exact = [float((1 - p) * p**i) for i in range(200)]
    np.testing.assert_allclose(weights[1:], exact, rtol=1e-13)
    assert geometric_weights(0.5, 60)[1:].tolist() == [2.0**-i for i in range(1, 61)]
    assert geometric_weights(0.5, 0).tolist() == [0.0]
    assert abs(weights.sum() - 1) < 1e-15
