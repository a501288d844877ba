"""Ragged values: offsets are checked here, once, before any kernel sees them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def checked_offsets(offsets: npt.NDArray[Any], n_values: int, name: str) -> npt.NDArray[np.int64]:
    """Return offsets as int64 after checking that they rise and stay within the values.

    Parameters
    ----------
    offsets : ndarray of integers
        Start of each list, and the end of the last.
    n_values : int
        How many values there are.
    name : str
        What to call them in an error.

    Raises
    ------
    ValueError
        If there is no offset, one is out of range, or one falls below its predecessor.
    """
    result = np.ascontiguousarray(offsets, dtype=np.int64)
    if len(result) == 0:
        raise ValueError(f"{name}: offsets are empty; n lists need n + 1 offsets")
    falls = np.flatnonzero(result[1:] < result[:-1])
    if len(falls):
        at = int(falls[0])
        raise ValueError(
            f"{name}: offsets must not fall, but offset {at + 1} is {result[at + 1]} after {result[at]}"
        )
    if result[0] < 0 or result[-1] > n_values:
        raise ValueError(
            f"{name}: offsets run from {result[0]} to {result[-1]}, but there are {n_values} values"
        )
    return result
