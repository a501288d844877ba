"""Where the queries of a run begin and which judged query each is; ids are looked up once a query, not a row."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fastrank import parallel
from fastrank.kernels.id_lookup import find_ids, mark_changes
from fastrank.kernels.judgement_index import JudgementIndex
from fastrank.tables.ids import encodable, id_bytes

Integers = npt.NDArray[np.int64]


def query_borders(column: pa.ChunkedArray, known: JudgementIndex, source: str) -> tuple[Integers, Integers]:
    """Return the rows where the query changes, and the code of each query that begins there.

    Queries that are not judged have the code -1, and those that follow each other count as one.
    """
    array = _one_array(encodable(column))
    if not len(array):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    if pa.types.is_dictionary(array.type):
        codes = array.indices.to_numpy()
        starts = _starts(codes)
        heads = array.dictionary.take(pa.array(codes[starts]))
    else:
        starts = _starts(array.to_numpy()) if pa.types.is_integer(array.type) else _text_starts(array, source)
        heads = array.take(pa.array(starts))
    places = np.empty(len(starts), dtype=np.int64)
    parallel.run(find_ids, (id_bytes(heads, "query_id", source), known), (places,), len(starts))
    new = np.ones(len(places), dtype=np.bool_)  # a dictionary may hold an id twice
    np.not_equal(places[1:], places[:-1], out=new[1:])
    return starts[new], places[new]


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    if column.num_chunks == 1:
        return column.chunk(0)
    merged = column.unify_dictionaries().combine_chunks()
    return merged if isinstance(merged, pa.Array) else pa.concat_arrays(merged.chunks)


def _starts(values: npt.NDArray[np.integer]) -> Integers:
    changes = np.empty(len(values), dtype=np.bool_)
    changes[0] = True
    np.not_equal(values[1:], values[:-1], out=changes[1:])
    return np.flatnonzero(changes)


def _text_starts(array: pa.Array, source: str) -> Integers:
    changes = np.empty(len(array), dtype=np.bool_)
    parallel.run(mark_changes, (id_bytes(array, "query_id", source),), (changes,), len(array))
    return np.flatnonzero(changes)
