"""Sums of float64 without any rounding: every number is added to a fixed-point number that has room for all of them.

The fixed-point number is cut into limbs of 32 bits, which are held in 64, so that 2^30 numbers can be added before a
carry is lost (Neal 2015, "Fast exact summation using small and large superaccumulators").
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import kernel

LIMBS = 66  # of 32 bits: from 2^-1074 on to the largest number
LIMB_BITS = 32
LEAST_EXPONENT = -1074  # one unit of the lowest limb is the smallest number above 0


@kernel
def add_exactly(bits, lo, hi, limbs):  # type: ignore[no-untyped-def]
    """Add the finite numbers with these bits in rows ``[lo, hi)`` to ``limbs[row]``."""
    low_half = np.int64(0xFFFFFFFF)
    for row in range(lo, hi):
        for column in range(bits.shape[1]):
            word = bits[row, column]
            exponent = (word >> 52) & 0x7FF
            if exponent == 0x7FF:
                continue
            mantissa = word & np.int64(0xFFFFFFFFFFFFF)
            if exponent:
                mantissa |= np.int64(1) << 52
                exponent -= 1
            limb, shift = exponent >> 5, exponent & 31
            low, high = (mantissa & low_half) << shift, (mantissa >> 32) << shift
            sign = np.int64(1) if word >= 0 else np.int64(-1)
            limbs[row, limb] += sign * (low & low_half)
            limbs[row, limb + 1] += sign * ((low >> 32) + (high & low_half))
            limbs[row, limb + 2] += sign * (high >> 32)
