"""Number columns of tables: scores and grades, checked once, with the row in every error."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.arrays.dtype import exact_float64
from fastrank.arrays.nan import holds_nan
from fastrank.tables.origin import place

Floats = npt.NDArray[np.float64]


def scores(table: pa.Table, source: str) -> Floats:
    """Return scores as float64; null and NaN raise, naming the row. Infinite scores are ordinary."""
    values = _float64(table, "score", source)
    if holds_nan(values):
        at = place(table, int(np.argmax(np.isnan(values))))
        raise ValueError(f"{source}: score is NaN in {at}; a document without a score has no rank")
    return values


def grades(table: pa.Table, source: str) -> Floats:
    """Return grades as float64; NaN and infinite grades raise. Null grades must be dropped before."""
    values = _float64(table, "relevance", source)
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        at = place(table, int(bad[0]))
        raise ValueError(f"{source}: relevance is {values[bad[0]]} in {at}; grades are finite numbers")
    return values


def _float64(table: pa.Table, name: str, source: str) -> Floats:
    column = table.column(name)
    kind = column.type
    if pa.types.is_boolean(kind):
        column = pc.cast(column, pa.int8())
    elif not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        raise TypeError(f"{source}: {name} must be numbers, got {kind}")
    if column.null_count:
        at = place(table, pc.index(pc.is_null(column), True).as_py())
        raise ValueError(f"{source}: {name} is null in {at}; give every document a {name} or drop the row")
    if pa.types.is_decimal(kind):
        column = pc.cast(column, pa.float64())
    values = column.to_numpy()
    return values if values.dtype == np.float64 else exact_float64(values, f"{source}: {name}")
