"""An array that grows at its end, where a list of parts would be held twice when they are joined."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


class Growing:
    """Large arrays grow in place: the system moves their pages, not what stands in them."""

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self._array: npt.NDArray[Any] = np.empty(0, dtype)
        self._n = 0

    def __len__(self) -> int:
        return self._n

    def extend(self, values: npt.NDArray[Any]) -> None:
        """Add values at the end."""
        n = self._n + len(values)
        if n > len(self._array):
            self._array.resize(max(n, len(self._array) * 9 // 8), refcheck=False)
        self._array[self._n : n] = values
        self._n = n

    def whole(self) -> npt.NDArray[Any]:
        """Return all values; none can be added any more."""
        self._array.resize(self._n, refcheck=False)
        return self._array
