"""NaN in arrays: refused, with its list and position."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.arrays.lists import Lists


def holds_nan(values: npt.NDArray[Any]) -> bool:
    """Whether there is a NaN; one pass, because a NaN (or inf - inf) reaches the sum."""
    if values.dtype.kind != "f":
        return False
    with np.errstate(over="ignore", invalid="ignore"):
        suspect = np.isnan(values.sum())
    return bool(suspect and np.isnan(values).any())


def refuse_nan(values: npt.NDArray[Any], lists: Lists, name: str) -> None:
    """Raise ``ValueError`` where a value that is present is NaN."""
    if not holds_nan(values):
        return
    bad = np.isnan(values)
    if lists.null is not None and name == "relevance":
        bad &= ~lists.null
    if bad.any():
        at = int(np.argmax(bad))
        row = int(np.searchsorted(lists.offsets, at, side="right")) - 1
        raise ValueError(
            f"{name}: NaN in list {row} at position {at - int(lists.offsets[row])}; "
            "mask absent values with where=, or drop them"
        )
