"""P-values of a statistic that is standard normal under the null hypothesis."""

from __future__ import annotations

import math

from fastrank.kernels.jit import inlined

TWO_SIDED, LESS, GREATER = range(3)


@inlined
def normal_pvalue(z, alternative):  # type: ignore[no-untyped-def]
    """Chance of a value at least as extreme as z; through erfc, so that small ones keep all their digits."""
    if alternative == TWO_SIDED:
        return math.erfc(abs(z) / math.sqrt(2.0))
    if alternative == LESS:
        z = -z
    return 0.5 * math.erfc(z / math.sqrt(2.0))
