"""What `fastrank.correlation_matrix` returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.results import TableResult


@dataclass(frozen=True)
class CorrelationMatrix(TableResult):
    """Correlations of every pair: `statistic` and, where asked for, `pvalue`; it unpacks as these two.

    As a table it has the names of the rows, then one column for every variable.
    """

    statistic: npt.NDArray[np.float64]
    pvalue: npt.NDArray[np.float64] | None
    labels: tuple[list[str] | None, list[str] | None] = (None, None)

    def __iter__(self) -> Any:
        return iter((self.statistic, self.pvalue))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        return np.array(self.statistic, dtype=dtype, copy=bool(copy))

    def columns(self) -> dict[str, Any]:
        rows, columns = (
            names or [str(i) for i in range(count)]
            for names, count in zip(self.labels, self.statistic.shape, strict=True)
        )
        return {"variable": rows, **{name: self.statistic[:, j] for j, name in enumerate(columns)}}


@dataclass(frozen=True)
class NearestVariables(TableResult):
    """The most similar variables of each, best first: `index` (-1 where there are fewer) and `statistic`."""

    index: npt.NDArray[np.int64]
    statistic: npt.NDArray[np.float64]
    pvalue: npt.NDArray[np.float64] | None
    labels: tuple[list[str] | None, list[str] | None] = (None, None)

    def columns(self) -> dict[str, Any]:
        k = self.index.shape[1]
        found = self.index.reshape(-1) >= 0
        table: dict[str, Any] = {
            "variable": self._named(0, np.repeat(np.arange(len(self.index)), k)[found]),
            "rank": np.tile(np.arange(1, k + 1), len(self.index))[found],
            "neighbour": self._named(1, self.index.reshape(-1)[found]),
            "statistic": self.statistic.reshape(-1)[found],
        }
        if self.pvalue is not None:
            table["pvalue"] = self.pvalue.reshape(-1)[found]
        return table

    def _named(self, side: int, index: npt.NDArray[np.int64]) -> Any:
        names = self.labels[side]
        return index if names is None else [names[i] for i in index.tolist()]


@dataclass(frozen=True)
class MatrixBlock:
    """Some rows of the matrix, against every column."""

    rows: slice
    statistic: npt.NDArray[np.float64]
    pvalue: npt.NDArray[np.float64] | None
