"""Rankings of ids in every form (lists with tied groups, arrays, Arrow, values with offsets) to flat buffers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.arrays.arrow_lists import flat_lists, one_array
from fastrank.arrays.lists import is_arrow, is_pair
from fastrank.kernels.id_bytes import IdBytes
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
        return (
            int.from_bytes(raw, "little", signed=True)
            if self.kind == "integers"
            else raw.decode("utf-8", "backslashreplace")
        )


def read_rankings(value: Any, name: str, batch: bool) -> IdRankings:
    """Return one ranking, or a batch: Arrow lists, (values, offsets), rows of an array, or what `batch` says."""
    if is_pair(value):
        offsets = checked_offsets(value[1], len(value[0]), name)
        flat = value[0][offsets[0] : offsets[-1]]
        return _untied(_as_arrow(flat, name), offsets - offsets[0], name)
    if is_arrow(value) and not (batch and isinstance(value, pa.Table)):
        return _from_arrow(one_array(value, name), name)
    if isinstance(value, np.ndarray) and value.dtype.kind != "O":
        if value.ndim not in (1, 2):
            raise ValueError(f"{name}: expected one ranking or a row for each, got {value.ndim} dimensions")
        offsets = np.arange(len(value) + 1) * value.shape[1] if value.ndim == 2 else None
        return _untied(_as_arrow(value.reshape(-1), name), offsets, name)
    return _from_sequences(value if batch else [value], name, batch)


def _from_arrow(array: pa.Array, name: str) -> IdRankings:
    if not (pa.types.is_list(array.type) or pa.types.is_large_list(array.type)):
        return _untied(array, None, name)
    flat, offsets = flat_lists(array, name)
    return _untied(flat, offsets, name)


def _untied(flat: pa.Array, offsets: Integers | None, name: str) -> IdRankings:
    ids, kind = _id_bytes(flat, name)
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
    for ranking in rankings:
        for entry in _entries(ranking, name):
            if type(entry) in _GROUPS:
                ties.append(len(flat))
                flat.extend(entry)
                ties.append(len(flat))
            else:
                append(entry)
        offsets.append(len(flat))
    ids, kind = _id_bytes(_as_arrow(flat, name), name)
    shape = (len(offsets) - 1,) if batch else ()
    return IdRankings(ids, _tops(len(flat), ties), np.array(offsets), shape, kind)


def _entries(ranking: Any, name: str) -> Any:
    if isinstance(ranking, _NOT_RANKED) or not hasattr(ranking, "__iter__"):
        raise TypeError(
            f"{name}: expected a list of ids in rank order, got {ranking!r:.60}; a batch of rankings needs "
            "batch=True"
        )
    return ranking.tolist() if isinstance(ranking, np.ndarray) else ranking


def _tops(n: int, ties: list[int]) -> Integers:
    tops = np.arange(n)
    if ties:
        bounds = np.array(ties)
        sizes = bounds[1::2] - bounds[::2]
        begin = np.repeat(bounds[::2], sizes)
        before = np.repeat(np.cumsum(sizes) - sizes, sizes)
        tops[begin + np.arange(len(begin)) - before] = begin
    return tops


def _as_arrow(ids: Any, name: str) -> pa.Array:
    try:
        return pa.array(ids)
    except (pa.ArrowException, OverflowError, UnicodeEncodeError):
        kinds = sorted({type(id_).__name__ for id_ in ids})
        deeper = "; tied ids are one list deep" if set(kinds) & {"list", "tuple", "set"} else ""
        raise TypeError(
            f"{name}: ids must be all integers (of 64 bits) or all text, got {', '.join(kinds)}{deeper}"
        ) from None


def _id_bytes(flat: pa.Array, name: str) -> tuple[IdBytes, str]:
    """Text by its UTF-8 bytes, integers by their eight: one kind of buffer, one compiled kernel."""
    if pa.types.is_dictionary(flat.type):
        flat = flat.cast(flat.type.value_type)
    if flat.null_count:
        raise ValueError(f"{name}: the id at place {pc.index(pc.is_null(flat), True)} is null; leave it out")
    if not len(flat):
        return IdBytes(np.zeros(1, np.int64), np.zeros(0, np.uint8)), ""
    if pa.types.is_integer(flat.type):
        return _integer_bytes(flat, name), "integers"
    try:
        text = pc.cast(flat, pa.large_binary())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise TypeError(f"{name}: ids must be integers or text, got {flat.type}") from None
    _, offsets, data = text.buffers()
    starts = np.frombuffer(offsets, np.int64)[text.offset : text.offset + len(text) + 1]
    return IdBytes(starts, np.frombuffer(data or b"", np.uint8)), "text"


def _integer_bytes(flat: pa.Array, name: str) -> IdBytes:
    try:
        values = pc.cast(flat, pa.int64()).to_numpy()
    except pa.ArrowInvalid:
        raise ValueError(f"{name}: an id does not fit 64 bits with a sign; give such ids as text") from None
    return IdBytes(np.arange(len(values) + 1) * 8, np.ascontiguousarray(values).view(np.uint8))
