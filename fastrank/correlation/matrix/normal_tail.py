"""Two-sided normal tails by a polynomial: a call of the C library's erfc costs more than the count it judges."""

from __future__ import annotations

from fastrank.kernels.jit import spliced


@spliced
def scaled_tail(x):  # type: ignore[no-untyped-def]
    """Return exp(x²) erfc(x) for x from 0 on.

    (1 + 2 x) times that is a polynomial in (x - 3.75) / (x + 3.75), a form of Shepherd & Laframboise, Math. Comp.
    36, 1981; here a Chebyshev fit of degree 22 to scipy.special.erfcx, 1.3e-15 off. Written out, so that the
    loop around it becomes vectors.
    """
    t = (x - 3.75) / (x + 3.75)
    value = -2.7306117611092074e-09
    value = value * t - 1.912319028787361e-09
    value = value * t + 3.253222189856716e-08
    value = value * t + 1.8570370980346476e-08
    value = value * t - 2.497939177958713e-07
    value = value * t - 5.036126676914535e-08
    value = value * t + 1.7435044420399786e-06
    value = value * t - 9.798494254055017e-07
    value = value * t - 1.1439223780521477e-05
    value = value * t + 2.238799421864079e-05
    value = value * t + 5.1647115904450285e-05
    value = value * t - 0.00029015554290239996
    value = value * t + 0.00029371418737542696
    value = value * t + 0.0017556262142499137
    value = value * t - 0.009746579643273133
    value = value * t + 0.028362277365946927
    value = value * t - 0.05869339858182554
    value = value * t + 0.09230432116439873
    value = value * t - 0.10880393014207519
    value = value * t + 0.08227673849003167
    value = value * t + 0.0035854154854681464
    value = value * t - 0.1402405985855469
    value = value * t + 1.2375126308378275
    return value / (1 + 2 * x)
