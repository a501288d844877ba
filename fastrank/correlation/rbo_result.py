"""What rank-biased overlap returns, and the options both of its functions take."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.results import TableResult


@dataclass(frozen=True, eq=False)
class RankBiasedOverlap(TableResult):
    """Rank-biased overlap of one pair of rankings (numbers), or of a batch (arrays of its shape).

    Attributes
    ----------
    ext : float or ndarray
        Extrapolated: what lies below the ends of the rankings is taken to agree as the seen part does. This is the
        value to report. ``float(result)`` and ``np.asarray(result)`` are this.
    min, max : float or ndarray
        The least and the most that unseen items could make of it.
    res : float or ndarray
        The residual, max − min: how much the unseen items matter.
    """

    ext: Any
    min: Any
    max: Any

    @property
    def res(self) -> Any:
        """The residual, max − min."""
        return self.max - self.min

    def __float__(self) -> float:
        return float(self.ext)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        return np.array(self.ext, dtype=dtype)

    def columns(self) -> dict[str, Any]:
        """Return the four values as columns, one row a pair."""
        values = {"ext": self.ext, "min": self.min, "max": self.max, "res": self.res}
        return {name: np.ravel(value) for name, value in values.items()}


def read_persistence(p: Any, shape: tuple[int, ...]) -> tuple[npt.NDArray[np.float64], tuple[int, ...]]:
    """Return p for every pair of a batch, flat, and the shape that the batch has with it.

    Several p for one pair make a batch; several pairs are not repeated.
    """
    if isinstance(p, float) and 0 < p < 1:
        return np.full(math.prod(shape), p), shape
    values = np.asarray(p)
    if values.dtype.kind not in "iuf":
        raise TypeError(f"p: expected a number or an array of numbers, got {p!r:.60}")
    bad = ~((values > 0) & (values < 1))
    if bad.any():
        raise ValueError(
            f"p: must be above 0 and below 1, got {values[bad].flat[0]}; 0.9 puts 86 % of the weight on the "
            "first ten places, and p = 1 would weigh all depths alike, without an end"
        )
    try:
        whole = shape if values.ndim == 0 else np.broadcast_shapes(values.shape, shape)
        if shape != whole and math.prod(shape) != 1:
            raise ValueError
    except ValueError:
        raise ValueError(f"p: shape {values.shape} does not broadcast to the batch's {shape}") from None
    return np.ascontiguousarray(np.broadcast_to(values, whole), dtype=np.float64).reshape(-1), whole


def as_result(values: Sequence[Any]) -> RankBiasedOverlap:
    """Name ext, min and max; those of one pair become Python floats."""
    return RankBiasedOverlap(*(value if np.ndim(value) else float(value) for value in values))
