"""Columns that say which query a row is of: the key that decides its draws, and its name for errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.scores.attributes import DATASET
from fastrank.significance.query_keys import keys_of_bytes
from fastrank.tables.ids import canonical, id_bytes, texts

_BYTES = ("binary", "large_binary", "binary_view")


def column_keys(ids: pa.ChunkedArray, dataset: pa.ChunkedArray | None, source: str) -> npt.NDArray[np.uint64]:
    """Return the key of every row, as `query_keys` has it of the texts, from Arrow's own buffers."""
    if dataset is None:
        return _keys(ids, "", source)
    keys = np.empty(len(ids), dtype=np.uint64)
    sets = pc.cast(canonical(dataset, DATASET, source), pa.large_string())
    for name in pc.unique(sets):
        mine = pc.equal(sets, name)
        keys[np.asarray(mine)] = _keys(ids.filter(mine), name.as_py(), source)
    return keys


def _keys(ids: pa.ChunkedArray, stratum: str, source: str) -> npt.NDArray[np.uint64]:
    # Those that are not UTF-8 have names.
    if str(ids.type) in _BYTES or pa.types.is_fixed_size_binary(ids.type):
        ids = pa.array(texts(canonical(ids, "query_id", source), source), pa.large_string())
    flat = id_bytes(ids, "query_id", source)
    empty = np.flatnonzero(np.diff(flat.offsets) == 0)
    if len(empty):
        raise ValueError(f"{source}: empty query_id in row {empty[0]}; every row needs one")
    return keys_of_bytes(flat.data, flat.offsets, stratum)


class RowNames(Sequence[str]):
    """Names of queries, made where they are asked for: errors name one."""

    def __init__(self, ids: pa.ChunkedArray, dataset: pa.ChunkedArray | None) -> None:
        self._ids, self._dataset = ids, dataset

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, row: Any) -> Any:
        name = self._ids[int(row)].as_py()
        name = name.decode("utf-8", "backslashreplace") if isinstance(name, bytes) else str(name)
        return name if self._dataset is None else f"{self._dataset[int(row)].as_py()}/{name}"
