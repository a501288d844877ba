"""Two-sided normal tails by a polynomial: a call of the C library's erfc costs more than the count it judges."""

from __future__ import annotations

import math

from fastrank.kernels.jit import inlined

# (1 + 2 x) exp(x²) erfc(x) as a polynomial in (x - 3.75) / (x + 3.75), highest power first (the form is that of
# Shepherd & Laframboise, Math. Comp. 36, 1981): a Chebyshev fit of degree 22 to scipy.special.erfcx, 1.3e-15 off.
_COEFFICIENTS = (
    -2.7306117611092074e-09,
    -1.912319028787361e-09,
    3.253222189856716e-08,
    1.8570370980346476e-08,
    -2.497939177958713e-07,
    -5.036126676914535e-08,
    1.7435044420399786e-06,
    -9.798494254055017e-07,
    -1.1439223780521477e-05,
    2.238799421864079e-05,
    5.1647115904450285e-05,
    -0.00029015554290239996,
    0.00029371418737542696,
    0.0017556262142499137,
    -0.009746579643273133,
    0.028362277365946927,
    -0.05869339858182554,
    0.09230432116439873,
    -0.10880393014207519,
    0.08227673849003167,
    0.0035854154854681464,
    -0.1402405985855469,
    1.2375126308378275,
)


@inlined
def two_sided_tail(z):  # type: ignore[no-untyped-def]
    """Return the chance that a standard normal value is at least as far from 0 as `z`."""
    x = abs(z) * 0.7071067811865476
    t = (x - 3.75) / (x + 3.75)
    value = 0.0
    for coefficient in _COEFFICIENTS:
        value = value * t + coefficient
    return math.exp(-x * x) * value / (1 + 2 * x)
