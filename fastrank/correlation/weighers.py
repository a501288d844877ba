"""Weights of ranks: named weighers as tables, callables asked once a rank."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Weigher = str | Callable[[int], float] | None

NAMED: dict[str, Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]] = {
    "hyperbolic": lambda rank: 1 / (1 + rank),
    "logarithmic": lambda rank: 1 / np.log2(2 + rank),
    "quadratic": lambda rank: 1 / (1 + rank) ** 2,
}


def weight_table(weigher: Weigher, n: int) -> npt.NDArray[np.float64]:
    """Return the weights of ranks 0 to n - 1."""
    if weigher is None or isinstance(weigher, str):
        name = weigher or "hyperbolic"
        if name not in NAMED:
            raise ValueError(
                f"weigher: {name!r} is not one of {', '.join(map(repr, NAMED))}; give one of them or a "
                "function of the rank"
            )
        return NAMED[name](np.arange(n, dtype=np.float64))
    if not callable(weigher):
        raise TypeError(f"weigher: expected a name or a function of the rank, got {weigher!r}")
    return np.array([float(_number(weigher(rank))) for rank in range(n)], dtype=np.float64)


def _number(weight: Any) -> Any:
    if np.ndim(weight):
        raise TypeError(f"weigher: must return one number for a rank, got {weight!r}")
    return weight
