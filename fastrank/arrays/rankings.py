"""Rankings of ids in every form (lists with tied groups, arrays, Arrow, values with offsets) to flat buffers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank import parallel
from fastrank.arrays.arrow_lists import flat_lists, one_array
from fastrank.arrays.lists import is_arrow, is_pair
from fastrank.kernels.id_bytes import IdBytes
from fastrank.kernels.tied_places import join_groups
from fastrank.ragged import checked_offsets

Integers = npt.NDArray[np.int64]

_GROUPS = frozenset((list, tuple, set, frozenset))  # what holds tied ids
_TEXT = ("string", "large_string", "string_view", "binary", "large_binary", "binary_view")
_TOO_WIDE = "an id does not fit 64 bits with a sign; give such ids as text"
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
        return _untied(_as_arrow(flat, name), offsets - offsets[0], name)
    if is_arrow(value):
        return _from_arrow(one_array(value, name), name)
    if isinstance(value, np.ndarray) and value.dtype.kind != "O":
        if value.ndim not in (1, 2):
            raise ValueError(f"{name}: expected one ranking or a row for each, got {value.ndim} dimensions")
        rows = np.arange(len(value) + 1) * value.shape[1] if value.ndim == 2 else None
        return _untied(_as_arrow(value.reshape(-1), name), rows, name)
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
    for ranking in _entries(rankings, name, False) if batch else rankings:
        for entry in _entries(ranking, name, batch):
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


def _entries(ranking: Any, name: str, batch: bool) -> Any:
    if isinstance(ranking, _NOT_RANKED) or not isinstance(ranking, Iterable):
        way = "with batch=True each entry is a ranking" if batch else "give its ids in a list"
        raise TypeError(f"{name}: {ranking!r:.60} is no ranking; {way}")
    return ranking.tolist() if isinstance(ranking, np.ndarray) else ranking


def _tops(n: int, ties: list[int]) -> Integers:
    tops = np.arange(n)
    if ties:
        parallel.run(join_groups, (np.array(ties),), (tops,), len(ties) // 2, cost=4)
    return tops


def _as_arrow(ids: Any, name: str) -> pa.Array:
    try:
        return pa.array(ids)
    except (pa.ArrowException, OverflowError, UnicodeEncodeError) as error:
        kinds = sorted({type(id_).__name__ for id_ in ids})
        if kinds == ["int"]:
            raise ValueError(f"{name}: {_TOO_WIDE}") from None
        if len(kinds) == 1 and not isinstance(ids[0], list | tuple | set):
            raise ValueError(f"{name}: an id cannot be read: {error}") from None
        deeper = "; tied ids are one list deep" if set(kinds) & {"list", "tuple", "set"} else ""
        kind = ", ".join(kinds)
        raise TypeError(f"{name}: ids must be all integers or all text, got {kind}{deeper}") from None


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
    return _text_bytes(flat, name), "text"


def _text_bytes(flat: pa.Array, name: str) -> IdBytes:
    if str(flat.type) not in _TEXT and not pa.types.is_fixed_size_binary(flat.type):
        raise TypeError(f"{name}: ids must be integers or text, got {flat.type}; ids are never floats")
    narrow = str(flat.type) in ("string", "binary")
    if not narrow:
        flat = pc.cast(flat, pa.large_binary())
    _, offsets, data = flat.buffers()
    starts: npt.NDArray[Any] = np.frombuffer(offsets, np.int32 if narrow else np.int64)
    starts = starts[flat.offset : flat.offset + len(flat) + 1].astype(np.int64)
    return IdBytes(starts, np.frombuffer(data or b"", np.uint8))


def _integer_bytes(flat: pa.Array, name: str) -> IdBytes:
    try:
        values = pc.cast(flat, pa.int64()).to_numpy()
    except pa.ArrowInvalid:
        raise ValueError(f"{name}: {_TOO_WIDE}") from None
    return IdBytes(np.arange(len(values) + 1) * 8, np.ascontiguousarray(values).view(np.uint8))
