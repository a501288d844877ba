"""Rankings of ids in every form (lists with tied groups, arrays, Arrow, values with offsets) to flat buffers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fastrank import parallel
from fastrank.arrays.arrow_lists import flat_lists, one_array
from fastrank.arrays.id_buffers import as_arrow, id_bytes
from fastrank.arrays.lists import is_arrow, is_pair
from fastrank.kernels.id_bytes import IdBytes
from fastrank.kernels.tied_places import join_groups
from fastrank.ragged import checked_offsets

Integers = npt.NDArray[np.int64]

_GROUPS = frozenset((list, tuple, set, frozenset))  # what holds tied ids
_NOT_RANKED = (str, bytes, dict, set, frozenset)


@dataclass(frozen=True)
class IdRankings:
    """Ids in rank order as flat bytes; `tops` holds the place of the first item of each item's tied group."""

    ids: IdBytes
    tops: Integers
    offsets: Integers
    shape: tuple[int, ...]  # of the batch; () for one ranking
    kind: str  # "integers", "text", or "" where there is no id

    def id_at(self, place: int) -> Any:
        """An id as it was given, for a message."""
        raw = self.ids.data[self.ids.offsets[place] : self.ids.offsets[place + 1]].tobytes()
        if self.kind == "integers":
            return int(np.frombuffer(raw, np.int64)[0])
        return raw.decode("utf-8", "backslashreplace")


def read_rankings(value: Any, name: str, batch: bool) -> IdRankings:
    """Return one ranking, or a batch: Arrow lists, (values, offsets), rows of an array, or what `batch` says."""
    if is_pair(value):
        offsets = checked_offsets(value[1], len(value[0]), name)
        flat = value[0][offsets[0] : offsets[-1]]
        return _untied(as_arrow(flat, name), offsets - offsets[0], name)
    if is_arrow(value):
        return _from_arrow(one_array(value, name), name)
    if isinstance(value, np.ndarray) and value.dtype.kind != "O":
        if value.ndim not in (1, 2):
            raise ValueError(f"{name}: expected one ranking or a row for each, got {value.ndim} dimensions")
        rows = np.arange(len(value) + 1) * value.shape[1] if value.ndim == 2 else None
        return _untied(as_arrow(value.reshape(-1), name), rows, name)
    return _from_sequences(value if batch else [value], name, batch)


def _from_arrow(array: pa.Array, name: str) -> IdRankings:
    if not (pa.types.is_list(array.type) or pa.types.is_large_list(array.type)):
        return _untied(array, None, name)
    flat, offsets = flat_lists(array, name)
    return _untied(flat, offsets, name)


def _untied(flat: pa.Array, offsets: Integers | None, name: str) -> IdRankings:
    ids, kind = id_bytes(flat, name)
    shape = () if offsets is None else (len(offsets) - 1,)
    if offsets is None:
        offsets = np.array([0, len(flat)])
    return IdRankings(ids, np.arange(len(flat)), offsets, shape, kind)


def _from_sequences(rankings: Iterable[Any], name: str, batch: bool) -> IdRankings:
    """Rankings with tied groups: a plain loop, 30 ns an entry, which chains of itertools did not beat."""
    flat: list[Any] = []
    ties: list[int] = []
    offsets = [0]
    append = flat.append
    for ranking in _entries(rankings, name, False) if batch else rankings:
        entries = _entries(ranking, name, batch)
        if _GROUPS.isdisjoint(map(type, entries)):
            flat.extend(entries)
            entries = ()
        for entry in entries:
            if type(entry) in _GROUPS:
                ties.append(len(flat))
                flat.extend(entry)
                ties.append(len(flat))
            else:
                append(entry)
        offsets.append(len(flat))
    ids, kind = id_bytes(as_arrow(flat, name), name)
    shape = (len(offsets) - 1,) if batch else ()
    return IdRankings(ids, _tops(len(flat), ties), np.array(offsets), shape, kind)


def _entries(ranking: Any, name: str, batch: bool) -> list[Any] | tuple[Any, ...]:
    if isinstance(ranking, _NOT_RANKED) or not isinstance(ranking, Iterable):
        way = "with batch=True each entry is a ranking" if batch else "give its ids in a list"
        raise TypeError(f"{name}: {ranking!r:.60} is no ranking; {way}")
    if isinstance(ranking, np.ndarray):
        return ranking.tolist()
    return ranking if isinstance(ranking, list | tuple) else list(ranking)


def _tops(n: int, ties: list[int]) -> Integers:
    tops = np.arange(n)
    if ties:
        parallel.run(join_groups, (np.array(ties),), (tops,), len(ties) // 2, cost=4)
    return tops
