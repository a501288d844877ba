"""Where the queries of a run begin and which judged query each is; ids are looked up once a query, not a row."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fastrank import parallel
from fastrank.kernels.id_lookup import find_ids
from fastrank.kernels.judgement_index import JudgementIndex
from fastrank.tables.id_runs import id_runs
from fastrank.tables.ids import id_bytes

Integers = npt.NDArray[np.int64]


def query_borders(column: pa.ChunkedArray, known: JudgementIndex, source: str) -> tuple[Integers, Integers]:
    """Return the rows where the query changes, and the code of each query that begins there.

    Queries that are not judged have the code -1, and those that follow each other count as one.
    """
    starts, heads = id_runs(column, "query_id", source)
    if not len(starts):
        return starts, np.zeros(0, dtype=np.int64)
    places = np.empty(len(starts), dtype=np.int64)
    parallel.run(find_ids, (id_bytes(heads, "query_id", source), known), (places,), len(starts))
    new = np.ones(len(places), dtype=np.bool_)  # a dictionary may hold an id twice
    np.not_equal(places[1:], places[:-1], out=new[1:])
    return starts[new], places[new]
