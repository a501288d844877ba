"""Two-sided normal tails by polynomials: a call of the C library's erfc costs more than the count it judges.

Everything is written out and free of branches, so that the loop around it becomes vectors on every processor.
"""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import spliced

_LOG2_E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 0.6931471803691238, 1.9082149292705877e-10  # their sum is ln 2; the first has 33 bits
_WHOLE = (
    6755399441055744.0  # 1.5 · 2^52: adding it rounds to a whole number, which is then in the lowest bits
)


@spliced
def two_sided_tail(z):  # type: ignore[no-untyped-def]
    """Return 2 Φ(-z) for z from 0 on, at most 4e-13 off (relative) where it is a normal float64."""
    exponent = -0.5 * (z * z)
    exponent = -760.0 if exponent < -760.0 else exponent  # below, it is 0 in float64
    twos = (exponent * _LOG2_E + _WHOLE) - _WHOLE
    r = (exponent - twos * _LN2_HIGH) - twos * _LN2_LOW
    power = _exp_near_zero(r) * scaled_tail(z * 0.7071067811865476)
    half = (twos * 0.5 + _WHOLE) - _WHOLE  # 2^twos itself may be below what float64 has
    return power * _power_of_two(half) * _power_of_two(twos - half)


@spliced
def _power_of_two(k):  # type: ignore[no-untyped-def]
    bits = np.float64(k + (_WHOLE + 1023.0)).view(np.int64)
    return np.int64(bits << 52).view(np.float64)


@spliced
def _exp_near_zero(r):  # type: ignore[no-untyped-def]
    """Taylor's series to degree 11: 7e-15 off where |r| is at most ln 2 / 2."""
    s = r * r
    a = 2.755731922398589e-07
    a = a * s + 2.48015873015873e-05
    a = a * s + 0.001388888888888889
    a = a * s + 0.041666666666666664
    a = a * s + 0.5
    a = a * s + 1.0
    b = 2.505210838544172e-08
    b = b * s + 2.7557319223985893e-06
    b = b * s + 0.0001984126984126984
    b = b * s + 0.008333333333333333
    b = b * s + 0.16666666666666666
    b = b * s + 1.0
    return a + b * r


@spliced
def scaled_tail(x):  # type: ignore[no-untyped-def]
    """Return exp(x²) erfc(x) for x from 0 on.

    (1 + 2 x) times that is a polynomial in (x - 3.75) / (x + 3.75), a form of Shepherd & Laframboise, Math. Comp.
    36, 1981; here a Chebyshev fit of degree 18 to scipy.special.erfcx, 8e-14 off.
    """
    shifted, slope = x + 3.75, 1 + 2 * x
    inverse = 1 / (shifted * slope)  # one division in place of two
    t = (x - 3.75) * slope * inverse
    s = t * t
    f = s * s  # four sums: one alone waits for its last product
    a = 1.5290520662490854e-06
    a = a * f + 5.1507381104592674e-05
    a = a * f - 0.009746591890505914
    a = a * f - 0.10880393022841331
    a = a * f + 1.237512630837827
    b = 1.2881125593067785e-08
    b = b * f + 2.24995899256292e-05
    b = b * f + 0.0017556526177693558
    b = b * f + 0.09230432190258725
    b = b * f - 0.1402405985848508
    c = -1.308753302222804e-07
    c = c * f - 1.1217111980505775e-05
    c = c * f + 0.0002937679578221114
    c = c * f - 0.05869339706182976
    c = c * f + 0.003585415486933488
    d = -1.0899017836077518e-06
    d = d * f - 0.0002902247956162802
    d = d * f + 0.028362271390257
    d = d * f + 0.08227673844831379
    return ((a + b * t) + (c + d * t) * s) * shifted * inverse
