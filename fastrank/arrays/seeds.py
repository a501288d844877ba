"""From what users pass as `rng` to the one 64-bit seed that a result records."""

from __future__ import annotations

from typing import Any

import numpy as np


def seed_from(rng: Any) -> int:
    """Return the 64-bit seed behind `rng`; passing it back as ``rng=`` gives the same result.

    Parameters
    ----------
    rng : int, numpy.random.SeedSequence, numpy.random.Generator or None
        An integer from 0 to 2^64 - 1 is the seed itself; a Generator is advanced by one number; None draws
        entropy from the operating system.

    Examples
    --------
    >>> import numpy as np
    >>> from fastrank.arrays.seeds import seed_from
    >>> seed_from(7), seed_from(np.random.SeedSequence(7))
    (7, 16920295385781661272)
    """
    if rng is None:
        rng = np.random.SeedSequence()
    if isinstance(rng, np.random.SeedSequence):
        return int(rng.generate_state(1, np.uint64)[0])
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(0, 2**64, dtype=np.uint64))
    if not isinstance(rng, int | np.integer) or isinstance(rng, bool):
        raise TypeError(f"rng must be an int, SeedSequence, Generator or None, got {type(rng).__name__}")
    if not 0 <= rng < 2**64:
        raise ValueError(f"rng: a seed must be from 0 to 2**64 - 1, got {rng}")
    return int(rng)
